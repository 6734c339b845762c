"""Municipalities in tables of tambons: which tambons they lie in, and with how many people."""

from __future__ import annotations

import geothai
import numpy as np
from geothai.abolished import abolished_areas

from geo.layers.crosswalks import NOWHERE, Crosswalk
from geo.layers.links import Outcome, Target, shared
from geo.layers.municipal_names import municipal_name
from geo.layers.names import plain_name
from geo.layers.reference import Reference


def municipality(
    code: str, name: str, district: str, reference: Reference, crosswalk: Crosswalk | None
) -> Outcome:
    """Put a municipality on the tambons that it lies in.

    Parameters
    ----------
    code
        Its code as the table has it; "" where the table has only a name.
    name
        Its name as the table has it, or "".
    district
        Four-digit code of the district it is numbered or listed in; "" where unknown.
    reference
        Who lives where.
    crosswalk
        Which units lie in which tambons, as a user handed it over.

    Returns
    -------
    Outcome
        By the crosswalk, by code or else by name, with the municipality's people in each tambon;
        else the one tambon of its district with the same name; else ``unmatched``.
    """
    bare = municipal_name(name) or plain_name(name) or _former_name(code)
    unit = ""
    if crosswalk is not None:
        unit = crosswalk.unit_of(code) or crosswalk.unit_called(bare, district[:2])
    if crosswalk is not None and unit:
        targets = _targets(unit, crosswalk.areas[unit], reference)
        if not targets:
            return Outcome("unmatched", unit, note=NOWHERE)
        by_name = "" if crosswalk.unit_of(code) else f"the crosswalk's {unit}, by its name"
        return Outcome("municipality", unit, targets, by_name)
    same = [
        area.code
        for area in geothai.subdistricts(district)
        if bare and geothai.normalize(bare) in _names(area)
    ]
    if len(same) == 1:
        people = reference.in_municipality(code, same[0])
        targets = (Target(same[0], 1.0, people, float(reference.people.get(same[0], np.nan))),)
        return Outcome("municipality_name", code or f"{district}:{bare}", targets)
    said = f'a municipality called "{bare}"' if bare else "a municipality without a name"
    return Outcome(
        "unmatched", code, note=f"{said}; no crosswalk, and no tambon of its district, says where"
    )


def _names(area: geothai.Subdistrict) -> tuple[str, str]:
    return geothai.normalize(area.name_th), geothai.normalize(area.name_en)


def _targets(unit: str, areas: dict[str, float], reference: Reference) -> tuple[Target, ...]:
    """Return a unit's areas with its people in each: the crosswalk's number, or the register's."""
    people = {
        area: given if given == given else reference.in_municipality(unit, area)
        for area, given in areas.items()
    }
    return shared(people, of={area: float(reference.people[area]) for area in people})


def _former_name(code: str) -> str:
    """Return what an abolished registration office of this code was called."""
    return next(
        (municipal_name(a.name_th) or a.name_th for a in abolished_areas() if a.code == code), ""
    )
