"""`phuenthi score`: rankings, and what changes from one scenario to another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.table import Table

from commands.scored import (
    PLACE,
    OutOption,
    Scored,
    as_plain,
    place,
    plain,
    print_places,
    say_what_to_know,
    say_written,
    scored,
)
from commands.terminal import JsonOption, ScenarioOption, areas_here, escaped, print_json
from commands.terminal import out as console
from export.files import write_list, write_table
from geo.areas import Areas
from geo.errors import ScoringError
from geo.paths import DEFAULT_SCENARIO
from scoring.compare import Comparison
from scoring.compare import compare as compared
from scoring.fingerprint import fingerprint

_SHOWN = 10

CompareOption = Annotated[
    tuple[Path, Path] | None,
    typer.Option("--compare", help="Two scenario files to compare.", metavar="A.toml B.toml"),
]


def score(
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    compare: CompareOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Score and rank all areas, or compare two scenarios with --compare A.toml B.toml."""
    if compare is not None:
        if scenario != DEFAULT_SCENARIO:
            raise ScoringError(
                "Both --scenario {scenario} and --compare are given. Name the scenario as one of "
                "the two to compare.",
                scenario=scenario.name,
            )
        _compare(*compare, out, as_json)
        return
    found = scored(scenario)
    if out is not None:
        say_written(*write_list(out, found.areas, found.scores, None, found.scenario))
    if as_json:
        print_json(_summary(found))
        return
    _say_scored(found)
    say_what_to_know(found)
    top = found.scores.rank.dropna().sort_values(kind="stable").index[:_SHOWN]
    print_places(found, list(top), f"The ten highest scores of {len(found.areas):,}")


def _summary(found: Scored) -> dict[str, Any]:
    scores = found.scores
    return {
        "scenario": found.scenario.id,
        "areas": len(found.areas),
        "scored": int(scores.score.notna().sum()),
        "without_score": {
            reason: int(n) for reason, n in scores.reason.value_counts().items() if reason
        },
        "absent": list(scores.absent),
        "different_scores": int(scores.dense_rank.max()),
        "additive": scores.additive,
        "weights": {str(id): float(w) for id, w in scores.weights.items()},
        "pillar_weights": {str(id): float(w) for id, w in scores.pillar_weights.items()},
        "between_provinces": plain(scores.between_provinces),
        "from_province_figures": plain(scores.from_province_figures),
        "steps": [
            {
                "name": step.name,
                "field": step.field,
                "method": step.method,
                "results": as_plain(step.results),
                "remarks": [str(remark) for remark in step.remarks],
            }
            for step in scores.steps
        ],
        "fingerprint": fingerprint(found.areas, found.scenario),
    }


def _say_scored(found: Scored) -> None:
    scores = found.scores
    known = int(scores.score.notna().sum())
    between, different = scores.between_provinces, int(scores.dense_rank.max())
    said = f"{known:,} of {len(found.areas):,} areas scored under “{found.scenario.id}”; "
    if plain(between) is None:
        said += "all have the same score."
    else:
        said += (
            f"{different:,} different scores. {between:.0%} of the variance lies between "
            f"provinces; {scores.from_province_figures:.0%} comes from figures known only by "
            "province."
        )
    console.print(said, soft_wrap=True)
    outside = scores.reason[~scores.reason.isin(["", "no_figures"])].value_counts()
    if len(outside):
        conditions = ", ".join(f"{n:,} by {reason}" for reason, n in outside.items())
        console.print(f"Outside the scenario's filter: {conditions}.", soft_wrap=True)


def _compare(first: Path, second: Path, out: Path | None, as_json: bool) -> None:
    areas = areas_here()
    one, other = scored(first, areas), scored(second, areas)
    count = one.scenario.choose.count
    found = compared(one.scores, other.scores, count)
    if out is not None:
        write_table(out, _comparison_table(areas, found))
        say_written(out)
    if as_json:
        print_json(_comparison_summary(one, other, found, count))
        return
    say_what_to_know(one)
    say_what_to_know(other)
    same = len(found.stayed)
    console.print(
        f"From “{one.scenario.id}” to “{other.scenario.id}”: {same} of the top {count} by score "
        f"stay; rank correlation (Spearman) {found.spearman:.3f}; an area moves "
        f"{found.mean_shift:,.0f} places on average, at most {found.largest_shift:,.0f}.",
        soft_wrap=True,
    )
    for codes, scored_by in ((found.only_first, one), (found.only_second, other)):
        if codes:
            console.print(f"Scored by “{scored_by.scenario.id}” alone: {len(codes):,} areas.")
    _print_moves(areas, found, found.entered, "Enter the top")
    _print_moves(areas, found, found.left, "Leave the top")


def _print_moves(areas: Areas, found: Comparison, codes: tuple[str, ...], title: str) -> None:
    if not codes:
        return
    table = Table("from", "to", *PLACE, title=f"{title}: {len(codes)}", title_justify="left",
                  pad_edge=False)  # fmt: skip
    moved = found.ranks.loc[list(codes)].sort_values("rank_second", kind="stable")
    for code, row in moved.iterrows():
        ranks = ("–" if pd.isna(row[c]) else f"{row[c]:.0f}" for c in ("rank_first", "rank_second"))
        table.add_row(*map(escaped, (*ranks, *place(areas, str(code)))))
    console.print(table)


def _comparison_table(areas: Areas, found: Comparison) -> pd.DataFrame:
    names = areas.table[["name_th", "name_en", "district_th", "province_th", "region", "track"]]
    top = pd.Series("", areas.codes, name="top")
    for word in ("entered", "left", "stayed"):
        top[list(getattr(found, word))] = word
    return names.join([found.ranks, top]).reset_index()


def _comparison_summary(
    one: Scored, other: Scored, found: Comparison, count: int
) -> dict[str, Any]:
    return {
        "first": one.scenario.id,
        "second": other.scenario.id,
        "count": count,
        "stayed": list(found.stayed),
        "entered": list(found.entered),
        "left": list(found.left),
        "overlap": plain(found.overlap),
        "jaccard": plain(found.jaccard),
        "spearman": plain(found.spearman),
        "mean_shift": plain(found.mean_shift),
        "largest_shift": plain(found.largest_shift),
        "scored_by_first_alone": len(found.only_first),
        "scored_by_second_alone": len(found.only_second),
        "fingerprints": [fingerprint(s.areas, s.scenario) for s in (one, other)],
    }
