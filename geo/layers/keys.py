"""Which columns of a table say what area a row is about."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal

from geo.areas import Level
from geo.errors import GeoError
from geo.layers.cells import cleaned
from geo.layers.codes import LEVELS, bare_code, is_known, level_of
from geo.layers.grid import Grid
from geo.layers.names import Names, found_by_name, is_name_of, parts_of
from geo.layers.samples import (
    Sample,
    are_figures,
    between,
    heads_of,
    is_headed,
    numeric_share,
    share_of,
)

Kind = Literal["code", "names", "address", "coordinates", "shapes"]

_MOST_ARE = 0.6
_NEARLY_ALL = 0.9
_SOME_ARE = 0.2
_ENOUGH = 10
"""Cells that must differ before that is taken for no accident."""
_MOST_NAME_COLUMNS = 4

_DIGIT = re.compile(r"\d")
_CODE_WORD = re.compile(
    r"รหัส|code|\bid\b|_id\b|^(?:จังหวัด|อำเภอ|changwat|amphoe|province|district|prov|cwt)$", re.I
)
_LEVEL_WORDS: dict[Level, re.Pattern[str]] = {
    "tambon": re.compile(r"ตำบล|แขวง|tambon|sub-?district|khwaeng", re.I),
    "district": re.compile(r"อำเภอ|เขต|amphoe|amphur|khet|(?<!sub)(?<!sub-)district", re.I),
    "province": re.compile(r"จังหวัด|changwat|province", re.I),
}
_LON_WORD = re.compile(
    r"(?<![a-z])(?:lon|long|lng|longitude)(?![a-z])|ลองจิจูด|ลองติจูด|พิกัด ?x\b|^(?:point_)?x$", re.I
)
_LAT_WORD = re.compile(
    r"(?<![a-z])(?:lat|latitude)(?![a-z])|ละติจูด|แลตติจูด|พิกัด ?y\b|^(?:point_)?y$", re.I
)
_YEAR_WORD = re.compile(r"^(?:ปี|พ\.?ศ|ค\.?ศ)|(?<![a-z])year", re.I)


@dataclass(frozen=True)
class Key:
    """The columns that name a row's area, and how they do."""

    kind: Kind
    columns: tuple[int, ...]
    """Positions. ``code``: one; ``names``: tambon, district and province, -1 for what is not there;
    ``address``: one with all three names; ``coordinates``: longitude and latitude; ``shapes``:
    none."""
    level: Level


def find_key(
    grid: Grid,
    header: Sequence[str] | None = None,
    also: Collection[str] = (),
    *,
    level: Level | None = None,
    places: bool = False,
) -> Key | None:
    """Return the columns that tell most surely and most finely which area a row is about.

    A column of tambon codes comes before tambon names, these before coordinates and polygons, and
    after them codes and names of districts and of provinces. None where nothing is found. Codes in
    ``also`` are units that a crosswalk puts on tambons. Where a ``level`` is given, keys of no
    other are looked for. Where ``places`` are wanted, coordinates and shapes come before all.
    """
    sample = Sample(grid)
    heads = heads_of(grid, header)
    place = _coordinates(sample, heads)
    shapes = grid.shapes
    if place is None and shapes is not None and not (shapes.isna() | shapes.is_empty).all():
        place = Key("shapes", (), "tambon")
    if level not in (None, "tambon"):
        place = None
    if place and places:
        return place
    levels = LEVELS if level is None else (level,)
    codes = _code_columns(sample, heads, also, levels)
    if "tambon" in codes:
        return codes["tambon"]
    # a tambon's name may stand beside the codes of its district and its province
    beside = _code_columns(sample, heads, also, LEVELS).values()
    names = _name_columns(sample, heads, levels, {key.columns[0] for key in beside})
    if names and names.level == "tambon":
        return names
    by_name = {names.level: names} if names else {}
    upper = next(
        (found[level] for level in LEVELS[1:] for found in (codes, by_name) if level in found), None
    )
    # a place with its province beside it is a place, but 77 rows of provinces are no places
    if place and upper and not _one_row_each(grid, upper):
        return place
    return upper or place


def key_from(
    grid: Grid, columns: Sequence[int], level: Level | None, also: Collection[str] = ()
) -> Key:
    """Return the key that a person named by its columns, in the order tambon, district, province.

    Raises
    ------
    GeoError
        If these columns hold neither codes nor names nor coordinates.
    """
    sample = Sample(grid)
    chosen = list(columns)
    codes = {c: _level_shares(sample.cells[c], also) for c in chosen}
    coded = {c: sum(shares.values()) for c, shares in codes.items()}
    if len(chosen) == 1:
        column = chosen[0]
        cells = sample.cells[column]
        called = max(share_of(cells, partial(is_name_of, at)) for at in LEVELS)
        if coded[column] >= _SOME_ARE and coded[column] > called:
            commonest = max(LEVELS, key=lambda at: codes[column][at])
            return Key("code", (column,), level or commonest)
        if _address_share(cells) > called and level in (None, "tambon"):
            return Key("address", (column,), "tambon")
    figures = all(are_figures(sample.cells[c]) for c in chosen)
    # districts and provinces can stand there by their codes
    pair = len(coded) == 2 and figures and max(coded.values()) < _MOST_ARE
    if pair and level in (None, "tambon"):
        return Key("coordinates", (chosen[0], chosen[1]), "tambon")
    ways = [p for p in _placements(chosen) if chosen and level in (None, _finest(p))]
    heads = heads_of(grid, None)
    likely = {c: _likely_levels(sample.cells[c], heads[c]) for c in chosen}
    fitting = [
        p for p in ways if all(c < 0 or at in likely[c] for at, c in zip(LEVELS, p, strict=True))
    ]
    placed = _most_hits(sample, fitting or ways)
    if placed is not None:
        return placed
    raise GeoError(
        "The columns that were named for the key hold no codes, no names of areas and no pair of "
        "coordinates. Name with --key one column of codes, or the columns of tambon, district and "
        "province, or those of longitude and latitude."
    )


# ── codes ─────────────────────────────────────────────────────────────────────────────────────────


def _level_shares(column: Sequence[str], also: Collection[str]) -> dict[Level, float]:
    """Return for each level which share of the cells with digits are codes of it."""
    cells = between(column, _DIGIT.search)
    counts: Counter[Level] = Counter()
    for text in cells:
        code = bare_code(text)
        if code in also or cleaned(text) in also:
            counts["tambon"] += 1
        elif is_known(code):
            counts[level_of(code) or "tambon"] += 1
    return {level: counts[level] / len(cells) if cells else 0.0 for level in LEVELS}


def _code_columns(
    sample: Sample,
    heads: Sequence[Sequence[str]],
    also: Collection[str],
    levels: Sequence[Level],
) -> dict[Level, Key]:
    """Return the likeliest column of codes of each of these levels."""
    found: dict[Level, tuple[float, Key]] = {}
    for column, cells in sample.cells.items():
        shares = _level_shares(cells, also)
        known = sum(shares.values())
        few = sum(map(bool, cells)) < _SOME_ARE * len(cells)
        named = is_headed(heads[column], _CODE_WORD)
        # with a comma before three digits a longitude looks like a code
        decimal = is_headed(heads[column], _LON_WORD) and any("," in text for text in cells)
        if known < _MOST_ARE or few or (decimal and not named):
            continue
        level = next((at for at in levels if shares[at] >= _SOME_ARE * known), None)
        # nearly every number of two digits is a province's code, and some years are districts'
        apart = known == 1 and _distinct(cells) and not is_headed(heads[column], _YEAR_WORD)
        sure = level == "tambon" or (known >= _NEARLY_ALL and (named or apart))
        score = known + named
        if level and sure and score > found.get(level, (0.0, None))[0]:
            found[level] = score, Key("code", (column,), level)
    return {level: key for level, (_, key) in found.items()}


def _distinct(column: Sequence[str]) -> bool:
    cells = between(column, _DIGIT.search)
    return len(cells) >= _ENOUGH and len(set(cells)) == len(cells)


# ── names ─────────────────────────────────────────────────────────────────────────────────────────


def _name_columns(
    sample: Sample,
    heads: Sequence[Sequence[str]],
    levels: Sequence[Level],
    coded: Collection[int],
) -> Key | None:
    """Return the likeliest columns of names, or the column of addresses, of one of these levels.

    Columns of codes can stand for districts and provinces.
    """
    texts = [
        c for c, cells in sample.cells.items() if c in coded or numeric_share(cells) < _MOST_ARE
    ]
    likely = {c: _likely_levels(sample.cells[c], heads[c]) for c in texts}
    options = []
    for level in LEVELS:
        named = [c for c in texts if likely[c].get(level, 0) >= _MOST_ARE]
        named.sort(key=lambda c: -likely[c][level])
        options.append([*named[:_MOST_NAME_COLUMNS], -1])
    combinations = [
        placed
        for placed in itertools.product(*options)
        if max(placed) >= 0 and _finest(placed) in levels
    ]
    best = _most_hits(sample, combinations)
    if "tambon" not in levels or (best and best.level == "tambon"):
        return best
    return next(
        (
            Key("address", (c,), "tambon")
            for c in texts
            if _address_share(sample.cells[c]) >= _MOST_ARE
        ),
        best,
    )


def _likely_levels(cells: Sequence[str], head: Sequence[str]) -> dict[Level, float]:
    """Return which share of a column are names of each level, without levels that are less likely.

    Most districts have the name of one of their tambons, and provinces that of a district.
    """
    shares = {level: share_of(cells, partial(is_name_of, level)) for level in LEVELS}
    said = {level: is_headed(head, _LEVEL_WORDS[level]) for level in LEVELS}
    likely = {level: share + _SOME_ARE * said[level] for level, share in shares.items()}
    least = max(likely.values()) - _SOME_ARE / 2
    return {level: shares[level] for level in LEVELS if likely[level] >= least}


def _most_hits(sample: Sample, combinations: Iterable[tuple[int, ...]]) -> Key | None:
    """Return the columns under which most rows have names that fit one area, the finest first.

    Of those with nearly as many it is the one with most columns, so that a row with a wrong
    province is none of the area's. None if hardly any row fits.
    """
    filled = cache(sample.filled_down)
    found: dict[tuple[int, ...], float] = {}
    for combination in combinations:
        named = [c for c in combination if c >= 0]
        if not named or len(set(named)) < len(named):
            continue
        columns = [
            sample.cells[c] if c == named[0] else filled(c) if c >= 0 else itertools.repeat("")
            for c in combination
        ]
        fitting = [found_by_name(Names(*row)).codes for row in zip(*columns, strict=False)]
        level = _finest(combination)
        hits = sum(len(codes) == 1 and level_of(codes[0]) == level for codes in fitting)
        if hits > _SOME_ARE * len(fitting):
            found[combination] = hits / len(fitting)
    # the finest level of which half the rows are, or else the level of which most are
    level = max(LEVELS, key=lambda at: min(_best(found, at), 0.5))
    near = {
        c: share
        for c, share in found.items()
        if _finest(c) == level and share >= _NEARLY_ALL * _best(found, level)
    }
    chosen = max(near, key=lambda c: (-c.count(-1), near[c]), default=None)
    return None if chosen is None else Key("names", chosen, level)


def _best(found: Mapping[tuple[int, ...], float], level: Level) -> float:
    return max((share for c, share in found.items() if _finest(c) == level), default=0.0)


def _finest(combination: Sequence[int]) -> Level:
    return LEVELS[next(n for n, column in enumerate(combination) if column >= 0)]


def _placements(columns: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield the ways in which columns, in this order, can be tambon, district and province."""
    for places in itertools.combinations(range(len(LEVELS)), len(columns)):
        placed = [-1] * len(LEVELS)
        for place, column in zip(places, columns, strict=True):
            placed[place] = column
        yield tuple(placed)


def _address_share(column: Sequence[str]) -> float:
    return share_of(column, lambda text: parts_of(text) is not None)


# ── places ────────────────────────────────────────────────────────────────────────────────────────


def _coordinates(sample: Sample, heads: Sequence[Sequence[str]]) -> Key | None:
    figures = [c for c, cells in sample.cells.items() if are_figures(cells)]
    lon, lat = (
        next((c for c in figures if is_headed(heads[c], word)), None)
        for word in (_LON_WORD, _LAT_WORD)
    )
    return None if lon is None or lat is None else Key("coordinates", (lon, lat), "tambon")


def _one_row_each(grid: Grid, key: Key) -> bool:
    """Return whether hardly any two rows have the same district or province."""
    named = [c for c in key.columns if c >= 0]
    return bool(grid.cells[named].duplicated().mean() < _SOME_ARE)
