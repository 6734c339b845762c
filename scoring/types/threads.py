"""Several pieces of work at a time, each in one thread, so that answers are always the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits

Given = TypeVar("Given")
Made = TypeVar("Made")


def in_turn(
    work: Callable[[Given], Made],
    pieces: Iterable[Given],
    told: Callable[[int], None],
    threads: int,
) -> list[Made]:
    """Return what comes of each piece, in their order.

    Parameters
    ----------
    work
        What is done with a piece; the libraries that it calls get one thread, for what several add
        up differs in its last digits from run to run.
    pieces
        In any number.
    told
        Called with how many are done.
    threads
        How many pieces are worked on at a time.
    """
    found: list[Made] = []
    # each thread has a limit of its own, and keeps it
    with ThreadPoolExecutor(threads, initializer=threadpool_limits, initargs=(1,)) as pool:
        for made in pool.map(work, pieces):
            found.append(made)
            told(len(found))
    return found
