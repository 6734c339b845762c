"""What an error is about: the field, so that its line can be named, and the name that was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches

from geo.errors import ScoringError


@contextmanager
def about(field: str) -> Iterator[None]:
    """Mark errors inside as being about a field, as `scoring.change.changed` names it."""
    try:
        yield
    except ScoringError as error:
        error.details.setdefault("field", field)
        raise


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the name that is most like one that is not there, to be put behind it in a message."""
    like = get_close_matches(name, known, n=1)
    return f" (nearest: {like[0]})" if like else ""
