"""Former tambons in tables of another vintage: what became of them."""

from __future__ import annotations

from functools import cache

import geothai
import numpy as np
from geothai.abolished import abolished_areas

from geo.layers.links import Outcome, Target, shared
from geo.layers.names import plain_name
from geo.layers.reference import Reference
from geo.lineage import successors


def former(code: str, reference: Reference, *, carry: bool) -> Outcome:
    """Return what becomes of a row about a tambon that is no more.

    Parameters
    ----------
    code
        An abolished code whose successors are known.
    reference
        Who lives where.
    carry
        Whether its figure goes to its successors: whole where it was renamed, moved or merged,
        shared out by their people where it was divided. Otherwise the row is left out.
    """
    now = [area for area in successors()[code] if area in reference.codes["tambon"]]
    said = f"{code} is now {', '.join(now)}" if now else f"{code} went to no area of today"
    if not now:
        return Outcome("unmatched", code, note=said)
    if not carry:
        return Outcome("former", code, note=said)
    before = reference.before.get(code, np.nan)
    if len(now) == 1:
        # under its old name it is the same tambon, whichever of its codes a row has
        same = is_former_name(code, _name_of(now[0]))
        unit = f"former {now[0]}" if same else code
        return Outcome("successor", unit, (Target(now[0], 1.0, before),), said)
    people = {area: float(reference.people.get(area, np.nan)) for area in now}
    return Outcome("successor", code, shared(people, before), said)


def is_former_name(code: str, text: str) -> bool:
    """Return whether an abolished tambon of this code had a name.

    Tambons on their way to a new district were numbered from 99 downwards, as municipalities are.
    """
    return geothai.normalize(plain_name(text)) in _former_names().get(code, ())


@cache
def _former_names() -> dict[str, tuple[str, ...]]:
    """Return the names of abolished tambons, Thai and English, as `geothai.normalize` has them."""
    return {
        area.code: tuple(geothai.normalize(name) for name in (area.name_th, area.name_en) if name)
        for area in abolished_areas()
        if area.level == "subdistrict"
    }


def _name_of(code: str) -> str:
    area = geothai.subdistrict(code)
    return area.name_th if area else ""
