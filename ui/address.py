"""What is chosen on a page, kept in its address so that a link reopens the same view."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def seed(key: str, options: Sequence[str], default: str) -> None:
    """Give the widget ``key`` what the address says, or the default where that is no option."""
    if st.session_state.get(key) not in options:
        given = st.query_params.get(key)
        st.session_state[key] = given if given in options else default


def keep(key: str) -> None:
    """Write the widget's choice to the address; to be called when it changes."""
    st.query_params[key] = st.session_state[key]
