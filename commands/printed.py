"""Sentences and tables in lines that a terminal has room for."""

from __future__ import annotations

import textwrap

import pandas as pd
from rich.table import Column, Table

from commands.terminal import escaped
from commands.terminal import out as console
from geo.areas import Indicator

_WIDTH = 120
"""Characters of a line at most; a terminal may be narrower."""


def say(text: str, indent: str = "") -> None:
    """Print sentences in lines that break between words; further lines of an item stand deeper."""
    lines = textwrap.fill(
        escaped(text),
        min(console.width, _WIDTH),
        initial_indent=indent,
        subsequent_indent=2 * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    console.print(lines, soft_wrap=True)


def figure(value: float, indicator: Indicator) -> str:
    """Return a figure with as many decimals as its indicator has; a dash where there is none."""
    return "–" if pd.isna(value) else f"{value:,.{indicator.decimals}f}"


def whole(header: str) -> Column:
    """Return a column whose cells are not broken where there is room for them."""
    # where lines are too short, a cell in two of them says more than one that is cut
    return Column(header, no_wrap=console.width >= _WIDTH)


def show(table: Table, *, wide: bool = False) -> None:
    """Print a table, and nothing of it cut; ``wide`` if it may take all the room there is."""
    for column in table.columns:
        # a number that is cut is another number
        column.overflow = "fold"
    console.print(table, width=console.width if wide else min(console.width, _WIDTH))
