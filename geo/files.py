"""Writing files so that nobody ever meets half of one."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replace_when_written(path: Path) -> Iterator[Path]:
    """Give a path beside ``path`` to write to, and rename it once the block ends well.

    The path given has the same ending, since some writers choose their format by it. If the block
    raises, what was written is removed and ``path`` stays as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.stem}-{secrets.token_hex(4)}{path.suffix}")
    # not tempfile: its files are for their owner alone, and a data file is no secret
    unfinished.touch(exist_ok=False)
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
