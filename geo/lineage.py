"""How codes of tambons that are no more lead to codes in force."""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache

from geothai.abolished import abolished_areas
from scipy.cluster.hierarchy import DisjointSet


@cache
def successors() -> dict[str, tuple[str, ...]]:
    """Return the codes in force to which each abolished tambon's ground went, by its code.

    Abolished tambons of which no successor is known are left out. Compiled by GeoThai from the
    Royal Gazette (ราชกิจจานุเบกษา) and, where no notice was found, from equal names.
    """
    return {
        area.code: tuple(area.successors)
        for area in abolished_areas()
        if area.level == "subdistrict" and area.successors
    }


def heirs(
    units: Collection[str], official: Collection[str], parents: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return the official codes whose ground lies in each unit of a map or table.

    Parameters
    ----------
    units
        Codes that the map or table has.
    official
        Codes in force.
    parents
        Newer code → code of the unit it was cut from, beyond what `successors` knows.

    Returns
    -------
    dict
        For every unit, in sorted order, its official codes, sorted: itself alone where nothing
        changed, one other code where it was renamed, several where it was divided since, and none
        where nobody knows what became of it. A code that is a unit itself is no other unit's heir,
        and neither is one that was put together from several units.
    """
    present, in_force = set(units), set(official)
    found = {unit: {unit} & in_force for unit in sorted(present)}
    for unit in present - in_force:
        found[unit].update(set(successors().get(unit, ())) & in_force - present)
    for child, parent in parents.items():
        if parent in found and child in in_force - present:
            found[parent].add(child)
    claims = Counter(code for codes in found.values() for code in codes)
    return {
        unit: tuple(sorted(code for code in codes if claims[code] == 1))
        for unit, codes in found.items()
    }


def same_ground(
    before: Collection[str], after: Collection[str], parents: Mapping[str, str]
) -> dict[str, str]:
    """Group the codes of two dates so that each group covers the same ground at both.

    Parameters
    ----------
    before, after
        Codes in use at the earlier and the later date.
    parents
        Newer code → code of the tambon it was cut from, beyond what `successors` knows.

    Returns
    -------
    dict
        For every code of either date one of its group's codes, the same for the whole group. A code
        that stayed the same, and neither gave nor received ground, is a group of its own.
    """
    then, now = set(before), set(after)
    groups = DisjointSet(sorted(then | now))
    # only what happened between the two dates may join codes, or every old reform would
    for code in then - now:
        for successor in successors().get(code, ()):
            if successor in now:
                groups.merge(code, successor)
    for child, parent in parents.items():
        if child in now - then and parent in groups:
            groups.merge(child, parent)
    return {code: groups[code] for code in groups}
