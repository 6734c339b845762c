"""A user's own layers from a terminal: checked, added, edited, used and removed."""

import json
import shutil
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rasterio
from rasterio.transform import from_origin
from typer.testing import Result

from geo.areas import read_areas
from geo.layers.store import read_user_catalog
from geo.paths import DEFAULT_SCENARIO, starter_areas
from geo.registers import municipal_people
from tests.cli.layers import ADD, COUNT, MEANING, OFFICIAL, forty, kept, strictly, without, written

Run = Callable[..., Result]
Refused = Callable[..., str]


@pytest.fixture
def built(data_folder: Path, built_areas: Path) -> Path:
    """The data folder with the official boundaries and the registers."""
    shutil.copytree(built_areas, data_folder)
    return data_folder


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return forty(tmp_path)


# ── check ─────────────────────────────────────────────────────────────────────────────────────────


def test_check_tells_what_would_become_of_the_rows_and_keeps_nothing(
    run: Run, table: Path, data_folder: Path
) -> None:
    lines = run("data", "check", table).stdout.splitlines()
    assert lines[0] == "40 rows: 40 matched, 0 unknown, 7,396 of 7,436 areas without a value"
    assert "Taken for granted:" in lines
    assert lines[-1] == "Columns of numbers: poor"
    assert not data_folder.exists()


def test_check_as_json_is_json(run: Run, table: Path) -> None:
    found = strictly(run("data", "check", table, "--json").stdout)
    assert isinstance(found, dict)
    assert (found["rows"], found["matched"], found["counts"]["header"]) == (41, 40, 1)
    assert found["columns_of_numbers"] == ["poor"]
    assert len(found["areas_without_value"]) == 7396


def test_the_report_opens_in_pandas_and_holds_no_formula(run: Run, tmp_path: Path) -> None:
    lines = [f"{code},{code}" for code in OFFICIAL.index[:30]]
    path = written(tmp_path, "code,poor", *lines, "=1+1,3", "@SUM(A1),4", *lines[:5])
    ended = run("data", "check", path, "--out", tmp_path / "rows.csv")
    assert f"Written: {tmp_path / 'rows.csv'}" in ended.stderr
    rows = pd.read_csv(tmp_path / "rows.csv", dtype={"unit": str, "areas": str})
    assert list(rows) == ["line", "key", "status", "status_in_words", "unit", "areas", "note"]
    assert rows["line"].tolist() == list(range(1, 39))
    assert rows["key"].iloc[[31, 32]].tolist() == ["'=1+1", "'@SUM(A1)"]
    assert rows["areas"].iloc[1] == OFFICIAL.index[0]
    assert rows["status"].value_counts().to_dict() == {"code": 35, "unmatched": 2, "header": 1}


def test_the_published_list_of_sub_districts_is_matched(run: Run, upstream: Path) -> None:
    path = upstream / "thailand_subdistricts.csv"
    said = run("data", "check", path).stdout.splitlines()
    assert said[0] == ("7,213 rows: 7,210 matched, 3 unknown, 226 of 7,436 areas without a value")
    for row in ("104701 is now 104702, 104703", "105001 is now 105002", "530306 is now 530407"):
        assert any(row in line for line in said)
    found = strictly(run("data", "check", path, "--json").stdout)
    assert isinstance(found, dict)
    assert (found["matched"], found["unknown"]) == (7210, 3)
    assert len(found["areas_without_value"]) == 226
    assert sum(found["counts"].values()) == found["rows"] == 7214
    assert [row["key"] for row in found["left_out"]] == ["104701", "105001", "530306"]
    carried = strictly(run("data", "check", path, "--former", "carry", "--json").stdout)
    assert isinstance(carried, dict)
    # two parts, four parts and one new code
    assert len(carried["areas_without_value"]) == 226 - 2 - 4 - 1


# ── add, list, edit, remove ───────────────────────────────────────────────────────────────────────


def test_a_layer_is_added_listed_and_removed(run: Run, table: Path, data_folder: Path) -> None:
    said = run("data", "add", table, *ADD).stdout
    assert said.splitlines()[0].startswith("40 rows: 40 matched")
    assert said.splitlines()[-1] == (
        'Added poor: 40 of 7,436 areas have a value, of 2024. In a scenario: id = "poor"'
    )
    assert kept(data_folder) == {"catalog.toml", "layers/poor.parquet"}
    listed = run("data", "list").stdout.splitlines()
    place = next(n for n, line in enumerate(listed) if line.startswith("poor "))
    assert listed[place].split() == ["poor", "own", "2024"]
    assert listed[place + 1] == "    Poor people: Somebody (CC BY 4.0)"
    rows = strictly(run("data", "list", "--json").stdout)
    assert isinstance(rows, list)
    assert (rows[-1]["id"], rows[-1]["kind"], rows[-1]["state"]) == ("poor", "own", "own")
    assert run("data", "remove", "poor").stdout == "Removed poor.\n"
    assert kept(data_folder) == {"catalog.toml"}
    assert not any(line.startswith("poor ") for line in run("data", "list").stdout.splitlines())


def test_the_same_file_added_again_is_the_same(run: Run, table: Path, data_folder: Path) -> None:
    first = run("data", "add", table, *ADD, "--json").stdout
    before = {name: (data_folder / name).read_bytes() for name in kept(data_folder)}
    assert run("data", "add", table, *ADD, "--replace", "--json").stdout == first
    assert {name: (data_folder / name).read_bytes() for name in kept(data_folder)} == before


def test_add_as_json_tells_the_layer_and_its_rows(run: Run, table: Path, tmp_path: Path) -> None:
    ended = run("data", "add", table, *ADD, "--json", "--out", tmp_path / "rows.csv")
    found = strictly(ended.stdout)
    assert isinstance(found, dict)
    assert found["layer"]["id"] == "poor"
    assert found["layer"]["rows"] == {"code": 40, "header": 1}
    assert found["report"]["matched"] == 40
    rows = pd.read_csv(tmp_path / "rows.csv")
    assert rows["value"].sum() == sum(range(40))


def test_the_meaning_may_stand_in_a_file_and_options_come_before_it(
    run: Run, table: Path, tmp_path: Path
) -> None:
    about = written(
        tmp_path, 'id = "poor"', 'title_th = "คนจน"', 'unit_en = "% of people"',
        'direction = "more_is_need"', 'quantity = "rate"', "period = '2023'",
        'publisher_th = "หน่วยงาน"', 'licence = "own"', 'column = "poor"', name="about.toml",
    )  # fmt: skip
    found = strictly(
        run("data", "add", table, "--about", about, "--period", "2024", "--json").stdout
    )
    assert isinstance(found, dict)
    layer = found["layer"]
    assert (layer["title_th"], layer["title_en"]) == ("คนจน", "คนจน")
    assert (layer["period"], layer["publication"]) == ("2024", "table.csv")


def test_the_file_may_call_things_as_the_options_are_called(run: Run, tmp_path: Path) -> None:
    table = written(tmp_path, "code,poor,error", *(f"{c},5,1" for c in OFFICIAL.index[:40]))
    about = written(tmp_path, 'se = "error"', 'publisher-th = "หน่วยงาน"', name="about.toml")
    layer = json.loads(run("data", "add", table, *ADD, "--about", about, "--json").stdout)["layer"]
    assert layer["reading"]["standard_error"] == "error"
    assert layer["publisher_th"] == "หน่วยงาน"


def test_the_one_year_of_a_table_is_its_period(run: Run, tmp_path: Path) -> None:
    lines = [f"{code},{year},{n}" for n, code in enumerate(OFFICIAL.index[:40])
             for year in (2565, 2566)]  # fmt: skip
    path = written(tmp_path, "code,ปี,poor", *lines)
    without = [word for word in ADD if word not in ("--period", "2024")]
    layer = json.loads(run("data", "add", path, *without, "--year", "2565", "--json").stdout)
    assert layer["layer"]["period"] == "2022"
    assert layer["layer"]["reading"]["year"] == 2022


def test_a_crosswalk_named_in_the_file_is_used(run: Run, tmp_path: Path) -> None:
    pairs = written(tmp_path, "old,new", f"990101,{OFFICIAL.index[50]}", name="pairs.csv")
    lines = [f"{code},{n}" for n, code in enumerate(OFFICIAL.index[:40])]
    path = written(tmp_path, "code,poor", *lines, "990101,7")
    about = written(tmp_path, f"crosswalk = '{pairs}'", name="about.toml")
    found = json.loads(run("data", "add", path, *ADD, "--about", about, "--json").stdout)
    assert found["layer"]["rows"]["crosswalk"] == 1
    assert found["layer"]["reading"]["crosswalk"].startswith("pairs.csv sha256:")


def test_what_is_said_of_a_layer_is_edited_and_the_scores_know(
    run: Run, table: Path, tmp_path: Path
) -> None:
    run("data", "add", table, *ADD)
    scenario = with_own(tmp_path, "poor")
    before = json.loads(run("score", "--scenario", scenario, "--json").stdout)["fingerprint"]
    said = run("data", "edit", "poor", "--title-en", "Poor persons", "--decimals", "2").stdout
    assert said == "Changed poor: ร้อยละคนจน / Poor persons\n"
    assert "    Poor persons: Somebody (CC BY 4.0)" in run("data", "list").stdout
    after = json.loads(run("score", "--scenario", scenario, "--json").stdout)["fingerprint"]
    assert after != before
    run("data", "edit", "poor", "--title-en", "Poor people", "--decimals", "1")
    again = json.loads(run("score", "--scenario", scenario, "--json").stdout)["fingerprint"]
    assert again == before


def test_quality_tells_of_own_layers_too(run: Run, table: Path) -> None:
    run("data", "add", table, *ADD)
    found = strictly(run("data", "quality", "--json").stdout)
    assert isinstance(found, list)
    assert {one["id"] for one in found} >= {"poor", "hai"}
    said = run("data", "quality", "poor", "--resembles", "target_poor_share").stdout
    assert "rows: 40 matched by code, 1 headers" in said
    (one,) = json.loads(run("data", "quality", "poor", "--json").stdout)
    assert one["share_of_areas"] == pytest.approx(40 / 7436)


def test_nought_is_said_and_not_nothing(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, *(f"{code},-{n}" for n, code in enumerate(OFFICIAL.index[:40])))
    layer = json.loads(
        run("data", "add", path, *without("--column"), "--column", "column 2", "--header", "0",
            "--lowest", "-50", "--highest", "0", "--decimals", "0", "--json").stdout
    )["layer"]  # fmt: skip
    assert layer["rows"] == {"code": 40}
    assert (layer["reading"]["header"], layer["reading"]["highest"], layer["decimals"]) == (0, 0, 0)


# ── what is damaged ──────────────────────────────────────────────────────────────────────────────


def test_a_damaged_catalogue_is_told_and_the_rest_works(
    run: Run, refused: Refused, table: Path, data_folder: Path
) -> None:
    run("data", "add", table, *ADD)
    (data_folder / "catalog.toml").write_text("nonsense")
    for command in (("score",), ("data", "list"), ("data", "quality", "hai")):
        ended = run(*command)
        assert ended.stderr.count("cannot be read") == 1
        assert ended.stdout
    assert isinstance(strictly(run("data", "list", "--json").stdout), list)
    assert "cannot be read" in refused("data", "add", table, *ADD)
    assert (data_folder / "catalog.toml").read_text() == "nonsense"


def test_a_layer_without_its_figures_is_told_and_the_rest_works(
    run: Run, table: Path, data_folder: Path
) -> None:
    run("data", "add", table, *ADD)
    (data_folder / "layers" / "poor.parquet").unlink()
    ended = run("score")
    assert 'figures of the layer "poor" are not at' in ended.stderr
    assert "areas scored" in ended.stdout


# ── a file as they come ───────────────────────────────────────────────────────────────────────────


def with_own(folder: Path, id: str) -> Path:
    """Write the default scenario with one line changed."""
    text = DEFAULT_SCENARIO.read_text(encoding="utf-8")
    line = 'id = "target_poor_share"'
    assert text.count(line) == 1
    path = folder / "own.toml"
    path.write_text(text.replace(line, f'id = "{id}"'), encoding="utf-8")
    return path


def as_they_come(folder: Path) -> tuple[Path, int, int]:
    """Write a table like those of TPMAP; return it with its tambons and its municipalities."""
    lines, tambons, towns = [], 0, 0
    for code, area in OFFICIAL.iterrows():
        code = str(code)
        if code.startswith("10"):
            continue
        place = f"{area['province_th']},{area['district_th']}"
        lines.append(f"{code},{place},{area['name_th']},{int(code) * 37 % 400 / 10}")
        tambons += 1
        # every district's first tambon has a municipality of its name
        if code.endswith("01"):
            name = f"เทศบาลตำบล{area['name_th']}"
            lines.append(f"{code[:4]}50,{place},{name},{int(code) * 31 % 400 / 10}")
            towns += 1
    path = written(
        folder, "ร้อยละของคนจนเป้าหมาย รายตำบล ปี 2567,,,,", "รหัสตำบล,จังหวัด,อำเภอ,ตำบล,ร้อยละ",
        "รวมทั้งประเทศ,,,,9.5", *lines, "หมายเหตุ: ไม่รวมกรุงเทพมหานคร,,,,",
        name="tpmap.csv", encoding="cp874",
    )  # fmt: skip
    return path, tambons, towns


OWN = (*MEANING, "--id", "tpmap_2567", "--column", "ร้อยละ")


def test_a_file_as_they_come_is_taken_in_and_chosen_with(
    run: Run, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, tambons, towns = as_they_come(tmp_path)
    found = json.loads(run("data", "add", path, *OWN, "--json").stdout)
    report = found["report"]
    assert report["counts"] == {
        "code": tambons, "municipality_name": towns, "total": 1, "note": 1, "title": 1, "header": 1,
    }  # fmt: skip
    assert sum(report["counts"].values()) == report["rows"] == tambons + towns + 4
    # the 180 khwaeng of Bangkok, and nobody else
    bangkok = [str(code) for code in OFFICIAL.index if str(code).startswith("10")]
    assert report["areas_without_value"] == bangkok
    assert any(said.startswith("encoding: cp874") for said in found["layer"]["taken_for_granted"])

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1704067200")
    scenario = with_own(tmp_path, "tpmap_2567")
    chosen = tmp_path / "list.csv"
    run("choose", "--scenario", scenario, "--out", chosen)
    rows = pd.read_csv(chosen, dtype={"area_code": str})
    assert len(rows) == 50
    assert "tpmap_2567" in rows
    assert set(rows["tpmap_2567_level"].dropna()) == {"tambon"}
    notes = tomllib.loads(chosen.with_suffix(".notes.toml").read_text(encoding="utf-8"))
    (source,) = [source for source in notes["source"] if source["id"] == "layer_tpmap_2567"]
    assert any("municipality_name" in said for said in source["reading"])

    again = tmp_path / "again.csv"
    run("choose", "--scenario", chosen.with_suffix(".notes.toml"), "--out", again)
    assert again.read_bytes() == chosen.read_bytes()
    assert (
        again.with_suffix(".notes.toml").read_bytes()
        == chosen.with_suffix(".notes.toml").read_bytes()
    )


def test_a_municipality_and_the_rest_of_its_tambon_are_weighted_by_the_register(
    run: Run, built: Path, tmp_path: Path
) -> None:
    path, _, _ = as_they_come(tmp_path)
    run("data", "add", path, *OWN)
    areas = read_areas(built / "areas.parquet")
    share = areas.values["municipal_share"] / 100
    kept_figures = pd.read_parquet(built / "layers" / "tpmap_2567.parquet")["value"]
    firsts = [code for code in areas.codes if code.endswith("01") and not code.startswith("10")]
    several = Counter(area for _, area in municipal_people(built / "downloads" / "DOPA2021.xml"))
    partly = [code for code in firsts if 0.1 < share[code] < 0.9 and several[code] == 1]
    assert len(partly) > 100
    for code in partly:
        rest, inside = int(code) * 37 % 400 / 10, int(code) * 31 % 400 / 10
        expected = share[code] * inside + (1 - share[code]) * rest
        assert kept_figures[code] == pytest.approx(expected)
    # which of several municipalities one is, its six-digit code does not say
    unknown = next(code for code in firsts if several[code] > 1)
    rest, inside = int(unknown) * 37 % 400 / 10, int(unknown) * 31 % 400 / 10
    assert kept_figures[unknown] == pytest.approx((rest + inside) / 2)
    said = read_user_catalog().layer[0].taken_for_granted
    assert any("all rows alike in" in line for line in said)
    assert any("people of municipalities: of DOPA's register" in line for line in said)


def test_the_same_file_is_taken_in_on_the_starter_areas(run: Run, tmp_path: Path) -> None:
    path, tambons, _ = as_they_come(tmp_path)
    found = json.loads(run("data", "add", path, *OWN, "--json").stdout)
    assert found["layer"]["areas_with_value"] == tambons
    chosen = run("choose", "--scenario", with_own(tmp_path, "tpmap_2567"), "--json").stdout
    assert len(json.loads(chosen)["codes"]) == 50


# ── the published crosswalk ───────────────────────────────────────────────────────────────────────


def test_four_digit_codes_are_put_on_tambons_by_the_published_crosswalk(
    run: Run, built: Path, upstream: Path, tmp_path: Path
) -> None:
    pairs = upstream / "municipality_tambon_coverage.csv"
    crosswalk = pd.read_csv(pairs, dtype=str)
    codes = sorted(set(crosswalk["thesaban_geocode"]))
    path = written(tmp_path, "thesaban,pupils", *(f"{code},100" for code in codes))
    found = json.loads(run("data", "check", path, "--crosswalk", pairs, "--json").stdout)
    assert found["matched"] == found["counts"]["municipality"] == len(codes)
    assert found["unknown"] == 0
    added = json.loads(
        run(
            "data", "add", path, *COUNT, "--unit-en", "pupils", "--id", "pupils", "--column",
            "pupils", "--crosswalk", pairs, "--json",
        ).stdout
    )  # fmt: skip
    # a total is known only where municipalities have all the people of a tambon
    share = read_areas(built / "areas.parquet").values["municipal_share"]
    whole = set(share.index[share >= 99])
    figures = pd.read_parquet(built / "layers" / "pupils.parquet")["value"].dropna()
    assert added["layer"]["areas_with_value"] == len(figures)
    listed = set(crosswalk["tambon_geocode"])
    assert set(figures.index) <= listed
    assert len(set(figures.index) & whole) > 0.95 * len(figures)
    # เทศบาลนครสมุทรปราการ is ปากน้ำ, all of it
    assert figures["110101"] == pytest.approx(100)


def test_six_digit_codes_are_put_on_tambons_by_their_names_in_the_published_crosswalk(
    run: Run, built: Path, upstream: Path, tmp_path: Path
) -> None:
    pairs = upstream / "municipality_tambon_coverage.csv"
    province = OFFICIAL[OFFICIAL.index.str[:2] == "11"]
    tambons = [f"{code},{name},5" for code, name in province["name_th"].items()]
    path = written(
        tmp_path, "code,name,poor", *tambons, "110150,เทศบาลตำบลบางเมือง,25",
        "110151,เทศบาลนครสมุทรปราการ,15",
    )  # fmt: skip
    found = json.loads(run("data", "add", path, *ADD, "--crosswalk", pairs, "--json").stdout)
    assert found["report"]["counts"]["municipality"] == 2
    figures = pd.read_parquet(built / "layers" / "poor.parquet")["value"]
    # ปากน้ำ lies in its city as a whole, so who its own row is about nobody knows
    assert figures["110101"] == pytest.approx((15 + 5) / 2)
    assert "all rows alike in 110101" in str(found["report"]["guesses"])
    # บางเมือง lies in three tambons, in part
    assert 5 < figures["110103"] < 25
    assert 5 < figures["110114"] < 25
    assert figures["110102"] == 5


def test_the_starter_areas_are_what_a_layer_rests_on_until_they_are_built(
    run: Run, built_areas: Path, data_folder: Path, tmp_path: Path
) -> None:
    here = read_areas(starter_areas()).table
    lines = [f"{lon},{lat}" for lon, lat in zip(here["lon"][:50], here["lat"][:50], strict=True)]
    path = written(tmp_path, "lon,lat", *lines)
    run("data", "add", path, *COUNT, "--id", "schools", "--points", "count")
    assert run("score").stderr.count("schools") == 0
    shutil.copyfile(built_areas / "areas.parquet", data_folder / "areas.parquet")
    ended = run("score")
    assert 'The layer "schools" was put on areas with other boundaries' in ended.stderr
    assert "areas scored" in ended.stdout


def test_a_raster_is_described_with_what_it_says_of_the_areas(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "light.tif"
    # the west of the country is 1, the east 3, and the north has no data
    cells = np.full((16, 9), 1.0, "float32")
    cells[:, 4:], cells[:3] = 3.0, -1
    form = {"height": 16, "width": 9, "count": 1, "dtype": "float32", "nodata": -1}
    place = {"crs": "EPSG:4326", "transform": from_origin(97, 21, 1, 1)}
    with rasterio.open(path, "w", driver="GTiff", **form, **place) as file:
        file.write(cells, 1)
    said = json.loads(run("data", "check", path, "--json").stdout)
    assert (said["columns"], said["rows"], said["areas"]) == (9, 16, len(OFFICIAL))
    assert (said["least_mean"], said["greatest_mean"]) == (1, 3)
    assert 6000 < said["areas_with_data"] < len(OFFICIAL)
    shown = run("data", "check", path).stdout
    assert f"{said['areas_with_data']:,} of 7,436 areas lie, by half or more, on cells" in shown
    assert "their means in band 1 run from 1 to 3" in shown


def test_whether_points_are_a_count_or_a_rate_need_not_be_said(run: Run, tmp_path: Path) -> None:
    table = read_areas(starter_areas()).table
    lines = [f"{lon},{lat}" for lon, lat in zip(table["lon"][:50], table["lat"][:50], strict=True)]
    path = written(tmp_path, "lon,lat", *lines)
    place = MEANING.index("--quantity")
    unsaid = (*MEANING[:place], *MEANING[place + 2 :])
    for measure, quantity in (("count", "count"), ("distance", "rate")):
        words = (*unsaid, "--id", f"by_{measure}", "--points", measure, "--json")
        layer = json.loads(run("data", "add", path, *words).stdout)["layer"]
        assert layer["quantity"] == quantity
