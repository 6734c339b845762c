"""The notes that go beside a list: what was decided, from which data, and how to rebuild it."""

from __future__ import annotations

from typing import Any

import tomli_w

from export.figures import rounded
from geo.areas import BASES, Areas
from scoring.choose import Broken, Shortlist
from scoring.fingerprint import fingerprint
from scoring.index import Scores
from scoring.scenario import Scenario

_HEADING = """\
# บันทึกประกอบรายชื่อพื้นที่: ตัดสินใจอย่างไร จากข้อมูลใด และทำซ้ำได้อย่างไร
# Notes to a list of areas: what was decided, from which data, and how to make it again.
#
# ข้อมูลชุดเดียวกันกับฉากทัศน์เดียวกันให้รายชื่อเดียวกันและรหัส fingerprint เดียวกัน
# The same data and the same scenario give the same list and the same fingerprint.

"""


def notes(
    areas: Areas,
    scores: Scores,
    shortlist: Shortlist | None,
    scenario: Scenario,
    *,
    version: str,
    made_on: str | None = None,
) -> str:
    """Return the notes to a list, as TOML: plain to read, and exact for a machine.

    Parameters
    ----------
    areas, scores, shortlist, scenario
        What the list was made from; without a shortlist the notes are those of a ranking.
    version
        Of Phuenthi.
    made_on
        Date to print; without it the notes hold none. No clock is read here, so the same input
        gives the same bytes.

    Returns
    -------
    str
        The tables ``areas`` (how many, and on which bases their boundaries, population and track
        rest), ``score``, ``choice`` with one ``rule`` for each group in the list, one ``indicator``
        and one ``source`` each, and ``scenario`` in full. All text is quoted and escaped by the
        TOML writer, so text from a user stays text.
    """
    written: dict[str, Any] = {"made_with": f"phuenthi {version}"}
    if made_on is not None:
        written["made_on"] = made_on
    written["fingerprint"] = fingerprint(areas, scenario)
    written["areas"] = _about_areas(areas)
    written["score"] = _about_scores(scores)
    if shortlist is not None:
        written["choice"] = _about_choice(shortlist)
    written["indicator"] = _about_indicators(areas, scores, scenario)
    written["source"] = [source.model_dump() for source in areas.sources]
    written["scenario"] = scenario.model_dump(by_alias=True, exclude_none=True)
    return _HEADING + tomli_w.dumps(written)


def _about_areas(areas: Areas) -> dict[str, Any]:
    counts = {
        basis: {
            value: int(n) for value in allowed if (n := (areas.table[basis] == value).sum()) > 0
        }
        for basis, allowed in BASES.items()
    }
    return {
        "count": len(areas),
        "population": int(areas.table["population"].sum()),
        "without_population": int(areas.table["population"].isna().sum()),
        "fingerprint": areas.fingerprint,
        **counts,
    }


def _about_scores(scores: Scores) -> dict[str, Any]:
    scored = scores.score.notna()
    about = {
        "areas_with_score": int(scored.sum()),
        "indicators_without_any_figure": list(scores.absent),
        "mean_share_of_weight_with_figures": rounded(scores.present[scored].mean()),
    }
    if scores.between_provinces == scores.between_provinces:
        about["share_of_variance_between_provinces"] = rounded(scores.between_provinces)
    return about


def _about_choice(shortlist: Shortlist) -> dict[str, Any]:
    about: dict[str, Any] = {
        "count": len(shortlist.codes),
        "total_score": rounded(shortlist.total),
        "proven_bound": rounded(shortlist.bound),
        "gap": rounded(shortlist.gap),
        "status": shortlist.status,
        "solver": shortlist.solver,
    }
    if shortlist.greedy_total is not None:
        about["total_score_of_greedy_pass"] = rounded(shortlist.greedy_total)
    about["rules_that_the_plain_top_breaks"] = [_broken(b) for b in shortlist.plain_broken]
    about["codes"] = list(shortlist.codes)
    about["rule"] = [
        {
            "by": outcome.rule.by,
            "group": outcome.rule.group,
            **({} if outcome.rule.minimum is None else {"min": outcome.rule.minimum}),
            **({} if outcome.rule.maximum is None else {"max": outcome.rule.maximum}),
            "count": outcome.count,
            "at_its_bound": outcome.binding,
        }
        for outcome in shortlist.rules
        # a maximum says nothing about a group that has no area in the list
        if outcome.count or outcome.rule.minimum
    ]
    return about


def _broken(broken: Broken) -> str:
    return f"{broken.by} {broken.group}: {broken.count}, {broken.kind} {broken.bound}"


def _about_indicators(areas: Areas, scores: Scores, scenario: Scenario) -> list[dict[str, Any]]:
    about = []
    for weighted in scenario.indicators:
        indicator = areas.indicator(weighted.id)
        about.append(
            {
                **indicator.model_dump(exclude={"decimals"}),
                "weight_in_score": rounded(scores.weights[weighted.id]),
                "areas_with_figure": int(areas.values[weighted.id].notna().sum()),
            }
        )
    return about
