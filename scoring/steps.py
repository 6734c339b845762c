"""The log of a score: what was done at each step, with which numbers, and what to look at."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Remark:
    """Something that a reader should know before trusting a step; no error.

    Parameters
    ----------
    message
        English text with ``{named}`` gaps, under which the pages look up the Thai text.
    details
        The values for the gaps.
    """

    message: str
    details: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return self.message.format(**self.details)


@dataclass(frozen=True)
class Step:
    """One step on the way from figures to ranks.

    Parameters
    ----------
    name
        Which kind of step.
    field
        The scenario's field that decides it, as `scoring.change.changed` takes it, so that the step
        can be done otherwise and the whole built again; empty for ranks, which nothing decides.
    method
        The method that was used.
    results
        What came of it: ends of the scale, points treated, weights, counts.
    remarks
        What a reader should know of it.
    """

    name: Literal["screen", "treat", "normalise", "fill", "weigh", "aggregate", "rank"]
    field: str
    method: str
    results: Mapping[str, float | str] = dataclasses.field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
