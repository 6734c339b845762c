import csv
import io
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from export.csv import scores_csv, shortlist_csv
from geo.areas import Areas
from geo.errors import ExportError, GeoError
from scoring.index import score_areas
from scoring.scores import Scores
from tests.making import make_areas, make_scenario

CODES = ["100101", "200101", "500101", "800101"]
BOM = b"\xef\xbb\xbf"
FIXED = [
    "area_code", "area_th", "area_en", "district_th", "district_en", "province_code",
    "province_th", "province_en", "region", "track", "population", "score", "rank",
]  # fmt: skip


def scored(**options: object) -> tuple[Areas, Scores]:
    figures = {"a": [-10.0, -5.0, 1 / 3, 10.0], "b": [1.0, None, 2.0, 0.0]}
    areas = make_areas(figures, codes=CODES, levels={"a": "province"}, **options)
    scenario = make_scenario({"p": {"b": 1}, "q": {"a": 1}})
    return areas, score_areas(areas, scenario)


def in_pandas(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), dtype={"area_code": str, "province_code": str})


def raw_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_columns_stand_in_the_promised_order() -> None:
    frame = in_pandas(scores_csv(*scored()))
    assert list(frame) == [
        *FIXED, "dense_rank", "imputed", "reason", "pillar_p", "pillar_q",
        "b", "b_level", "contribution_b", "a", "a_level", "contribution_a",
    ]  # fmt: skip
    chosen = in_pandas(shortlist_csv(*scored(), ["100101"]))
    assert list(chosen) == [column for column in frame if column != "reason"]


def test_people_trained_stand_beside_the_people_where_they_are_given() -> None:
    trained = {"100101": 120, "500101": 200}
    chosen = in_pandas(shortlist_csv(*scored(), list(trained), beneficiaries=trained))
    assert list(chosen)[list(chosen).index("population") + 1] == "beneficiaries"
    assert dict(zip(chosen["area_code"], chosen["beneficiaries"], strict=True)) == trained


def test_the_list_is_in_order_of_rank_and_all_areas_in_order_of_code() -> None:
    areas, scores = scored()
    # p = b/2: 50, none, 100, 0; q = (a + 10)/20: 0, 25, 51.7, 100; score 25, none, 75.8, 50
    chosen = in_pandas(shortlist_csv(areas, scores, ["100101", "800101", "500101"]))
    assert chosen["area_code"].tolist() == ["500101", "800101", "100101"]
    assert chosen["rank"].tolist() == [1, 2, 3]
    assert in_pandas(scores_csv(areas, scores))["area_code"].tolist() == CODES


def test_codes_come_back_intact_with_and_without_a_dtype() -> None:
    content = scores_csv(*scored())
    assert in_pandas(content)["area_code"].tolist() == CODES
    assert in_pandas(content)["province_code"].tolist() == ["10", "20", "50", "80"]
    # without being told that they are text, pandas like Excel makes numbers; no digit is lost
    assert pd.read_csv(io.BytesIO(content))["area_code"].astype(str).tolist() == CODES


def test_no_code_can_begin_with_a_zero_that_a_spreadsheet_would_drop() -> None:
    with pytest.raises(GeoError, match="010101"):
        make_areas({"a": [1.0]}, codes=["010101"], regions=["central"])


def test_bytes_are_utf8_with_mark_quoted_text_bare_numbers_and_crlf() -> None:
    content = scores_csv(*scored())
    assert content.startswith(BOM + b'"area_code","area_th",')
    first = content.decode("utf-8-sig").split("\r\n")[1]
    assert first == (
        '"100101","ตำบล100101","Tambon 100101","อำเภอ1001","District 1001","10","จังหวัด10",'
        '"Province 10","central","rural",1000,25.0,3,3,0.0,"",50.0,0.0,'
        '1.0,"tambon",25.0,-10.0,"province",0.0'
    )
    assert content.count(b"\r\n") == content.count(b"\n") == 5
    assert content.endswith(b"\r\n")


def test_unknown_figures_scores_and_ranks_are_empty() -> None:
    frame = in_pandas(scores_csv(*scored())).set_index("area_code")
    assert frame.loc["200101", ["score", "rank", "pillar_p", "b"]].isna().all()
    assert frame.loc["200101", "pillar_q"] == 25
    row = dict(
        zip(raw_rows(scores_csv(*scored()))[0], raw_rows(scores_csv(*scored()))[2], strict=True)
    )
    # no figure, so nothing was measured at any level
    assert (row["score"], row["rank"], row["b"], row["b_level"]) == ("", "", "", "")
    assert row["a_level"] == "province"


def test_numbers_have_seven_digits_and_negative_ones_stay_numbers() -> None:
    rows = raw_rows(scores_csv(*scored()))
    at = rows[0].index("a")
    assert [row[at] for row in rows[1:]] == ["-10.0", "-5.0", "0.3333333", "10.0"]
    frame = in_pandas(scores_csv(*scored()))
    assert frame["a"].sum() == pytest.approx(-10 - 5 + 1 / 3 + 10, abs=1e-6)


def test_unknown_population_is_empty_and_known_is_whole() -> None:
    areas, scores = scored()
    table = areas.table.copy()
    table.loc["100101", "population"] = pd.NA
    rows = raw_rows(scores_csv(replace(areas, table=table), scores))
    at = rows[0].index("population")
    assert [row[at] for row in rows[1:]] == ["", "1001", "1002", "1003"]


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=cmd|"/c calc"!A1', "＝1", "-"],
)
def test_text_that_looks_like_a_formula_gets_an_apostrophe(name: str) -> None:
    areas, scores = scored(names=[name, "plain", "a = b", 'O\'Neil, "x"'])
    rows = raw_rows(scores_csv(areas, scores))
    at = rows[0].index("area_th")
    assert [row[at] for row in rows[1:]] == [f"'{name}", "plain", "a = b", 'O\'Neil, "x"']


@settings(max_examples=40)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=4, max_size=4)
)
def test_no_text_makes_another_cell_or_a_formula(names: list[str]) -> None:
    areas, scores = scored(names=names)
    rows = raw_rows(scores_csv(areas, scores).replace(b"\0", b"?"))
    assert [len(row) for row in rows] == [24] * 5
    assert [row[0] for row in rows[1:]] == CODES
    for row, name in zip(rows[1:], names, strict=True):
        assert row[1].removeprefix("'") in (name.replace("\0", "?"), name.removeprefix("'"))
        assert not row[1].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_headers_come_from_the_names_and_are_harmless_too() -> None:
    areas, scores = scored()
    titles = {"area_code": "รหัส", "a": "=HYPERLINK(1)"}
    rows = raw_rows(shortlist_csv(areas, scores, CODES[:1], lambda name: titles.get(name, name)))
    assert rows[0][0] == "รหัส"
    assert "'=HYPERLINK(1)" in rows[0]
    assert rows[0][1] == "area_th"


def test_regions_tracks_and_levels_are_called_as_the_reader_calls_them() -> None:
    areas, scores = scored(tracks=["urban", "rural", "rural", "urban"])
    words = {"central": "กลาง", "urban": "เมือง", "rural": "=ชนบท", "province": "จังหวัด",
             "tambon": "ตำบล", "no_figures": "ไม่พอ"}  # fmt: skip
    asked = []

    def name(word: str) -> str:
        asked.append(word)
        return words.get(word, word)

    rows = raw_rows(scores_csv(areas, scores, name))
    at = rows[0].index
    assert [row[at("region")] for row in rows[1:]] == ["กลาง", "east", "north", "south"]
    # a word that looks like a formula is as harmless as a name that does
    assert [row[at("track")] for row in rows[1:]] == ["เมือง", "'=ชนบท", "'=ชนบท", "เมือง"]
    assert [row[at("a_level")] for row in rows[1:]] == ["จังหวัด"] * 4
    assert [row[at("b_level")] for row in rows[1:]] == ["ตำบล", "", "ตำบล", "ตำบล"]
    assert [row[at("reason")] for row in rows[1:]] == ["", "ไม่พอ", "", ""]
    # nothing else in a cell is looked up, and no empty cell
    assert set(asked) == {*rows[0], *words, "east", "north", "south"}


def test_a_list_has_the_same_words_as_the_whole_table() -> None:
    areas, scores = scored()
    rows = raw_rows(shortlist_csv(areas, scores, CODES[:1], lambda word: f"«{word}»"))
    assert rows[1][rows[0].index("«region»")] == "«central»"
    assert rows[1][rows[0].index("«a_level»")] == "«province»"


def test_two_columns_with_one_header_are_refused() -> None:
    areas, scores = scored()
    with pytest.raises(ExportError, match='headed "same"'):
        scores_csv(areas, scores, lambda name: "same" if name in ("a", "b") else name)


@pytest.mark.parametrize(
    ("codes", "told"),
    [(["100101", "990101"], "do not exist: 990101"), (["100101"] * 2, "more than once: 100101")],
)
def test_a_list_that_names_what_it_cannot_is_refused(codes: list[str], told: str) -> None:
    with pytest.raises(ExportError, match=told):
        shortlist_csv(*scored(), codes)


def test_the_same_list_is_the_same_bytes_whatever_order_it_is_given_in() -> None:
    assert shortlist_csv(*scored(), CODES) == shortlist_csv(*scored(), CODES[::-1])
