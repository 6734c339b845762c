"""Areas by their names, as people write them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import geothai

from geo.areas import Level
from geo.layers.cells import cleaned
from geo.layers.codes import bare_code

_SHORTEST_CUT = 15
"""Letters that a name must have to be taken for the beginning of a longer one: published tables cut
names off at 16, of which the last may be a blank."""
_ALIKE = 0.75
_MOST_CANDIDATES = 5

# what stands before or behind a name; `geothai.normalize` takes away one short form or one word,
# which is not enough for ตำบลจ.ป.ร. or the short forms that it does not know
_ENGLISH = re.compile(
    r"^(?:tambon|tambol|t\.|khwaeng|kwaeng|sub-?district(?: of)?|amphoe|amphur|amphor|a\.|khet"
    r"|district(?: of)?|changwat|jangwat|c\.|province(?: of)?)\s*(?=\S)"
    r"|\s+(?:sub-?district|district|province)$",
    re.I,
)
_THAI = re.compile(r"^(?:(?:ต|อ|จ|ข|แขวง|เขต)\s*[./]|ตำบล|แขวง|(?:กิ่ง)?อำเภอ|เขต|จังหวัด)\s*(?=\S)")
_SAYS: dict[Level, re.Pattern[str]] = {
    "tambon": re.compile(r"(?:ต\s*[./]|ตำบล|แขวง|(?:tambo[nl]|k(?:h)?waeng)\b)", re.I),
    "district": re.compile(r"(?:อ\s*[./]|(?:กิ่ง)?อำเภอ|เขต|(?:amph(?:oe|ur|or)|khet)\b)", re.I),
    "province": re.compile(r"(?:จ\s*[./]|จังหวัด|[cj]hangwat\b)", re.I),
}
"""What before a name says of which level it is."""
_BANGKOK = re.compile(
    r"^(?:กทม\.?|กรุงเทพฯ|bangkok metropolis|bkk|krung ?thep ?(?:maha ?nakhon)?)$", re.I
)
_MUANG = re.compile(r"^muang\b", re.I)
_SHORT_PROVINCES = frozenset({"กทม", "กรุงเทพ", "อยุธยา", "ayutthaya"})
"""Short forms that geothai takes for a province, as `geothai.normalize` writes them."""

# a municipality (เทศบาลตำบล, ทต.) and a tambon's administration (อบต.) are not the tambon
_PARTS_THAI = re.compile(
    r"(?<!เทศบาล)(?<!อบ)(?<!ท)(?:ต\.|ตำบล|แขวง)\s*(?P<tambon>.+?)[\s,/]*"
    r"(?:อ\.|อำเภอ|เขต)\s*(?P<district>.+?)[\s,/]*"
    r"(?:(?:จ\.|จังหวัด)\s*(?P<province>[^\d,/]+)|(?P<bangkok>กรุงเทพ[^\s\d,/]*|กทม\.?))"
)
_PARTS_ENGLISH = re.compile(
    r"\b(?:tambon|tambol|t\.|khwaeng|kwaeng)\s*(?P<tambon>[^,]+?)[\s,/]+"
    r"(?:amphoe|amphur|amphor|a\.|khet)\s*(?P<district>[^,]+?)[\s,/]+"
    r"(?:(?:changwat|jangwat|c\.)\s*(?P<province>[^\d,/]+)|(?P<bangkok>bangkok))",
    re.I,
)
_BETWEEN = re.compile(r"\s*[,/>|]\s*")
_POSTAL = re.compile(r"\s+[0-9]{5}$")
_LONGEST_ADDRESS = 300


@dataclass(frozen=True)
class Names:
    """What a row calls its tambon, its district and its province; "" where it does not say."""

    tambon: str = ""
    district: str = ""
    province: str = ""


@dataclass(frozen=True)
class Found:
    """Codes that fit some names: one is a match, several are candidates, none is none."""

    codes: tuple[str, ...]
    cut: bool = False
    """Whether the name was only the beginning of the area's."""


def plain_name(text: str) -> str:
    """Return a name as geothai can look it up: without what stands for the level round it."""
    name = cleaned(text).strip(" \"'“”.,;:")
    name = _ENGLISH.sub("", _THAI.sub("", name)).strip()
    if _BANGKOK.match(name):
        return "กรุงเทพมหานคร"
    return name


def parts_of(text: str) -> Names | None:
    """Return the names in one cell that holds all three.

    They have what stands for their level before them, in Thai or English, or are three parts
    between commas, slashes, bars or signs for greater, of which the last is a province. A postal
    code may follow.
    """
    shown = cleaned(text)
    if len(shown) > _LONGEST_ADDRESS:
        return None
    if found := _PARTS_THAI.search(shown) or _PARTS_ENGLISH.search(shown):
        part = found.groupdict()
        return Names(
            part["tambon"], part["district"], (part["province"] or part["bangkok"]).strip()
        )
    listed = _BETWEEN.split(_POSTAL.sub("", shown))
    whole = len(listed) == 3 and all(listed) and is_name_of("province", listed[2])
    return Names(*listed) if whole else None


@lru_cache(maxsize=100_000)
def found_by_name(names: Names) -> Found:
    """Return the codes of the areas that have these names, of the finest level that is named.

    Every name given must be the area's own, prefixes, spaces and hyphens aside. A tambon's may also
    be cut off, if its district has no other that begins so; a capital district's may be spelt
    ``Muang``, be without its province's name, or be just that.
    """
    tambon = plain_name(names.tambon)
    district, province = _named(names.district, "district"), _named(names.province, "province")
    if tambon:
        for spelling in _spellings(district, province):
            if fitting := _fitting(tambon, spelling, province):
                return Found(fitting)
        return _cut_off(tambon, district, province)
    if district:
        return Found(tuple(d.code for d in _districts(district, province)))
    code = _province(province)
    return Found((code,) if code else ())


def candidates(names: Names) -> tuple[str, ...]:
    """Return codes that somebody may have meant where no area has these names, best first."""
    tambon = plain_name(names.tambon)
    district, province = _named(names.district, "district"), _named(names.province, "province")
    if not tambon:
        units = _all_districts() if district else geothai.provinces()
        known: dict[str, list[str]] = {}
        for unit in units:
            for name in (unit.name_th, unit.name_en):
                known.setdefault(name, []).append(unit.code)
        near = difflib.get_close_matches(district or province, known, _MOST_CANDIDATES, _ALIKE)
        return _first(code for name in near for code in known[name])
    elsewhere = geothai.match(tambon, province=province or None) or geothai.match(tambon)
    near = _similar(tambon, _districts(district, province)) if district else []
    return _first([*near, *(area.subdistrict.code for area in elsewhere)])


def _first(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))[:_MOST_CANDIDATES]


def _named(text: str, level: Level) -> str:
    """Return the plain name of a district or a province that a file has by name or by code."""
    code = bare_code(text)
    known = geothai.district(code) if level == "district" else geothai.province(code)
    return known.name_th if known else plain_name(text)


def _fitting(tambon: str, district: str, province: str) -> tuple[str, ...]:
    found = geothai.match(tambon, district=district or None, province=province or None)
    return tuple(area.subdistrict.code for area in found)


def _cut_off(tambon: str, district: str, province: str) -> Found:
    if len(tambon) < _SHORTEST_CUT or not district:
        return Found(())
    whole = [
        area.code
        for d in _districts(district, province)
        for area in geothai.subdistricts(d.code)
        if area.name_th.startswith(tambon) or area.name_en.lower().startswith(tambon.lower())
    ]
    return Found(tuple(whole), cut=True) if len(whole) == 1 else Found(())


def _similar(tambon: str, districts: Iterable[geothai.District]) -> list[str]:
    names = {
        name: area.code
        for district in districts
        for area in geothai.subdistricts(district.code)
        for name in (area.name_en, area.name_th)
    }
    return [names[n] for n in difflib.get_close_matches(tambon, names, _MOST_CANDIDATES, _ALIKE)]


def _spellings(district: str, province: str) -> Iterator[str]:
    """Yield a district's name, and then what it may be called in the official list instead."""
    yield district
    # the older way to write เมือง, which a few districts still have as their official one
    if (other := _MUANG.sub("Mueang", district)) != district:
        yield other
    # the capital district by the name of its province, as it was called before it was one
    if _province(district) and _province(district) == _province(province):
        yield "เมือง"


@lru_cache(maxsize=10_000)
def _districts(name: str, province: str) -> tuple[geothai.District, ...]:
    code = _province(province)
    inside = [d for d in _all_districts() if not province or d.province_code == code]
    for spelling in _spellings(name, province):
        wanted = geothai.normalize(spelling)
        if found := tuple(d for d in inside if geothai.is_district(d, wanted)):
            return found
    return ()


@cache
def _province_codes() -> dict[str, str]:
    names = {
        geothai.normalize(name): province.code
        for province in geothai.provinces()
        for name in (province.name_th, province.name_en)
    }
    return names | {
        short: province.code
        for province in geothai.provinces()
        for short in _SHORT_PROVINCES
        if geothai.is_province(province, short)
    }


def _province(name: str) -> str:
    """Return the code of the province of this plain name, "" if there is none."""
    return _province_codes().get(geothai.normalize(name), "")


@cache
def _all_districts() -> tuple[geothai.District, ...]:
    return tuple(d for p in geothai.provinces() for d in geothai.districts(p.code))


@cache
def _known_names() -> dict[Level, frozenset[str]]:
    """Return every name in force, Thai and English, as `geothai.normalize` writes it, by level."""
    districts = _all_districts()
    tambons = [s for d in districts for s in geothai.subdistricts(d.code)]
    return {
        "tambon": _both_names(tambons),
        # short forms that only mean something beside the other names
        "district": _both_names(districts) | {"เมือง", "mueang"},
        "province": frozenset(_province_codes()),
    }


def _both_names(units: Iterable[geothai.District | geothai.Subdistrict]) -> frozenset[str]:
    return frozenset(geothai.normalize(name) for u in units for name in (u.name_th, u.name_en))


def is_name_of(level: Level, text: str) -> bool:
    """Return whether some unit of this level has this name; a district's or province's code too.

    The short and older ways to name a capital district count as its name. A name with the word for
    another level before it is none of this one.
    """
    name = plain_name(text) if level == "tambon" else _named(text, level)
    if level == "district":
        name = _MUANG.sub("Mueang", name)
    if geothai.normalize(name) not in _known_names()[level]:
        return False
    shown = cleaned(text)
    return not any(_SAYS[other].match(shown) for other in _SAYS if other != level)
