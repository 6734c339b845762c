"""The same engine from a terminal."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.padding import Padding
from rich.table import Table
from typer.core import TyperGroup

from export.csv import scores_csv, shortlist_csv
from export.notes import notes
from geo.areas import Areas, read_areas
from geo.build import build as build_areas
from geo.build import downloaded
from geo.catalog import Dataset, catalog
from geo.downloads import state
from geo.errors import ExportError, GeoError, PhuenthiError, ScoringError
from geo.files import replace_together
from geo.paths import SHIPPED, areas_in_use, built_areas, data_dir, downloads_dir
from geo.progress import progress_bars
from geo.pull import pull as pull_datasets
from geo.record import build_key, keep, kept_report
from geo.report import BuildReport
from geo.version import VERSION
from scoring.choose import Shortlist, choose_areas
from scoring.fingerprint import fingerprint
from scoring.index import Scores, score_areas
from scoring.scenario import Scenario, read_scenario

ROOT = Path(__file__).resolve().parent
# what is printed is text: a bracket in a path or a name is no markup
_out = Console(markup=False, emoji=False, highlight=False)
_err = Console(markup=False, emoji=False, highlight=False, stderr=True)
_ENOUGH_FOR_EVERY_COLUMN = 1000


class _InWords(TyperGroup):
    """Commands that answer a user's error with one message and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except PhuenthiError as error:
            logging.getLogger("phuenthi").debug("error", exc_info=error)
            _err.print(f"phuenthi: {error}", soft_wrap=True)
            raise typer.Exit(2) from error


app = typer.Typer(
    cls=_InWords,
    name="phuenthi",
    help="Ranks Thailand's 7,436 tambons and chooses 50 under rules.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
data = typer.Typer(cls=_InWords, help="The data: what there is, fetch it, build the areas.",
                   no_args_is_help=True)  # fmt: skip
app.add_typer(data, name="data")


def _as_csv(out: Path | None) -> Path | None:
    """Refuse a file of another format before any work is done for it."""
    if out is not None and out.suffix.lower() != ".csv":
        raise ExportError(
            '"{out}" ends in "{ending}". Lists are written as .csv: name the file so.',
            out=out,
            ending=out.suffix,
        )
    return out


ScenarioOption = Annotated[
    Path, typer.Option("--scenario", help="Scenario file (TOML).", metavar="FILE.toml")
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        callback=_as_csv,
        help="File to write; its ending names the format (.csv).",
        metavar="FILE",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
DEFAULT_SCENARIO = SHIPPED / "scenarios" / "default.toml"


@app.callback()
def _set_up() -> None:
    """Say more on stderr where ``PHUENTHI_LOG=debug`` asks for it; leave whole what a pipe gets."""
    if not _out.is_terminal:
        _out.width = _ENOUGH_FOR_EVERY_COLUMN
    level = os.environ.get("PHUENTHI_LOG", "warning").upper()
    known = logging.getLevelNamesMapping()
    handler = RichHandler(console=_err, show_path=False)
    logging.basicConfig(
        level=known.get(level, logging.WARNING), handlers=[handler], format="%(message)s"
    )


# ── data ──────────────────────────────────────────────────────────────────────────────────────────


@data.command("list")
def list_data(as_json: JsonOption = False) -> None:
    """List the datasets: of when, from whom, under which licence, and whether they are here."""
    folder = downloads_dir()
    states = {d.id: state(d, folder) for d in catalog().dataset}
    if as_json:
        fields = set(Dataset.model_fields) - {"read"}
        rows = [
            {**d.model_dump(include=fields, mode="json"), "state": states[d.id]}
            for d in catalog().dataset
        ]
        _print_json(rows)
        return
    for dataset in catalog().dataset:
        _out.print(f"{dataset.id:<22}{states[dataset.id]:<10}{dataset.period}")
        about = f"{dataset.title_en}: {dataset.publisher_en} ({dataset.licence})"
        _out.print(Padding(about, (0, 0, 0, 4), expand=False))
    _out.print(f"Data folder: {data_dir()}", soft_wrap=True)


@data.command("pull")
def pull(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID …]", help="Default: all.")] = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="Folder to take the files from.")
    ] = None,
    or_starter: Annotated[
        bool, typer.Option(help="Where nothing can be fetched, say so in one line and end well.")
    ] = False,
) -> None:
    """Fetch datasets, check size and sha256, and keep them in the data folder."""
    wanted = [catalog().get(id) for id in ids] if ids else list(catalog().downloads())
    folder = downloads_dir()
    try:
        with progress_bars(_err) as progress:
            fetched = pull_datasets(wanted, folder, source=source, progress=progress)
    except GeoError as error:
        if not or_starter:
            raise
        logging.getLogger("phuenthi").info("%s", error)
        _err.print(
            "Not all data could be fetched (`phuenthi data pull` says why): "
            "going on with what is on this machine.",
            soft_wrap=True,
        )
        return
    new = sum(f.origin is not None for f in fetched)
    _out.print(f"{len(fetched)} of {len(wanted)} files in {folder} ({new} new).", soft_wrap=True)


@data.command("build")
def build(
    if_needed: Annotated[
        bool, typer.Option(help="Only where the files are here and the areas are not up to date.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make the areas from the fetched files."""
    folder = downloads_dir()
    if if_needed and not _all_here(folder):
        return
    key = build_key(catalog(), folder)
    report = kept_report(key, built_areas()) if if_needed else None
    if report is None:
        with _err.status("Building the areas …") as status:
            areas, report = build_areas(catalog(), folder, lambda step: status.update(f"{step} …"))
            status.update("Writing the areas …")
            _keep(areas, report, key)
    _print_report(report, as_json=as_json)


def _all_here(folder: Path) -> bool:
    try:
        return bool(downloaded(catalog(), folder))
    except GeoError:
        return False


def _keep(areas: Areas, report: BuildReport, key: str) -> None:
    try:
        keep(areas, report, key, built_areas())
    except OSError as cause:
        raise GeoError(
            'The areas cannot be written to "{folder}": {cause}. '
            "Make room, or choose another folder with PHUENTHI_DATA.",
            folder=data_dir(),
            cause=cause,
        ) from cause


def _print_report(report: BuildReport, *, as_json: bool) -> None:
    if as_json:
        _print_json(report.as_dict())
        return
    for line in report.lines():
        _out.print(line, soft_wrap=True)
    _out.print(f"The areas are in {built_areas()}", soft_wrap=True)


# ── score and choose ──────────────────────────────────────────────────────────────────────────────


@app.command()
def score(
    scenario: ScenarioOption = DEFAULT_SCENARIO, out: OutOption = None, as_json: JsonOption = False
) -> None:
    """Score and rank all areas."""
    areas, decided, scores = _scored(scenario)
    if out is not None:
        content = scores_csv(areas, scores)
        _write(out, content, notes(areas, scores, None, decided, version=VERSION, made_on=_today()))
    between = scores.between_provinces
    summary = {
        "scenario": decided.id,
        "areas": len(areas),
        "scored": int(scores.score.notna().sum()),
        "absent": list(scores.absent),
        # JSON has no NaN; there is none where all scores are equal
        "between_provinces": None if between != between else between,
        "fingerprint": fingerprint(areas, decided),
    }
    if as_json:
        _print_json(summary)
        return
    _out.print(
        f"{summary['scored']:,} of {len(areas):,} areas scored under “{decided.id}”; "
        + (
            "all have the same score."
            if between != between
            else f"{between:.0%} of the variance lies between provinces."
        ),
        soft_wrap=True,
    )
    _say_absent(areas, scores)
    top = scores.rank.dropna().sort_values(kind="stable").index[:10]
    _print_places(areas, scores, list(top), f"The ten highest scores of {len(areas):,}")


@app.command()
def choose(
    scenario: ScenarioOption = DEFAULT_SCENARIO, out: OutOption = None, as_json: JsonOption = False
) -> None:
    """Choose the areas with the highest total score that keep the scenario's rules."""
    areas, decided, scores = _scored(scenario)
    shortlist = choose_areas(areas, scores, decided)
    if out is not None:
        content = shortlist_csv(areas, scores, shortlist.codes)
        made = notes(areas, scores, shortlist, decided, version=VERSION, made_on=_today())
        _write(out, content, made)
    if as_json:
        _print_json(_summary(areas, decided, shortlist))
        return
    _say_absent(areas, scores)
    _print_places(areas, scores, list(shortlist.codes), f"{len(shortlist.codes)} areas")
    greedy = shortlist.greedy_total
    _out.print(
        f"Total score {shortlist.total:,.2f}, proven best (gap {shortlist.gap:.2%}) by "
        f"{shortlist.solver}; "
        + (
            "a greedy pass finds no list."
            if greedy is None
            else f"a greedy pass finds {greedy:,.2f}."
        ),
        soft_wrap=True,
    )


def _summary(areas: Areas, decided: Scenario, shortlist: Shortlist) -> dict[str, Any]:
    return {
        "scenario": decided.id,
        "codes": list(shortlist.codes),
        "total": shortlist.total,
        "bound": shortlist.bound,
        "gap": shortlist.gap,
        "status": shortlist.status,
        "solver": shortlist.solver,
        "greedy_total": shortlist.greedy_total,
        "rules": [
            {
                "by": outcome.rule.by,
                "group": outcome.rule.group,
                "min": outcome.rule.minimum,
                "max": outcome.rule.maximum,
                "count": outcome.count,
                "binding": outcome.binding,
            }
            for outcome in shortlist.rules
        ],
        "fingerprint": fingerprint(areas, decided),
    }


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8501,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> NoReturn:
    """Start the dashboard."""
    if "PHUENTHI_DATA" in os.environ:
        os.environ["PHUENTHI_DATA"] = str(data_dir().resolve())
    _out.print(f"Phuenthi: http://localhost:{port} (Ctrl+C ends it)", soft_wrap=True)
    sys.stdout.flush()
    # Streamlit reads .streamlit/ from the folder it is started in
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "ui.serve", str(port), host])  # noqa: S606


def _scored(path: Path) -> tuple[Areas, Scenario, Scores]:
    try:
        # editors on Windows begin a file with a byte-order mark
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as cause:
        raise ScoringError(
            'The scenario "{path}" cannot be read: {cause}. Name a TOML file with --scenario.',
            path=path,
            cause=cause,
        ) from cause
    decided = read_scenario(text, path.name)
    areas = read_areas(areas_in_use())
    return areas, decided, score_areas(areas, decided)


def _write(out: Path, content: bytes, beside: str) -> None:
    """Write a list and its notes; neither appears unless both can be written."""
    companion = out.with_suffix(".notes.toml")
    try:
        with replace_together(out, companion) as (listed, noted):
            listed.write_bytes(content)
            noted.write_text(beside, encoding="utf-8", newline="\n")
    except OSError as cause:
        raise ExportError(
            '"{out}" cannot be written: {cause}. Name another place with --out.',
            out=out,
            cause=cause,
        ) from cause
    _err.print(f"Written: {out} and {companion}", soft_wrap=True)


def _today() -> str:
    """Today, or the day that SOURCE_DATE_EPOCH names where a list is made again."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now().astimezone().date().isoformat()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as cause:
        raise ExportError(
            'SOURCE_DATE_EPOCH is "{epoch}". It must be a whole number of seconds since 1970, '
            "up to the year 9999; without it the notes bear today's date.",
            epoch=epoch,
        ) from cause


def _say_absent(areas: Areas, scores: Scores) -> None:
    if scores.absent:
        titles = ", ".join(areas.indicator(id).title_en for id in scores.absent)
        _err.print(f"Not on this machine, so left out of the score: {titles}.", soft_wrap=True)


def _print_places(areas: Areas, scores: Scores, codes: list[str], title: str) -> None:
    table = Table("rank", "code", "tambon", "district", "province", "region", "track", "score",
                  title=title, title_justify="left", pad_edge=False)  # fmt: skip
    for code in codes:
        row = areas.table.loc[code]
        table.add_row(
            f"{scores.rank[code]}",
            code,
            row["name_th"],
            row["district_th"],
            row["province_th"],
            row["region"],
            row["track"],
            f"{scores.score[code]:.2f}",
        )
    _out.print(table)


def _print_json(content: object) -> None:
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    to_python: Callable[[], Any] = value.item
    return to_python()


if __name__ == "__main__":
    app()
