"""What people type into the cells of a table, read as text, as numbers and as years."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal, TypeVar
from unicodedata import category, normalize

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Decimal = Literal["point", "comma"]
Read = TypeVar("Read")

MISSING = frozenset(
    {"-", "--", "–", "—", ".", "..", "...", "…", "*", "n/a", "na", "n.a.", "#n/a", "nan", "null",
     "none", "nil", "ไม่มีข้อมูล", "ไม่ทราบ", "ไม่ระบุ", "ไม่มี"}
)  # fmt: skip
"""What stands in a cell that has no figure, in lower case."""

# a table of letters, so that wide ones become narrow and Thai digits ASCII in one pass
_NARROW = {wide: chr(wide - 0xFEE0) for wide in range(ord("！"), ord("～") + 1)}
_DIGITS = {ord(thai): str(n) for n, thai in enumerate("๐๑๒๓๔๕๖๗๘๙")}
_LETTERS = {**_NARROW, **_DIGITS}
# what NFC does not join: nikhahit and sara aa, which some keyboards write for sara am, with tone
# marks in any place, and two sara e for sara ae
_SARA_AM = re.compile("(?:\u0e4d([\u0e48-\u0e4b]*)\u0e32|\u0e33)([\u0e48-\u0e4b]*)")
_SARA_AE = "\u0e40\u0e40", "\u0e41"

_PLAIN = re.compile(r"[0-9]+|[0-9]*\.[0-9]+|[0-9]+\.|[0-9]+(?:\.[0-9]+)?e[+-]?[0-9]+")
_POINT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_COMMA = re.compile(
    r"[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"
    r"|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|[0-9]{4,},[0-9]+|0,[0-9]+"
)
_EITHER = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
# three digits behind one point may be thousands to somebody who writes decimal commas
_POINT_OR_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
# a space or an apostrophe between thousands leaves the decimal sign open
_GROUPED = re.compile(r"(?<=[0-9])[ '’](?=[0-9]{3}(?:[^0-9]|$))")
_PERCENT = re.compile(r"(?:%|ร้อยละ)?(.*?)(?:%|ร้อยละ|เปอร์เซ็นต์|per ?cent)?", re.I)
_PLUS = re.compile(r"^\+(?!-)")
_MINUS = str.maketrans(dict.fromkeys("−–‐‑﹣", "-"))


def cleaned(text: str) -> str:
    """Return a cell's text with ASCII digits, plain single spaces and nothing that can't be seen.

    Thai digits become ASCII ones, wide letters narrow ones, and the ways to type sara am and sara
    ae become one.
    """
    if not text.isprintable():
        # marks and controls, some of which word processors and web pages leave behind
        text = "".join(c for c in text if c.isspace() or category(c) not in ("Cc", "Cf"))
    if not text.isascii():
        text = normalize("NFC", text.translate(_LETTERS))
        text = _SARA_AM.sub("\\1\\2\u0e33", text).replace(*_SARA_AE)
        text = normalize("NFC", text)
    return " ".join(text.split())


def each(column: pd.Series[str], read: Callable[[str], Read]) -> list[Read]:
    """Return what ``read`` makes of every cell, called once for each text that occurs."""
    places, texts = pd.factorize(column.to_numpy(object))
    found = [read(text) for text in texts]
    return [found[place] for place in places]


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column read as numbers, and what had to be taken for granted to do so."""

    values: NDArray[np.float64]
    """One a row; NaN where the cell is empty, holds a mark for "no figure", or is no number."""
    odd: NDArray[np.bool_]
    """Rows whose cell is not empty, no such mark, and no number under this decimal sign; where
    ``both`` occur, under either."""
    infinite: NDArray[np.bool_]
    """Rows whose number is infinite."""
    marks: dict[str, int]
    """Mark for "no figure" → how many cells hold it."""
    decimal: Decimal
    open: bool
    """Whether ``decimal`` was neither given nor follows from the cells, and yet matters."""
    both: tuple[int, int] | None
    """A row that speaks for a decimal point and one that speaks for a comma, if there are both."""
    percent: int
    """How many cells carry a percent sign or word."""
    thai_digits: int
    """How many cells are written in Thai digits."""
    grouped: int
    """How many cells have a sign between thousands."""


def numbers(
    column: pd.Series[str],
    decimal: Decimal | None = None,
    missing: Collection[str] = (),
    zero: Collection[str] = (),
) -> Numbers:
    """Read a column of cells as numbers.

    Parameters
    ----------
    column
        Text, "" where empty.
    decimal
        The decimal sign; without it the cells decide: ``1.234,5`` and ``12,5`` speak for a comma,
        ``1,234.5`` and ``1,234,567`` for a point. Where all that stands there is like ``1,234``,
        it is taken as a thousand and more, which is how it is written in Thailand.
    missing
        Further marks for "no figure" beside `MISSING`.
    zero
        Marks that mean 0, even those of `MISSING`.
    """
    places, texts = pd.factorize(column.to_numpy(object))
    nil = {cleaned(mark).lower() for mark in zero}
    shown = ["0" if (text := cleaned(raw)).lower() in nil else text for raw in texts]
    nothing = MISSING | {cleaned(mark).lower() for mark in missing}
    unknown = [text.lower() in nothing for text in shown]
    bodies = [_body("" if mark else text) for text, mark in zip(shown, unknown, strict=True)]
    styles = [_style(body) for body, _ in bodies]
    first = {style: styles.index(style) for style in set(styles)}
    conflict = decimal is None and "point" in first and "comma" in first
    sign: Decimal = decimal or ("comma" if "comma" in first and not conflict else "point")

    counts = np.bincount(places, minlength=len(texts))
    values = np.full(len(texts), np.nan)
    odd = np.zeros(len(texts), bool)
    for n, (body, _) in enumerate(bodies):
        number = _number(body, styles[n], sign)
        if number is not None:
            values[n] = number
        elif shown[n] and not unknown[n]:
            # of two signs neither is known to be the wrong one
            odd[n] = not (conflict and styles[n] == "comma")
    infinite = np.isinf(values)
    values[infinite] = np.nan
    marks: Counter[str] = Counter()
    for text, mark, count in zip(shown, unknown, counts, strict=True):
        if mark:
            marks[text] += int(count)

    def many(flags: list[bool]) -> int:
        return int(counts[np.array(flags, bool)].sum())

    def row_of(style: str) -> int:
        return int(np.argmax(places == first[style]))

    return Numbers(
        values=values[places],
        odd=odd[places],
        infinite=infinite[places],
        marks=dict(marks),
        decimal=sign,
        open=decimal is None and "either" in first and not {"point", "comma"} & set(first),
        both=(row_of("point"), row_of("comma")) if conflict else None,
        percent=many([percent for _, percent in bodies]),
        thai_digits=many([any(ord(letter) in _DIGITS for letter in text) for text in texts]),
        grouped=many([_is_grouped(t, s, sign) for t, s in zip(shown, styles, strict=True)]),
    )


def _body(text: str) -> tuple[str, bool]:
    """Return a number's text without percent sign, spaces between thousands and typographic minus.

    The flag says whether there was a percent sign or word.
    """
    if _PLAIN.fullmatch(text):
        return text, False
    whole = _PERCENT.fullmatch(text)
    inner = whole[1] if whole else text
    body = _GROUPED.sub("", inner.strip().lower().translate(_MINUS))
    return _PLUS.sub("", body), inner != text


def _style(body: str) -> str:
    """Return which decimal sign a number's text speaks for.

    ``point`` and ``comma`` for one of them, ``either`` where its comma may be both, ``plain`` where
    it has none or only a point that nobody takes for more than that, ``none`` for no number.
    """
    digits = body.removeprefix("-")
    if _PLAIN.fullmatch(digits):
        return "point" if "." in digits and not _POINT_OR_THOUSANDS.fullmatch(digits) else "plain"
    if _POINT.fullmatch(digits):
        return "point"
    if _COMMA.fullmatch(digits):
        return "comma"
    return "either" if _EITHER.fullmatch(digits) else "none"


def _number(body: str, style: str, sign: Decimal) -> float | None:
    """Return a number, or None where the text is none under this decimal sign."""
    if style == "none":
        return float("inf") if body.removeprefix("-") in ("inf", "infinity", "∞") else None
    if sign == "comma":
        if style == "point":
            return None
        return float(body.replace(".", "").replace(",", "."))
    if style == "comma":
        return None
    return float(body.replace(",", ""))


def _is_grouped(text: str, style: str, sign: Decimal) -> bool:
    between = "," if sign == "point" else "."
    return style != "none" and (between in text or bool(_GROUPED.search(text)))


_YEAR = re.compile(
    r"(?:(?:พ\.?ศ\.?|ค\.?ศ\.?|ปี(?:งบประมาณ|การศึกษา)?|b\.?e\.?|c\.?e\.?|a\.?d\.?|year)\s*)*"
    r"([0-9]{4})(?:\.0*)?",
    re.I,
)
_BUDDHIST = range(2443, 2644)
_COMMON = range(1900, 2101)
BUDDHIST_ERA = 543
"""Years between the two eras: 2561 of the Buddhist era is 2018."""


def year(text: str) -> tuple[int, bool] | None:
    """Return the year of the Common Era that a cell names, and whether it named a Buddhist one.

    None if it names no year between 1900 and 2100 in either era.
    """
    found = _YEAR.fullmatch(cleaned(text))
    if not found:
        return None
    named = int(found[1])
    if named in _BUDDHIST:
        return named - BUDDHIST_ERA, True
    return (named, False) if named in _COMMON else None
