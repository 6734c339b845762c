"""Every text in the source that a person may read: the keys under which gettext finds the Thai."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CALLS = (
    *("_", "text", "Remark", "GeoError", "ScoringError", "ExportError"),
    *("ImpossibleError", "NoWeightMattersError"),
)
"""What is called with such a text as its first argument, as it stands and in one piece."""


def messages(*places: str) -> set[str]:
    """Return the source texts in folders and files of the project, named from its root."""
    paths = [ROOT / place for place in places]
    sources = [p for path in paths for p in ([path] if path.is_file() else path.rglob("*.py"))]
    return {text for source in sources for text in _texts(source)}


def _texts(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in CALLS:
            text = node.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def _name(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))
