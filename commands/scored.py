"""What the commands on scores share: reading a scenario, scoring, and printing places."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from commands.printed import show
from commands.terminal import areas_here, err, escaped
from commands.terminal import out as console
from export.files import TABLE_ENDINGS, check_place
from geo.areas import Areas
from geo.errors import ScoringError
from geo.paths import SHIPPED_SCENARIOS
from scoring.fields import nearest
from scoring.fingerprint import fingerprint
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.scenario_toml import line_of_field, read_scenario
from scoring.scores import Scores

_CALLED = 12
"""Of more areas of one name the first so many are told."""
_MANY = 0.1
"""Share of areas without a figure from which on the terminal says so."""


def _out_option(endings: Sequence[str]) -> Any:
    """Return the option of a file to write, in one of the forms that endings name."""

    def checked(out: Path | None) -> Path | None:
        if out is not None:
            check_place(out, endings)
        return out

    known = " or ".join(endings)
    help = f"File to write; its ending names the format ({known})."
    return typer.Option("--out", callback=checked, help=help, metavar="FILE")


OutOption = Annotated[Path | None, _out_option((".csv",))]
TableOutOption = Annotated[Path | None, _out_option(TABLE_ENDINGS)]


@dataclass(frozen=True)
class Scored:
    """A scenario from a file and the scores under it."""

    areas: Areas
    scenario: Scenario
    scores: Scores


def _text(path: Path) -> str:
    """Return the text of a file, or of the shipped scenario that is called so."""
    shipped = SHIPPED_SCENARIOS / f"{path}.toml"
    if not path.suffix and not path.exists() and shipped.exists():
        path = shipped
    try:
        # editors on Windows begin a file with a byte-order mark
        return path.read_text(encoding="utf-8-sig")
    except OSError as cause:
        known = sorted(file.stem for file in SHIPPED_SCENARIOS.glob("*.toml"))
        raise ScoringError(
            'The scenario "{path}" cannot be read: {cause}{nearest}. Name a TOML file, or one that '
            "ships: {shipped}.",
            path=path,
            cause=cause.strerror,
            nearest=nearest(path.name, known),
            shipped=", ".join(known),
        ) from cause
    except UnicodeDecodeError as cause:
        raise ScoringError(
            'The scenario "{name}" is not in UTF-8. Save it as UTF-8 in your editor.',
            name=path.name,
        ) from cause


def scored(path: Path, areas: Areas | None = None) -> Scored:
    """Return the scores of the areas here under the scenario in a file."""
    scenario = read_scenario(_text(path), path.name)
    areas = areas_here() if areas is None else areas
    with naming(path, scenario):
        return Scored(areas, scenario, score_areas(areas, scenario))


def made_from(found: Scored, also: Sequence[str] = ()) -> dict[str, str]:
    """Return for JSON what an answer was made from, and other indicators that it rests on."""
    return {
        "scenario": found.scenario.id,
        "fingerprint": fingerprint(found.areas, found.scenario, also),
    }


def known_codes(codes: Sequence[str], found: Scored) -> None:
    """Refuse codes of areas that are not there, and names in their place."""
    unknown = [code for code in codes if code not in found.areas.codes]
    table = found.areas.table
    called = table[table["name_th"].isin(unknown) | table["name_en"].isin(unknown)]
    if len(called):
        places = [
            f"{code} ({row.name_th}, {row.district_th}, {row.province_th})"
            for code, row in called.iterrows()
        ]
        raise ScoringError(
            "Areas are named by their codes, for several can have one name: {places}.",
            places=", ".join(places[:_CALLED] + ["…"] * (len(places) > _CALLED)),
        )
    if unknown:
        raise ScoringError(
            "There are no areas with these codes: {unknown}. Use six-digit codes, such as {first}; "
            "`phuenthi score --out FILE.csv` lists all.",
            unknown=", ".join(unknown),
            first=found.areas.codes[0],
        )


@contextmanager
def naming(path: Path, scenario: Scenario) -> Iterator[None]:
    """Name the file that a person gave, and the line, where a message knows only the scenario."""
    try:
        yield
    except ScoringError as error:
        field = error.details.get("field")
        line = line_of_field(_text(path), scenario, str(field)) if field else None
        named = path.stem == scenario.id or "scenario" not in error.details
        if line is not None:
            raise ScoringError(
                "{file}, line {line}: {problem}", file=path.name, line=line, problem=error
            ) from error
        if named:
            raise
        raise ScoringError("{file}: {problem}", file=path.name, problem=error) from error


def say_scored(found: Scored) -> None:
    """Say how many areas have a score, and how much of it the province tells."""
    scores = found.scores
    known = int(scores.score.notna().sum())
    said = f"{known:,} of {len(found.areas):,} areas scored under “{found.scenario.id}”; "
    if plain(scores.between_provinces) is None:
        said += "all have the same score."
    else:
        said += (
            f"{int(scores.dense_rank.max()):,} different scores. "
            f"{scores.between_provinces:.0%} of the variance lies between provinces; "
            f"{scores.from_province_figures:.0%} of all variance comes from figures known only "
            "by province."
        )
    console.print(said, soft_wrap=True)
    outside = scores.reason[~scores.compared].value_counts()
    if len(outside):
        conditions = ", ".join(f"{n:,} by {reason}" for reason, n in outside.items())
        console.print(f"Outside the scenario's filter: {conditions}.", soft_wrap=True)


def say_written(*paths: Path) -> None:
    """Say which files came to be."""
    err.print(f"Written: {' and '.join(map(str, paths))}", soft_wrap=True)


def say_what_to_know(found: Scored, *, ranked: bool = True) -> None:
    """Say which figures are missing, and what the steps of the score remark.

    Where something else than the plain ranking is shown, not what is to be said of that.
    """
    areas, scores = found.areas, found.scores
    everywhere = [id for id in scores.absent if areas.values[id].isna().all()]
    for ids, why in (
        (everywhere, "Not on this machine"),
        ([id for id in scores.absent if id not in everywhere], "Of no area compared"),
    ):
        if ids:
            titles = ", ".join(areas.indicator(id).title_en for id in ids)
            err.print(escaped(f"{why}, so left out of the score: {titles}."), soft_wrap=True)
    compared = int(scores.compared.sum())
    for id in map(str, scores.normalised):
        without = compared - int(scores.normalised[id].notna().sum())
        if id not in scores.absent and without > _MANY * compared:
            title = areas.indicator(id).title_en
            err.print(
                escaped(f"{title}: {without:,} of {compared:,} areas have no figure."),
                soft_wrap=True,
            )
    for step in scores.steps:
        for remark in step.remarks if ranked or step.name != "rank" else ():
            err.print(escaped(str(remark)), soft_wrap=True)


def print_places(
    found: Scored,
    codes: Sequence[str],
    title: str,
    *,
    numbered: bool = False,
    more: tuple[str, Mapping[str, str]] | None = None,
) -> None:
    """Print areas in this order; the number is the place in a list, the rank the one of all.

    Parameters
    ----------
    more
        A header and, for each area, what to print under it.
    """
    extra = [] if more is None else [more[0]]
    table = Table(*["no."][:numbered], "rank", *PLACE, "score", *extra, title=title,
                  title_justify="left", pad_edge=False)  # fmt: skip
    for number, code in enumerate(codes, start=1):
        cells = [
            *[f"{number}"][:numbered],
            f"{found.scores.rank[code]}",
            *place(found.areas, code),
            f"{found.scores.score[code]:.2f}",
            *([] if more is None else [more[1][code]]),
        ]
        table.add_row(*map(escaped, cells))
    show(table, wide=True)


PLACE = ("code", "tambon", "district", "province", "region", "track")
"""Headers of the cells that say which area a row is about."""


def place(areas: Areas, code: str) -> list[str]:
    """Return what the columns `PLACE` hold for one area."""
    row = areas.table.loc[code]
    return [code, *(row[c] for c in ("name_th", "district_th", "province_th", "region", "track"))]


def plain(value: float) -> float | None:
    """Return a number for JSON, which has no NaN and nothing infinite."""
    return float(value) if math.isfinite(value) else None


def steps_plain(scores: Scores) -> list[dict[str, Any]]:
    """Return the log of a score for JSON."""
    return [
        {
            "name": step.name,
            "field": step.field,
            "method": step.method,
            "results": {
                name: plain(value) if isinstance(value, float) else value
                for name, value in step.results.items()
            },
            "remarks": [str(remark) for remark in step.remarks],
        }
        for step in scores.steps
    ]
