"""For which units figures are measured, so that one of a province counts once and not by area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.areas import Level
from scoring.features import Features
from scoring.types.clouds import Block
from scoring.types.methods import Labels

COARSEST_FIRST: tuple[Level, ...] = ("province", "district", "tambon")


@dataclass(frozen=True, eq=False)
class Measured:
    """For which units figures are measured.

    Parameters
    ----------
    blocks
        Dimensions by level, the coarsest first.
    level
        The coarsest.
    units
        Shape (areas,), which of its units each area is in, numbered from 0.
    """

    blocks: Sequence[Block]
    level: Level
    units: Labels

    @property
    def count(self) -> int:
        """How many units of the coarsest level there are."""
        return int(self.units.max()) + 1


def measured(found: Features) -> Measured:
    """Return for which units the figures of some areas are measured."""
    levels = np.array([indicator.level for indicator in found.indicators])
    there = [level for level in COARSEST_FIRST if (levels == level).any()]
    units = {level: _units(found, level) for level in there}
    blocks = [
        Block(np.flatnonzero(levels == level), None if level == "tambon" else units[level])
        for level in there
    ]
    return Measured(blocks, there[0], units[there[0]])


def _units(found: Features, level: Level) -> Labels:
    if level == "tambon":
        return np.arange(len(found), dtype=np.intp)
    return pd.factorize(found.table[f"{level}_code"])[0].astype(np.intp)
