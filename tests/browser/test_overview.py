"""The first page in a real browser: seen, clicked, switched, downloaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

from geo.areas import Areas, read_areas
from geo.paths import starter_areas
from tests.browser.driving import PHONE, Visit

GROUND = np.array([0xFB, 0xFA, 0xF8])


@pytest.fixture(scope="module")
def areas() -> Areas:
    return read_areas(starter_areas())


def test_the_map_is_painted_inside_thailand_and_not_outside(
    starter_site: str, visit: Callable[..., Visit], areas: Areas
) -> None:
    seen = visit(starter_site)
    # the discs of the list have white rims: look where none is near
    chosen = areas.table.loc[_codes_on_the_page(seen), ["lon", "lat"]].to_numpy()
    places = areas.table[["lon", "lat"]].to_numpy()[:: len(areas) // 100]
    clear = places[np.abs(places[:, None] - chosen).max(axis=2).min(axis=1) > 0.5]
    assert len(clear) > 40
    painted = seen.colours_at(clear[:, 0], clear[:, 1])
    assert (np.abs(painted - GROUND).max(axis=1) > 40).all()
    # the Andaman Sea and Cambodia
    sea = seen.colours_at([96.8, 104.8], [11.5, 12.5])
    assert (np.abs(sea - GROUND).max(axis=1) <= 6).all()
    seen.keep_picture("overview-th")


def test_official_areas_come_without_the_notice(
    built_site: str, visit: Callable[..., Visit]
) -> None:
    seen = visit(f"{built_site}/?lang=en")
    expect(seen.page.locator("dl.figures dd").first).to_have_text("50")
    expect(seen.page.locator("dl.figures")).to_contain_text("people registered, 31 Dec 2021")
    expect(seen.page.locator(".notice")).to_have_count(0)


def test_every_text_and_figure_of_the_headline_is_there_in_thai(
    starter_site: str, visit: Callable[..., Visit]
) -> None:
    seen = visit(starter_site)
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("ควรเริ่มที่ 50 พื้นที่ไหน")
    figures = seen.page.locator("dl.figures dd").all_inner_texts()
    assert figures[0] == "50"
    urban, rural = (int(n) for n in figures[4].split("/"))
    assert urban + rural == 50
    assert urban >= 10
    assert rural >= 25
    expect(seen.page.locator(".notice")).to_contain_text("พื้นที่โดยประมาณ")
    assert "Sarabun" in seen.page.evaluate("getComputedStyle(document.body).fontFamily") or (
        seen.page.evaluate("document.fonts.check('16px Sarabun', 'ก')")
    )


def test_a_click_on_the_map_selects_the_area_and_its_row(
    starter_site: str, visit: Callable[..., Visit], areas: Areas
) -> None:
    seen = visit(starter_site)
    code = _codes_on_the_page(seen)[0]
    row = areas.table.loc[code]
    seen.click_map(row["lon"], row["lat"])
    expect(seen.page.locator(".profile h3")).to_contain_text(f"ต.{row['name_th']}")
    assert f"area={code}" in seen.page.url
    seen.settle()
    seen.keep_picture("overview-selected")
    # the table says so too: its first row is marked as selected for assistive technology
    marked = seen.page.locator('[data-testid="stDataFrame"] tr[aria-selected="true"]')
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text(row["name_th"])


def test_hovering_names_the_area_in_thai(
    starter_site: str, visit: Callable[..., Visit], areas: Areas
) -> None:
    seen = visit(starter_site)
    # a wide area in the west, well away from the list's discs
    row = areas.table.loc["710705"]
    x, y = seen.place_on_map(row["lon"], row["lat"])
    seen.page.mouse.move(x - 3, y)
    seen.page.mouse.move(x, y)
    expect(seen.page.locator(".deck-tooltip")).to_contain_text("จ.กาญจนบุรี")


def test_a_click_on_a_row_selects_the_area_on_the_map(
    starter_site: str, visit: Callable[..., Visit], areas: Areas
) -> None:
    seen = visit(starter_site)
    code = _codes_on_the_page(seen)[2]
    table = seen.page.locator('[data-testid="stDataFrame"]')
    table.scroll_into_view_if_needed()
    # header and rows are 35 px high; the tick box is the first column
    table.click(position={"x": 16, "y": 35 * 3.5})
    expect(seen.page.locator(".profile h3")).to_contain_text(areas.table.at[code, "name_th"])
    assert f"area={code}" in seen.page.url
    seen.page.get_by_role("button", name="กลับไปดูทั้งประเทศ").click()
    expect(seen.page.locator(".profile")).to_have_count(0)
    assert "area=" not in seen.page.url


def test_the_language_switches_and_the_address_keeps_it(
    starter_site: str, visit: Callable[..., Visit]
) -> None:
    seen = visit(starter_site)
    seen.page.get_by_role("radio", name="EN").click()
    title = seen.page.get_by_role("heading", level=1)
    expect(title).to_have_text("Where should the first 50 be?")
    seen.settle()
    seen.keep_picture("overview-en")
    again = visit(seen.page.url)
    expect(again.page.get_by_role("heading", level=1)).to_have_text("Where should the first 50 be?")
    for thai in ("พื้นที่โดยประมาณ", "คะแนน"):
        expect(again.page.get_by_text(thai)).to_have_count(0)


def test_the_saved_csv_has_50_rows_and_its_codes(
    starter_site: str, visit: Callable[..., Visit], areas: Areas, tmp_path: Path
) -> None:
    seen = visit(f"{starter_site}/?lang=en")
    with seen.page.expect_download() as download:
        seen.page.get_by_role("button", name="Download the list (CSV)").click()
    saved = tmp_path / "list.csv"
    download.value.save_as(saved)
    assert saved.read_bytes().startswith(b"\xef\xbb\xbf")
    listed = pd.read_csv(saved, dtype={"Area code": str})
    assert len(listed) == 50
    codes = _codes(listed["Area code"])
    assert codes.isin(areas.codes).all()
    assert list(listed["Area (Thai)"]) == list(areas.table.loc[codes, "name_th"])


def test_one_change_sends_less_than_60_kb(starter_site: str, visit: Callable[..., Visit]) -> None:
    seen = visit(starter_site)
    before = len(seen.received)
    seen.page.get_by_role("combobox").click()
    seen.page.get_by_role("option", name="คนจนเป้าหมาย").click()
    expect(seen.page.locator(".legend")).to_contain_text("ค่าระดับจังหวัด")
    seen.settle()
    sent = sum(seen.received[before:])
    assert 5_000 < sent < 60_000


def test_the_map_has_a_text_for_people_who_cannot_see_it(
    starter_site: str, visit: Callable[..., Visit]
) -> None:
    seen = visit(f"{starter_site}/?lang=en")
    figure = seen.page.get_by_role("figure", name="Map of Thailand")
    expect(figure).to_have_count(1)


def test_the_switch_and_the_downloads_can_be_reached_by_keyboard(
    starter_site: str, visit: Callable[..., Visit]
) -> None:
    seen = visit(f"{starter_site}/?lang=en")
    reached = set()
    for _ in range(30):
        seen.page.keyboard.press("Tab")
        reached.add(
            seen.page.evaluate(
                "(e => e.getAttribute('aria-label') || e.innerText || e.tagName)"
                "(document.activeElement)"
            )
        )
    texts = " ".join(reached)
    for wanted in ("EN", "Colours on the map show", "Download the list (CSV)", "Its notes"):
        assert wanted in texts


def test_nothing_scrolls_sideways_on_a_phone(
    starter_site: str, visit: Callable[..., Visit]
) -> None:
    seen = visit(starter_site, PHONE)
    too_wide = seen.page.evaluate(
        "[...document.querySelectorAll('.stMainBlockContainer *')]"
        ".filter(e => !e.closest('[data-testid=stDataFrame]') && !e.closest('svg'))"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"
    )
    assert too_wide == []
    seen.keep_picture("overview-phone")


@pytest.mark.parametrize(
    "query", ["?lang=xx", "?layer=<script>alert(1)</script>", "?area=999999&area=%00", "?lang="]
)
def test_a_broken_address_shows_the_page_as_usual(
    starter_site: str, visit: Callable[..., Visit], query: str
) -> None:
    seen = visit(f"{starter_site}/{query}")
    expect(seen.page.locator("dl.figures dd").first).to_have_text("50")
    expect(seen.page.locator(".profile")).to_have_count(0)


def _codes(column: pd.Series) -> pd.Series:
    """Codes as text, whatever the file wraps round them to keep a spreadsheet from counting."""
    return column.str.extract(r"(\d{6})", expand=False)


def _codes_on_the_page(visit: Visit) -> list[str]:
    """The codes of the list, from the file that the page offers."""
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="ดาวน์โหลดรายชื่อ").click()
    listed = pd.read_csv(download.value.path(), dtype=str)
    return list(_codes(listed.iloc[:, 0]))
