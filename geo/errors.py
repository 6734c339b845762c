"""The errors that a person can cause and mend. Anything else is a bug and keeps its traceback."""

_LONGEST = 200


def visible(text: object) -> str:
    """Return what a file or a server said as text that is safe to print in a message.

    Whatever is no printable character (control characters and escapes, line breaks, marks that
    turn the direction of writing) stands as Python would write it, such as ``\\x1b``, and of a long
    text only the beginning is left.
    """
    said = str(text)
    shown = said if len(said) <= _LONGEST else said[:_LONGEST] + "…"
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in shown
    )


class PhuenthiError(Exception):
    """What is wrong, where, what is allowed and what to do, in one message.

    Parameters
    ----------
    message
        English text with ``{named}`` gaps. It doubles as the key under which the pages look up the
        Thai text, so the gaps must hold whatever differs from case to case.
    details
        The values for the gaps.
    """

    def __init__(self, message: str, **details: object) -> None:
        self.message = message
        self.details = details
        super().__init__(message.format(**details))


class GeoError(PhuenthiError):
    """Something about files, codes, boundaries or the table of areas."""


class ScoringError(PhuenthiError):
    """Something about a scenario, a score or a choice under rules."""


class ExportError(PhuenthiError):
    """Something about writing a list to a file."""
