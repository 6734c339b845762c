"""A list and its notes as files: where they may stand, how they appear, and which day they bear."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from export.csv import scores_csv, shortlist_csv, table_csv
from export.notes import Finding, notes
from export.parquet import table_parquet
from export.stability import stability_finding, stability_table
from geo.areas import Areas
from geo.errors import ExportError
from geo.files import replace_together, replace_when_written
from geo.layers.report import MatchReport
from geo.version import VERSION
from scoring.choose import Shortlist
from scoring.scenario import Scenario
from scoring.scores import Scores
from scoring.uncertainty import Stability

TABLE_ENDINGS = (".parquet", ".csv")


def check_place(out: Path, endings: Sequence[str] = (".csv",)) -> None:
    """Refuse a place where no list can be written, before any work is done for it.

    Parameters
    ----------
    endings
        Those that name a form in which it can be written.

    Raises
    ------
    ExportError
        If the name has another ending, or its folder does not exist.
    """
    if out.suffix.lower() not in endings:
        raise ExportError(
            '"{out}" ends in "{ending}". Lists are written as {known}: name the file so.',
            out=out,
            ending=out.suffix,
            known=" or ".join(endings),
        )
    try:
        there = out.parent.is_dir()
    except OSError as cause:
        raise _unwritable(out, cause) from cause
    # a folder that is not there is more often a slip of the pen than a wish
    if not there:
        raise ExportError(
            'There is no folder "{folder}" to write "{name}" to. '
            "Make the folder first, or name another.",
            folder=out.parent,
            name=out.name,
        )


def write_list(
    out: Path, areas: Areas, scores: Scores, shortlist: Shortlist | None, scenario: Scenario
) -> tuple[Path, Path]:
    """Write a list as CSV and, beside it, its notes; neither appears unless both can be written.

    Parameters
    ----------
    out
        Where the list goes, a place that `check_place` admits.
    areas, scores, shortlist, scenario
        What the list was made from; without a shortlist it is the ranking of all areas.

    Returns
    -------
    tuple of Path
        The list and its notes, whose name ends in ``.notes.toml`` where the list's has ``.csv``.

    Raises
    ------
    ExportError
        If one of the two cannot be written, or `day_of_making` knows no day. Both are then what
        they were.
    """
    if shortlist is None:
        content = scores_csv(areas, scores)
    else:
        content = shortlist_csv(
            areas, scores, shortlist.codes, beneficiaries=shortlist.beneficiaries
        )
    made = notes(areas, scores, shortlist, scenario, version=VERSION, made_on=day_of_making())
    return _written(out, content, made)


def write_stability(
    out: Path, areas: Areas, scores: Scores, stability: Stability, scenario: Scenario
) -> tuple[Path, Path]:
    """Write how sure each area's rank and place are, as `write_finding` does."""
    table = stability_table(areas, scores, stability)
    return write_finding(out, table, stability_finding(stability), areas, scores, scenario)


def write_finding(
    out: Path,
    table: pd.DataFrame,
    finding: Finding,
    areas: Areas,
    scores: Scores,
    scenario: Scenario,
) -> tuple[Path, Path]:
    """Write a table that is neither a list nor a ranking, and its notes; neither without the other.

    Parameters
    ----------
    out
        Where it goes, a place that `check_place` admits with `TABLE_ENDINGS`: CSV in the form of
        `export.csv.shortlist_csv`, with yes and no for what is true or not, or Parquet, which
        holds the notes as well, under ``phuenthi_notes``.
    table
        Its index is not written.
    finding
        What the notes say of it.
    areas, scores, scenario
        What it was made from.

    Returns
    -------
    tuple of Path
        The file and its notes.

    Raises
    ------
    ExportError
        If one of the two cannot be written, or `day_of_making` knows no day. Both are then what
        they were.
    """
    made = notes(
        areas, scores, None, scenario,
        version=VERSION, made_on=day_of_making(), finding=finding, ending=out.suffix,
    )  # fmt: skip
    if out.suffix.lower() == ".csv":
        said = {
            str(name): table[name].map({True: "yes", False: "no"})
            for name in table.select_dtypes("bool")
        }
        content = table_csv(table.assign(**said))
    else:
        content = table_parquet(table, made)
    return _written(out, content, made)


def _written(out: Path, content: bytes, made: str) -> tuple[Path, Path]:
    """Write a table and its notes; neither appears unless both can be written."""
    companion = out.with_suffix(".notes.toml")
    try:
        with replace_together(out, companion) as (listed, noted):
            listed.write_bytes(content)
            noted.write_text(made, encoding="utf-8", newline="\n")
    except OSError as cause:
        raise _unwritable(out, cause) from cause
    return out, companion


def write_match_report(out: Path, report: MatchReport) -> None:
    """Write what became of every row of a user's table, one line a row.

    Parameters
    ----------
    out
        Where it goes, a place that `check_place` admits.
    report
        Its ``rows`` are the columns of the file.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    write_table(out, report.rows)


def write_table(out: Path, frame: pd.DataFrame) -> None:
    """Write any table, without its index, in the form of `export.csv.shortlist_csv`.

    Parameters
    ----------
    out
        Where it goes, a place that `check_place` admits.
    frame
        The table.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    try:
        with replace_when_written(out) as unfinished:
            unfinished.write_bytes(table_csv(frame))
    except OSError as cause:
        raise _unwritable(out, cause) from cause


def day_of_making() -> str:
    """Return today, or the day that ``SOURCE_DATE_EPOCH`` names where a list is made again.

    Returns
    -------
    str
        The date in ISO 8601, Common Era; of the machine's time zone, or of UTC for the epoch
        (https://reproducible-builds.org/specs/source-date-epoch/).

    Raises
    ------
    ExportError
        If ``SOURCE_DATE_EPOCH`` is no number of seconds that a date can be made of.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now().astimezone().date().isoformat()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as cause:
        raise ExportError(
            'SOURCE_DATE_EPOCH is "{epoch}". It must be a whole number of seconds since 1970, '
            "up to the year 9999; without it the notes bear today's date.",
            epoch=epoch,
        ) from cause


def _unwritable(out: Path, cause: OSError) -> ExportError:
    return ExportError(
        '"{out}" cannot be written: {cause}. Name another place.', out=out, cause=cause
    )
