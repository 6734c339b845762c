import os
import stat
from pathlib import Path

import pytest

from geo.files import replace_together, replace_when_written


def test_file_gets_its_name_only_when_the_block_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with replace_when_written(path) as unfinished:
        unfinished.write_text("whole")
        assert not path.exists()
        assert unfinished.parent == tmp_path
    assert path.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("interruption", [ValueError, KeyboardInterrupt])
def test_failure_leaves_the_older_file_and_nothing_else(
    tmp_path: Path, interruption: type[BaseException]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("older")

    def fail_midway() -> None:
        with replace_when_written(path) as unfinished:
            unfinished.write_text("half")
            raise interruption

    with pytest.raises(interruption):
        fail_midway()
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


def test_failure_leaves_no_file_where_none_was(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="stop"), replace_when_written(tmp_path / "list.csv"):
        raise ValueError("stop")
    assert list(tmp_path.iterdir()) == []


def test_older_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("older and longer")
    with replace_when_written(path) as unfinished:
        unfinished.write_text("newer")
    assert path.read_text() == "newer"


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    with replace_when_written(tmp_path / "a" / "b" / "list.csv") as unfinished:
        unfinished.write_text("whole")
    assert (tmp_path / "a" / "b" / "list.csv").read_text() == "whole"


@pytest.mark.parametrize("name", ["areas.parquet", "list.gpkg", "พื้นที่.csv", "README"])
def test_unfinished_file_has_the_ending_that_writers_choose_their_format_by(
    tmp_path: Path, name: str
) -> None:
    with replace_when_written(tmp_path / name) as unfinished:
        assert unfinished.suffix == Path(name).suffix
        assert unfinished.name != name


def test_two_writers_of_one_file_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with replace_when_written(path) as one, replace_when_written(path) as other:
        one.write_text("one")
        other.write_text("other")
    # the inner block ends first, so the outer one has the last word
    assert path.read_text() == "one"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="there are no such permissions on Windows")
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_permissions_are_those_of_any_new_file(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        with replace_when_written(tmp_path / "list.csv") as unfinished:
            unfinished.write_text("whole")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "list.csv").stat().st_mode) == mode


def test_several_files_get_their_names_together(tmp_path: Path) -> None:
    paths = tmp_path / "list.csv", tmp_path / "list.notes.toml"
    paths[0].write_text("older")
    with replace_together(*paths) as unfinished:
        for path in unfinished:
            path.write_text("newer")
        assert [path.exists() for path in paths] == [True, False]
        assert paths[0].read_text() == "older"
    assert [path.read_text() for path in paths] == ["newer", "newer"]
    assert sorted(tmp_path.iterdir()) == sorted(paths)


@pytest.mark.parametrize("older", [None, "older"])
def test_if_one_file_cannot_get_its_name_the_others_become_what_they_were(
    tmp_path: Path, older: str | None
) -> None:
    first, last, folder = (tmp_path / name for name in ("first", "last", "folder"))
    folder.mkdir()
    if older is not None:
        first.write_text(older)

    def write() -> None:
        with replace_together(first, folder, last) as unfinished:
            for path in unfinished:
                path.write_text("newer")

    with pytest.raises(OSError, match="folder"):
        write()
    assert (first.read_text() if first.exists() else None) == older
    assert sorted(tmp_path.iterdir()) == sorted([folder] if older is None else [first, folder])
