"""Where in a TOML file something stands, so that a message can name the line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

Path = tuple[str | int, ...]

_TOML = Language(tree_sitter_toml.language())


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """Return the line at which something stands in a TOML document.

    Parameters
    ----------
    text
        A document that `tomllib` accepts; it may begin with a byte-order mark.
    path
        Keys and positions from the document inwards, as pydantic tells them:
        ``("pillar", 0, "weight")`` is the weight of the first pillar.

    Returns
    -------
    int or None
        From 1: the line of the key, of an array's item, or of a table's header. Where there is no
        such thing, for example because a key is missing, the line of the closest enclosing one
        there is. None where only the document encloses it, and where the text cannot be followed.

    References
    ----------
    TOML v1.0.0, https://toml.io/en/v1.0.0, sections Keys, Table, Inline Table, Array of Tables.
    """
    # half of a surrogate pair has no bytes; it can only stand in strings and comments
    document = Parser(_TOML).parse(text.encode(errors="replace")).root_node
    if document.has_error:
        return None
    said: dict[Path, int] = {}
    implied: dict[Path, int] = {}
    for place, node in _places(document):
        line = node.start_point.row + 1
        said[place] = line
        # [a.b] makes a table "a" as well, whose own header may come later
        for length in range(len(place) - 1, 0, -1):
            if place[:length] in implied:
                break
            implied[place[:length]] = line
    lines = implied | said
    enclosing = (tuple(path[:length]) for length in range(len(path), 0, -1))
    return next((lines[place] for place in enclosing if place in lines), None)


def _places(document: Node) -> Iterator[tuple[Path, Node]]:
    """Yield everything that has a place of its own in the document, in the order of the text."""
    tables: dict[Path, int] = {}
    for node in document.named_children:
        if node.type == "pair":
            yield from _inside(node, ())
        elif node.type in ("table", "table_array_element"):
            *outer, last = _names(node.named_children[0])
            place: Path = ()
            for name in outer:
                place = _newest((*place, name), tables)
            place = (*place, last)
            if node.type == "table_array_element":
                tables[place] = tables.get(place, 0) + 1
            place = _newest(place, tables)
            yield place, node
            for pair in node.named_children[1:]:
                yield from _inside(pair, place)


def _newest(place: Path, tables: dict[Path, int]) -> Path:
    """Return the place itself, or that of the last table so far where it is an array of tables."""
    return (*place, tables[place] - 1) if place in tables else place


def _inside(node: Node, around: Path) -> Iterator[tuple[Path, Node]]:
    """Yield a pair and everything in its value; nothing for a comment."""
    # a stack, for arrays may lie deeper in one another than Python calls functions
    waiting: list[tuple[Path, Node]] = [(around, node)]
    while waiting:
        place, node = waiting.pop()
        if node.type == "pair":
            # a comment behind the value belongs to the pair as well
            key, value = node.named_children[:2]
            place = (*place, *_names(key))
        else:
            value = node
        if node.type != "comment":
            yield place, node
        if value.type in ("array", "inline_table"):
            inner = [child for child in value.named_children if child.type != "comment"]
            items = value.type == "array"
            waiting += [
                ((*place, at) if items else place, child)
                for at, child in reversed([*enumerate(inner)])
            ]


def _names(key: Node) -> list[str]:
    """Return the names in a key; more than one where it is dotted."""
    # tomllib knows all ways to quote
    found: Any = tomllib.loads(f"{(key.text or b'').decode()} = 0")
    names = []
    while isinstance(found, dict):
        ((name, found),) = found.items()
        names.append(name)
    return names
