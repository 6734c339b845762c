"""Two languages: texts through gettext, and numbers and dates as people write them."""

from __future__ import annotations

import gettext
import io
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

Code = Literal["th", "en"]
LOCALE = Path(__file__).resolve().parent.parent / "locale"
_BUDDHIST_ERA = 543
_PERIOD = re.compile(r"(?P<y>(?:19|20)\d\d)(?:-(?P<m>\d\d)(?:-(?P<d>\d\d))?|Q(?P<q>[1-4]))?")


@dataclass(frozen=True)
class Language:
    """One of the two languages, Thai or English.

    Source texts are English and double as keys; `locale/th` holds the Thai.
    """

    code: Code

    def text(self, message: str, **details: object) -> str:
        """Return the text in this language with its ``{named}`` gaps filled."""
        translated = _translations(self.code).gettext(message)
        return translated.format(**details) if details else translated

    def pick(self, entry: object, name: str) -> str:
        """Return ``entry``'s text called ``name`` in this language: ``name_th`` or ``name_en``.

        ``entry`` is an object with attributes or something with keys, such as a row.
        """
        key = f"{name}_{self.code}"
        return str(getattr(entry, key) if hasattr(entry, key) else entry[key])

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number with thousands separators; a dash where it is missing."""
        if value != value:
            return "–"
        places = "." + "0" * decimals if decimals else ""
        text = format_decimal(value, format=f"#,##0{places};-#,##0{places}", locale=self.code)
        # what rounds to nothing has no sign
        return text if text.strip("-0.,") else text.removeprefix("-")

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share (0–1) as a percentage, with a space before the sign."""
        return f"{self.number(share * 100, decimals)} %"

    def period(self, period: str) -> str:
        """Return a period of the catalogue as people write it: Buddhist era in Thai.

        Days (``2021-12-31``), months (``2024-09``), quarters (``2025Q3``) and years may stand
        alone or in a chain such as ``2011–2021`` or ``2025Q3+2026Q1``.
        """
        return _PERIOD.sub(lambda found: self._moment(found), period).replace("+", " + ")

    def _moment(self, found: re.Match[str]) -> str:
        year, month, day, quarter = (found[g] and int(found[g]) for g in ("y", "m", "d", "q"))
        shown = str(year + _BUDDHIST_ERA if self.code == "th" else year)
        if quarter:
            return f"ไตรมาส {quarter}/{shown}" if self.code == "th" else f"{shown} Q{quarter}"
        if month:
            pattern = "d MMM" if day else "MMM"
            return f"{format_date(date(year, month, day or 1), pattern, locale=self.code)} {shown}"
        return shown


THAI = Language("th")
ENGLISH = Language("en")
LANGUAGES = {language.code: language for language in (THAI, ENGLISH)}


@cache
def _translations(code: Code) -> gettext.NullTranslations:
    path = LOCALE / code / "LC_MESSAGES" / "phuenthi.po"
    with path.open("rb") as file:
        messages = read_po(file, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
