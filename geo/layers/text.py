"""Tables in text files: CSV, TSV and whatever else separates its fields by one character."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from contextlib import suppress
from itertools import islice, zip_longest
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from geo.errors import GeoError, visible
from geo.layers.grid import MOST_COLUMNS, Grid, Guess, cells_from, refuse_too_large

# a tie goes to the first: a comma may be a decimal one, the others have no second meaning
DELIMITERS = {"\t": "tab", "|": "|", ";": ";", ",": ","}

_HEAD = 2**18
_SAMPLE = 200
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# vowels and tone marks that stand above or below a Thai letter, and so after one
_LONE_MARK = re.compile("(?<![\u0e01-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_THAI = re.compile("[\u0e01-\u0e5b]")
_MOST_ODD = 0.05
_LEAST_ZERO = 0.02


def read_text(path: Path, encoding: str | None = None, delimiter: str | None = None) -> Grid:
    """Read a text file into cells.

    Parameters
    ----------
    path
        The file.
    encoding
        Any that Python knows; found out if not given.
    delimiter
        One character, or ``tab``; found out if not given.

    Returns
    -------
    Grid
        One row a record, ``lines`` the line on which it starts. Blank lines are no rows; rows with
        fewer fields than the widest are filled up with "".

    Raises
    ------
    GeoError
        If the file is not text in its encoding, a quoted field does not end as it should, or the
        table is too large.
    """
    mark = _delimiter(path, delimiter)
    with path.open("rb") as file:
        head = file.read(_HEAD)
        _refuse_wide(path, head, mark)
        raw = head + file.read()
    text, guesses = _decoded(path, raw, encoding)
    if not mark:
        mark, guess = _likely_delimiter(text)
        guesses = (*guesses, guess)
    columns = _unquoted(text.encode(), mark)
    if columns is None:
        columns, lines = _records(path, text, mark)
    else:
        lines = np.arange(1, len(columns[0]) + 1)
    refuse_too_large(path, len(lines), len(columns))
    return Grid(cells_from(columns, len(lines)), lines, guesses=guesses)


def _delimiter(path: Path, given: str | None) -> str:
    """Return the character that is meant by a delimiter that was given; "" if none was."""
    if given is None:
        return ""
    mark = "\t" if given in ("tab", "\\t") else given
    if len(mark) != 1 or mark in '"\r\n\0' or not mark.isascii():
        raise GeoError(
            'The delimiter for "{path}" is "{given}", but must be one ASCII character that is no '
            "quotation mark and no line break, or `tab`.",
            path=path,
            given=visible(given),
        )
    return mark


def _refuse_wide(path: Path, head: bytes, mark: str) -> None:
    """Refuse a first line of too many fields before the rest is read."""
    first = re.sub(rb'"[^"]*"?', b"", head).partition(b"\n")[0]
    fields = 1 + max(first.count(each.encode()) for each in mark or DELIMITERS)
    if fields > MOST_COLUMNS:
        refuse_too_large(path, 1, fields)


def _decoded(path: Path, raw: bytes, given: str | None) -> tuple[str, tuple[Guess, ...]]:
    """Return the text of a file, and what was taken for its encoding if that was not given."""
    if given is not None:
        return _in_encoding(path, raw, given, given), ()
    taken, because = _likely_encoding(path, raw)
    text = _in_encoding(path, raw, taken, None)
    name = "utf-8" if taken == "utf-8-sig" else taken
    return text, (Guess("encoding", name, because, "--encoding"),)


def _in_encoding(path: Path, raw: bytes, encoding: str, given: str | None) -> str:
    try:
        text = raw.decode(encoding)
        # half a pair of surrogates is text for some encodings and for nobody else
        text.encode()
    except UnicodeError as cause:
        at = cause.start if isinstance(cause, UnicodeDecodeError) else 0
        before = raw[:at].decode(encoding, errors="replace") if at else ""
        raise GeoError(
            'Line {line} of "{path}" is not text in {encoding}: {cause}. '
            "Say with `--encoding` which one it is in (such as utf-8, cp874 or utf-16), "
            "or save the file in UTF-8.",
            path=path,
            line=_line_breaks(before) + 1,
            encoding=visible(encoding),
            cause=visible(cause),
        ) from cause
    # a codec of another kind, such as one that compresses, is no encoding either
    except (LookupError, ValueError) as cause:
        raise GeoError(
            'There is no encoding "{encoding}". '
            "Say with `--encoding` which one {path} is in: such as utf-8, cp874 or utf-16.",
            encoding=visible(given),
            path=path,
        ) from cause
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise GeoError(
            'Line {line} of "{path}" holds a byte 0, which no text has: it is no text file, or '
            "not in {encoding}. Save the table as CSV in UTF-8, or say with `--encoding` which "
            "encoding it is in.",
            path=path,
            line=_line_breaks(text.partition("\0")[0]) + 1,
            encoding=visible(encoding),
        )
    return text


def _line_breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _likely_encoding(path: Path, raw: bytes) -> tuple[str, str]:
    """Return the encoding that a file is probably in, and what speaks for it."""
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return encoding, "the file begins with its mark"
    even, odd = raw[::2].count(0), raw[1::2].count(0)
    # letters of English are every other byte 0 there, on the one side or on the other
    if len(raw) % 2 == 0 and min(even, odd) == 0 and max(even, odd) > _LEAST_ZERO * len(raw):
        return "utf-16-le" if odd else "utf-16-be", "many a second byte is 0, and no other one"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as cause:
        if _is_thai(raw):
            return "cp874", "it is no UTF-8, and as cp874 (TIS-620) it is Thai"
        whole, broken = raw.decode("utf-8", errors="replace"), cause
    else:
        return "utf-8", "every byte is ASCII" if raw.isascii() else "every character is UTF-8"
    foreign = sum(not c.isascii() for c in whole[:_HEAD])
    if foreign > 2 * whole[:_HEAD].count("\ufffd"):
        # nearly all of it is UTF-8, so this says where it is not
        return "utf-8", ""
    raise GeoError(
        'Nobody can tell which encoding "{path}" is in: from line {line} on it is neither UTF-8 '
        "nor Thai in cp874 (TIS-620). Say with `--encoding` which one, or save it in UTF-8.",
        path=path,
        line=_line_breaks(raw[: broken.start].decode("latin-1")) + 1,
    )


def _is_thai(raw: bytes) -> bool:
    """Return whether bytes are Thai words in cp874, as text in Latin letters never is."""
    try:
        text = raw.decode("cp874")
    except UnicodeDecodeError:
        return False
    thai = len(_THAI.findall(text))
    foreign = int((np.frombuffer(raw, dtype=np.uint8) > 127).sum())
    return thai >= (1 - _MOST_ODD) * foreign and len(_LONE_MARK.findall(text)) <= _MOST_ODD * thai


def _likely_delimiter(text: str) -> tuple[str, Guess]:
    """Return the character by which most records have the same number of fields."""
    sample = text[:_HEAD]
    if len(text) > len(sample):
        # the last line of the sample is cut
        sample = sample[: sample.rfind("\n") + 1] or sample
    counts = {mark: _field_counts(sample, mark) for mark in DELIMITERS}
    records = max(map(len, counts.values()))
    best, fields, agreeing = ",", 1, 0
    for mark, found in counts.items():
        several = Counter(count for count in found if count > 1)
        width, times = several.most_common(1)[0] if several else (1, 0)
        if times > agreeing:
            best, fields, agreeing = mark, width, times
    because = (
        f"{agreeing} of the first {records} rows have {fields} fields by it"
        if agreeing
        else "no line holds any other either: one column"
    )
    return best, Guess("delimiter", DELIMITERS[best], because, "--delimiter")


def _field_counts(sample: str, mark: str) -> list[int]:
    counts: list[int] = []
    records = csv.reader(io.StringIO(sample, newline=""), delimiter=mark, strict=True)
    # what breaks under a delimiter speaks for another one
    with suppress(csv.Error):
        counts.extend(len(record) for record in islice(records, _SAMPLE) if record)
    return counts


def _unquoted(data: bytes, mark: str) -> list[pa.ChunkedArray] | None:
    """Return columns of a file of plain records; None if it is not that plain.

    Without a quotation mark every line is a record, so Arrow's reader, five times as fast as
    Python's, can't see it differently.
    """
    if (
        b'"' in data
        or data.count(b"\r") != data.count(b"\r\n")
        or data.startswith((b"\n", b"\r\n"))
        or b"\n\n" in data
        or b"\n\r\n" in data
    ):
        return None
    names = [str(n) for n in range(data.partition(b"\n")[0].count(mark.encode()) + 1)]
    try:
        table = pc.read_csv(
            pa.BufferReader(data),
            pc.ReadOptions(column_names=names),
            pc.ParseOptions(delimiter=mark, quote_char=False, ignore_empty_lines=False),
            pc.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()),
                null_values=[],
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        # rows of different lengths
        return None
    return table.columns


def _records(path: Path, text: str, mark: str) -> tuple[list[pa.Array], np.ndarray]:
    """Return columns and the line on which each record starts."""
    rows, lines, line = [], [], 1
    records = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for row in records:
            if row:
                rows.append(row)
                lines.append(line)
            line = records.line_num + 1
    except csv.Error as cause:
        raise GeoError(
            'The row that starts on line {line} of "{path}" cannot be split into fields: {cause}. '
            'A field in quotation marks ends with one, and one inside it is written twice (""). '
            "Mend that line, or say with `--delimiter` what separates the fields.",
            path=path,
            line=line,
            cause=visible(cause),
        ) from cause
    refuse_too_large(path, len(rows), max(map(len, rows), default=0))
    columns = zip_longest(*rows, fillvalue="")
    return [pa.array(column, pa.large_string()) for column in columns], np.array(lines, "int64")
