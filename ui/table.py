"""The list as a table with the same rows as the map's markers."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui.engine import Result
from ui.language import Language
from ui.sentences import reason
from ui.words import REGION, TRACK, points


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
        _people(result, language): rows["population"],
        _("Score"): scores.score[codes],
        _("Why"): [reason(result.reasons[code], result, language) for code in codes],
        **{
            language.pick(pillar, "title"): scores.pillars.loc[codes, pillar.id]
            for pillar in result.scenario.pillars
        },
    }
    return pd.DataFrame(columns, index=rows.index)


def column_settings(result: Result, language: Language) -> dict[str, object]:
    """Return how Streamlit should show each column of `list_table`."""
    _ = language.text
    of_pillars = {
        language.pick(pillar, "title"): st.column_config.NumberColumn(
            format="%.1f", help=points(pillar, language)
        )
        for pillar in result.scenario.pillars
    }
    return {
        _("No."): st.column_config.NumberColumn(width=50),
        _("Tambon"): st.column_config.TextColumn(width=130),
        _("District"): st.column_config.TextColumn(width=130),
        _("Province"): st.column_config.TextColumn(width=130),
        _people(result, language): st.column_config.NumberColumn(format="localized"),
        _("Score"): st.column_config.NumberColumn(format="%.1f"),
        **of_pillars,
        _("Why"): st.column_config.TextColumn(width="large"),
    }


def _people(result: Result, language: Language) -> str:
    estimated = (result.areas.table["population_basis"] != "registered").any()
    return language.text("People (estimate)") if estimated else language.text("People")
