"""Municipalities as people write them."""

from __future__ import annotations

import re

from geo.layers.cells import cleaned
from geo.layers.names import plain_name

_MUNICIPALITY = re.compile(
    r"^(?:สำนักทะเบียนท้องถิ่น)?\s*(?:เทศบาล(?:ตำบล|เมือง|นคร)?|ทต\.|ทม\.|ทน\.)\s*"
    r"|\s+(?:(?:sub-?district|town|city)\s+)?municipality$",
    re.I,
)


def municipal_name(text: str) -> str:
    """Return a municipality's bare name, or "" where the text does not call it one."""
    shown = cleaned(text)
    name = _MUNICIPALITY.sub("", shown)
    return plain_name(name) if name != shown else ""
