"""What every page begins with: the page's settings, its style and the language switch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from geo.errors import PhuenthiError
from ui.address import keep, seed
from ui.language import LANGUAGES, THAI, Language
from ui.map_files import publish_fonts
from ui.markdown import plain

_STYLE = Path(__file__).with_name("style.css")
_ICON = Path(__file__).with_name("icon.png")
_SWITCH = {"th": "ไทย", "en": "EN"}


def begin(title: str) -> None:
    """Set up the page: wide, with the house's style and fonts."""
    st.set_page_config(page_title=f"{title} · พื้นที่ Phuenthi", page_icon=_ICON, layout="wide")
    st.html(_STYLE)
    with errors_in_words(language()):
        publish_fonts()


def language() -> Language:
    """Return the language in force: the switch's, else the address's, else Thai."""
    seed("lang", "lang", list(LANGUAGES), THAI.code)
    return LANGUAGES[st.session_state["lang"]]


def language_switch() -> None:
    """Draw the language switch."""
    st.segmented_control(
        "ภาษา · Language",
        options=list(_SWITCH),
        format_func=_SWITCH.__getitem__,
        required=True,
        key="lang",
        on_change=keep,
        args=("lang", "lang"),
        label_visibility="collapsed",
    )


@contextmanager
def errors_in_words(language: Language) -> Iterator[None]:
    """Show a user's error as one message in place of the rest of the page."""
    try:
        yield
    except PhuenthiError as error:
        st.error(language.text(error.message, **_quoted(error.details)))
        st.stop()


def warn_in_words(errors: Iterable[PhuenthiError], language: Language) -> None:
    """Show what is amiss and yet leaves the page whole, one message each."""
    for error in errors:
        st.warning(language.text(error.message, **_quoted(error.details)))


def _quoted(details: Mapping[str, object]) -> dict[str, object]:
    """Return an error's details for Markdown: what a file says is no markup."""
    return {
        name: value if isinstance(value, int | float) else plain(value)
        for name, value in details.items()
    }
