"""What tests of a user's own layers have in common."""

import json
from pathlib import Path

from geo.official import official_areas

OFFICIAL = official_areas()
MEANING = (
    "--title-th", "ร้อยละคนจน", "--title-en", "Poor people", "--unit-th", "% ของคน",
    "--unit-en", "% of people", "--direction", "more_is_need", "--quantity", "rate",
    "--period", "2024", "--publisher-en", "Somebody", "--licence", "CC BY 4.0",
)  # fmt: skip
ADD = (*MEANING, "--id", "poor", "--column", "poor")
COUNT = tuple("count" if word == "rate" else word for word in MEANING)


def forty(folder: Path) -> Path:
    """Write a table of forty tambons: the first has 0 % poor people, the second 1 % …"""
    lines = [f"{code},{n}" for n, code in enumerate(OFFICIAL.index[:40])]
    return written(folder, "code,poor", *lines)


def without(*options: str) -> tuple[str, ...]:
    """Return what `add` needs without some options and what they say."""
    pairs = zip(ADD[::2], ADD[1::2], strict=True)
    return tuple(word for name, said in pairs if name not in options for word in (name, said))


def written(folder: Path, *lines: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
    """Write lines of text."""
    path = folder / name
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def strictly(text: str) -> object:
    """Read JSON as the standard has it: without NaN and Infinity."""

    def refuse(literal: str) -> None:
        raise AssertionError(f"{literal} is no JSON")

    return json.loads(text, parse_constant=refuse)


def kept(folder: Path) -> set[str]:
    """Return what lies in the data folder."""
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {"layers/.lock"}
