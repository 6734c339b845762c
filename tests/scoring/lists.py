"""Made-up areas and rules for tests of lists, and the lists chosen under them."""

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.change import changed
from scoring.choose import Broken, Rule, Shortlist, check, choose_areas
from scoring.choose.best import best
from scoring.choose.stated import Stated, state
from scoring.index import score_areas
from scoring.scenario import Scenario
from tests.making import make_areas, make_scenario

PROVINCES = ("10", "11", "20", "80")
REGIONS = ("central", "east", "south")
TRACKS = ("urban", "rural")
KINDS = (
    "limits", "totals", "distance", "neighbours", "locks", "beneficiaries", "cost", "objectives",
)  # fmt: skip

_SPACING = 1 / 128
"""Degrees between the reference points of two areas side by side: 0.84 km from west to east, 0.86
from south to north. The squares of 0.01° around them meet those beside them and at their corners.
"""
_KM = (0.5, 0.85, 1.0, 1.3, 1.8, 2.5)

Rules = dict[str, Any]

DRAWN = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    # the cases are small as they are, and to make a failing one smaller takes minutes
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
"""For tests on drawn areas and rules, which take long and are often not what is asked for."""


def chosen(areas: Areas, scenario: Scenario) -> Shortlist:
    """Return the list that is chosen, with scores as they come."""
    return choose_areas(areas, score_areas(areas, scenario), scenario)


def possible(areas: Areas, scenario: Scenario) -> Shortlist | None:
    """Return the list that is chosen, None where there is none; why there is none is not asked.

    That asking takes most of the time, and has its own tests.
    """
    scores = score_areas(areas, scenario)
    try:
        found = best(state(areas, scores, scenario))
    except ScoringError as error:
        # said beforehand: what is locked in cannot be a site
        if str(error.details.get("field")).startswith("choose.locked_in"):
            return None
        # an objective that nothing adds to is none
        assume("to be had" not in str(error))
        raise
    return None if found is None else choose_areas(areas, scores, scenario)


def stated_if_it_can_be(areas: Areas, scenario: Scenario) -> Stated:
    """Return the choice as stated; the case does not count where that is refused beforehand.

    It is where what is locked in cannot be a site, or where nothing adds to an objective.
    """
    try:
        return state(areas, score_areas(areas, scenario), scenario)
    except ScoringError:
        assume(False)
        raise


def scenario_with(count: int, *limits: Mapping[str, object], **rules: object) -> Scenario:
    """Return a scenario on the indicator ``a``; ``rules`` are what else TOML has under choose."""
    plain = make_scenario({"p": {"a": 1}}, count=count)
    return changed(plain, {"choose": {"count": count, "limit": list(limits), **rules}})


def breaks(broken: Broken, rule: Rule) -> bool:
    """Return whether it is this rule that is broken."""
    return broken.field == rule.field and (rule.kind != "limit" or broken.about == rule.groups)


def exchanged(shortlist: Shortlist, listed: str, newcomer: str) -> tuple[str, ...]:
    """Return the list with a newcomer in place of one of its areas."""
    return tuple(newcomer if code == listed else code for code in shortlist.codes)


def broken_by(shortlist: Shortlist, codes: Sequence[str]) -> tuple[set[Rule], set[Rule]]:
    """Return the rules of which a list has too much, and those of which it has too little.

    It is tried by `check`; what earlier objectives must come to is no rule of the scenario and is
    left out. Areas that have to be apart count as too much.
    """
    stated = shortlist.stated
    much: set[Rule] = set()
    little: set[Rule] = set()
    for broken in check(stated.areas, codes, stated.scenario, stated.scores.compared.to_numpy()):
        below = broken.kind == "minimum" or (
            broken.kind == "beneficiaries" and (broken.found or 0) < (broken.bound or 0)
        )
        (own,) = (rule for rule in stated.every_rule if breaks(broken, rule))
        (little if below or broken.kind == "locked_in" else much).add(own)
    return much, little


@st.composite
def cases(
    draw: st.DrawFn, *kinds: str, least: int = 5, most: int = 7, counts: Sequence[int] = (1, 2, 3)
) -> tuple[Areas, Scenario]:
    """Draw a handful of areas, with ties and gaps, and rules of some kinds; limits if none is said.

    The scores come from ``a``. There are the figures ``b``, some of them missing, ``c``, a share
    in %, and ``d``, of which none is missing; ``poor`` is c % of the population. Sums of them are
    exact, so that no bound is met by a hair.
    """
    n = draw(st.integers(least, most))
    codes = [
        f"{draw(st.sampled_from(PROVINCES))}{draw(st.sampled_from(('01', '02')))}{at:02d}"
        for at in range(1, n + 1)
    ]
    grid = st.tuples(st.integers(0, 3), st.integers(0, 2))
    spots = draw(st.lists(grid, min_size=n, max_size=n, unique=True))
    areas = make_areas(
        {
            "a": [0.0, 6.0, *draw(_figures(n - 2, st.none() | st.integers(1, 5)))],
            "b": draw(_figures(n, st.sampled_from([None, 0, 1, 2, 3, 4, 5]))),
            "c": draw(_figures(n, st.sampled_from([25, 50, 100]))),
            "d": draw(_figures(n, st.integers(1, 9))),
        },
        codes=codes,
        tracks=draw(_figures(n, st.sampled_from(TRACKS))),
        points=[(100 + x * _SPACING, 14 + y * _SPACING) for x, y in spots],
        population=draw(_figures(n, st.sampled_from([None, 4, 8, 8, 16, 20, 40]))),
    )
    choose: Rules = {
        "count": draw(st.sampled_from(counts)),
        "quantity": [
            {"id": "poor", "title_th": "คนจน", "title_en": "Poor", "of": "population", "share": "c"}
        ],
    }
    for kind in kinds or ("limits",):
        choose |= draw(_RULES[kind](codes, choose))
    return areas, scenario_of(choose)


def scenario_of(choose: Mapping[str, object]) -> Scenario:
    """Return a scenario on the indicator ``a`` that chooses so."""
    return changed(make_scenario({"p": {"a": 1}}), {"choose": dict(choose)})


@st.composite
def mixed(draw: st.DrawFn, **sizes: Any) -> tuple[Areas, Scenario]:
    """Draw areas, and rules of two to five kinds."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=2, max_size=5, unique=True))
    # what a cost can be depends on whether anybody is trained
    return draw(cases(*sorted(kinds, key=KINDS.index), **sizes))


def _figures(n: int, each: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(each, min_size=n, max_size=n)


@st.composite
def _limits(draw: st.DrawFn, codes: list[str], choose: Rules) -> Rules:
    groups = {
        "province": sorted({code[:2] for code in codes}),
        "district": sorted({code[:4] for code in codes}),
        "region": REGIONS,
        "track": TRACKS,
    }
    limits: dict[tuple[str, frozenset[str]], Rules] = {}
    for by in draw(st.lists(st.sampled_from([*groups, "d"]), min_size=1, max_size=4)):
        named = draw(_named(groups.get(by, ())))
        bounds = draw(st.sampled_from([{"max": 1}, {"max": 2}, {"min": 1}, {"min": 1, "max": 1}]))
        if choose["count"] > 1:
            bounds = draw(st.sampled_from([bounds, {"min": 2}, {"min": 1, "max": 2}]))
        key = (by, frozenset(named))
        # a limit for each and one for a named group may not contradict each other
        others = [bounds, *(own for (its, _), own in limits.items() if its == by)]
        if max(o.get("min", 0) for o in others) <= min(o.get("max", 9) for o in others):
            how = {1: {"equals": named[0]}, 2: {"among": named}} if named else {}
            limits[key] = {"by": by, **how.get(len(named), {}), **bounds}
    return {"limit": list(limits.values())}


def _named(groups: Sequence[str]) -> st.SearchStrategy[list[str]]:
    """Draw a group, two that count together, or none, which means each."""
    most = min(2, len(groups))
    return st.just([]) | st.lists(
        st.sampled_from(groups or ("",)), min_size=min(1, most), max_size=most, unique=True
    )


@st.composite
def _totals(draw: st.DrawFn, codes: list[str], choose: Rules) -> Rules:
    usual = {"population": 12, "poor": 6, "b": 2, "d": 5}
    ofs = draw(st.lists(st.sampled_from(list(usual)), min_size=1, max_size=2, unique=True))
    totals = [{"of": of, **draw(_bounds(usual[of] * choose["count"]))} for of in ofs]
    return {"total": totals}


@st.composite
def _bounds(draw: st.DrawFn, about: int) -> Rules:
    low, high = sorted(draw(_figures(2, st.integers(0, 2 * about))))
    return draw(
        st.sampled_from([{"min": low}, {"max": high}, {"min": low, "max": high}, {"min": high}])
    )


@st.composite
def _locks(draw: st.DrawFn, codes: list[str], choose: Rules) -> Rules:
    mixed_up = draw(st.permutations(codes))
    inside = draw(st.integers(0, min(2, choose["count"])))
    out = draw(st.integers(0, 2))
    return {
        "locked_in": [{"area": code, "because": "pilot"} for code in mixed_up[:inside]],
        "locked_out": [{"area": c, "because": "road"} for c in mixed_up[inside : inside + out]],
    }


@st.composite
def _beneficiaries(draw: st.DrawFn, codes: list[str], choose: Rules) -> Rules:
    shared_by = draw(st.sampled_from([None, "population", "poor", "b", "d"]))
    # of poor, b and d there are mostly fewer than this most
    low, high = draw(st.integers(0, 4)), draw(st.integers(4, 12))
    asked: Rules = {"site_min": low, "site_max": high}
    least, most = low * choose["count"], high * choose["count"]
    total = sorted(draw(_figures(2, st.integers(least, most))))
    ends = draw(st.sampled_from([(), ("total_min",), ("total_max",), ("total_min", "total_max")]))
    asked |= {end: total[end == "total_max"] for end in ends}
    if shared_by is not None:
        asked["shared_by"] = shared_by
    return {"beneficiaries": asked}


@st.composite
def _cost(draw: st.DrawFn, codes: list[str], choose: Rules) -> Rules:
    cost: Rules = draw(st.sampled_from([{"per_site": 5}, {"of": "b"}, {"of": "d"}]))
    about = 5 * choose["count"]
    if "beneficiaries" in choose:
        cost = {**cost, "per_beneficiary": draw(st.sampled_from([1, 2, 0.5]))}
        about += choose["beneficiaries"]["site_max"]
    return {"cost": {**cost, **draw(_bounds(about))}}


@st.composite
def _objectives(draw: st.DrawFn, codes: list[str], choose: Rules) -> Rules:
    km = draw(st.sampled_from(_KM))
    possible: list[Rules] = [
        {"of": "score"},
        {"of": "coverage", "km": km},
        {"of": "coverage", "km": 1.8, "people": draw(st.sampled_from(["poor", "d"]))},
        {"of": "d"},
        {"of": "population"},
    ]
    asked = draw(st.lists(st.sampled_from(possible), min_size=1, max_size=3, unique_by=str))
    if len(asked) == 1:
        return {"objective": asked}
    if draw(st.booleans()):
        weights = [1, *draw(_figures(len(asked) - 1, st.integers(0, 3)))]
        own = [{**one, "weight": w} for one, w in zip(asked, weights, strict=True)]
        return {"objective": own, "combine": "weighted"}
    given_up = draw(_figures(len(asked) - 1, st.sampled_from([None, 0.0, 0.1, 0.5])))
    own = [
        one if share is None else {**one, "tolerance": share}
        for one, share in zip(asked, [*given_up, None], strict=True)
    ]
    return {"objective": own, "combine": "lexicographic"}


def _distance(codes: list[str], choose: Rules) -> st.SearchStrategy[Rules]:
    return st.sampled_from(_KM).map(lambda km: {"min_distance_km": km})


def _neighbours(codes: list[str], choose: Rules) -> st.SearchStrategy[Rules]:
    return st.just({"neighbours": "apart"})


_RULES = {
    "limits": _limits,
    "totals": _totals,
    "distance": _distance,
    "neighbours": _neighbours,
    "locks": _locks,
    "beneficiaries": _beneficiaries,
    "cost": _cost,
    "objectives": _objectives,
}
