"""Names and titles in Markdown, as the text that they are."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: object) -> str:
    """Return Markdown that shows the text as it is, whatever it holds.

    Every character with which Markdown, formulas or Streamlit's colours can begin gets a backslash
    (CommonMark 0.31, section 2.4), and a line break becomes a blank. A bare address is still shown
    as a link to itself.
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(str(text).split()))
