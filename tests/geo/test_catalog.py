import hashlib
import tomllib
from copy import deepcopy
from pathlib import Path

import pandas as pd
import pytest
import tomli_w

from geo.catalog import catalog, read_catalog
from geo.errors import GeoError
from geo.official import official_areas
from geo.paths import SHIPPED

SHIPPED_FILE = SHIPPED / "catalog.toml"


def entry(content: dict, kind: str, id: str) -> dict:
    return next(e for e in content[kind] if e["id"] == id)


def written(folder: Path, content: dict) -> Path:
    path = folder / "catalog.toml"
    path.write_text(tomli_w.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def content() -> dict:
    return deepcopy(tomllib.loads(SHIPPED_FILE.read_text(encoding="utf-8")))


def test_the_catalogue_that_ships_is_read_in_the_order_of_the_file(content):
    assert [i.id for i in catalog().indicator] == [i["id"] for i in content["indicator"]]
    assert [d.id for d in catalog().dataset] == [d["id"] for d in content["dataset"]]


def test_a_source_and_an_indicator_say_what_the_catalogue_says():
    source = catalog().get("dopa_2021").as_source()
    assert (source.id, source.period) == ("dopa_2021", "2021-12-31")
    assert source.sha256 == catalog().get("dopa_2021").sha256
    assert catalog().get("nesdc_hai_2021").as_source().sha256 == ""
    hai = next(i for i in catalog().indicator if i.id == "hai").as_indicator()
    assert (hai.source, hai.level, hai.direction) == ("nesdc_hai_2021", "province", "less_is_need")


def test_every_role_that_the_code_asks_for_is_filled_once():
    roles = ("codes", "regions", "towns", "starter", "boundaries", "population",
             "population_before", "tambon_table")  # fmt: skip
    assert [catalog().with_role(role).role for role in roles] == list(roles)


def test_files_that_ship_are_there():
    for dataset in catalog().dataset:
        if dataset.kind == "figures":
            assert (SHIPPED / str(dataset.file)).is_file(), dataset.id


def test_downloads_are_those_with_an_address():
    assert {d.id for d in catalog().downloads()} == {d.id for d in catalog().dataset if d.addresses}


def test_newer_codes_and_the_units_they_were_cut_from_are_official_and_of_one_district():
    reading = catalog().with_role("boundaries").read
    assert reading is not None
    parents = pd.Series(reading.parents)
    districts = official_areas()["district_code"]
    assert districts.reindex(parents.index).tolist() == districts.reindex(parents).tolist()
    assert districts.reindex(parents).notna().all()
    assert not set(parents) & set(parents.index)


def test_files_upstream_have_the_size_and_checksum_of_the_catalogue(upstream):
    for dataset in catalog().downloads():
        data = (upstream / str(dataset.file)).read_bytes()
        assert len(data) == dataset.bytes
        assert hashlib.sha256(data).hexdigest() == dataset.sha256


def test_an_unknown_dataset_is_refused_with_the_known_ones():
    with pytest.raises(GeoError, match=r'no dataset "census".*Known: official_codes, '):
        catalog().get("census")


def _unknown_dataset(content):
    entry(content, "indicator", "hai")["dataset"] = "census"


def _twice(content):
    content["indicator"].append(entry(content, "indicator", "hai"))


def _misspelt(content):
    entry(content, "dataset", "nso_lfs")["licens"] = "none"


def _no_checksum(content):
    del entry(content, "dataset", "dopa_2021")["sha256"]


def _short_checksum(content):
    entry(content, "dataset", "dopa_2021")["sha256"] = "abc"


def _outside(content):
    entry(content, "dataset", "dopa_2021")["file"] = "../../.bashrc"


def _absolute(content):
    entry(content, "dataset", "dopa_2021")["file"] = "/etc/passwd"


def _no_figures(content):
    del entry(content, "dataset", "nso_lfs")["file"]


def _strange_measure(content):
    entry(content, "indicator", "hai")["measure"] = {"kind": "guess"}


def _no_period(content):
    entry(content, "indicator", "unemployment_rate")["measure"]["periods"] = []


def _direction(content):
    entry(content, "indicator", "hai")["direction"] = "up"


def _next_schema(content):
    content["schema"] = 2


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_unknown_dataset, 'hai names the unknown dataset "census"'),
        (_twice, "ids that stand twice: hai"),
        (_misspelt, "licens: Extra inputs"),
        (_no_checksum, "a download needs sha256"),
        (_short_checksum, "sha256: String should match"),
        (_outside, "a path inside the data folder"),
        (_absolute, "a path inside the data folder"),
        (_no_figures, "figures need a file"),
        (_strange_measure, "measure: Input tag 'guess'"),
        (_no_period, "periods: Tuple should have at least 1 item"),
        (_direction, "direction: Input should be"),
        (_next_schema, "schema: Input should be 1"),
    ],
)
def test_a_catalogue_that_breaks_a_rule_is_refused(tmp_path, content, spoil, said):
    spoil(content)
    with pytest.raises(GeoError) as refused:
        read_catalog(written(tmp_path, content))
    assert said in str(refused.value)
    assert "catalog.toml" in str(refused.value)


def test_all_breaks_are_told_together(tmp_path, content):
    _direction(content)
    _misspelt(content)
    with pytest.raises(GeoError) as refused:
        read_catalog(written(tmp_path, content))
    assert "direction" in str(refused.value)
    assert "licens" in str(refused.value)


@pytest.mark.parametrize("data", [b"schema = ", "ชื่อ".encode("cp874")])
def test_what_is_no_toml_is_refused(tmp_path, data):
    path = tmp_path / "catalog.toml"
    path.write_bytes(data)
    with pytest.raises(GeoError, match="is not TOML"):
        read_catalog(path)
