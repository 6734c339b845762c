"""The data from a terminal: what there is, fetched, built."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import Result

from commands import data as commands_data
from geo.areas import read_areas
from geo.catalog import Dataset, catalog
from geo.paths import starter_areas
from geo.pull import HURRIED
from tests.serving import FileServer, running

Run = Callable[..., Result]
Refused = Callable[..., str]

FIRST_LINE = "7,436 areas, 66,171,439 people, 0 invalid, 0 gaps, 0 overlaps"
DOWNLOADS = [dataset.id for dataset in catalog().downloads()]


@pytest.fixture
def fetched(data_folder: Path, upstream: Path) -> Path:
    """The data folder with the files as their publishers serve them."""
    for dataset in catalog().downloads():
        target = data_folder / "downloads" / str(dataset.file)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(upstream / target.name, target)
    return data_folder


@pytest.fixture
def built(data_folder: Path, built_areas: Path) -> Path:
    """The data folder with files and areas, as ``data build`` leaves it."""
    shutil.copytree(built_areas, data_folder)
    return data_folder


def states(run: Run) -> dict[str, str]:
    return {row["id"]: row["state"] for row in json.loads(run("data", "list", "--json").stdout)}


# ── list ──────────────────────────────────────────────────────────────────────────────────────────


def test_list_tells_what_ships_and_what_is_not_here(run: Run) -> None:
    assert states(run) == {
        dataset.id: "absent" if dataset.id in DOWNLOADS else "shipped"
        for dataset in catalog().dataset
    }


def test_list_tells_whole_files_from_damaged_ones(run: Run, fetched: Path) -> None:
    assert {states(run)[id] for id in DOWNLOADS} == {"present"}
    path = fetched / "downloads" / str(catalog().get("dopa_2021").file)
    scratched = bytearray(path.read_bytes())
    scratched[1000] ^= 1
    path.write_bytes(scratched)
    found = states(run)
    assert [id for id in DOWNLOADS if found[id] == "damaged"] == ["dopa_2021"]


def test_list_says_when_from_whom_and_under_which_licence(run: Run) -> None:
    lines = run("data", "list").stdout.splitlines()
    for dataset in catalog().dataset:
        place = next(n for n, line in enumerate(lines) if line.startswith(f"{dataset.id} "))
        assert lines[place].split()[1:] == [
            "absent" if dataset.id in DOWNLOADS else "shipped",
            dataset.period,
        ]
        about = f"{dataset.title_en}: {dataset.publisher_en} ({dataset.licence})"
        assert lines[place + 1] == f"    {about}"


def test_list_shows_a_folder_with_brackets_as_it_is(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "[red] :smile: [/]"
    monkeypatch.setenv("PHUENTHI_DATA", str(folder))
    assert run("data", "list").stdout.splitlines()[-1] == f"Data folder: {folder}"


def test_a_home_that_nobody_has_is_refused(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHUENTHI_DATA", "~nobody-of-that-name/data")
    assert 'PHUENTHI_DATA is "~nobody-of-that-name/data"' in refused("data", "list")


# ── pull ──────────────────────────────────────────────────────────────────────────────────────────


def test_pull_from_a_folder_brings_all_files_and_again_none(
    run: Run, upstream: Path, data_folder: Path
) -> None:
    folder = data_folder / "downloads"
    said = run("data", "pull", "--from", upstream).stdout
    assert said == f"{len(DOWNLOADS)} of {len(DOWNLOADS)} files in {folder} (4 new).\n"
    for dataset in catalog().downloads():
        name = str(dataset.file)
        assert (folder / name).read_bytes() == (upstream / name).read_bytes()
    assert run("data", "pull", "--from", upstream).stdout.endswith("(0 new).\n")
    assert {states(run)[id] for id in DOWNLOADS} == {"present"}


def test_pull_brings_only_what_it_is_asked_for(run: Run, upstream: Path) -> None:
    run("data", "pull", "dopa_2011", "--from", upstream)
    assert [id for id, state in states(run).items() if state == "present"] == ["dopa_2011"]


def test_pull_refuses_an_unknown_dataset_and_names_the_known(
    refused: Refused, data_folder: Path
) -> None:
    said = refused("data", "pull", "dopa_2021", "nope", "--or-starter")
    assert '"nope"' in said
    assert "osm_points_2024" in said
    assert not data_folder.exists()


def test_pull_without_a_network_says_so_and_keeps_nothing(
    refused: Refused, no_network: None, data_folder: Path
) -> None:
    said = refused("data", "pull")
    for id in DOWNLOADS:
        assert id in said
    assert [p.name for p in data_folder.rglob("*") if p.is_file()] in ([], [".lock"])


def test_pull_or_starter_says_in_one_line_that_nothing_came(run: Run, no_network: None) -> None:
    ended = run("data", "pull", "--or-starter")
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith("Not all data could be fetched")
    assert ended.stderr.endswith("going on with the approximate starter areas.\n")


@pytest.mark.parametrize("left", ["areas.parquet", "downloads"])
def test_pull_or_starter_goes_on_with_what_an_earlier_day_left(
    run: Run, no_network: None, built: Path, left: str
) -> None:
    if left == "areas.parquet":
        shutil.rmtree(built / "downloads")
    else:
        (built / "areas.parquet").unlink()
        # a file that its owner has changed serves for a build, though it is not the catalogue's
        with (built / "downloads" / str(catalog().get("dopa_2021").file)).open("ab") as file:
            file.write(b"\n")
    ended = run("data", "pull", "--or-starter")
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.endswith("going on with what is on this machine.\n")


def test_pull_or_starter_is_in_a_hurry(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, object]] = []

    def spy(*_: object, **settings: object) -> list[object]:
        asked.append(settings)
        return []

    monkeypatch.setattr(commands_data, "pull_datasets", spy)
    run("data", "pull", "--or-starter")
    run("data", "pull")
    assert asked[0]["patience"] is HURRIED
    assert "patience" not in asked[1]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """A catalogue of the same datasets whose files are made up, and a server that has them."""
    with running(FileServer({})) as server:

        def as_served(dataset: Dataset) -> Dataset:
            if dataset.kind != "download":
                return dataset
            content = server.files[str(dataset.file)] = f"made up for {dataset.id}".encode()
            there = {
                "addresses": (f"{server.url}/{dataset.file}",),
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            return dataset.model_copy(update=there)

        made = tuple(map(as_served, catalog().dataset))
        changed = catalog().model_copy(update={"dataset": made})
        monkeypatch.setattr(commands_data, "catalog", lambda: changed)
        yield server


def test_pull_or_starter_fetches_what_the_folder_lacks(
    run: Run, served: FileServer, tmp_path: Path, data_folder: Path
) -> None:
    folder = tmp_path / "upstream"
    folder.mkdir()
    first, *others = served.files
    (folder / first).write_bytes(served.files[first])
    ended = run("data", "pull", "--from", folder, "--or-starter")
    assert ended.stdout == f"4 of 4 files in {data_folder / 'downloads'} (4 new).\n"
    assert [asked.target for asked in served.asked] == [f"/{name}" for name in others]
    for name, content in served.files.items():
        assert (data_folder / "downloads" / name).read_bytes() == content


def test_pull_from_a_folder_alone_asks_nobody_else(
    refused: Refused, served: FileServer, tmp_path: Path
) -> None:
    folder = tmp_path / "upstream"
    folder.mkdir()
    assert "found no file" in refused("data", "pull", "--from", folder)
    assert served.asked == []


def test_pull_or_starter_says_one_line_when_neither_folder_nor_network_has_the_files(
    run: Run, no_network: None, tmp_path: Path
) -> None:
    folder = tmp_path / "upstream"
    folder.mkdir()
    ended = run("data", "pull", "--from", folder, "--or-starter")
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.endswith("going on with the approximate starter areas.\n")


# ── build ─────────────────────────────────────────────────────────────────────────────────────────


def test_build_without_the_files_names_them_and_writes_nothing(
    refused: Refused, data_folder: Path
) -> None:
    said = refused("data", "build")
    for dataset in catalog().downloads():
        assert str(dataset.file) in said
    assert "phuenthi data pull" in said
    assert not data_folder.exists()


def test_build_if_needed_without_the_files_is_content(run: Run, data_folder: Path) -> None:
    ended = run("data", "build", "--if-needed")
    assert ended.stdout + ended.stderr == ""
    assert not data_folder.exists()


def test_build_reports_every_area_and_person_first(run: Run, fetched: Path) -> None:
    said = run("data", "build").stdout.splitlines()
    assert said[0] == FIRST_LINE
    assert str(fetched / "areas.parquet") in said[-1]
    areas = read_areas(fetched / "areas.parquet")
    assert len(areas) == 7436
    assert areas.table["population"].sum() == 66_171_439
    assert not areas.approximate


def test_build_if_needed_leaves_areas_that_are_up_to_date(
    run: Run, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build_again(*_: object) -> None:
        raise AssertionError("built again")

    monkeypatch.setattr(commands_data, "build_areas", build_again)
    before = (built / "areas.parquet").stat().st_mtime_ns
    for _ in range(2):
        said = run("data", "build", "--if-needed").stdout
        assert said == f"The areas are up to date: {FIRST_LINE}\n"
    assert (built / "areas.parquet").stat().st_mtime_ns == before
    report = json.loads(run("data", "build", "--if-needed", "--json").stdout)
    assert (report["areas"], report["people"]) == (7436, 66_171_439)


def test_build_if_needed_builds_when_a_file_has_changed(
    run: Run, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class BuiltAgainError(Exception):
        pass

    def build_again(*_: object) -> None:
        raise BuiltAgainError

    monkeypatch.setattr(commands_data, "build_areas", build_again)
    with (built / "downloads" / str(catalog().get("dopa_2021").file)).open("ab") as file:
        file.write(b"\n")
    with pytest.raises(BuiltAgainError):
        run("data", "build", "--if-needed")


def test_build_refuses_a_file_that_is_no_boundary_and_keeps_the_areas(
    refused: Refused, built: Path
) -> None:
    before = (built / "areas.parquet").read_bytes()
    boundaries = built / "downloads" / str(catalog().get("cod_ab_adm3_2022").file)
    boundaries.write_bytes(b"no archive")
    assert boundaries.name in refused("data", "build")
    assert (built / "areas.parquet").read_bytes() == before


def test_build_says_when_the_areas_cannot_be_written(
    refused: Refused, fetched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build_at_once(*_: object) -> tuple[object, object]:
        return read_areas(starter_areas()), None

    monkeypatch.setattr(commands_data, "build_areas", build_at_once)
    (fetched / "areas.parquet").mkdir()
    said = refused("data", "build")
    assert f'cannot be written to "{fetched}"' in said
    assert sorted(p.name for p in fetched.iterdir()) == ["areas.parquet", "downloads"]
