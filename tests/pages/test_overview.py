"""The first page without a browser: it runs, in both languages, and follows its address.

The map is an unknown element here; `tests/browser` looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.areas import read_areas
from geo.paths import starter_areas
from tests.making import make_areas
from ui import engine, map_files

ROOT = Path(__file__).resolve().parent.parent.parent
TITLE = {"th": "ควรเริ่มที่ 50 พื้นที่ไหน", "en": "Where should the first 50 be?"}
MAE_SAM_LAEP = "580606"
THAI_LETTER = re.compile("[ก-๛]")

Open = Callable[..., AppTest]


@pytest.fixture(autouse=True, scope="module")
def _forget() -> Iterator[None]:
    """Leave nothing in the caches whose files lie in a folder of this test."""
    yield
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    st.cache_resource.clear()
    return tmp_path_factory.mktemp("static")


@pytest.fixture
def data_folder(tmp_path: Path, static: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PHUENTHI_DATA", str(tmp_path))
    monkeypatch.setattr(map_files, "STATIC", static)
    return tmp_path


@pytest.fixture
def visit(data_folder: Path) -> Open:
    """Open the dashboard at an address; the page may not fail."""

    def visit(**query: str) -> AppTest:
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in query.items():
            page.query_params[name] = value
        page.run()
        assert list(page.exception) == []
        return page

    return visit


def html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.main if hasattr(element, "proto")
                     and hasattr(element.proto, "body"))  # fmt: skip


def texts(page: AppTest) -> str:
    """All that the page says: HTML, Markdown, captions, labels and headings."""
    spoken = [*page.markdown, *page.caption, *page.title, *page.subheader, *page.error]
    labels = [*page.get("download_button"), *page.button, *page.selectbox, *page.get("expander")]
    return "\n".join([html(page), *(e.value for e in spoken), *(e.proto.label for e in labels)])


@pytest.mark.parametrize("code", ["th", "en"])
def test_the_page_runs_in_both_languages(visit: Open, code: str) -> None:
    page = visit(lang=code)
    assert [title.value for title in page.title] == [TITLE[code]]
    assert list(page.error) == []
    assert len(page.get("deck_gl_json_chart")) == 1
    (listed,) = page.dataframe
    assert len(listed.value) == 50
    assert listed.value.index.is_unique
    assert set(listed.value.index) <= set(read_areas(starter_areas()).codes)


def test_thai_is_spoken_where_no_language_is_asked_for(visit: Open) -> None:
    for query in ({}, {"lang": ""}, {"lang": "xx"}):
        assert visit(**query).title[0].value == TITLE["th"]


def test_the_english_page_says_nothing_in_thai(visit: Open) -> None:
    page = visit(lang="en", area=MAE_SAM_LAEP)
    assert THAI_LETTER.findall(texts(page)) == []
    (listed,) = page.dataframe
    assert THAI_LETTER.findall(" ".join(listed.value.columns)) == []
    assert THAI_LETTER.findall(listed.value.to_csv()) == []


def test_the_thai_page_translates_what_the_english_page_says(visit: Open) -> None:
    thai, english = (texts(visit(lang=lang, area=MAE_SAM_LAEP)) for lang in ("th", "en"))
    thai_lines, english_lines = thai.splitlines(), english.splitlines()
    assert len(thai_lines) == len(english_lines)
    alike = [a for a, b in zip(thai_lines, english_lines, strict=True) if a == b]
    assert [line for line in alike if re.search("[A-Za-z]{2}", re.sub("<[^>]*>", "", line))] == []


def test_the_switch_changes_the_language_and_the_address(visit: Open) -> None:
    page = visit()
    page.get("button_group")[0].set_value("en").run()
    assert page.title[0].value == TITLE["en"]
    assert page.query_params["lang"] == "en"


def test_the_address_opens_an_area(visit: Open) -> None:
    page = visit(area=MAE_SAM_LAEP, lang="en")
    assert "<h3>Mae Sam Laep, Sop Moei, Mae Hong Son</h3>" in html(page)
    assert f"Code {MAE_SAM_LAEP}" in html(page)
    rows = page.session_state["table"]["selection"]["rows"]
    assert [page.dataframe[0].value.index[row] for row in rows] == [MAE_SAM_LAEP]


def test_an_area_that_is_not_on_the_list_can_be_opened_too(visit: Open) -> None:
    page = visit(area="100101", lang="en")
    assert "Not on the list: rank " in html(page)
    assert page.session_state["table"]["selection"]["rows"] == []


def test_the_way_back_closes_the_area(visit: Open) -> None:
    page = visit(area=MAE_SAM_LAEP)
    page.button[0].click().run()
    assert list(page.exception) == []
    assert "area" not in page.query_params
    assert 'class="profile"' not in html(page)
    assert page.session_state["table"]["selection"]["rows"] == []


@pytest.mark.parametrize("code", ["", "999999", "58060", "<script>", "580606 ", "{x}"])
def test_an_area_that_does_not_exist_opens_nothing(visit: Open, code: str) -> None:
    page = visit(area=code)
    assert 'class="profile"' not in html(page)
    assert len(page.dataframe[0].value) == 50


def test_the_address_names_what_the_colours_show(visit: Open) -> None:
    assert visit(layer="hai").selectbox[0].value == "hai"
    page = visit(layer="<script>")
    assert page.selectbox[0].value == "score"
    page.selectbox[0].set_value("poverty").run()
    assert page.query_params["layer"] == "poverty"


def test_every_layer_can_be_shown(visit: Open) -> None:
    page = visit(lang="en")
    titles = page.selectbox[0].options
    assert len(titles) == len(set(titles)) > 8
    for title in titles:
        page.selectbox[0].select(title).run()
        assert list(page.exception) == []
        assert f'<div class="title">{title}</div>' in html(page)


def test_approximate_areas_are_called_so(visit: Open) -> None:
    assert '<div class="notice">พื้นที่โดยประมาณ' in html(visit())


@pytest.mark.parametrize("code", ["th", "en"])
def test_damaged_areas_show_one_message_and_no_map(
    visit: Open, data_folder: Path, code: str
) -> None:
    (data_folder / "areas.parquet").write_bytes(starter_areas().read_bytes()[:5000])
    page = visit(lang=code)
    (error,) = page.error
    said = {"th": "ไม่ใช่ไฟล์พื้นที่ที่ Phuenthi เขียนไว้", "en": "is not a file of areas that Phuenthi wrote"}
    assert said[code] in error.value
    assert "`phuenthi data build`" in error.value
    assert len(page.get("deck_gl_json_chart")) == len(page.dataframe) == 0


def test_what_an_error_quotes_is_no_markup(
    visit: Open, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = data_folder / "*a* [b](c) $d$ <e>"
    folder.mkdir()
    (folder / "areas.parquet").write_bytes(b"")
    monkeypatch.setenv("PHUENTHI_DATA", str(folder))
    (error,) = visit(lang="en").error
    assert r"\*a\* \[b\]\(c\) \$d\$ \<e\>" in error.value


def test_the_errors_of_a_scenario_are_shown_in_words(
    visit: Open, data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = tmp_path / "mine.toml"
    text = engine.DEFAULT_SCENARIO.read_text(encoding="utf-8")
    scenario.write_text(text.replace("min = 4", "min = 9"), encoding="utf-8")
    monkeypatch.setattr(engine, "DEFAULT_SCENARIO", scenario)
    (error,) = visit(lang="th").error
    assert error.value.startswith("ไม่มีรายชื่อ 50 พื้นที่ใด")


def test_areas_built_while_the_page_stands_are_taken_up(visit: Open, data_folder: Path) -> None:
    page = visit(lang="en")
    assert len(page.dataframe) == 1
    # these lack the indicators of the default scenario, and the page says so
    make_areas({"poor": [1, 2, 3]}).write(data_folder / "areas.parquet")
    page.run()
    assert "weighs indicators that these areas do not have" in page.error[0].value


def test_rules_that_quote_names_are_no_markup(visit: Open) -> None:
    rules = next(m.value for m in visit(lang="en").markdown if m.value.startswith("- "))
    lines = rules.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("- At ") and "\\(" in line for line in lines)
