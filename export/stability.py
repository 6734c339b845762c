"""How sure each area's rank and place are, as a table."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from export.csv import place_columns
from geo.areas import Areas
from scoring.scores import Scores
from scoring.uncertainty import Stability

_NOTES = b"phuenthi_notes"


def stability_table(areas: Areas, scores: Scores, stability: Stability) -> pd.DataFrame:
    """Return one row for each area, in order of code.

    Returns
    -------
    pandas.DataFrame
        The columns that say which area it is, as in a list, then ``score``, ``rank`` as stated,
        ``rank_low``, ``rank_median`` and ``rank_high`` (5, 50 and 95 % of the draws), ``p_top`` and
        ``p_chosen`` (0-1, of being among the highest scores, and on the best list under the rules),
        ``chosen`` (on the stated list) and ``standing``. Unknown is missing.
    """
    own = stability.areas
    frame = place_columns(areas).assign(score=scores.score)
    frame["rank"] = own["rank"]
    for name in ("rank_low", "rank_median", "rank_high"):
        # with very many areas it can be the middle of a few ranks
        whole = bool((own[name].dropna() % 1 == 0).all())
        frame[name] = own[name].astype("Int64") if whole else own[name]
    return frame.assign(**own[["p_top", "p_chosen", "chosen", "standing"]])


def table_parquet(frame: pd.DataFrame, made: str) -> bytes:
    """Return a table as Parquet, without its index, with its notes among the metadata."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), _NOTES: made.encode()})
    content = io.BytesIO()
    pq.write_table(table, content, compression="zstd")
    return content.getvalue()
