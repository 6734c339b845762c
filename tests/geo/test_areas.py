import dataclasses
import hashlib
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geo.areas import COLUMNS, Areas, read_areas
from geo.errors import GeoError
from tests.making import make_areas


def make() -> Areas:
    return make_areas({"poverty": [3.5, None, 1.0], "hai": [0.6, 0.5, 0.7]}, less_is_need=["hai"])


def changed(areas: Areas, table: pd.DataFrame) -> Areas:
    """Return the areas with another table, and figures on its rows."""
    return dataclasses.replace(
        areas,
        table=table,
        values=areas.values.set_axis(table.index),
        standard_errors=areas.standard_errors.set_axis(table.index),
    )


def with_errors(areas: Areas, id: str, errors: list[float]) -> Areas:
    return dataclasses.replace(
        areas, standard_errors=areas.standard_errors.assign(**{id: errors}).astype("float64")
    )


def test_what_is_written_is_read_again(tmp_path):
    areas = with_errors(make(), "poverty", [0.5, np.nan, 0.25])
    areas.write(tmp_path / "areas.parquet")
    again = read_areas(tmp_path / "areas.parquet")
    assert_geodataframe_equal(again.table, areas.table[list(COLUMNS)])
    pd.testing.assert_frame_equal(again.values, areas.values)
    pd.testing.assert_frame_equal(again.standard_errors, areas.standard_errors)
    assert again.indicators == areas.indicators
    assert again.sources == areas.sources
    assert again.fingerprint == areas.fingerprint


def test_the_same_areas_are_written_as_the_same_bytes(tmp_path):
    make().write(tmp_path / "one.parquet")
    make().write(tmp_path / "two.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_the_file_is_geoparquet_that_others_can_open(tmp_path):
    make().write(tmp_path / "areas.parquet")
    frame = gpd.read_parquet(tmp_path / "areas.parquet")
    assert frame.crs.to_epsg() == 4326
    assert frame.index.tolist() == ["100101", "100102", "100103"]
    assert frame["value:poverty"].dropna().tolist() == [3.5, 1.0]


def test_codes_come_back_as_text_and_people_as_whole_numbers(tmp_path):
    houses = pd.array([pd.NA, 5, 7], dtype="Int64")
    areas = dataclasses.replace(make(), table=make().table.assign(households=houses))
    areas.write(tmp_path / "areas.parquet")
    table = read_areas(tmp_path / "areas.parquet").table
    assert all(isinstance(code, str) for code in table.index)
    assert table["population"].dtype == table["households"].dtype == "Int64"
    assert pd.isna(table["households"].iloc[0])


def test_figures_can_not_be_written_over():
    areas = make()
    with pytest.raises(ValueError, match="read-only"):
        areas.values.to_numpy()[0, 0] = 9
    with pytest.raises(dataclasses.FrozenInstanceError):
        areas.values = areas.values


def test_the_figures_given_stay_the_givers_own():
    given = pd.DataFrame({"poverty": [1.0, 2.0, 3.0]}, index=make().codes)
    areas = make_areas({"poverty": [1.0, 2.0, 3.0]})
    table = areas.table.copy()
    areas = dataclasses.replace(areas, values=given, table=table)
    given.iloc[0, 0] = 99
    table.loc["100101", "population"] = 99
    assert areas.values.iloc[0, 0] == 1.0
    assert areas.table.at["100101", "population"] == 1000


def put(array, item):
    array[0] = item


ELSEWHERE = shapely.box(0, 0, 1, 1)


@pytest.mark.parametrize(
    "write",
    [
        lambda table, _: table.insert(0, "mine", 1),
        lambda table, _: table.__setitem__("name_th", "x"),
        lambda table, _: table.loc.__setitem__(("100101", "name_th"), "x"),
        lambda table, _: table.loc.__setitem__(("100101", "population"), 9),
        lambda table, _: table.loc.__setitem__(("100101", "geometry"), ELSEWHERE),
        lambda table, _: table.index.set_names("mine", inplace=True),
        lambda _, values: values.__setitem__("mine", 1.0),
        lambda _, values: values.iloc.__setitem__((0, 0), 9.0),
    ],
)
def test_whoever_writes_to_a_frame_writes_to_one_of_their_own(write):
    areas = make()
    write(areas.table, areas.values)
    write(areas.table, areas.standard_errors)
    assert_geodataframe_equal(areas.table, make().table)
    assert areas.fingerprint == make().fingerprint
    pd.testing.assert_frame_equal(areas.values, make().values)
    pd.testing.assert_frame_equal(areas.standard_errors, make().standard_errors)


@pytest.mark.parametrize(
    ("column", "item"),
    [
        ("population", 9),
        ("households", 9),
        ("lon", 9.0),
        ("area_km2", 9.0),
        ("geometry", ELSEWHERE),
    ],
)
def test_the_arrays_of_the_table_can_not_be_written_to(column, item):
    areas = make()
    for array in (areas.table[column].array, areas.table[column].to_numpy()):
        with pytest.raises(ValueError, match="read-only"):
            put(array, item)
    assert_geodataframe_equal(areas.table, make().table)


def test_names_stay_whatever_becomes_of_the_arrays_given_out():
    areas = make()
    put(areas.table["name_th"].array, "x")
    assert areas.fingerprint == make().fingerprint


def test_the_frames_given_out_share_their_arrays():
    areas = make()
    assert areas.table is not areas.table
    for column in ("population", "lon", "geometry"):
        assert np.shares_memory(areas.table[column].to_numpy(), areas.table[column].to_numpy())
    assert np.shares_memory(areas.values.to_numpy(), areas.values.to_numpy())


def test_equal_areas_have_equal_fingerprints():
    assert make().fingerprint == make().fingerprint


def test_any_difference_shows_in_the_fingerprint():
    areas = make()
    table = areas.table
    moved = table.set_geometry(shapely.transform(table.geometry.to_numpy(), lambda xy: xy + 1e-9))
    others = [
        dataclasses.replace(areas, values=areas.values + 1e-12),
        with_errors(areas, "poverty", [0.1, 0.1, 0.1]),
        dataclasses.replace(areas, table=table.assign(name_th=["ก", "ข", "ค"])),
        dataclasses.replace(areas, table=table.assign(population=table["population"] + 1)),
        dataclasses.replace(areas, table=moved),
        dataclasses.replace(areas, sources=()),
    ]
    assert len({areas.fingerprint, *(other.fingerprint for other in others)}) == len(others) + 1


def test_a_missing_figure_has_one_fingerprint_whatever_its_bits():
    areas = make()
    array = areas.values.to_numpy(copy=True)
    array.view("uint64")[1, 0] ^= 1  # NaN still, of another bit pattern
    assert np.isnan(array[1, 0])
    other = dataclasses.replace(
        areas, values=pd.DataFrame(array, areas.codes, areas.values.columns)
    )
    assert other.fingerprint == areas.fingerprint


def test_most_of_the_boundaries_decide_whether_areas_are_approximate():
    areas = make()
    bases = ["approximate", "approximate", "official"]
    assert not areas.approximate
    assert dataclasses.replace(areas, table=areas.table.assign(boundary_basis=bases)).approximate


def test_an_unknown_indicator_is_refused_with_the_known_ones():
    assert make().indicator("hai").direction == "less_is_need"
    with pytest.raises(GeoError, match=r'no indicator "income".*Known: poverty, hai'):
        make().indicator("income")


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (["100101", "100102", "10010"], "not six digits as text: '10010'"),
        (["100101", "100102", "๑00103"], "not six digits as text"),
        ([100101, 100102, 100103], "not six digits as text: 100101"),
        (["100101", "100102", "100102"], "stand twice: 100102"),
        (["100103", "100102", "100101"], "not sorted"),
    ],
)
def test_codes_that_do_not_hold_are_refused(codes, said):
    areas = make()
    index = pd.Index(codes, name="area_code")
    with pytest.raises(GeoError, match=said):
        changed(areas, areas.table.set_axis(index))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("region", "west"),
        ("track", "suburban"),
        ("boundary_basis", "drawn"),
        ("population_basis", None),
        ("track_basis", "known"),
    ],
)
def test_a_word_outside_the_list_is_refused(column, value):
    areas = make()
    with pytest.raises(GeoError, match=rf"{column} holds \[.*\], allowed are"):
        dataclasses.replace(areas, table=areas.table.assign(**{column: value}))


def test_all_problems_are_told_together():
    areas = make()
    table = areas.table.assign(track="x", region="y").rename_axis("code")
    with pytest.raises(GeoError) as refused:
        changed(areas, table)
    for said in ("region holds", "track holds", 'called "code"'):
        assert said in str(refused.value)


def test_a_missing_column_is_named():
    areas = make()
    with pytest.raises(GeoError, match="columns are missing: lon, lat"):
        dataclasses.replace(areas, table=areas.table.drop(columns=["lon", "lat"]))


def test_figures_of_other_rows_or_columns_are_refused():
    areas = make()
    with pytest.raises(GeoError, match="values has other rows"):
        dataclasses.replace(areas, values=areas.values.iloc[::-1])
    with pytest.raises(GeoError, match="standard_errors has columns"):
        dataclasses.replace(areas, standard_errors=areas.standard_errors[["hai", "poverty"]])
    with pytest.raises(GeoError, match="values holds something other than float64"):
        dataclasses.replace(areas, values=areas.values.astype("float32"))


@pytest.mark.parametrize("crs", [None, 32647])
def test_boundaries_in_another_system_are_refused(crs):
    areas = make()
    with pytest.raises(GeoError, match="not in EPSG:4326"):
        dataclasses.replace(areas, table=areas.table.set_crs(crs, allow_override=True))


def test_a_file_that_is_not_there_says_how_to_make_it(tmp_path):
    with pytest.raises(GeoError, match="phuenthi data build"):
        read_areas(tmp_path / "areas.parquet")


def test_a_file_that_is_none_of_ours_is_refused(tmp_path):
    path = tmp_path / "areas.parquet"
    refused = "damaged, or is not a file of areas that Phuenthi wrote"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(GeoError, match=refused):
        read_areas(path)
    pd.DataFrame({"a": [1]}).to_parquet(path)
    with pytest.raises(GeoError, match=refused):
        read_areas(path)
    make().table.to_parquet(path)
    with pytest.raises(GeoError, match=refused):
        read_areas(path)


def test_half_a_file_is_refused(tmp_path):
    path = tmp_path / "areas.parquet"
    make().write(path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(GeoError, match="not a file of areas"):
        read_areas(path)


def test_one_wrong_bit_is_noticed_wherever_it_matters(tmp_path):
    areas = make()
    path = tmp_path / "areas.parquet"
    areas.write(path)
    sound = path.read_bytes()
    refused = 0
    for place in range(0, len(sound), 97):
        path.write_bytes(
            sound[:place] + bytes([sound[place] ^ 1 << place % 8]) + sound[place + 1 :]
        )
        try:
            # statistics that nobody reads may be wrong
            assert read_areas(path).fingerprint == areas.fingerprint
        except GeoError:
            refused += 1
    assert refused > len(sound) / 97 / 3


def test_a_description_that_somebody_changed_is_noticed(tmp_path):
    path = tmp_path / "areas.parquet"
    make().write(path)
    table = pq.read_table(path)
    metadata = table.schema.metadata
    metadata[b"phuenthi"] = metadata[b"phuenthi"].replace(b"Made-up", b"Made-op")
    pq.write_table(table.replace_schema_metadata(metadata), path)
    with pytest.raises(GeoError, match=r"damaged, .*checksum of its description"):
        read_areas(path)


def described(tmp_path, change):
    """Write areas, change what the file says of itself, and return its path."""
    path = tmp_path / "areas.parquet"
    make().write(path)
    table = pq.read_table(path)
    metadata = table.schema.metadata
    said = json.dumps(change(json.loads(metadata[b"phuenthi"]))).encode()
    metadata |= {b"phuenthi": said, b"phuenthi_sha256": hashlib.sha256(said).hexdigest().encode()}
    pq.write_table(table.replace_schema_metadata(metadata), path)
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda said: {},
        lambda said: [said],
        lambda said: said | {"indicators": [{"id": 1}]},
        lambda said: said | {"indicators": [{**said["indicators"][0], "id": "gone"}]},
    ],
    ids=["nothing", "a list", "half an indicator", "an indicator without figures"],
)
def test_a_file_that_another_version_wrote_is_refused(tmp_path, change):
    with pytest.raises(GeoError, match="not a file of areas"):
        read_areas(described(tmp_path, change))


def test_a_file_that_lacks_a_column_is_refused(tmp_path):
    path = described(tmp_path, lambda said: said)
    assert len(read_areas(path)) == len(make())
    pq.write_table(pq.read_table(path).drop_columns(["region"]), path)
    with pytest.raises(GeoError, match="region"):
        read_areas(path)
