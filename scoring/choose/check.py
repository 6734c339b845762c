"""Testing a list against the rules, independently of how it was made."""

# It reads the scenario's limits itself and counts by hand, on purpose: it shares no code with what
# makes the list, so that a mistake there cannot hide here.

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geo.areas import Areas
from scoring.scenario import Grouping, Scenario


@dataclass(frozen=True)
class Broken:
    """One rule that a list breaks.

    Parameters
    ----------
    kind
        ``unknown``: a code that is not among the areas; ``twice``: a code that stands more than
        once; ``count``: too few or too many areas; ``minimum`` and ``maximum``: a group has too
        few or too many.
    by, group
        The group (for ``unknown`` and ``twice``, ``group`` is the code and ``by`` None; for
        ``count`` both are None).
    bound
        What the rule asks for.
    count
        What the list has.
    """

    kind: Literal["unknown", "twice", "count", "minimum", "maximum"]
    by: Grouping | None
    group: str | None
    bound: int
    count: int


def check(
    areas: Areas,
    codes: Sequence[str],
    scenario: Scenario,
    compared: NDArray[np.bool_] | None = None,
) -> list[Broken]:
    """Return every rule of the scenario that a list of codes breaks; empty if it keeps them all.

    Parameters
    ----------
    compared
        Shape (areas,), whether the scenario's filter lets an area through; all of them if not
        given. A limit "for each" group is about groups that have such areas.
    """
    known = set(areas.codes)
    times = Counter(codes)
    broken = [Broken("unknown", None, c, 1, 0) for c in times if c not in known]
    broken += [Broken("twice", None, c, 1, n) for c, n in times.items() if n > 1]
    count = scenario.choose.count
    if len(codes) != count:
        broken.append(Broken("count", None, None, count, len(codes)))
    columns = {"province": "province_code", "region": "region", "track": "track"}
    for limit in scenario.choose.limits:
        column = areas.table[columns[limit.by]]
        group_of = column.to_dict()
        counts = Counter(group_of[code] for code in codes if code in known)
        each = sorted(set(column if compared is None else column[compared]))
        for group in each if limit.equals is None else [limit.equals]:
            n = counts[group]
            if limit.minimum is not None and n < limit.minimum:
                broken.append(Broken("minimum", limit.by, group, limit.minimum, n))
            if limit.maximum is not None and n > limit.maximum:
                broken.append(Broken("maximum", limit.by, group, limit.maximum, n))
    return broken
