"""Lists as CSV that opens right in a spreadsheet and in pandas.

``docs/decisions/csv-for-the-office.md`` says why the file looks as it does.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from export.figures import rounded
from geo.areas import Areas, Indicator
from geo.errors import ExportError
from scoring.scores import Scores

_FROM_TABLE = {
    "area_th": "name_th", "area_en": "name_en",
    "district_th": "district_th", "district_en": "district_en",
    "province_code": "province_code", "province_th": "province_th", "province_en": "province_en",
    "region": "region", "track": "track", "population": "population",
}  # fmt: skip

_DECIMALS = 9
"""Of points; what is less is how floats are rounded, which differs from machine to machine."""

# what a spreadsheet takes for the start of a formula, or skips on its way to one (OWASP, CSV
# Injection); the wide forms are read as their narrow twins under some East Asian settings
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def shortlist_csv(
    areas: Areas,
    scores: Scores,
    codes: Sequence[str],
    names: Callable[[str], str] | None = None,
    beneficiaries: Mapping[str, int] | None = None,
) -> bytes:
    """Return the chosen areas as CSV, in order of rank and then of code.

    Parameters
    ----------
    areas, scores
        The areas and their scores.
    codes
        The chosen areas.
    names
        Gives for each machine name what to print: the header for a column's name, and the word for
        a cell of ``region``, ``track`` and the ``<id>_level`` columns (``north``, ``urban``,
        ``province`` …). Without it the machine names stand.
    beneficiaries
        How many people are trained in each chosen area; None where nobody has said.

    Returns
    -------
    bytes
        UTF-8 with byte-order mark, fields by commas, lines by CR LF, text in quotes and numbers
        bare, with a point and `export.figures.SIGNIFICANT_DIGITS` digits; an unknown figure is an
        empty field.
        The columns are ``area_code, area_th, area_en, district_th, district_en, province_code,
        province_th, province_en, region, track, population, score, rank, dense_rank, imputed``
        (the share of the weight that rests on filled-in figures, 0-1), then ``pillar_<id>``
        (0-100), then for each indicator of the scenario ``<id>`` as published, ``<id>_level``, the
        kind of unit for which it was, empty where the figure is, and ``contribution_<id>``, the
        points that it adds. After ``population`` comes ``beneficiaries``, where they are given.
        Contributions sum to the score, as far as digits are printed; where the score is
        no plain sum, together with ``base_score``, the score of an area that is average in all.

    Raises
    ------
    ExportError
        If a code is unknown or stands twice, or if two columns would get the same header.
    """
    unknown = [code for code in codes if code not in areas.codes]
    if unknown:
        raise ExportError(
            "The list names areas that do not exist: {codes}. Use codes of the table of areas.",
            codes=", ".join(unknown[:5]),
        )
    twice = [code for code, n in Counter(codes).items() if n > 1]
    if twice:
        raise ExportError(
            "The list names areas more than once: {codes}. Name each once.",
            codes=", ".join(twice[:5]),
        )
    frame = _columns(areas, scores).loc[list(codes)]
    if beneficiaries is not None:
        trained = [beneficiaries[code] for code in codes]
        frame.insert(list(frame).index("population") + 1, "beneficiaries", trained)
    return table_csv(_in_words(frame.sort_values(["rank", "area_code"]), scores, names), names)


def scores_csv(areas: Areas, scores: Scores, names: Callable[[str], str] | None = None) -> bytes:
    """Return all areas as CSV, in order of code; columns and form are those of `shortlist_csv`.

    After ``imputed`` comes ``reason``: why an area has no score, a word of
    `scoring.screen.REASONS`.

    Raises
    ------
    ExportError
        If two columns would get the same header.
    """
    frame = _columns(areas, scores)
    frame.insert(list(frame).index("imputed") + 1, "reason", scores.reason)
    return table_csv(_in_words(frame, scores, names), names)


def place_columns(areas: Areas) -> pd.DataFrame:
    """Return the columns that say which area a row is about, on the areas' index without name."""
    table = areas.table
    columns: dict[str, object] = {"area_code": areas.codes}
    columns |= {name: table[source] for name, source in _FROM_TABLE.items()}
    return pd.DataFrame(columns, index=areas.codes.rename(None))


def _columns(areas: Areas, scores: Scores) -> pd.DataFrame:
    columns: dict[str, object] = dict(place_columns(areas))
    columns |= {"score": scores.score, "rank": scores.rank, "dense_rank": scores.dense_rank}
    columns["imputed"] = scores.imputed
    columns |= {f"pillar_{id}": scores.pillars[id].round(_DECIMALS) for id in scores.pillars}
    for id in map(str, scores.normalised):
        columns[id] = areas.values[id]
        columns[_level_of(id)] = level_column(areas.values[id], areas.indicator(id))
        columns[f"contribution_{id}"] = scores.contributions[id].round(_DECIMALS)
    if not scores.additive:
        columns["base_score"] = scores.base.round(_DECIMALS)
    return pd.DataFrame(columns, index=areas.codes.rename(None))


def level_column(figures: pd.Series[float], indicator: Indicator) -> NDArray[np.str_]:
    """Return for each figure the kind of unit for which it was; empty where there is none."""
    return np.where(figures.notna(), indicator.level, "")


def _level_of(id: object) -> str:
    return f"{id}_level"


def _in_words(
    frame: pd.DataFrame, scores: Scores, names: Callable[[str], str] | None
) -> pd.DataFrame:
    """Return the table with the machine words in its cells as the reader calls them."""
    if names is None:
        return frame
    translated = ["region", "track", *(_level_of(id) for id in scores.normalised)]
    translated += ["reason"] if "reason" in frame else []
    found = {word for column in translated for word in frame[column].unique()}
    words = {word: names(word) if word else "" for word in sorted(found)}
    return frame.assign(**{column: frame[column].map(words) for column in translated})


def table_csv(frame: pd.DataFrame, names: Callable[[str], str] | None = None) -> bytes:
    """Return any table in the form of `shortlist_csv`, without its index.

    Raises
    ------
    ExportError
        If two columns would get the same header.
    """
    written = pd.DataFrame(index=frame.index)
    for name in map(str, frame):
        column = frame[name]
        if pd.api.types.is_float_dtype(column.dtype):
            written[name] = [rounded(value) for value in column]
        elif pd.api.types.is_numeric_dtype(column.dtype):
            written[name] = column
        else:
            written[name] = [_harmless(text) for text in column]
    headers = [_harmless(names(name) if names else name) for name in map(str, written)]
    same = [header for header, n in Counter(headers).items() if n > 1]
    if same:
        raise ExportError(
            'Several columns would be headed "{headers}". Give each column a name of its own.',
            headers='", "'.join(same),
        )
    text = written.set_axis(headers, axis="columns").to_csv(
        index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n"
    )
    return text.encode("utf-8-sig")


def _harmless(value: object) -> str:
    """Return the text with an apostrophe before it if a spreadsheet could take it for a formula."""
    text = value if isinstance(value, str) else ""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
