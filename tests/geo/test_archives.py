"""A zip archive is looked at before anything reads it."""

import zipfile
from pathlib import Path

import pytest

from geo.archives import members_of, shapefile_in
from geo.errors import GeoError

PARTS = ("map.shp", "map.shx", "map.dbf", "map.prj")


def archive(path: Path, names: tuple[str, ...], content: bytes = b"some content") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, content)
    return path


def test_names_the_shapefile_in_its_folder(tmp_path: Path) -> None:
    names = tuple(f"folder/{name}" for name in PARTS)
    assert shapefile_in(archive(tmp_path / "a.zip", (*names, "readme.txt"))) == "folder/map.shp"


def test_endings_may_be_in_capitals(tmp_path: Path) -> None:
    names = ("MAP.SHP", "MAP.SHX", "MAP.DBF", "MAP.PRJ")
    assert shapefile_in(archive(tmp_path / "a.zip", names)) == "MAP.SHP"


@pytest.mark.parametrize("missing", range(4))
def test_a_missing_part_is_named(tmp_path: Path, missing: int) -> None:
    names = PARTS[:missing] + PARTS[missing + 1 :]
    with pytest.raises(GeoError, match=rf"lacks its \{PARTS[missing][-4:]}\. "):
        shapefile_in(archive(tmp_path / "a.zip", names))


def test_all_missing_parts_are_named_together(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match=r"lacks its \.shx, \.prj\. "):
        shapefile_in(archive(tmp_path / "a.zip", ("map.shp", "map.dbf")))


def test_a_part_of_another_name_is_no_part(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match=r"lacks its \.shx"):
        shapefile_in(archive(tmp_path / "a.zip", ("map.shp", "other.shx", "map.dbf", "map.prj")))


def test_two_shapefiles_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match=r"2 shapefiles: map\.shp, other\.shp"):
        shapefile_in(archive(tmp_path / "a.zip", (*PARTS, "other.shp")))


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_text("<html>404</html>")
    with pytest.raises(GeoError, match="no zip archive"):
        shapefile_in(path)


def test_an_archive_cut_short_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", PARTS, b"x" * 5000)
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(GeoError, match="damaged"):
        shapefile_in(path)


def test_a_flipped_byte_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        for name in PARTS:
            file.writestr(name, b"some content")
    path.write_bytes(path.read_bytes().replace(b"some content", b"same content", 1))
    with pytest.raises(GeoError, match=r'checksum of "map\.shp"'):
        shapefile_in(path)


def test_names_in_an_archive_are_quoted_without_control_characters(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("../\x1b[31mmap.shp", b"")
    with pytest.raises(GeoError) as refused:
        shapefile_in(path)
    assert r'"../\x1b[31mmap.shp"' in str(refused.value)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("name", ["../map.shp", "/etc/map.shp", "a/../../map.shp", "C:\\map.shp"])
def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(GeoError, match="leads out of its folder or nowhere"):
        shapefile_in(archive(tmp_path / "a.zip", (*PARTS, name)))


def test_files_of_any_kind_are_named_without_their_folders(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("a/", "a/b.xml", "./", "c.txt"))
    assert members_of(path) == ["a/b.xml", "c.txt"]


def test_a_header_that_claims_two_gigabytes_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("a.xml",))
    content = bytearray(path.read_bytes())
    # 24 bytes into the entry of the central directory stands the size once unpacked
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (2**31).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(GeoError, match=r"to 2,147,483,648 bytes\. Allowed are 1,000 files"):
        members_of(path)


def test_a_file_without_a_name_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("a.xml",))
    # what stands after a byte 0 is no part of a name
    path.write_bytes(path.read_bytes().replace(b"a.xml", b"\0.xml"))
    with pytest.raises(GeoError, match='a file called "", which'):
        members_of(path)


def test_a_header_that_claims_too_little_is_found(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("a.xml",), bytes(range(256)))
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (1).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(GeoError, match="damaged"):
        members_of(path)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match="200 times what is packed"):
        shapefile_in(archive(tmp_path / "a.zip", PARTS, bytes(10**6)))
