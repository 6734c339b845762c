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
    place,
    plain,
    print_places,
    say_scored,
    say_what_to_know,
    say_written,
    scored,
    steps_plain,
)
from commands.terminal import JsonOption, ScenarioOption, areas_here, err, escaped, print_json
from commands.terminal import out as console
from export.files import write_list, write_table
from geo.areas import Areas
from geo.errors import ScoringError
from geo.paths import DEFAULT_SCENARIO
from scoring.compare import Comparison
from scoring.compare import compare as compared
from scoring.fingerprint import fingerprint
from scoring.rank import tied_at_the_border

_SHOWN = 10

CompareOption = Annotated[
    tuple[Path, Path] | None,
    typer.Option("--compare", help="Two scenario files to compare.", metavar="A.toml B.toml"),
]
TopOption = Annotated[
    int | None,
    typer.Option(
        "--top",
        help="How many highest scores to compare; without it as many as the first one chooses.",
        min=1,
    ),
]


def score(
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    compare: CompareOption = None,
    top: TopOption = None,
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
        _compare(*compare, top, out, as_json)
        return
    if top is not None:
        raise ScoringError(
            "--top {top} is given without --compare. It says how many highest scores two scenarios "
            "are compared by; all scores are in the file that --out writes.",
            top=top,
        )
    found = scored(scenario)
    if out is not None:
        say_written(*write_list(out, found.areas, found.scores, None, found.scenario))
    if as_json:
        print_json(_summary(found))
        return
    say_scored(found)
    say_what_to_know(found)
    ranked = found.scores.rank.dropna().sort_values(kind="stable").index
    print_places(found, list(ranked[:_SHOWN]), f"The ten highest scores of {len(ranked):,}")


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
        "steps": steps_plain(scores),
        "fingerprint": fingerprint(found.areas, found.scenario),
    }


def _compare(first: Path, second: Path, top: int | None, out: Path | None, as_json: bool) -> None:
    areas = areas_here()
    one, other = scored(first, areas), scored(second, areas)
    count = top or one.scenario.choose.count
    found = compared(one.scores, other.scores, count)
    if out is not None:
        write_table(out, _comparison_table(areas, found))
        say_written(out)
    if as_json:
        print_json(_comparison_summary(one, other, found, count))
        return
    for each in (one, other):
        say_scored(each)
        say_what_to_know(each, ranked=False)
    names = [one.scenario.id, other.scenario.id]
    if names[0] == names[1]:
        names = [first.name, second.name]
    both = len(found.ranks[["rank_first", "rank_second"]].dropna())
    console.print(
        f"From “{names[0]}” to “{names[1]}”, over {both:,} areas that both score: rank correlation "
        f"(Spearman) {found.spearman:.3f}; among them an area moves {found.mean_shift:,.0f} places "
        f"on average, at most {found.largest_shift:,.0f}. Of each one's {count} highest scores "
        f"{len(found.stayed)} are the same"
        + (
            f", of the {count} highest among these areas {len(found.stayed_in_common)}."
            if found.only_first or found.only_second
            else "."
        ),
        soft_wrap=True,
    )
    for codes, name in ((found.only_first, names[0]), (found.only_second, names[1])):
        if codes:
            console.print(
                f"Scored by “{name}” alone: {len(codes):,} areas. Ranks count those too.",
                soft_wrap=True,
            )
    why = (one.scores.reason, other.scores.reason)
    for each, name in zip((one, other), names, strict=True):
        for remark in tied_at_the_border(each.scores.score.to_numpy(), count):
            err.print(escaped(f"“{name}”: {remark}"), soft_wrap=True)
    _print_moves(areas, found, why, found.entered, f"Enter the {count} highest")
    _print_moves(areas, found, why, found.left, f"Leave the {count} highest")


def _print_moves(
    areas: Areas,
    found: Comparison,
    why: tuple[pd.Series, pd.Series],
    codes: tuple[str, ...],
    title: str,
) -> None:
    if not codes:
        return
    table = Table("from", "to", *PLACE, title=f"{title}: {len(codes)}", title_justify="left",
                  pad_edge=False)  # fmt: skip
    moved = found.ranks.loc[list(codes)].sort_values("rank_second", kind="stable")
    for code, row in moved.iterrows():
        ranks = (
            f"– ({reason[code]})" if pd.isna(rank) else f"{rank:.0f}"
            for rank, reason in zip((row["rank_first"], row["rank_second"]), why, strict=True)
        )
        table.add_row(*map(escaped, (*ranks, *place(areas, str(code)))))
    console.print(table)


def _comparison_table(areas: Areas, found: Comparison) -> pd.DataFrame:
    names = areas.table[["name_th", "name_en", "district_th", "province_th", "region", "track"]]
    names = names.rename(columns={"name_th": "area_th", "name_en": "area_en"})
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
        "stayed_among_areas_scored_by_both": list(found.stayed_in_common),
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
