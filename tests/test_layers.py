"""Who may import whom, as DESIGN says: read from the source, without importing anything."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

ALLOWED = {
    "geo": {"geo"},
    "scoring": {"scoring", "geo.areas", "geo.errors"},
    "store": {"store", "scoring", "geo"},
    "export": {"export", "scoring", "geo"},
    "ui": {"ui", "scoring", "geo", "store", "export"},
    "pages": {"ui", "scoring", "geo", "store", "export"},
    "app.py": {"ui", "scoring", "geo", "store", "export"},
    "commands": {"commands", "scoring", "geo", "store", "export"},
    "cli.py": {"commands", "scoring", "geo", "store", "export"},
}
OURS = ("geo", "scoring", "store", "export", "ui", "pages", "app", "commands", "cli")
ROOMS_WITHOUT_STREAMLIT = ("geo", "scoring", "store", "export", "commands", "cli.py")


def sources(room: str) -> list[Path]:
    path = ROOT / room
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, at the top or inside a function.

    ``from geo import areas`` counts as both geo.areas and, for what is no module, as geo.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if _is_module(whole) else str(node.module)


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def _under(module: str, allowed: str) -> bool:
    return module == allowed or module.startswith(f"{allowed}.")


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(room)
        for module in imported(path)
        if any(_under(module, own) for own in OURS)
        and not any(_under(module, allowed) for allowed in ALLOWED[room])
    ]
    assert not wrong


@pytest.mark.parametrize("room", ROOMS_WITHOUT_STREAMLIT)
def test_only_the_dashboard_knows_streamlit(room: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(room)
        for module in imported(path)
        if _under(module, "streamlit") or _under(module, "pydeck")
    ]
    assert not wrong


def test_scoring_reads_no_file() -> None:
    wrong = []
    for path in sources("scoring"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = {n.func.id for n in ast.walk(tree)
                  if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}  # fmt: skip
        touched = [
            m for m in imported(path) if m.split(".")[0] in ("os", "pathlib", "io", "shutil")
        ]
        wrong += [f"{path.relative_to(ROOT)}: {what}" for what in {"open"} & called or touched]
    assert not wrong


def test_every_room_is_looked_at() -> None:
    rooms = {p.name for p in ROOT.iterdir() if (p / "__init__.py").is_file()}
    scripts = {p.name for p in ROOT.glob("*.py")}
    # tests and benchmarks stand outside the house and may look into every room
    assert (rooms | scripts) - {"tests", "benchmarks"} <= set(ALLOWED)
    assert all(sources(room) for room in ("geo", "scoring", "export"))
