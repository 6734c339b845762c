"""Writing files so that nobody ever meets half of one."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path


@contextmanager
def replace_when_written(path: Path) -> Iterator[Path]:
    """Give a path beside ``path`` to write to, and rename it once the block ends well.

    The path given has the same ending, since some writers choose their format by it. If the block
    raises, what was written is removed and ``path`` stays as it was.
    """
    with _beside(path) as unfinished:
        yield unfinished
        unfinished.replace(path)


@contextmanager
def replace_together(*paths: Path) -> Iterator[tuple[Path, ...]]:
    """Do what `replace_when_written` does for several files: all get their names, or none does.

    If one of them cannot get its name, those that already have theirs become what they were.
    """
    with ExitStack() as tidy, ExitStack() as undo:
        unfinished = tuple(tidy.enter_context(_beside(path)) for path in paths)
        yield unfinished
        for new, path in zip(unfinished, paths, strict=True):
            if path.is_file():
                before = tidy.enter_context(_beside(path))
                shutil.copy2(path, before)
                new.replace(path)
                undo.callback(before.replace, path)
            else:
                new.replace(path)
                undo.callback(path.unlink)
        undo.pop_all()


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Make an empty file beside ``path`` that is gone, under this name, when the block ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.stem}-{secrets.token_hex(4)}{path.suffix}")
    # not tempfile: its files are for their owner alone, and a data file is no secret
    unfinished.touch(exist_ok=False)
    try:
        yield unfinished
    finally:
        unfinished.unlink(missing_ok=True)
