"""`phuenthi audit`: how the pieces of a score hang together, and what really decides it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from commands.scored import (
    OutOption,
    Scored,
    plain,
    say_what_to_know,
    say_written,
    scored,
    steps_plain,
)
from commands.terminal import JsonOption, ScenarioOption, escaped, print_json
from commands.terminal import out as console
from export.files import write_table
from geo.areas import Areas
from geo.paths import DEFAULT_SCENARIO
from scoring.audit import Audit, audit_json, audit_table
from scoring.audit import audit as audited
from scoring.fingerprint import fingerprint

_SAID = {
    "absent": "no figures",
    "constant": "the same everywhere",
    "redundant": "says the same as another",
    "against_indicator": "against another of its pillar",
    "against_pillar": "against its pillar",
    "against_score": "against the score",
    "silent": "hardly counts",
    "below_stated": "less than half its stated share",
    "above_stated": "over double its stated share",
}


_LEGEND = (
    "stated: the share that the scenario asks for; weight: what it is weighed with; influence: how "
    "much of the ranking goes along with it, as a share. r: correlation with its pillar and with "
    "the score. Cronbach's alpha: 1 where a pillar's indicators say one thing, 0 or below where "
    "they do not belong together."
)
_CHANCE = 0.05
"""Share of variance between provinces by chance from which on it is told."""
_FEW = 100
"""Areas below which shares of variance are mostly chance."""


def audit(
    scenario: ScenarioOption = DEFAULT_SCENARIO, out: OutOption = None, as_json: JsonOption = False
) -> None:
    """Compare stated weights with real influence, and look for what is redundant or contrary."""
    found = scored(scenario)
    seen = audited(found.areas, found.scores, found.scenario)
    if out is not None:
        write_table(out, audit_table(seen).reset_index())
        say_written(out)
    if as_json:
        shares = {
            "scenario": found.scenario.id,
            "from_province_figures": plain(found.scores.from_province_figures),
            "steps": steps_plain(found.scores),
            "fingerprint": fingerprint(found.areas, found.scenario),
        }
        print_json(audit_json(seen) | shares)
        return
    say_what_to_know(found, ranked=False)
    console.print(_of_indicators(found.areas, seen))
    console.print(_of_pillars(found, seen))
    console.print(_LEGEND, soft_wrap=True)
    for line in _sentences(found, seen):
        console.print(escaped(line), soft_wrap=True)


def _of_indicators(areas: Areas, seen: Audit) -> Table:
    table = Table("indicator", "pillar", "stated", "weight", "influence", "r pillar", "r score",
                  "remarks", title="Stated weight and real influence", title_justify="left",
                  pad_edge=False)  # fmt: skip
    for id, row in audit_table(seen).iterrows():
        remarks = "; ".join(_SAID[word] for word in str(row["remarks"]).split())
        table.add_row(
            *map(escaped, (areas.indicator(str(id)).title_en, str(row["pillar"]))),
            *(_share(row[name]) for name in ("stated", "weight", "influence")),
            *(_decimal(row[name]) for name in ("with_pillar", "with_score")),
            remarks,
        )
    return table


def _of_pillars(found: Scored, seen: Audit) -> Table:
    table = Table("pillar", "stated", "weight", "influence", "r score", "Cronbach's alpha",
                  title="Pillars", title_justify="left", pad_edge=False)  # fmt: skip
    for pillar in found.scenario.pillars:
        row = seen.pillar_influence.loc[pillar.id]
        table.add_row(
            escaped(pillar.title_en),
            *(_share(row[name]) for name in ("stated", "weight", "influence")),
            _decimal(seen.pillars_with_score.at[pillar.id, "pearson"]),
            _decimal(seen.alpha[pillar.id]),
        )
    return table


def _sentences(found: Scored, seen: Audit) -> Iterator[str]:
    def title(id: str) -> str:
        names = {p.id: f"the pillar “{p.title_en}”" for p in found.scenario.pillars}
        return names.get(id) or found.areas.indicator(id).title_en

    for pair in seen.redundant:
        yield (
            f"Redundant: {title(pair.first)} and {title(pair.second)} (r = {pair.correlation:.2f})."
        )
    for one in seen.contrary:
        against = "the score" if one.kind == "score" else title(one.against)
        yield (
            f"Contrary: {title(one.indicator)} runs against {against} (r = {one.correlation:.2f})."
        )
    explained = seen.explained
    if len(explained):
        kept = int((seen.eigenvalues > 1).sum())
        yield (
            f"Principal components: {kept} with an eigenvalue above 1, together "
            f"{explained.iloc[:kept].sum():.0%} of the variance of the indicators."
        )
    for pillar in found.scenario.pillars:
        if seen.alpha[pillar.id] < 0:
            yield f"The indicators of {title(pillar.id)} do not say one thing (alpha below 0)."
    if seen.areas < _FEW:
        yield f"These are {seen.areas} areas; shares of so few are mostly chance."
    if plain(seen.between_provinces) is not None:
        chance = ""
        if seen.between_by_chance > _CHANCE:
            chance = f" (with so few areas {seen.between_by_chance:.0%} would by chance)"
        yield (
            f"{seen.between_provinces:.0%} of this ranking is decided by the province, not the "
            f"tambon: so much of the variance of the score lies between provinces{chance}. "
            f"{found.scores.from_province_figures:.0%} of all variance comes from figures that are "
            "only known by province, where no tambon can differ from its neighbours."
        )


def _share(value: float) -> str:
    return "–" if plain(value) is None else f"{value:.1%}"


def _decimal(value: float) -> str:
    return "–" if plain(value) is None else f"{value:.2f}"
