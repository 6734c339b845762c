"""Testing a list against the rules, independently of how it was made."""

# It reads the scenario itself and counts by hand, on purpose: it shares no code with what makes the
# list, so that a mistake there cannot hide here.

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from geo.areas import TEXT_COLUMNS, Areas
from geo.errors import ScoringError
from scoring.choosing import Beneficiaries, Cost, Lock
from scoring.scenario import Scenario

_ELLIPSOID = Geod(ellps="WGS84")
_DEGREE_KM = 110.0
"""Less than any degree of latitude is long on the ellipsoid; the shortest has 110.57 km."""
_ROUNDING = 1e-9
"""Share of a bound by which a sum may pass it: another order of adding gives another sum."""


@dataclass(frozen=True)
class Broken:
    """One rule that a list breaks.

    Parameters
    ----------
    kind
        ``unknown``: a code that is not among the areas; ``twice``: a code that stands more than
        once; ``count``: too few or too many areas; ``minimum`` and ``maximum``: a group, a sum or
        a cost has too little or too much; ``too_near`` and ``neighbours``: two areas; ``locked_in``
        and ``locked_out``: one area; ``no_figure``: an area of which nobody knows what a rule
        counts; ``too_few_people``: an area with fewer than a site must train; ``beneficiaries``:
        how many a site trains, or all of them together.
    field
        The scenario's field that states the rule, as `scoring.change.changed` takes it; empty for
        ``unknown`` and ``twice``.
    about
        The groups of a limit, the area or areas, or what is summed up; empty for ``count`` and
        for all beneficiaries together.
    bound
        What the rule asks for: areas, a sum, beneficiaries or km; None where it is no number.
    found
        What the list has, None where ``bound`` is. Of beneficiaries and a cost for which no
        numbers were given it is what comes nearest to the bound.
    """

    kind: Literal[
        "unknown", "twice", "count", "minimum", "maximum", "too_near", "neighbours",
        "locked_in", "locked_out", "no_figure", "too_few_people", "beneficiaries",
    ]  # fmt: skip
    field: str
    about: tuple[str, ...]
    bound: float | None
    found: float | None


def check(
    areas: Areas,
    codes: Sequence[str],
    scenario: Scenario,
    compared: NDArray[np.bool_] | None = None,
    beneficiaries: Mapping[str, int] | None = None,
) -> list[Broken]:
    """Return every rule of the scenario that a list of codes breaks; empty if it keeps them all.

    A code that stands twice is one site, and an unknown one none, under all rules but the count.

    Parameters
    ----------
    compared
        Shape (areas,), whether the scenario's filter lets an area through; all of them if not
        given. A limit "for each" group is about groups that have such areas.
    beneficiaries
        How many people each site trains, by code; if not given, it is asked whether there are
        numbers that keep the rules.

    Raises
    ------
    ScoringError
        If a rule is about a column or a figure that these areas do not have.
    """
    choose = scenario.choose
    known = set(areas.codes.tolist())
    times = Counter(codes)
    broken = [Broken("unknown", "", (c,), None, None) for c in times if c not in known]
    broken += [Broken("twice", "", (c,), 1, n) for c, n in times.items() if n > 1]
    if len(codes) != choose.count:
        broken.append(Broken("count", "choose.count", (), choose.count, len(codes)))
    listed = _Listed(areas, [code for code in times if code in known], scenario)
    broken += _limits(listed, np.ones(len(areas), dtype=bool) if compared is None else compared)
    broken += _totals(listed)
    if choose.min_distance_km is not None:
        broken += _too_near(listed, choose.min_distance_km)
    if choose.neighbours == "apart":
        broken += _neighbours(listed)
    broken += _locks(listed, choose.locked_in or (), choose.locked_out or ())
    trained = range(1)
    if choose.beneficiaries is not None:
        found, trained = _people(listed, choose.beneficiaries, beneficiaries)
        broken += found
    if choose.cost is not None:
        broken += _cost(listed, choose.cost, trained)
    return broken


class _Listed:
    """The known areas of a list, each once, and what is said of them."""

    def __init__(self, areas: Areas, codes: list[str], scenario: Scenario) -> None:
        self.codes = codes
        self.everywhere: list[str] = areas.codes.tolist()
        self.scenario = scenario
        self.rows = areas.codes.get_indexer(pd.Index(codes, dtype=object))
        self.table: gpd.GeoDataFrame = areas.table
        self.values = areas.values

    def groups(self, by: str) -> dict[str, str]:
        """Return the group of each area there is, without those that have none."""
        column = {"province": "province_code", "district": "district_code"}.get(by, by)
        if column in TEXT_COLUMNS:
            texts = zip(self.everywhere, self.table[column].tolist(), strict=True)
            return {code: str(text) for code, text in texts if not pd.isna(text)}
        figures = zip(self.everywhere, self._figures(by).tolist(), strict=True)
        return {code: f"{figure:g}" for code, figure in figures if not math.isnan(figure)}

    def amounts(self, of: str) -> dict[str, float]:
        """Return how much of something each area of the list has, NaN where unknown."""
        quantity = next((q for q in self.scenario.choose.quantities or () if q.id == of), None)
        found = self._figures(of if quantity is None else quantity.of)[self.rows]
        if quantity is not None and quantity.share is not None:
            # first times, then by a hundred: 29 % of 100 people are 29, and not a hair below
            found = found * self._figures(quantity.share)[self.rows] / 100
        return dict(zip(self.codes, found.tolist(), strict=True))

    def _figures(self, name: str) -> NDArray[np.float64]:
        for frame, names in (
            (self.table, ("population", "households", "area_km2")),
            (self.values, self.values),
        ):
            if name in names:
                return frame[name].to_numpy("float64", na_value=np.nan)
        raise ScoringError(
            'The scenario "{scenario}" has a rule about "{of}", which these areas do not have. '
            "There are {known}.",
            scenario=self.scenario.id,
            of=name,
            known=", ".join(["population", "households", "area_km2", *self.values]),
        )


def _limits(listed: _Listed, compared: NDArray[np.bool_]) -> Iterator[Broken]:
    for number, limit in enumerate(listed.scenario.choose.limits, start=1):
        group_of = listed.groups(limit.by)
        counts = Counter(group_of[code] for code in listed.codes if code in group_of)
        if limit.among is not None:
            taken_together = [limit.among]
        elif limit.equals is not None:
            taken_together = [(limit.equals,)]
        else:
            there = {group_of.get(code) for code in compress(listed.everywhere, compared)}
            taken_together = [(group,) for group in sorted(g for g in there if g is not None)]
        for groups in taken_together:
            n = sum(counts[group] for group in groups)
            yield from _bounds(f"choose.limit.{number}", groups, n, limit.minimum, limit.maximum)


def _totals(listed: _Listed) -> Iterator[Broken]:
    for number, total in enumerate(listed.scenario.choose.totals or (), start=1):
        field = f"choose.total.{number}"
        amounts = listed.amounts(total.of)
        yield from _without_figure(field, amounts)
        yield from _bounds(field, (total.of,), _sum(amounts), total.minimum, total.maximum)


def _sum(amounts: Mapping[str, float]) -> float:
    return math.fsum(amount for amount in amounts.values() if not math.isnan(amount))


def _without_figure(field: str, amounts: Mapping[str, float]) -> Iterator[Broken]:
    for code, amount in amounts.items():
        if math.isnan(amount):
            yield Broken("no_figure", field, (code,), None, None)


def _bounds(
    field: str, about: tuple[str, ...], found: float, low: float | None, high: float | None
) -> Iterator[Broken]:
    if low is not None and _below(found, low):
        yield Broken("minimum", field, about, low, found)
    if high is not None and _above(found, high):
        yield Broken("maximum", field, about, high, found)


def _below(found: float, low: float) -> bool:
    return found < low - _ROUNDING * abs(low)


def _above(found: float, high: float) -> bool:
    return found > high + _ROUNDING * abs(high)


def _too_near(listed: _Listed, km: float) -> Iterator[Broken]:
    lon, lat = (listed.table[name].to_numpy("float64")[listed.rows] for name in ("lon", "lat"))
    for one, code in enumerate(listed.codes):
        later = np.arange(one + 1, len(listed.codes))
        # the way is no shorter than that from one parallel to the other
        later = later[np.abs(lat[later] - lat[one]) * _DEGREE_KM < km]
        here = np.full(len(later), lon[one]), np.full(len(later), lat[one])
        metres = _ELLIPSOID.inv(*here, lon[later], lat[later])[2]
        for other, found in zip(later, metres / 1000, strict=True):
            if found < km:
                about = (code, listed.codes[other])
                yield Broken("too_near", "choose.min_distance_km", about, km, float(found))


def _neighbours(listed: _Listed) -> Iterator[Broken]:
    shapes = listed.table.geometry.to_numpy()[listed.rows]
    for one, code in enumerate(listed.codes):
        meets = shapely.intersects(shapes[one], shapes[one + 1 :])
        for other in np.flatnonzero(meets):
            about = (code, listed.codes[one + 1 + other])
            yield Broken("neighbours", "choose.neighbours", about, None, None)


def _locks(
    listed: _Listed, locked_in: Sequence[Lock], locked_out: Sequence[Lock]
) -> Iterator[Broken]:
    for number, lock in enumerate(locked_in, start=1):
        if lock.area not in listed.codes:
            yield Broken("locked_in", f"choose.locked_in.{number}", (lock.area,), None, None)
    for number, lock in enumerate(locked_out, start=1):
        if lock.area in listed.codes:
            yield Broken("locked_out", f"choose.locked_out.{number}", (lock.area,), None, None)


def _people(
    listed: _Listed, asked: Beneficiaries, numbers: Mapping[str, int] | None
) -> tuple[list[Broken], range]:
    """Return what is broken, and how many beneficiaries there can be in all."""
    field = "choose.beneficiaries"
    broken, most_of = [], {}
    for code, people in listed.amounts(asked.shared_by or "population").items():
        most_of[code] = asked.site_max
        if not math.isnan(people):
            most_of[code] = min(asked.site_max, math.floor(people))
        elif asked.shared_by is not None:
            broken.append(Broken("no_figure", field, (code,), None, None))
        if most_of[code] < asked.site_min:
            broken.append(Broken("too_few_people", field, (code,), asked.site_min, most_of[code]))
    if numbers is None:
        least, most = asked.site_min * len(most_of), sum(most_of.values())
    else:
        broken += _given(field, asked.site_min, most_of, numbers)
        least = most = sum(numbers.get(code, 0) for code in most_of)
    if asked.total_min is not None and most < asked.total_min:
        broken.append(Broken("beneficiaries", field, (), asked.total_min, most))
    if asked.total_max is not None and least > asked.total_max:
        broken.append(Broken("beneficiaries", field, (), asked.total_max, least))
    if numbers is None:
        least = max(least, asked.total_min or 0)
        most = most if asked.total_max is None else min(most, asked.total_max)
    # where no number is right, a cost is wrong only if it is for all that come near
    return broken, range(min(least, most), max(least, most) + 1)


def _given(
    field: str, site_min: int, most_of: Mapping[str, int], numbers: Mapping[str, int]
) -> Iterator[Broken]:
    for code, most in most_of.items():
        own = numbers.get(code, 0)
        if own < site_min:
            yield Broken("beneficiaries", field, (code,), site_min, own)
        elif own > most:
            yield Broken("beneficiaries", field, (code,), most, own)
    for code, own in numbers.items():
        if code not in most_of:
            yield Broken("beneficiaries", field, (code,), 0, own)


def _cost(listed: _Listed, cost: Cost, trained: range) -> Iterator[Broken]:
    """Return the bound that the cost breaks whatever number of ``trained`` it is reckoned with."""
    field, sites = "choose.cost", (cost.per_site or 0.0) * len(listed.codes)
    if cost.of is not None:
        amounts = listed.amounts(cost.of)
        yield from _without_figure(field, amounts)
        sites = _sum(amounts)

    def of(number: int) -> float:
        return sites + (cost.per_beneficiary or 0.0) * number

    low = -math.inf if cost.minimum is None else cost.minimum
    # it grows with their number: the fewest that cost enough are the ones to cost too much or not
    fewest = bisect_left(trained, True, key=lambda number: not _below(of(number), low))
    if fewest == len(trained):
        yield Broken("minimum", field, ("cost",), low, of(trained[-1]))
    elif cost.maximum is not None and _above(of(trained[fewest]), cost.maximum):
        yield Broken("maximum", field, ("cost",), cost.maximum, of(trained[fewest]))
