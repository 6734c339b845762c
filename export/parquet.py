"""Tables as Parquet."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

_NOTES = b"phuenthi_notes"


def table_parquet(frame: pd.DataFrame, made: str) -> bytes:
    """Return a table as Parquet, without its index, with its notes among the metadata."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), _NOTES: made.encode()})
    content = io.BytesIO()
    pq.write_table(table, content, compression="zstd")
    return content.getvalue()
