"""Where should the first 50 be? The list on the map, in words and as a table."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from export.csv import shortlist_csv
from export.notes import notes
from geo.version import VERSION
from ui.address import keep, seed
from ui.classes import classify
from ui.engine import Result, layers_left_out, result
from ui.frame import errors_in_words, language_switch, warn_in_words
from ui.frame import language as language_in_force
from ui.language import Language
from ui.layers import layer, layer_ids, layer_title
from ui.legend import legend_html
from ui.map import Marker, clicked_code, draw_map
from ui.markdown import plain
from ui.profile import figures_html, profile_html
from ui.rules import rules
from ui.sentences import bases, certainty, people_of, proof
from ui.table import column_settings, list_table
from ui.words import csv_names


def show() -> None:
    """Draw the page."""
    language = language_in_force()
    title, switch = st.columns([5, 1], vertical_alignment="center")
    title.title(language.text("Where should the first 50 be?"), anchor=False)
    with switch:
        language_switch()
    with errors_in_words(language):
        found = result()
        left_out = layers_left_out()
    warn_in_words(left_out, language)
    selected = _selected(found)
    left, right = st.columns([2, 1], gap="large")
    with right:
        _headline(found, language)
        shown = _layer_choice(found, language)
        if selected is None:
            st.caption(language.text("Click an area on the map or a row of the table to see it."))
        else:
            st.html(profile_html(selected, found, language))
            with st.expander(language.text("The figures behind the score")):
                st.html(figures_html(selected, found, language))
            st.button(language.text("Back to the whole country"), on_click=_whole_country)
    with left:
        _map(found, shown, selected, language)
    _table(found, selected, language)


def _headline(found: Result, language: Language) -> None:
    _ = language.text
    rows = found.areas.table.loc[list(found.shortlist.codes)]
    urban = int((rows["track"] == "urban").sum())
    figures = [
        (language.number(len(rows)), _("areas")),
        (language.number(rows["population"].sum()), people_of(found, language)),
        (language.number(rows["province_code"].nunique()), _("provinces of 77")),
        (language.number(rows["region"].nunique()), _("regions of 6")),
        (f"{urban} / {len(rows) - urban}", _("urban / rural")),
    ]
    cells = "".join(
        f"<div><dt>{escape(text)}</dt><dd>{escape(figure)}</dd></div>" for figure, text in figures
    )
    st.html(f'<dl class="figures">{cells}</dl>')
    st.markdown(proof(found, language))
    st.markdown(certainty(found, language))
    with st.expander(_("The rules, and how the list stands to them")):
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in rules(found, language)))


def _layer_choice(found: Result, language: Language) -> str:
    ids = layer_ids(found)
    # a widget of its own a language: one that stays shows its choice in the language before
    key = f"layer_{language.code}"
    seed(key, "layer", ids, ids[0])
    return st.selectbox(
        language.text("Colours on the map show"),
        ids,
        format_func=lambda id: layer_title(id, found, language),
        key=key,
        on_change=keep,
        args=(key, "layer"),
    )


def _map(found: Result, shown: str, selected: str | None, language: Language) -> None:
    _ = language.text
    figure = layer(shown, found, language)
    classes = classify(figure.values, dark_is_high=figure.dark_is_high)
    markers = [Marker(code, n) for n, code in enumerate(found.shortlist.codes, start=1)]
    with st.container(key="map"):
        warnings = bases(found, language)
        if found.areas.approximate:
            with st.container(key="map_notice"):
                st.html(f'<div class="notice">{escape(warnings.pop(0))}</div>')
        draw_map(
            found.areas,
            found.map_folder,
            classes,
            markers,
            selected,
            language,
            outlined=not figure.by_province,
            key="map_clicks",
            alt=_(
                "Map of Thailand: {title} in {count} areas, with the {chosen} chosen areas as "
                "numbered discs. The table below says the same.",
                title=figure.title,
                count=language.number(len(found.areas)),
                chosen=len(markers),
            ),
            on_select=_map_clicked,
        )
        with st.container(key="map_legend"):
            st.html(legend_html(figure, classes, len(markers), language))
    if warnings:
        st.caption("  \n".join(plain(warning) for warning in warnings))


def _table(found: Result, selected: str | None, language: Language) -> None:
    _ = language.text
    codes = list(found.shortlist.codes)
    if "table" not in st.session_state and selected in codes:
        _mark_row(selected, codes)
    heading, listed, notes_beside = st.columns([4, 1, 1], vertical_alignment="bottom")
    heading.subheader(_("The {n} areas and why", n=len(codes)), anchor=False)
    today = date.today()
    name = f"phuenthi-{found.scenario.id}-{found.fingerprint[:8]}"
    listed.download_button(
        _("Download the list (CSV)"),
        # made on the click, not with every rerun
        lambda: shortlist_csv(
            found.areas,
            found.scores,
            codes,
            csv_names(found, language),
            found.shortlist.beneficiaries,
        ),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        type="primary",
        width="stretch",
    )
    notes_beside.download_button(
        _("Its notes"),
        lambda: notes(
            found.areas,
            found.scores,
            found.shortlist,
            found.scenario,
            version=VERSION,
            made_on=today.isoformat(),
        ),
        file_name=f"{name}.notes.toml",
        mime="text/plain",
        on_click="ignore",
        width="stretch",
    )
    st.dataframe(
        list_table(found, language),
        hide_index=True,
        column_config=column_settings(found, language),
        height=35 * 15 + 3,
        key="table",
        on_select=_row_clicked,
        selection_mode="single-row",
    )


def _selected(found: Result) -> str | None:
    """Return the selected area; the address carries it, so a link reopens it."""
    code = st.query_params.get("area")
    return code if code in found.areas.codes else None


def _select(code: str | None) -> None:
    if code is None:
        st.query_params.pop("area", None)
    else:
        st.query_params["area"] = code


def _mark_row(code: str | None, codes: list[str]) -> None:
    """Select the area's row in the table, or none where it is not on the list."""
    rows = [codes.index(code)] if code in codes else []
    st.session_state["table"] = {"selection": {"rows": rows, "columns": [], "cells": []}}


def _map_clicked() -> None:
    code = clicked_code(st.session_state["map_clicks"])
    _select(code)
    _mark_row(code, list(result().shortlist.codes))


def _row_clicked() -> None:
    rows = st.session_state["table"]["selection"]["rows"]
    _select(result().shortlist.codes[rows[0]] if rows else None)


def _whole_country() -> None:
    _select(None)
    _mark_row(None, [])


show()
