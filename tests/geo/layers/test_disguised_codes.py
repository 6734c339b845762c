"""However the official codes and names are written, they lead to their areas and to no others."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from geo.areas import read_areas
from geo.layers.grid import Grid
from geo.layers.layout import Layout, laid_out
from geo.layers.matching import Matching, match_rows
from geo.layers.reference import Reference, reference
from geo.official import official_areas
from geo.paths import starter_areas
from tests.geo.layers.disguises import (
    CODES,
    ENGLISH_PREFIXES,
    ENGLISH_SUFFIXES,
    SPELLINGS,
    THAI_PREFIXES,
    grid,
)

OFFICIAL = official_areas()
ALL = 7436


@pytest.fixture(scope="module")
def known() -> Reference:
    return reference(read_areas(starter_areas()))


def matched(table: Grid, known: Reference) -> tuple[Layout, Matching]:
    layout = laid_out(table)
    return layout, match_rows(layout, known, np.ones(len(table.cells), bool))


def decorated(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Grid:
    """Return rows under a title, a header and the country's total, and over a total and notes."""
    blank = [""] * (len(header) - 2)
    return grid(
        ["ตารางที่ 1 ร้อยละของครัวเรือนยากจน ปี 2561"],
        [""],
        header,
        ["รวมทั้งประเทศ", *blank, "12.3"],
        *rows,
        ["", "รวม", *blank[1:], "12.3"],
        [""],
        ["หมายเหตุ: ไม่รวมครัวเรือนที่ไม่ให้ข้อมูล"],
        ["ที่มา: ผู้ทดสอบ, 2561"],
    )


def of_rows(matching: Matching, count: int) -> tuple[list[str], list[str]]:
    """Return status and unit of the rows between what `decorated` puts round them."""
    inside = slice(4, 4 + count)
    return list(matching.status[inside]), list(matching.unit[inside])


def test_every_official_code_is_found_in_every_disguise_at_random(known: Reference) -> None:
    random = np.random.default_rng(20180101)
    codes = random.permutation(OFFICIAL.index.to_numpy(str)).tolist()
    ways = random.choice(list(CODES), ALL)
    rates = random.uniform(0, 100, ALL).round(1)
    people = random.integers(100_000, 1_000_000, ALL)
    rows = [
        [str(number), CODES[way](code), str(rate)]
        for code, way, rate, number in zip(codes, ways, rates, people, strict=True)
    ]
    layout, matching = matched(decorated(["ประชากร", "รหัสตำบล", "ร้อยละ"], rows), known)
    status, unit = of_rows(matching, ALL)
    assert set(ways) == set(CODES)
    assert status == ["code"] * ALL
    assert unit == codes
    assert matching.status[:4].tolist() == ["title", "empty", "header", "total"]
    assert matching.status[-4:].tolist() == ["total", "empty", "note", "note"]
    assert layout.names == ("ประชากร", "รหัสตำบล", "ร้อยละ")


def named(random: np.random.Generator, languages: Sequence[str]) -> Iterator[list[str]]:
    """Yield the names of each area, in some of these languages, with prefixes or without."""
    for area in OFFICIAL.itertuples():
        bangkok = area.province_code == "10"
        kinds = "khwaeng" if bangkok else "tambon", "khet" if bangkok else "district", "province"
        row = []
        for kind, part in zip(kinds, ("name", "district", "province"), strict=True):
            language = random.choice(languages)
            name = getattr(area, f"{part}_{language}")
            if random.random() < 0.1:
                name = name.replace(" ", "").replace("-", "")
            if language == "th":
                name = random.choice(THAI_PREFIXES[kind]) + name
            elif random.random() < 0.7:
                name = random.choice(ENGLISH_PREFIXES[kind]) + name
            else:
                name += random.choice(ENGLISH_SUFFIXES[kind])
            row.append(SPELLINGS[random.choice(list(SPELLINGS))](str(name)))
        yield row


@pytest.mark.parametrize("languages", [("th",), ("en",), ("th", "en")])
def test_by_names_nearly_every_area_is_found_and_none_wrongly(
    known: Reference, languages: Sequence[str]
) -> None:
    random = np.random.default_rng(20180101)
    order = random.permutation(ALL)
    names = list(named(random, languages))
    codes = OFFICIAL.index.to_numpy(str)[order]
    rows = [[*names[n], str(n % 97)] for n in order]
    layout, matching = matched(decorated(["ตำบล", "อำเภอ", "จังหวัด", "ร้อยละ"], rows), known)
    status, unit = of_rows(matching, ALL)
    found = np.array(status) == "name"
    assert layout.key.columns == (0, 1, 2)
    assert found.sum() >= 7400
    assert (np.array(unit)[found] == codes[found]).all()
    # two pairs of tambons have the same English names all the way up
    assert set(np.array(status)[~found]) <= {"ambiguous"}
    assert (~found).sum() <= 4


@pytest.mark.parametrize("languages", [("th",), ("en",)])
def test_addresses_in_one_cell_lead_to_nearly_every_area_and_none_wrongly(
    known: Reference, languages: Sequence[str]
) -> None:
    random = np.random.default_rng(20180101)
    rows = []
    for area in OFFICIAL.itertuples():
        bangkok = area.province_code == "10"
        if languages == ("en",):
            kinds = ("Khwaeng", "Khet", "") if bangkok else ("Tambon", "Amphoe", "Changwat")
            names = (area.name_en, area.district_en, area.province_en)
            sign = random.choice([", ", " "])
            whole = sign.join(
                f"{kind} {name}".strip() for kind, name in zip(kinds, names, strict=True)
            )
        else:
            names = (area.name_th, area.district_th, area.province_th)
            kinds = (
                ("แขวง", "เขต", "")
                if bangkok
                else random.choice([("ต.", "อ.", "จ."), ("ตำบล", "อำเภอ", "จังหวัด")])
            )
            whole = " ".join(f"{kind}{name}" for kind, name in zip(kinds, names, strict=True))
        rows.append([f"{whole} 10200" if random.random() < 0.5 else whole, "1"])
    layout, matching = matched(decorated(["ที่อยู่", "จำนวน"], rows), known)
    status, unit = of_rows(matching, ALL)
    found = np.array(status) == "name"
    assert layout.key.kind == "address"
    assert (np.array(unit)[found] == OFFICIAL.index[found]).all()
    assert found.sum() >= 7400
