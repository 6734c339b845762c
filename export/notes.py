"""The notes that go beside a list: what was decided, from which data, and how to rebuild it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import tomli_w

from export.figures import rounded
from geo.areas import BASES, WORDING, Areas
from scoring.choose import Broken, Shortlist
from scoring.choose.certificate import Certificate
from scoring.choose.words import said
from scoring.explain import reasons, settled_by_code
from scoring.fingerprint import fingerprint
from scoring.scenario import Scenario
from scoring.scores import Scores
from scoring.steps import Step

_HEADING = """\
# บันทึกประกอบรายชื่อพื้นที่: ตัดสินใจอย่างไร จากข้อมูลใด และทำซ้ำได้อย่างไร
# Notes to a list of areas: what was decided, from which data, and how to make it again.
#
# ข้อมูลชุดเดียวกันกับฉากทัศน์เดียวกันให้รายชื่อเดียวกันและรหัส fingerprint เดียวกัน
# The same data and the same scenario give the same list and the same fingerprint.
#
# ทำซ้ำด้วยไฟล์นี้ (FILE คือชื่อไฟล์นี้) / To make it again from this file (FILE is its name):
#   phuenthi {command} --out again{ending}

"""


@dataclass(frozen=True)
class Finding:
    """What notes say that go with neither a list nor a ranking.

    Parameters
    ----------
    name
        Of its table in the notes.
    facts
        What it says, as TOML can hold it: no None and no NaN.
    command
        What makes it again, after ``phuenthi``, with FILE for the notes themselves.
    rests_on
        Ids of indicators that it rests on though the scenario does not name them.
    """

    name: str
    facts: Mapping[str, Any]
    command: str
    rests_on: tuple[str, ...] = ()


def notes(
    areas: Areas,
    scores: Scores,
    shortlist: Shortlist | None,
    scenario: Scenario,
    *,
    version: str,
    made_on: str | None = None,
    finding: Finding | None = None,
    ending: str = ".csv",
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
    finding
        Where the notes are not those of a list or a ranking.
    ending
        Of the file that they go with.

    Returns
    -------
    str
        The tables ``areas`` (how many, and on which bases their boundaries, population and track
        rest), ``score``, ``choice`` with one ``rule`` for each group in the list and one ``area``
        for each chosen area, why it was chosen and what it stands out by, the log with one
        ``step`` each, one ``indicator`` and one ``source`` each, and ``scenario`` in full.
        `scoring.scenario_toml.read_scenario` reads the scenario back from it. All text is quoted
        and escaped by the TOML writer, so text from a user stays text.
    """
    also = () if finding is None else finding.rests_on
    areas = areas.limited_to(scenario.names | set(also))
    written: dict[str, Any] = {"made_with": f"phuenthi {version}"}
    if made_on is not None:
        written["made_on"] = made_on
    written["fingerprint"] = fingerprint(areas, scenario, also)
    written["areas"] = _about_areas(areas)
    written["score"] = _about_scores(scores)
    if shortlist is not None:
        written["choice"] = _about_choice(shortlist)
        settled = settled_by_code(shortlist)
        written["choice"]["settled_by_code_alone"] = list(settled)
        written["choice"]["area"] = _about_listed(areas, scores, shortlist, scenario)
    if finding is not None:
        written[finding.name] = dict(finding.facts)
    written["step"] = [_about_step(step) for step in scores.steps]
    written["indicator"] = _about_indicators(areas, scores, scenario)
    written["source"] = [
        # the starter areas were not downloaded, so they have no checksum
        {name: fact for name, fact in source.as_dict().items() if fact or name != "sha256"}
        for source in areas.sources
    ]
    written["scenario"] = scenario.model_dump(by_alias=True, exclude_none=True)
    command = f"{'score' if shortlist is None else 'choose'} --scenario FILE"
    if finding is not None:
        command = finding.command
    heading = _HEADING.format(command=command, ending=ending)
    return heading + tomli_w.dumps(written)


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
        "mean_share_of_weight_filled_in": rounded(scores.imputed[scored].mean()),
        "areas_outside_the_filter": int((~scores.compared).sum()),
    }
    # TOML has NaN, but nothing is said more plainly by nothing
    if not math.isnan(scores.between_provinces):
        about["share_of_variance_between_provinces"] = rounded(scores.between_provinces)
        about["share_of_variance_from_province_figures"] = rounded(scores.from_province_figures)
    return about


def _about_step(step: Step) -> dict[str, Any]:
    about: dict[str, Any] = {"name": step.name, "method": step.method}
    if step.field:
        about["field"] = step.field
    # what is unknown is left out: TOML has NaN, but nothing is said more plainly by nothing
    about |= {
        name.replace(" ", "_"): rounded(value) if isinstance(value, float) else value
        for name, value in step.results.items()
        if value == value
    }
    if step.remarks:
        about["remarks"] = [str(remark) for remark in step.remarks]
    return about


def _about_choice(shortlist: Shortlist) -> dict[str, Any]:
    about: dict[str, Any] = {
        "count": len(shortlist.codes),
        "total_score": rounded(shortlist.total),
        "proven_bound": rounded(shortlist.certificate.bound),
        "gap": rounded(shortlist.gap),
        "status": shortlist.status,
        "solver": shortlist.solver,
    }
    about["total_score_of_greedy_pass"] = rounded(shortlist.greedy.total)
    about["rules_that_the_greedy_pass_breaks"] = [_broken(b) for b in shortlist.greedy.broken]
    about["rules_that_the_plain_top_breaks"] = [_broken(b) for b in shortlist.plain.broken]
    about["certificate"] = _about_certificate(shortlist.certificate)
    if shortlist.beneficiaries is not None:
        about["beneficiaries"] = sum(shortlist.beneficiaries.values())
    about["codes"] = list(shortlist.codes)
    about["rule"] = [
        {
            "field": outcome.rule.field,
            "says": said(outcome.rule),
            "list_has": rounded(outcome.found),
            "binding": outcome.binding,
        }
        for outcome in shortlist.rules
        # a maximum says nothing about a group that has no area in the list, and a minimum above 0
        # is kept, so its group has one
        if outcome.found or outcome.rule.kind != "limit"
    ]
    return about


def known(**numbers: float) -> dict[str, float]:
    """Return the numbers that are known, rounded; TOML has a way to write none, and few read it."""
    return {name: rounded(n) for name, n in numbers.items() if math.isfinite(n)}


def _about_certificate(shown: Certificate) -> dict[str, Any]:
    """Return what proves the list, short of the prices, which ``choose --json`` gives."""
    about: dict[str, Any] = {
        "bound_by_prices": rounded(shown.bound_by_prices),
        "areas_that_could_be_chosen": shown.candidates,
        "areas_set_aside_by_prices": shown.set_aside,
        "nodes_of_the_search_among_the_others": shown.nodes,
    }
    if math.isfinite(shown.most_with_one_set_aside):
        about["most_that_a_list_with_one_of_them_has"] = rounded(shown.most_with_one_set_aside)
    return about


def _about_listed(
    areas: Areas, scores: Scores, shortlist: Shortlist, scenario: Scenario
) -> list[dict[str, Any]]:
    about = []
    found = reasons(areas, scores, shortlist, scenario)
    rows = areas.table.loc[list(found)]
    for number, (code, reason) in enumerate(found.items(), start=1):
        row = rows.loc[code]
        listed = {
            "number": number,
            "area_code": code,
            "area_th": row["name_th"],
            "area_en": row["name_en"],
            "province_th": row["province_th"],
            "province_en": row["province_en"],
            "rank": reason.rank,
            "score": rounded(scores.score[code]),
            "kind": reason.kind,
            "rules": [said(rule) for rule in reason.rules],
        }
        if reason.because is not None:
            listed["because"] = reason.because
        if shortlist.beneficiaries is not None:
            listed["beneficiaries"] = shortlist.beneficiaries[code]
        if reason.figure is not None and reason.percentile is not None:
            listed["stands_out_by"] = reason.indicator
            listed["figure"] = rounded(reason.figure)
            listed["percentile"] = rounded(reason.percentile)
        about.append(listed)
    return about


def _broken(broken: Broken) -> str:
    told = f"{broken.field} {', '.join(broken.about)}: {broken.kind}"
    if broken.bound is None:
        return told
    return f"{told} {broken.bound:.10g}, it has {broken.found:.10g}"


def _about_indicators(areas: Areas, scores: Scores, scenario: Scenario) -> list[dict[str, Any]]:
    about = []
    for weighted in scenario.indicators:
        indicator = areas.indicator(weighted.id)
        described = indicator.model_dump(exclude={"decimals", *WORDING})
        described["weight_in_score"] = rounded(scores.weights[weighted.id])
        described |= known(share_of_score_variance=scores.variance_shares[weighted.id])
        described["areas_with_figure"] = int(scores.normalised[weighted.id].notna().sum())
        about.append(described)
    return about
