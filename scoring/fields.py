"""Which field of a scenario an error is about, so that whoever read the file can name the line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from geo.errors import ScoringError


@contextmanager
def about(field: str) -> Iterator[None]:
    """Mark errors inside as being about a field, as `scoring.change.changed` names it."""
    try:
        yield
    except ScoringError as error:
        error.details.setdefault("field", field)
        raise
