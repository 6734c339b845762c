"""Six-digit area codes in files from outside."""

from collections.abc import Collection, Iterable

import pandas as pd

CODE = "[1-9][0-9]{5}"
"""What an area code looks like."""

_NAMED = 5


def normalised(codes: pd.Series, prefix: str = "") -> pd.Series:
    """Return codes as text without blanks round them and without a prefix such as ``TH``."""
    return codes.astype("str").fillna("").str.strip().str.removeprefix(prefix)


def named(items: Iterable[str]) -> str:
    """Return the first few codes or findings for a message, and how many there are beyond."""
    listed = list(items)
    more = f" and {len(listed) - _NAMED:,} more" if len(listed) > _NAMED else ""
    return ", ".join(listed[:_NAMED]) + more


def code_problems(codes: pd.Series, known: Collection[str] | None = None) -> list[str]:
    """Return what is wrong with a file's codes, in words; nothing if all is well.

    Parameters
    ----------
    codes
        As `normalised` returns them.
    known
        Codes that may occur, where others are a problem.
    """
    found = []
    odd = codes[~codes.str.fullmatch(CODE)]
    if len(odd):
        found.append(f"codes that are not six digits: {named(odd)}")
    twice = codes[codes.duplicated()].drop_duplicates()
    if len(twice):
        found.append(f"codes that stand twice: {named(twice)}")
    if known is not None:
        unknown = codes[~codes.isin([*known, *odd])].drop_duplicates()
        if len(unknown):
            found.append(f"codes that are not in force: {named(unknown)}")
    return found
