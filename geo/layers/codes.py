"""Codes of areas in all the disguises in which files carry them."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache, lru_cache

from geo.areas import Level
from geo.layers.cells import cleaned
from geo.lineage import successors
from geo.official import official_areas

_NUMBER = re.compile(r"([0-9]+)(?:\.0*|,0{1,2})")
_POWER = re.compile(r"([0-9])[.,]([0-9]+)E\+?0*([135])")
_PARTED = re.compile(r"([0-9]{2})( ?[.,_/‐‑–-] ?| )([0-9]{2})(?:\2([0-9]{2}))?")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[ ,][0-9]{3})+")
_FIRST_MUNICIPAL = 50
LEVELS: tuple[Level, ...] = ("tambon", "district", "province")
"""From the finest to the coarsest."""

_LENGTHS: dict[int, Level] = {6: "tambon", 4: "district", 2: "province"}


@lru_cache(maxsize=100_000)
def bare_code(text: str) -> str:
    """Return the two, four or six digits of a code as a file has it; "" where it is none.

    Read are codes with ``TH`` before them, in Thai digits, as numbers with a fraction of zeros or
    leading zeros, in powers of ten with all digits, with an apostrophe or quotes round them, and
    with blanks, commas, dots, slashes, underscores or hyphens between the digits. The six digits of
    a district or a province (``540100``, ``540000``) are cut to their own four or two, and the
    eight of a tambon as a list of villages has it (``54010100``) to six.
    """
    shown = cleaned(text).upper()
    if not _is_digits(shown):
        shown = _digits(shown)
        if not _is_digits(shown):
            return ""
    code = shown.lstrip("0")
    for digits in (8, 6, 4):
        if len(code) == digits and code.endswith("00"):
            code = code[:-2]
    return code if len(code) in _LENGTHS else ""


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _digits(shown: str) -> str:
    """Return the digits of a code without what stands round and between them, if it is one."""
    shown = shown.strip(" '’`\"“”=")
    if shown.startswith("TH"):
        shown = shown.removeprefix("TH").lstrip(" -_.")
    if whole := _NUMBER.fullmatch(shown):
        return whole[1]
    if power := _POWER.fullmatch(shown):
        digits, count = power[1] + power[2], int(power[3]) + 1
        # all digits must be there: 5.4E+05 may be any code that was rounded to it
        return digits[:count] if len(digits) >= count and not digits[count:].strip("0") else ""
    if _THOUSANDS.fullmatch(shown):
        return shown.replace(",", "").replace(" ", "")
    parts = _PARTED.fullmatch(shown)
    # 14.50 is a number
    if parts and (parts[4] or parts[2].strip() not in (".", ",")):
        return parts[1] + parts[3] + (parts[4] or "")
    return shown


def level_of(code: str) -> Level | None:
    """Return which level a bare code is of by its length; None for what is no code."""
    return _LENGTHS.get(len(code))


def is_municipal(code: str) -> bool:
    """Return whether a code of six digits is a municipality's: its last two are 50 or more."""
    return len(code) == 6 and int(code[4:]) >= _FIRST_MUNICIPAL


def units(official: Collection[str]) -> dict[Level, frozenset[str]]:
    """Return the codes in force of every level, from those of the tambons."""
    return {
        level: frozenset(code[:digits] for code in official) for digits, level in _LENGTHS.items()
    }


def is_known(code: str) -> bool:
    """Return whether a bare code is, or was, a unit's, or can be a municipality's."""
    level = level_of(code)
    if level == "tambon":
        municipal = is_municipal(code) and code[:4] in _units()["district"]
        return code in _units()[level] or code in successors() or municipal
    return level is not None and code in _units()[level]


@cache
def _units() -> dict[Level, frozenset[str]]:
    return units(official_areas().index)
