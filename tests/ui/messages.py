"""Every text in the source that a person may read, as gettext finds it."""

from pathlib import Path

from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("pages", "ui", "geo", "scoring", "export")
KEYWORDS = {
    "_": None,
    "text": None,
    "plural": (1, 2),
    "GeoError": None,
    "ScoringError": None,
    "ExportError": None,
}


def messages() -> set[str]:
    """Return the source texts of all rooms."""
    found = set()
    for room in ROOMS:
        for _, _, message, _, _ in extract_from_dir(ROOT / room, keywords=KEYWORDS):
            found.update([message] if isinstance(message, str) else message)
    return found
