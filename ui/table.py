"""The list as a table with the same rows as the map's markers."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui.engine import Result
from ui.language import Language
from ui.sentences import reason
from ui.words import REGION, TRACK


def list_table(result: Result, language: Language) -> pd.DataFrame:
    """Return the chosen areas for people: one row each, in order of rank, indexed by code."""
    _ = language.text
    codes = list(result.shortlist.codes)
    rows = result.areas.table.loc[codes]
    scores = result.scores
    columns = {
        _("No."): range(1, len(codes) + 1),
        _("Tambon"): rows[f"name_{language.code}"],
        _("District"): rows[f"district_{language.code}"],
        _("Province"): rows[f"province_{language.code}"],
        _("Region"): rows["region"].map(lambda r: _(REGION[r])),
        _("Track"): rows["track"].map(lambda t: _(TRACK[t])),
        _("People"): rows["population"],
        _("Score"): scores.score[codes],
        **{
            language.pick(pillar, "title"): scores.pillars.loc[codes, pillar.id]
            for pillar in result.scenario.pillars
        },
        _("Why"): [reason(result.reasons[code], result, language) for code in codes],
    }
    return pd.DataFrame(columns, index=rows.index)


def column_settings(result: Result, language: Language) -> dict[str, object]:
    """Return how Streamlit should show each column of `list_table`."""
    _ = language.text
    points = {
        language.pick(pillar, "title"): st.column_config.NumberColumn(format="%.1f")
        for pillar in result.scenario.pillars
    }
    return {
        _("No."): st.column_config.NumberColumn(width=50),
        _("People"): st.column_config.NumberColumn(format="localized"),
        _("Score"): st.column_config.NumberColumn(format="%.1f"),
        **points,
        _("Why"): st.column_config.TextColumn(width="large"),
    }
