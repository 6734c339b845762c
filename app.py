"""The dashboard: page list, language, theme; nothing else."""

import streamlit as st

from ui.frame import begin, language


def main() -> None:
    """Run the page that the address names, in the language that the address names."""
    title = language().text("Where should the first 50 be?")
    page = st.navigation(
        [st.Page("pages/overview.py", title=title, default=True)], position="hidden"
    )
    begin(page.title)
    page.run()


main()
