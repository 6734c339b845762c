"""A bar for each file that is being fetched, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from geo import pull
from geo.catalog import Dataset


@contextmanager
def progress_bars(console: Console) -> Iterator[pull.Progress]:
    """Show file, bytes, speed and time left while the block runs.

    Parameters
    ----------
    console
        Where to show it. On one that is no terminal the bars are printed once, at the end.

    Returns
    -------
    geo.pull.Progress
        To be given to `geo.pull.pull`.
    """
    bars = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(binary_units=False),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
    )
    tasks: dict[str, TaskID] = {}

    def show(dataset: Dataset, done: int) -> None:
        if not tasks:
            bars.start()
        if dataset.id not in tasks:
            # what an earlier pull left is there from the start and must not count as speed
            tasks[dataset.id] = bars.add_task(
                dataset.file or dataset.id, total=dataset.bytes, completed=done
            )
        bars.update(tasks[dataset.id], completed=done)

    try:
        yield show
    finally:
        # bars that end without a task would still leave an empty line
        if tasks:
            bars.stop()
