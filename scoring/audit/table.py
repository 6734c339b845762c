"""An audit as a table for a file and as plain data for JSON."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pandas as pd

from scoring.audit.audit import Audit

_FAR = 2.0
"""Times its stated share from which on an influence is far from it."""


def audit_table(audit: Audit) -> pd.DataFrame:
    """Return one row an indicator, in the order of the pillars.

    Returns
    -------
    pandas.DataFrame
        Indexed by the indicator's id (``indicator``), with its ``pillar``, its ``stated`` share,
        its ``weight`` and its ``influence`` (0 to 1; see `Audit`), its correlations ``with_pillar``
        and ``with_score`` (Pearson), and ``remarks``: words with spaces between, or an empty text.
        The words are ``absent``, ``constant``, ``redundant``, ``against_indicator``,
        ``against_pillar``, ``against_score``, ``silent``, and ``below_stated`` or ``above_stated``
        where the influence is less than half or more than double; of a pair, both have the word.
    """
    rows = [
        {
            "indicator": id,
            "pillar": pillar,
            "stated": audit.influence.at[id, "stated"],
            "weight": audit.influence.at[id, "weight"],
            "influence": audit.influence.at[id, "influence"],
            "with_pillar": audit.with_pillars.at[id, pillar],
            "with_score": audit.with_score.at[id, "pearson"],
            "remarks": " ".join(_remarks(audit, id)),
        }
        for pillar, members in audit.pillars.items()
        for id in members
    ]
    return pd.DataFrame(rows).set_index("indicator")


def audit_json(audit: Audit) -> dict[str, Any]:
    """Return everything fit for JSON, by the names of the fields: None for NaN.

    Tables are objects of rows, which are objects of columns; what goes by component is a list, the
    first component first.
    """
    loadings = audit.loadings.to_numpy()
    fields: dict[str, Any] = {
        **{field.name: getattr(audit, field.name) for field in dataclasses.fields(audit)},
        "eigenvalues": audit.eigenvalues.tolist(),
        "explained": audit.explained.tolist(),
        "loadings": {
            id: row.tolist() for id, row in zip(audit.loadings.index, loadings, strict=True)
        },
        "redundant": [dataclasses.asdict(pair) for pair in audit.redundant],
        "contrary": [dataclasses.asdict(finding) for finding in audit.contrary],
    }
    return {name: _plain(value) for name, value in fields.items()}


def _remarks(audit: Audit, id: str) -> list[str]:
    against = {
        finding.kind
        for finding in audit.contrary
        if id == finding.indicator or (finding.kind == "indicator" and id == finding.against)
    }
    ratio = dict(audit.influence["ratio"].items())[id]
    words = {
        "absent": id in audit.absent,
        "constant": id in audit.constant,
        "redundant": any(id in (pair.first, pair.second) for pair in audit.redundant),
        "against_indicator": "indicator" in against,
        "against_pillar": "pillar" in against,
        "against_score": "score" in against,
        "silent": id in audit.silent,
        "below_stated": ratio < 1 / _FAR,
        "above_stated": ratio > _FAR,
    }
    return [word for word, holds in words.items() if holds]


def _plain(value: Any) -> Any:
    if isinstance(value, pd.DataFrame):
        return _plain(value.to_dict(orient="index"))
    if isinstance(value, pd.Series):
        return _plain(value.to_dict())
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return None if math.isnan(value) else float(value)
    return value
