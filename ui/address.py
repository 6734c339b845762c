"""What is chosen on a page, kept in its address so that a link reopens the same view."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def seed(key: str, name: str, options: Sequence[str], default: str) -> None:
    """Give the widget ``key`` what the address has under ``name``, or else the default."""
    if st.session_state.get(key) not in options:
        given = st.query_params.get(name)
        st.session_state[key] = given if given in options else default


def keep(key: str, name: str) -> None:
    """Write the widget's choice to the address; to be called when it changes."""
    st.query_params[name] = st.session_state[key]
