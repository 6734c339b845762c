"""Bars that show how far long work is, where there is a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import Progress, TaskID

from commands.terminal import err


@contextmanager
def shown(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give what to tell how much is done, and of how much."""
    with steps_shown() as told:
        yield lambda done, all_: told(what, done, all_)


@contextmanager
def steps_shown() -> Iterator[Callable[[str, int, int], None]]:
    """Give what to tell which step it is, how much of it is done, and of how much."""
    # where nobody watches, a bar would leave an empty line
    bar = Progress(console=err, transient=True, disable=not err.is_terminal)
    tasks: dict[str, TaskID] = {}

    def told(step: str, done: int, all_: int) -> None:
        if not tasks:
            # not before: a bar without anything in it leaves an empty line
            bar.start()
        if step not in tasks:
            for task in tasks.values():
                # what comes next has begun, so this is done, however much was expected
                bar.update(task, total=1, completed=1)
            tasks[step] = bar.add_task(step, total=None)
        bar.update(tasks[step], completed=done, total=all_)

    try:
        yield told
    finally:
        if tasks:
            bar.stop()
