"""How long work takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def timed(work: Callable[[], Result], runs: int = 1) -> tuple[Result, float]:
    """Return the result and the median of the seconds."""
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - begun)
    return result, statistics.median(taken)


def held(seconds: float, most: float) -> str:
    """Return a bound, and whether it was kept."""
    return f"{most:g} ({'kept' if seconds <= most else 'not kept'})"
