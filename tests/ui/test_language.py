"""Thai and English: every text is there, and numbers and dates are written as people do."""

import string

import pandas as pd
import pytest
from babel.messages.pofile import read_po

from tests.ui.messages import messages
from ui.language import ENGLISH, LOCALE, THAI

# what the pages can show; errors that only the terminal meets are English
ON_PAGES = (
    "app.py", "pages", "ui", "scoring", "geo/areas.py", "geo/coverage.py", "geo/paths.py",
    "geo/layers/in_use.py", "geo/layers/store.py",
)  # fmt: skip
ANYWHERE = ("app.py", "cli.py", "commands", "pages", "ui", "scoring", "geo", "export")


@pytest.fixture(scope="module")
def thai() -> dict[str, str]:
    """The Thai catalogue: source text → Thai, without entries that gettext would pass over."""
    with (LOCALE / "th" / "LC_MESSAGES" / "phuenthi.po").open("rb") as file:
        entries = [entry for entry in read_po(file, locale="th") if entry.id]
    assert [entry.id for entry in entries if entry.fuzzy] == []
    return {str(entry.id): str(entry.string) for entry in entries}


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_source_has_texts_to_translate() -> None:
    found = messages(*ON_PAGES)
    assert "Where should the first 50 be?" in found
    assert 'There are no areas at "{path}". Make them with `phuenthi data build`.' in found
    assert len(found) > 80


def test_every_text_of_the_pages_is_there_in_thai(thai: dict[str, str]) -> None:
    assert sorted(text for text in messages(*ON_PAGES) if not thai.get(text)) == []


def test_every_text_in_thai_has_a_source(thai: dict[str, str]) -> None:
    assert sorted(set(thai) - messages(*ANYWHERE)) == []


def test_the_thai_has_the_gaps_of_its_source_and_no_others(thai: dict[str, str]) -> None:
    assert [text for text, translated in thai.items() if gaps(text) != gaps(translated)] == []


def test_the_thai_is_thai(thai: dict[str, str]) -> None:
    assert [text for text in thai if not any("ก" <= c <= "๛" for c in thai[text])] == []


def test_a_text_is_shown_in_the_language_asked_for() -> None:
    assert THAI.text("Where should the first 50 be?") == "ควรเริ่มที่ 50 พื้นที่ไหน"
    assert ENGLISH.text("Where should the first 50 be?") == "Where should the first 50 be?"
    assert THAI.text("no such text {x}", x=1) == "no such text 1"
    assert ENGLISH.text("under {bound}", bound="5") == "under 5"
    assert THAI.text("under {bound}", bound="5") == "ต่ำกว่า 5"


@pytest.mark.parametrize("name", ["{x}", "{0}", "{", "}}", "%(x)s", "{x.__class__}"])
def test_braces_in_a_name_stay_what_they_are(name: str) -> None:
    assert ENGLISH.text("At least {n} in {place}", n=3, place=name) == f"At least 3 in {name}"
    assert name in THAI.text("At least {n} in {place}", n=3, place=name)


def test_a_name_is_picked_from_objects_and_from_rows() -> None:
    class Pillar:
        title_th, title_en = "ความยากจน", "Poverty"

    row = pd.Series({"province_th": "ตาก", "province_en": "Tak"})
    assert (THAI.pick(Pillar(), "title"), ENGLISH.pick(Pillar(), "title")) == (
        "ความยากจน",
        "Poverty",
    )
    assert (THAI.pick(row, "province"), ENGLISH.pick(row, "province")) == ("ตาก", "Tak")


@pytest.mark.parametrize("language", [THAI, ENGLISH])
@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (7436, 0, "7,436"),
        (66_171_439, 0, "66,171,439"),
        (1234.5678, 2, "1,234.57"),
        (5, 2, "5.00"),
        (-1234.5, 1, "-1,234.5"),
        (-0.04, 1, "0.0"),
        (-0.0, 0, "0"),
        (-0.06, 1, "-0.1"),
        (float("nan"), 1, "–"),
    ],
)
def test_numbers_have_commas_and_digits_as_asked(
    language: object, value: float, decimals: int, written: str
) -> None:
    assert language.number(value, decimals) == written


@pytest.mark.parametrize("language", [THAI, ENGLISH])
def test_shares_are_written_as_percentages(language: object) -> None:
    assert language.percent(0.98) == "98 %"
    assert language.percent(0.1234, 1) == "12.3 %"
    assert language.percent(0.00004, 2) == "0.00 %"


@pytest.mark.parametrize(
    ("period", "thai", "english"),
    [
        ("2018", "2561", "2018"),
        ("2021-12-31", "31 ธ.ค. 2564", "31 Dec 2021"),
        ("2024-09", "ก.ย. 2567", "Sep 2024"),
        ("2019Q4", "ไตรมาส 4/2562", "2019 Q4"),
        ("2025Q3+2026Q1", "ไตรมาส 3/2568 + ไตรมาส 1/2569", "2025 Q3 + 2026 Q1"),
        ("2011–2021", "2554–2564", "2011–2021"),
        ("2011Q4–2026Q1", "ไตรมาส 4/2554–ไตรมาส 1/2569", "2011 Q4–2026 Q1"),
    ],
)
def test_periods_are_in_the_buddhist_era_in_thai(period: str, thai: str, english: str) -> None:
    assert THAI.period(period) == thai
    assert ENGLISH.period(period) == english
