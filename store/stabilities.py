"""Stabilities that were worked out before, kept by what they were worked out from."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.areas import Areas
from geo.files import replace_when_written
from geo.paths import data_dir
from geo.version import VERSION
from scoring.fingerprint import fingerprint
from scoring.scenario import Scenario
from scoring.steps import Remark
from scoring.uncertainty import Stability
from scoring.uncertainty.leave_out import LeftOut

FORM = 2
"""To be raised when the same question gets another answer, or the file another form."""
_REST = b"phuenthi_stability"
_log = logging.getLogger("phuenthi")


def place(areas: Areas, scenario: Scenario, draws: int, lists: int, error: float) -> Path:
    """Return the file in which the answer to a question stands, or will stand.

    Its name holds the fingerprint of areas and scenario and all that was asked, so that an answer
    is never taken for that to another question. The folder can be deleted at any time.
    """
    asked = json.dumps([FORM, VERSION, fingerprint(areas, scenario), draws, lists, error])
    name = hashlib.sha256(asked.encode()).hexdigest()
    return data_dir() / "cache" / "uncertainty" / f"{name}.parquet"


def kept(path: Path) -> Stability | None:
    """Return the stability in a file; None if there is none, or none that can be read."""
    try:
        table = pq.read_table(path, page_checksum_verification=True)
        rest = json.loads((table.schema.metadata or {})[_REST])
        return _as_kept(table.to_pandas(), rest)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as cause:
        # it can be worked out again
        _log.debug("the stability in %s cannot be read: %s", path, cause)
        return None


def keep(path: Path, found: Stability) -> None:
    """Write a stability; the file gets its name only when it is whole.

    Where it cannot be written, as on a full disk, it is not kept, and the answer is as good.
    """
    table = pa.Table.from_pandas(found.areas)
    rest = json.dumps(_plain(found)).encode()
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), _REST: rest})
    try:
        with replace_when_written(path) as unfinished:
            pq.write_table(table, unfinished, compression="zstd", write_page_checksum=True)
    except OSError as cause:
        _log.debug("the stability cannot be kept in %s: %s", path, cause)


def _plain(found: Stability) -> dict[str, Any]:
    rest = {field.name: getattr(found, field.name) for field in fields(found)}
    del rest["areas"]
    rest["indices"] = {name: frame.to_dict("split") for name, frame in found.indices.items()}
    rest["left_out"] = [asdict(one) for one in found.left_out]
    rest["remarks"] = [
        {"message": remark.message, "details": {k: str(v) for k, v in remark.details.items()}}
        for remark in found.remarks
    ]
    return rest


def _as_kept(areas: pd.DataFrame, rest: dict[str, Any]) -> Stability:
    indices = {
        name: pd.DataFrame(
            frame["data"], index=pd.Index(frame["index"], name="source"), columns=frame["columns"]
        )
        for name, frame in rest["indices"].items()
    }
    left_out = tuple(
        LeftOut(**{name: _as_tuple(value) for name, value in one.items()})
        for one in rest["left_out"]
    )
    remarks = tuple(Remark(**remark) for remark in rest["remarks"])
    given = {name: _as_tuple(value) for name, value in rest.items()}
    return Stability(
        **{**given, "areas": areas, "indices": indices, "left_out": left_out, "remarks": remarks}
    )


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
