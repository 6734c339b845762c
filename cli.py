"""The same engine from a terminal."""

from __future__ import annotations

import io
import json
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.padding import Padding
from rich.table import Table
from typer.core import TyperGroup

from export.files import check_place, write_list
from geo.areas import Areas, read_areas
from geo.build import build as build_areas
from geo.build import downloaded
from geo.catalog import Dataset, catalog
from geo.downloads import state
from geo.errors import GeoError, PhuenthiError, ScoringError
from geo.paths import (
    DEFAULT_SCENARIO,
    areas_in_use,
    built_areas,
    data_dir,
    downloads_dir,
)
from geo.progress import progress_bars
from geo.pull import HURRIED, Pulled
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
_log = logging.getLogger("phuenthi")
_ENOUGH_FOR_EVERY_COLUMN = 1000


class _InWords(TyperGroup):
    """Commands that answer a user's error with one message and exit code 2."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        # a terminal that cannot show Thai gets its code points, and the command its end
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except PhuenthiError as error:
            _log.debug("error", exc_info=error)
            _err.print(f"phuenthi: {_escaped(str(error))}", soft_wrap=True)
            raise typer.Exit(2) from error


def _escaped(text: str) -> str:
    """Return the text with only its lines left to command the terminal; the rest is spelt out."""
    return "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode("ascii")
        for c in text
    )


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


def _checked(out: Path | None) -> Path | None:
    if out is not None:
        check_place(out)
    return out


ScenarioOption = Annotated[
    Path, typer.Option("--scenario", help="Scenario file (TOML).", metavar="FILE.toml")
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        callback=_checked,
        help="File to write; its ending names the format (.csv).",
        metavar="FILE",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def _tell_version(wanted: bool) -> None:
    if wanted:
        _out.print(f"phuenthi {VERSION}")
        raise typer.Exit


@app.callback()
def _set_up(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version."),
    ] = False,
) -> None:
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
    before = {d.id for d in wanted if state(d, folder) == "present"}
    with progress_bars(_err) as progress:
        bring = partial(pull_datasets, wanted, folder, progress=progress)
        fetched = _what_comes_soon(bring, source) if or_starter else bring(source=source)
    if fetched is None:
        enough = built_areas().exists() or _all_here(folder)
        rest = "what is on this machine" if enough else "the approximate starter areas"
        _err.print(
            f"Not all data could be fetched (`phuenthi data pull` says why): going on with {rest}.",
            soft_wrap=True,
        )
        return
    new = len({f.dataset.id for f in fetched} - before)
    _out.print(f"{len(fetched)} of {len(wanted)} files in {folder} ({new} new).", soft_wrap=True)


def _what_comes_soon(
    bring: Callable[..., list[Pulled]], source: Path | None
) -> list[Pulled] | None:
    """Bring the files from the folder, else from their addresses; None if some are still absent."""
    for place in dict.fromkeys((source, None)):
        try:
            return bring(source=place, patience=HURRIED)
        except GeoError as error:
            _log.info("%s", _escaped(str(error)))
    return None


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
    elif not as_json:
        _out.print(f"The areas are up to date: {report.lines()[0]}", soft_wrap=True)
        return
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
        _say_written(write_list(out, areas, scores, None, decided))
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
    with _naming(scenario, decided):
        shortlist = choose_areas(areas, scores, decided)
    if out is not None:
        _say_written(write_list(out, areas, scores, shortlist, decided))
    if as_json:
        _print_json(_summary(areas, decided, shortlist))
        return
    _say_absent(areas, scores)
    _print_places(areas, scores, list(shortlist.codes), f"{len(shortlist.codes)} areas",
                  numbered=True)  # fmt: skip
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
    _refuse_taken(port, host)
    if "PHUENTHI_DATA" in os.environ:
        os.environ["PHUENTHI_DATA"] = str(data_dir().resolve())
    _out.print(f"Phuenthi: http://localhost:{port} (Ctrl+C ends it)", soft_wrap=True)
    sys.stdout.flush()
    # Streamlit reads .streamlit/ from the folder it is started in
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "ui.serve", str(port), host])  # noqa: S606


def _refuse_taken(port: int, host: str) -> None:
    """Find out what the server would fail at, while there is still somebody to say it in words."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        # as the server does it: a port that was given up a moment ago is free
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except (OSError, UnicodeError) as cause:
            why = getattr(cause, "strerror", None) or cause
            raise PhuenthiError(
                "The dashboard cannot listen on {host}, port {port}: {cause}. End what runs there, "
                "or choose another --port (make run: PORT=) or --host.",
                host=host,
                port=port,
                cause=why,
            ) from cause


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
    with _naming(path, decided):
        return areas, decided, score_areas(areas, decided)


@contextmanager
def _naming(path: Path, scenario: Scenario) -> Iterator[None]:
    """Name the file that a person gave where a message knows its scenario only by id."""
    try:
        yield
    except ScoringError as error:
        if "scenario" not in error.details or path.stem == scenario.id:
            raise
        raise ScoringError("{file}: {problem}", file=path.name, problem=error) from error


def _say_written(paths: tuple[Path, ...]) -> None:
    _err.print(f"Written: {' and '.join(map(str, paths))}", soft_wrap=True)


def _say_absent(areas: Areas, scores: Scores) -> None:
    if scores.absent:
        titles = ", ".join(areas.indicator(id).title_en for id in scores.absent)
        _err.print(f"Not on this machine, so left out of the score: {titles}.", soft_wrap=True)


def _print_places(
    areas: Areas, scores: Scores, codes: list[str], title: str, *, numbered: bool = False
) -> None:
    """Print areas in this order; the number is the place in a list, the rank the one of all."""
    table = Table(*["no."][:numbered], "rank", "code", "tambon", "district", "province", "region",
                  "track", "score", title=title, title_justify="left", pad_edge=False)  # fmt: skip
    for number, code in enumerate(codes, start=1):
        row = areas.table.loc[code]
        cells = [
            *[f"{number}"][:numbered],
            f"{scores.rank[code]}",
            code,
            row["name_th"],
            row["district_th"],
            row["province_th"],
            row["region"],
            row["track"],
            f"{scores.score[code]:.2f}",
        ]
        table.add_row(*map(_escaped, cells))
    _out.print(table)


def _print_json(content: object) -> None:
    # backslashes that stand in for what a terminal cannot show are not always JSON's
    ascii_only = not sys.stdout.encoding.lower().startswith("utf")
    sys.stdout.write(json.dumps(content, ensure_ascii=ascii_only, indent=2, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    to_python: Callable[[], Any] = value.item
    return to_python()


if __name__ == "__main__":
    app()
