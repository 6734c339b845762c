"""Zip archives (shapefiles, workbooks), looked at before anything reads them."""

import lzma
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from geo.codes import named
from geo.errors import GeoError, visible

_PARTS = (".shp", ".shx", ".dbf", ".prj")
_MOST_BYTES = 2**30
_MOST_MEMBERS = 1_000
_MOST_RATIO = 200


def members_of(path: Path) -> list[str]:
    """Return the names of the files in a zip archive, once nothing speaks against unpacking it.

    Raises
    ------
    GeoError
        If the file is no zip archive, is damaged, or would unpack to an unreasonable size or out
        of its folder.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _refuse_unreasonable(path, members)
            damaged = archive.testzip()
    except (
        zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError,
        RuntimeError, UnicodeError, ValueError,
    ) as cause:  # fmt: skip
        raise GeoError(
            '"{path}" is damaged or is no zip archive: {cause}. '
            "Take it again from where it came from.",
            path=path,
            cause=visible(cause),
        ) from cause
    if damaged is not None:
        raise GeoError(
            '"{path}" is damaged: the checksum of "{member}" in it is wrong. '
            "Take it again from where it came from.",
            path=path,
            member=visible(damaged),
        )
    return [member.filename for member in members if not member.is_dir()]


def shapefile_in(path: Path) -> str:
    """Return the name of the one shapefile in a zip archive.

    Raises
    ------
    GeoError
        If `members_of` refuses the archive, or it does not hold one shapefile with all its parts.
    """
    return _shapefile(path, members_of(path))


def _refuse_unreasonable(path: Path, members: list[zipfile.ZipInfo]) -> None:
    unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if len(members) > _MOST_MEMBERS or unpacked > min(_MOST_BYTES, _MOST_RATIO * max(packed, 1)):
        raise GeoError(
            '"{path}" holds {members:,} files that unpack from {packed:,} to {unpacked:,} bytes. '
            "Allowed are {most_members:,} files, {most_bytes:,} bytes, and {ratio} times what is "
            "packed.",
            path=path,
            members=len(members),
            packed=packed,
            unpacked=unpacked,
            most_members=_MOST_MEMBERS,
            most_bytes=_MOST_BYTES,
            ratio=_MOST_RATIO,
        )
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        drive = ":" in "".join(name.parts[:1])
        if not member.filename or name.is_absolute() or ".." in name.parts or drive:
            raise GeoError(
                '"{path}" holds a file called "{member}", which leads out of its folder or '
                "nowhere. Take files from a publisher you trust.",
                path=path,
                member=visible(member.filename),
            )


def _shapefile(path: Path, names: list[str]) -> str:
    shapes = [name for name in names if name.lower().endswith(".shp")]
    if len(shapes) > 1:
        raise GeoError(
            '"{path}" holds {count} shapefiles: {names}. It must hold one.',
            path=path,
            count=len(shapes),
            names=named(shapes),
        )
    stem = shapes[0][:-4].lower() if shapes else None
    present = {name[-4:].lower() for name in names if stem is None or name[:-4].lower() == stem}
    absent = [part for part in _PARTS if part not in present]
    if absent:
        raise GeoError(
            'The shapefile in "{path}" lacks its {absent}. A shapefile needs {needed}, '
            "all of the same name.",
            path=path,
            absent=", ".join(absent),
            needed=", ".join(_PARTS),
        )
    return shapes[0]
