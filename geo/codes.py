"""Six-digit area codes in files from outside."""

from collections.abc import Collection, Iterable

import pandas as pd

from geo.errors import visible

CODE = "[1-9][0-9]{5}"
"""What an area code looks like."""

_NAMED = 5


def normalised(codes: pd.Series, prefix: str = "") -> pd.Series:
    """Return codes as text without blanks round them and without a prefix such as ``TH``."""
    return codes.astype("str").fillna("").str.strip().str.removeprefix(prefix)


def named(items: Iterable[str]) -> str:
    """Return the first few codes or findings for a message, and how many there are beyond."""
    listed = [visible(item) for item in items]
    more = f" and {len(listed) - _NAMED:,} more" if len(listed) > _NAMED else ""
    return ", ".join(listed[:_NAMED]) + more


def code_problems(
    codes: pd.Series, in_force: Collection[str] | None = None, unknown_codes: int = 0
) -> list[str]:
    """Return what is wrong with a file's codes, in words; nothing if all is well.

    Parameters
    ----------
    codes
        As `normalised` returns them.
    in_force
        Codes of today, where too many others are a problem.
    unknown_codes
        How many others belong into the file.
    """
    found = []
    odd = codes[~codes.str.fullmatch(CODE)]
    if len(odd):
        found.append(f"codes that are not six digits: {named(odd)}")
    twice = codes[codes.duplicated()].drop_duplicates()
    if len(twice):
        found.append(f"codes that stand twice: {named(twice)}")
    if in_force is not None:
        unknown = codes[~codes.isin([*in_force, *odd])].drop_duplicates()
        if len(unknown) > unknown_codes:
            expected = f"{unknown_codes:,} such" if unknown_codes else "none"
            found.append(
                f"{len(unknown):,} codes that are not in force, where {expected} belong: "
                f"{named(unknown)}"
            )
    return found
