"""The rules of a scenario, spelled out group by group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geo.areas import REGIONS, TRACKS, Areas
from geo.errors import ScoringError
from scoring.choose.quantities import groups
from scoring.choosing import Limit
from scoring.fields import about
from scoring.scenario import Scenario

Kind = Literal[
    "count", "limit", "total", "beneficiaries", "cost", "distance", "neighbours",
    "locked_in", "locked_out", "objective",
]  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One demand on the list.

    Parameters
    ----------
    field
        The scenario's field that states it, as `scoring.change.changed` takes it. A limit for
        each group is one field and as many rules as there are groups.
    kind
        ``count``: how many areas. ``limit``: how many of them of a group. ``total``,
        ``beneficiaries``, ``cost``: sums over the list. ``distance``, ``neighbours``: which areas
        have to be apart. ``locked_in``, ``locked_out``: one area. ``objective``: what an objective
        must at least come to, so that those after it do not cost more of it than they may.
    by, groups
        Of a limit: what makes its group, and the groups that it counts together.
    of
        Of a total: what is summed up. Of a lock: the area. Of an objective: its name.
    minimum, maximum
        Both bounds are included; None where there is none. Of a distance, ``minimum`` is in km.
    each
        Whether the limit is for each group.
    because
        Of a lock: the reason that the scenario gives.
    a_site
        Of beneficiaries: the least and the most in one site.
    """

    field: str
    kind: Kind
    by: str | None = None
    groups: tuple[str, ...] = ()
    of: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    each: bool = False
    because: str | None = None
    a_site: tuple[int, int] | None = None

    @property
    def group(self) -> str:
        """The one group of a limit, or its groups in a row."""
        return ", ".join(self.groups)


def limits(
    areas: Areas, scenario: Scenario, compared: NDArray[np.bool_] | None = None
) -> tuple[Rule, ...]:
    """Return the scenario's limits as rules on one group each.

    A limit "for each" group becomes a rule for every group that has areas to compare. Limits come
    in the order in which they are written; provinces by code, regions and tracks in their usual
    order.

    Parameters
    ----------
    compared
        Shape (areas,), whether the scenario's filter lets an area through; all of them if not
        given.

    Raises
    ------
    ScoringError
        If a limit is about a column or names a group that these areas do not have.
    """
    found: list[Rule] = []
    for number, limit in enumerate(scenario.choose.limits, start=1):
        field = f"choose.limit.{number}"
        with about(field):
            found += _spelled_out(field, limit, areas, scenario, compared)
    return tuple(found)


def _spelled_out(
    field: str,
    limit: Limit,
    areas: Areas,
    scenario: Scenario,
    compared: NDArray[np.bool_] | None,
) -> Iterator[Rule]:
    everywhere = groups(areas, limit.by)
    known = set(everywhere.dropna().unique())
    unknown = sorted(set(limit.named) - known)
    usual = {"region": REGIONS, "track": TRACKS}.get(limit.by, ())
    if unknown and not set(unknown) <= set(usual):
        raise ScoringError(
            'The scenario "{scenario}" limits groups by {by} that these areas do not have: '
            "{unknown}. Use those that are there, {known}.",
            scenario=scenario.id,
            by=limit.by,
            unknown=", ".join(unknown),
            known=_some(sorted(known)),
        )
    whole = Rule(field, "limit", by=limit.by, groups=limit.named, minimum=limit.minimum,
                 maximum=limit.maximum, each=not limit.named)  # fmt: skip
    if not whole.each:
        yield whole
        return
    existing = everywhere if compared is None else everywhere[compared]
    for group in sorted(existing.dropna().unique(), key=_usual_order):
        yield replace(whole, groups=(group,))


_NAMED = 12


def _some(names: list[str]) -> str:
    return ", ".join(names if len(names) <= _NAMED else [*names[:_NAMED], "…"])


def _usual_order(group: str) -> tuple[int, str]:
    usual = (*REGIONS, *TRACKS)
    return (usual.index(group) if group in usual else 0, group)
