"""`phuenthi score` and `phuenthi choose`: rankings and lists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from commands.terminal import JsonOption, ScenarioOption, areas_here, err, escaped, print_json
from commands.terminal import out as console
from export.files import check_place, write_list
from geo.areas import Areas
from geo.errors import ScoringError
from geo.paths import DEFAULT_SCENARIO
from scoring.choose import Shortlist, choose_areas
from scoring.fingerprint import fingerprint
from scoring.index import Scores, score_areas
from scoring.scenario import Scenario, read_scenario

_MANY = 0.1
"""Share of areas without a figure from which on the terminal says so."""


def _checked(out: Path | None) -> Path | None:
    if out is not None:
        check_place(out)
    return out


OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        callback=_checked,
        help="File to write; its ending names the format (.csv).",
        metavar="FILE",
    ),
]


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
        print_json(summary)
        return
    console.print(
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
        print_json(_summary(areas, decided, shortlist))
        return
    _say_absent(areas, scores)
    _print_places(areas, scores, list(shortlist.codes), f"{len(shortlist.codes)} areas",
                  numbered=True)  # fmt: skip
    greedy = shortlist.greedy_total
    console.print(
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
    areas = areas_here()
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
    err.print(f"Written: {' and '.join(map(str, paths))}", soft_wrap=True)


def _say_absent(areas: Areas, scores: Scores) -> None:
    if scores.absent:
        titles = ", ".join(areas.indicator(id).title_en for id in scores.absent)
        err.print(f"Not on this machine, so left out of the score: {titles}.", soft_wrap=True)
    for id in map(str, scores.normalised):
        without = int(areas.values[id].isna().sum())
        if id not in scores.absent and without > _MANY * len(areas):
            title = areas.indicator(id).title_en
            err.print(
                escaped(f"{title}: {without:,} of {len(areas):,} areas have no figure."),
                soft_wrap=True,
            )


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
        table.add_row(*map(escaped, cells))
    console.print(table)
