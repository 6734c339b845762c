from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.catalog import Catalog, catalog
from geo.errors import GeoError
from geo.official import official_areas
from geo.provinces import ProvinceFigures, province_figures

DATASET = {
    "id": "survey", "title_th": "สำรวจ", "title_en": "Survey", "publisher_th": "สำนัก",
    "publisher_en": "Office", "publication": "Tables", "page": "https://example.org",
    "period": "2020", "licence": "none", "kind": "figures", "role": "province_figures",
    "file": "figures.csv",
}  # fmt: skip
POOLED = {
    "kind": "pooled_ratio", "numerator": "unemployed", "denominator": "labour_force",
    "periods": ["2025Q3", "2026Q1"], "scale": 100,
}  # fmt: skip


PEOPLE = pd.Series({"10": 1000.0, "11": 400.0})


def make_catalog(measure: dict[str, object], level: str = "province") -> Catalog:
    indicator = {
        "id": "rate", "title_th": "อัตรา", "title_en": "Rate", "unit_th": "%", "unit_en": "%",
        "direction": "more_is_need", "level": level, "period": "2020", "decimals": 1,
        "dataset": "survey", "measure": measure,
    }  # fmt: skip
    return Catalog.model_validate({"schema": 1, "dataset": [DATASET], "indicator": [indicator]})


def write(folder: Path, *lines: str) -> Path:
    path = folder / "figures.csv"
    path.write_text("\n".join(("variable,province_code,period,value", *lines)), encoding="utf-8")
    return path


def quarter(period: str, ten: tuple[float, float], eleven: tuple[float, float]) -> list[str]:
    """Lines for provinces 10 and 11, each given as unemployed and labour force."""
    return [
        f"{variable},{province},{period},{value}"
        for province, pair in (("10", ten), ("11", eleven))
        for variable, value in zip(("unemployed", "labour_force"), pair, strict=True)
    ]


def test_a_value_is_the_published_one_and_provinces_without_one_stay_missing(tmp_path):
    write(tmp_path, "income,10,2023,30.5", "income,96,2023,12", "income,10,2021,9")
    chosen = make_catalog({"kind": "province_value", "variable": "income", "period": "2023"})
    values, errors = province_figures(chosen, PEOPLE, tmp_path)
    assert values.index.name == "province_code"
    assert len(values) == len(errors) == 77
    assert list(values.columns) == list(errors.columns) == ["rate"]
    assert values["rate"].dropna().to_dict() == {"10": 30.5, "96": 12.0}
    assert errors["rate"].isna().all()


def test_a_ratio_is_one_figure_over_another_times_the_scale(tmp_path):
    write(tmp_path, "poor,10,2018,5", "all,10,2018,40", "all,11,2018,9")
    measure = {
        "kind": "province_ratio", "numerator": "poor", "denominator": "all",
        "period": "2018", "scale": 100,
    }  # fmt: skip
    values, _ = province_figures(make_catalog(measure), PEOPLE, tmp_path)
    assert values["rate"].dropna().to_dict() == {"10": 12.5}


def test_a_pooled_rate_is_sum_over_sum_and_no_mean_of_rates(tmp_path):
    # rates of 10 % and 1 %, mean 5.5 %; but 20 of 1,100 are unemployed
    write(
        tmp_path,
        *quarter("2025Q3", (10, 100), (1, 100)),
        *quarter("2026Q1", (10, 1000), (1, 100)),
    )
    values, _ = province_figures(make_catalog(POOLED), PEOPLE, tmp_path)
    assert values.at["10", "rate"] == pytest.approx(100 * 20 / 1100)
    assert values["rate"].notna().sum() == 2


def test_a_figure_per_people_is_its_mean_over_the_people_of_the_provinces_areas(tmp_path):
    # 10 and 30 unemployed, 20 in the mean, among 1,000 people; province 11 lacks a quarter
    write(
        tmp_path, "unemployed,10,2025Q3,10", "unemployed,10,2026Q1,30", "unemployed,11,2025Q3,8",
        "unemployed,96,2025Q3,1", "unemployed,96,2026Q1,1",
    )  # fmt: skip
    measure = {
        "kind": "province_per_people", "variable": "unemployed",
        "periods": ["2025Q3", "2026Q1"], "scale": 100,
    }  # fmt: skip
    values, errors = province_figures(make_catalog(measure), PEOPLE, tmp_path)
    # nobody lives in the areas of province 96
    assert values["rate"].dropna().to_dict() == {"10": 2.0}
    assert errors["rate"].isna().all()
    values, _ = province_figures(make_catalog(measure), PEOPLE.replace(1000.0, 0.0), tmp_path)
    assert values["rate"].isna().all()


def test_the_standard_error_is_the_spread_round_the_nation_over_the_root_of_the_quarters(tmp_path):
    # the nation has 2 % in both quarters; province 10 lies 1 below, then 1 above:
    # standard deviation √2, over √2 quarters = 1
    two = [*quarter("2025Q3", (1, 100), (3, 100)), *quarter("2026Q1", (3, 100), (1, 100))]
    write(tmp_path, *two)
    _, errors = province_figures(make_catalog(POOLED), PEOPLE, tmp_path)
    assert errors["rate"].dropna().to_dict() == pytest.approx({"10": 1.0, "11": 1.0})

    # a third quarter with no deviation: standard deviation 1, still over √2 pooled quarters
    write(tmp_path, *two, *quarter("2019Q4", (10, 100), (10, 100)))
    wider = make_catalog({**POOLED, "spread_periods": ["2019Q4"]})
    _, errors = province_figures(wider, PEOPLE, tmp_path)
    assert errors["rate"].dropna().to_dict() == pytest.approx({"10": 0.5**0.5, "11": 0.5**0.5})


def test_a_bad_quarter_for_the_whole_country_is_no_error_of_a_province(tmp_path):
    write(tmp_path, *quarter("2025Q3", (1, 100), (3, 100)), *quarter("2026Q1", (3, 100), (1, 100)))
    _, calm = province_figures(make_catalog(POOLED), PEOPLE, tmp_path)
    write(tmp_path, *quarter("2025Q3", (1, 100), (3, 100)), *quarter("2026Q1", (9, 100), (7, 100)))
    _, crisis = province_figures(make_catalog(POOLED), PEOPLE, tmp_path)
    pd.testing.assert_frame_equal(calm, crisis)


def test_a_province_that_lacks_a_pooled_quarter_has_neither_rate_nor_error(tmp_path):
    lines = [*quarter("2025Q3", (1, 100), (3, 100)), *quarter("2026Q1", (3, 100), (1, 100))]
    before = quarter("2019Q4", (2, 100), (2, 100))
    write(tmp_path, *before, *(line for line in lines if line != "unemployed,11,2026Q1,1"))
    wider = make_catalog({**POOLED, "spread_periods": ["2019Q4"]})
    values, errors = province_figures(wider, PEOPLE, tmp_path)
    assert values["rate"].notna().sum() == 1
    assert errors["rate"].dropna().index.tolist() == ["10"]


def test_a_province_that_is_newer_than_the_first_quarters_has_an_error_from_the_others(tmp_path):
    lines = [*quarter("2025Q3", (1, 100), (3, 100)), *quarter("2026Q1", (3, 100), (1, 100))]
    before = [line for line in quarter("2019Q4", (2, 100), (2, 100)) if ",11," not in line]
    write(tmp_path, *before, *lines)
    wider = make_catalog({**POOLED, "spread_periods": ["2019Q4"]})
    _, errors = province_figures(wider, PEOPLE, tmp_path)
    # deviations 1 and -1 only: the quarter it did not live through counts for nothing
    assert errors.at["11", "rate"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["income,10,2023,many"], "not a number in 1 rows (line 2: income, 10, 2023, many)"),
        (["income,10,2023,1", "income,10,2023,"], "not a number in 1 rows (line 3:"),
        (["income,10,2023,inf"], "not a number"),
        (["income,1,2023,5"], "an unknown province"),
        (["income,10,2023,5", "income,10,2023,5"], "stands twice in 2 rows"),
        (["income,10,2021,5"], '"income" for 2023'),
        (["debt,10,2023,5"], '"income" for 2023'),
    ],
)
def test_figures_that_do_not_hold_are_refused_with_their_line(tmp_path, lines, said):
    write(tmp_path, *lines)
    chosen = make_catalog({"kind": "province_value", "variable": "income", "period": "2023"})
    with pytest.raises(GeoError) as refused:
        province_figures(chosen, PEOPLE, tmp_path)
    assert said in str(refused.value)
    assert "figures.csv" in str(refused.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"variable,period,value\n", "lacks the columns province_code"),
        (b"", "not a CSV table"),
        ("รายได้".encode("cp874"), "not a CSV table"),
        (None, "not at"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path, content, said):
    path = tmp_path / "figures.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GeoError, match=said):
        ProvinceFigures(path)


def test_a_tambon_measure_can_not_make_a_province_figure(tmp_path):
    write(tmp_path, "income,10,2023,5")
    with pytest.raises(GeoError, match='measure "municipal_share" is not made from province'):
        province_figures(make_catalog({"kind": "municipal_share"}), PEOPLE, tmp_path)


def test_indicators_of_other_levels_are_left_out(tmp_path):
    values, errors = province_figures(
        make_catalog({"kind": "municipal_share"}, level="tambon"), PEOPLE, tmp_path
    )
    assert values.shape == errors.shape == (77, 0)


def test_the_figures_that_ship_agree_with_what_their_publishers_print():
    everybody = pd.Series(1_000_000.0, index=official_areas()["province_code"].unique())
    values, errors = province_figures(catalog(), everybody)
    assert list(values.columns) == [i.id for i in catalog().indicator if i.level == "province"]
    assert (
        values.drop(columns=["target_poor_share", "multidimensional_poor_share"])
        .notna()
        .all(axis=None)
    )
    # TPMAP does not cover Bangkok
    poverty = values["target_poor_share"]
    assert poverty.index[poverty.isna()].tolist() == ["10"]
    # Mae Hong Son is the lowest in every edition of the index
    assert values["hai"].idxmin() == "58"
    assert errors["unemployment_rate"].gt(0).all()
    assert errors.drop(columns="unemployment_rate").isna().all(axis=None)


def test_the_labour_force_that_ships_sums_to_the_printed_national_totals():
    survey = catalog().get("nso_lfs").file
    assert survey is not None
    figures = ProvinceFigures(Path(__file__).parents[2] / "data" / survey)
    # whole persons, rounded in each province
    assert figures.of("labour_force", "2019Q4").sum() == pytest.approx(37_968_173, abs=77)
    assert figures.of("unemployed", "2019Q4").sum() == pytest.approx(371_477, abs=77)
    rate = figures.of("unemployed", "2026Q1").sum() / figures.of("labour_force", "2026Q1").sum()
    assert np.round(100 * rate, 2) == 0.94
