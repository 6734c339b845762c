"""The line of a place in a TOML document, each against markers that stand on the line itself."""

import ast
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import tomli_w
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.paths import DEFAULT_SCENARIO
from scoring.lines import line_of

# behind "#:" stand the paths that are to be found on the line
DOCUMENT = '''# ฉากทัศน์  [pillar] id = "not here"
schema = 2  #: ("schema",)
"title th" = "พื้นที่ = [[pillar]]"  #: ("title th",)
'ก.ข' . "ค" = 1  #: ("ก.ข",) ("ก.ข", "ค")
"t\\u00e9l" = """  #: ("tél",)
[[pillar]]
weight = 1"""
normalisation.low = 0.5  #: ("normalisation",) ("normalisation", "low")
normalisation . "high" = 1  #: ("normalisation", "high")
limits = {low = 1, by.region = {max = 2}}  #: ("limits", "by") ("limits", "by", "region", "max")
shares = {of.a = [  #: ("shares", "of") ("shares", "of", "a")
  1], of.b = 2}  #: ("shares", "of", "a", 0) ("shares", "of", "b")

 [[pillar]] # the first  #: ("pillar",) ("pillar", 0)
weight = 1  #: ("pillar", 0, "weight")

[[ pillar . indicator ]]  #: ("pillar", 0, "indicator") ("pillar", 0, "indicator", 0)
id = 'a'  #: ("pillar", 0, "indicator", 0, "id")
[[pillar.indicator]]  #: ("pillar", 0, "indicator", 1)
[pillar.indicator.share]  #: ("pillar", 0, "indicator", 1, "share")
of = "households"  #: ("pillar", 0, "indicator", 1, "share", "of")
[[pillar]]  #: ("pillar", 1)
	weight = 2  #: ("pillar", 1, "weight")
[[pillar.indicator]]  #: ("pillar", 1, "indicator") ("pillar", 1, "indicator", 0)
id = "b"  #: ("pillar", 1, "indicator", 0, "id")

[weighting.of.people]  #: ("weighting", "of") ("weighting", "of", "people")
matrix = [  #: ("weighting", "of", "people", "matrix")
  [1, 3],  #: ("weighting", "of", "people", "matrix", 0, 1)
  # no item of the list
  [ # nor this  #: ("weighting", "of", "people", "matrix", 1)
    0.5, #: ("weighting", "of", "people", "matrix", 1, 0)

    2,  #: ("weighting", "of", "people", "matrix", 1, 1)
  ],
  {rows = [], columns = {}}  #: ("weighting", "of", "people", "matrix", 2, "columns")
]
[weighting]  #: ("weighting",)
empty = {} # nothing  #: ("weighting", "empty")
"" = 0  #: ("weighting", "")
1.2 = 0  #: ("weighting", "1") ("weighting", "1", "2")
when = 2026-01-01T00:00:00+07:00  #: ("weighting", "when")
'''
MARKED = [
    (path, number)
    for number, line in enumerate(DOCUMENT.split("\n"), start=1)
    for path in ast.literal_eval(f"[{line.partition('#: ')[2].replace(') (', '), (')}]")
]


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Return the path of everything in a document."""
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths(item, (*path, key))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from paths(item, (*path, at))


def at(document: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        document = document[part]
    return document


@pytest.mark.parametrize(("path", "line"), MARKED)
def test_each_way_of_writing_toml_is_followed(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(DOCUMENT, path) == line


def test_the_marked_document_is_toml_and_marks_places_that_exist() -> None:
    assert {path for path, _ in MARKED} < set(paths(tomllib.loads(DOCUMENT)))


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_make_no_difference(start: str, ends: str) -> None:
    text = start + DOCUMENT.replace("\n", ends)
    assert [line_of(text, path) for path, _ in MARKED] == [line for _, line in MARKED]


def test_the_scenario_in_notes_lies_under_a_table() -> None:
    text = 'made_with = "x"\n\n[scenario]\nid = "a"\n[[scenario.pillar]]\nid = "b"\n'
    assert line_of(text, ("scenario", "id")) == 4
    assert line_of(text, ("scenario", "pillar", 0, "id")) == 6
    assert line_of(text, ("scenario", "seed")) == 3
    assert line_of(text, ("scenario", "pillar", 0, "weight")) == 5


@pytest.mark.parametrize(
    ("path", "enclosing"),
    [
        (("pillar", 0, "id"), ("pillar", 0)),
        (("pillar", 1, "indicator", 0, "weight"), ("pillar", 1, "indicator", 0)),
        (("pillar", 7, "weight"), ("pillar",)),
        (("normalisation", "reference", 0), ("normalisation",)),
        (("limits", "by", "province", "max"), ("limits", "by")),
        (("weighting", "of", "people", "matrix", 1, 9), ("weighting", "of", "people", "matrix", 1)),
        (("schema", "none", 3), ("schema",)),
    ],
)
def test_what_is_missing_is_told_by_the_closest_thing_around_it(
    path: tuple[str | int, ...], enclosing: tuple[str | int, ...]
) -> None:
    assert line_of(DOCUMENT, path) == dict(MARKED)[enclosing]


@pytest.mark.parametrize("path", [(), ("seed",), (0,), ("choose", "limit", 0)])
def test_what_only_the_document_encloses_has_no_line(path: tuple[str | int, ...]) -> None:
    assert line_of(DOCUMENT, path) is None


@pytest.mark.parametrize("text", ["", "\n", "# nothing", "\ufeff"])
def test_nothing_has_a_line_where_nothing_is_written(text: str) -> None:
    assert line_of(text, ("schema",)) is None


def test_text_that_the_grammar_cannot_follow_has_no_lines() -> None:
    # spaces behind a backslash that ends a line are TOML, yet unknown to tree-sitter-toml 0.7
    text = 'a = """x\\  \n  y"""\nb = 1\n'
    assert tomllib.loads(text) == {"a": "xy", "b": 1}
    assert line_of(text, ("b",)) is None


def test_half_of_a_surrogate_pair_does_not_stop_the_search() -> None:
    text = 'a = "\ud800"\n"\udfff" = 1\nb = 1 # \udc00\n'
    assert tomllib.loads(text)["b"] == 1
    assert line_of(text, ("b",)) == 3


def test_deep_nesting_does_not_stop_the_search() -> None:
    # about as deep as tomllib itself can follow
    depth = 200
    text = "a = " + "[\n" * depth + "1\n" + "]" * depth
    tomllib.loads(text)
    assert line_of(text, ("a", *[0] * depth)) == depth + 1


def test_every_place_of_the_scenario_that_ships_is_on_a_line_with_its_name() -> None:
    text = DEFAULT_SCENARIO.read_text(encoding="utf-8")
    lines = text.split("\n")
    for path in paths(tomllib.loads(text)):
        if path:
            name = next(part for part in reversed(path) if isinstance(part, str))
            line = line_of(text, path)
            assert line is not None
            assert name in lines[line - 1]


keys = st.sampled_from(["weight", "ก", "a b", "ข.x", "", "1", '"', "é\n", "#", "[", "="]) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=4
)
documents = st.dictionaries(
    keys,
    st.recursive(
        st.none(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(keys, inner, max_size=3)
            | st.lists(st.dictionaries(keys, inner, min_size=1, max_size=3), max_size=3)
        ),
        max_leaves=12,
    ),
    max_size=5,
)


def marked(value: Any, numbers: Iterator[int]) -> Any:
    """Return the document with a marker that occurs once in the place of each None."""
    if isinstance(value, dict):
        return {key: marked(item, numbers) for key, item in value.items()}
    if isinstance(value, list):
        return [marked(item, numbers) for item in value]
    return f"<ที่ {next(numbers)}>"


@given(documents, st.sampled_from(["", "\ufeff", "# ความเห็น\n\n"]), st.sampled_from(["\n", "\r\n"]))
def test_each_value_is_found_on_the_line_where_it_is_written(
    shape: dict[str, Any], start: str, ends: str
) -> None:
    document = marked(shape, iter(range(10_000)))
    text = (start + tomli_w.dumps(document)).replace("\n", ends)
    lines = text.split("\n")
    for path in paths(document):
        value = at(document, path)
        if isinstance(value, str):
            line = line_of(text, path)
            assert line is not None
            assert value in lines[line - 1]


@given(documents)
def test_what_lies_in_a_place_that_has_no_such_thing_is_told_by_the_place(
    shape: dict[str, Any],
) -> None:
    document = marked(shape, iter(range(10_000)))
    text = tomli_w.dumps(document)
    for path in paths(document):
        # no key is so long
        assert line_of(text, (*path, "missing", 0)) == line_of(text, path)


TABLES = ["[[p]]", "[[p]] # ก", "[p.q]", "[[p.r]]", "[p.r.s]", "[q]", "[q.r]", "['q'.\"r\".s]"]
OTHERS = ["", "# [p]", "x = 1", "y.z = [ # ก\n1,\n2 ]", "w = {x = 1, y.z = 2} # ก", "v = '''\nx'''"]
statements = st.lists(st.sampled_from(TABLES + OTHERS), max_size=12)


@given(statements, st.sampled_from(["\n", "\r\n", "\n\n", " \n\t"]))
def test_every_place_that_tomllib_reads_is_found_on_a_line_that_names_it(
    statements: list[str], between: str
) -> None:
    text = between.join(statements)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assume(False)
    lines = text.split("\n")
    for path in paths(document):
        line = line_of(text, path)
        assert (line is None) == (path == ())
        if line is not None:
            there = lines[line - 1].partition(" # ")[0]
            array = isinstance(at(document, path[:-1]), list)
            if not array:
                assert str(path[-1]) in there
            elif isinstance(at(document, path), dict):
                assert there.strip().startswith("[[")
            else:
                # the items of the only list are 1 and 2
                assert str(at(document, path)) in there
