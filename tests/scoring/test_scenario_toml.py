"""Scenarios read from TOML, older forms and notes among it, and written back."""

import tomllib
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ScoringError
from scoring.scenario_toml import line_of_field, read_scenario, write_scenario
from tests.making import make_scenario
from tests.scoring.plain import DEFAULT, PLAIN, TWO, problem_of


def test_a_scenario_written_and_read_is_the_same() -> None:
    for text in (PLAIN, DEFAULT.read_text(encoding="utf-8")):
        scenario = read_scenario(text, "x")
        assert read_scenario(write_scenario(scenario), "x") == scenario


@given(st.text(min_size=1, max_size=50), st.floats(0.001, 1e6), st.integers(1, 9999))
def test_any_title_weight_and_count_survive_the_way_through_toml(
    title: str, weight: float, count: int
) -> None:
    scenario = make_scenario({"p": {"a": weight}}, count=count, title=title)
    assert read_scenario(write_scenario(scenario), "x") == scenario


def test_the_notes_to_a_list_are_read_as_the_scenario_that_made_it() -> None:
    notes = {"made_with": "phuenthi 1", "areas": {"count": 3}, "scenario": tomllib.loads(PLAIN)}
    assert read_scenario(tomli_w.dumps(notes), "x.notes.toml") == read_scenario(PLAIN, "x")


def test_a_mistake_in_the_scenario_of_notes_is_named_like_any_other() -> None:
    scenario = tomllib.loads(PLAIN.replace("seed = 1", "seed = -1"))
    said = problem_of(tomli_w.dumps({"made_with": "phuenthi 1", "scenario": scenario}))
    assert "seed is -1: input should be greater than or equal to 0" in said


def test_a_table_called_scenario_alone_does_not_make_notes() -> None:
    assert "scenario is not a key" in problem_of(tomli_w.dumps({"scenario": tomllib.loads(PLAIN)}))


@pytest.mark.parametrize(
    ("broken", "shown"),
    [
        ('id = hai', "id = hai"), ("seed = 3,000", "seed = 3,000"),
        ('title_en = "Plain', 'title_en = "Plain'), ("weight = 1/3", "weight = 1/3"),
    ],
)  # fmt: skip
def test_what_is_no_toml_is_shown_with_its_line_and_the_usual_causes(
    broken: str, shown: str
) -> None:
    key = broken.split(" = ")[0]
    lines = PLAIN.splitlines()
    number = next(n for n, line in enumerate(lines) if line.startswith(f"{key} = "))
    lines[number] = broken
    said = problem_of("\n".join(lines))
    assert f"Line {number + 1} reads: {shown}. " in said
    assert "fractions stand in straight quotes" in said


def test_only_a_line_break_of_toml_ends_a_line() -> None:
    said = problem_of("# \u2028x\nseed = 1,0\n")
    assert "at line 2" in said
    assert "Line 2 reads: seed = 1,0. " in said


def test_a_line_of_an_unfinished_document_is_the_last_with_something_on_it() -> None:
    assert "Line 1 reads: a = [. " in problem_of("a = [\n\n  \n")


def test_a_field_is_found_again_in_the_text_it_was_read_from() -> None:
    scenario = read_scenario(PLAIN, "x")
    lines = PLAIN.splitlines()
    for field, line in {
        "missing": 'missing = "exclude"',
        "choose.count": "count = 3",
        "pillar.p.indicator.a": "[[pillar.indicator]]",
    }.items():
        assert lines[(line_of_field(PLAIN, scenario, field) or 0) - 1] == line
    notes = tomli_w.dumps({"made_with": "phuenthi 1", "scenario": tomllib.loads(PLAIN)})
    found = line_of_field(notes, scenario, "choose.count") or 0
    assert notes.splitlines()[found - 1] == "count = 3"


@pytest.mark.parametrize("path", sorted(DEFAULT.parent.glob("*.toml")), ids=lambda path: path.stem)
def test_each_shipped_scenario_is_read_under_its_own_name_and_written_back(path: Path) -> None:
    scenario = read_scenario(path.read_text(encoding="utf-8"), path.name)
    assert scenario.id == path.stem
    assert read_scenario(write_scenario(scenario), "x") == scenario


def test_the_shipped_scenarios_are_those_promised() -> None:
    assert {path.stem for path in DEFAULT.parent.glob("*.toml")} == {
        "default", "poverty-first", "urban-track", "rural-track", "balanced-regions",
        "equal-weights",
    }  # fmt: skip


METHODS = st.sampled_from(
    [
        {"normalisation": "rank"},
        {"normalisation": {"method": "min_max", "from": 1.0}},
        {"normalisation": {"method": "goalposts", "low": -1.5, "high": 2.0}},
        {"normalisation": {"method": "distance_to_reference", "reference": "100101"}},
        {"aggregation": {"method": "power_mean", "exponent": 2.0}},
        {"aggregation": {"method": "vikor", "strategy": 0.3}},
        {"aggregation": {"method": "promethee", "indifference": 1.0, "preference": 5.0}},
        {"eligible": {"tracks": ["urban"], "coverage": 0.5, "population_min": 10}},
        {"weighting": {"method": "ahp", "matrix": [[1.0, 3.0], ["1/3", 1.0]]}},
        {"weighting": {"method": "budget_allocation", "points": {"ก": {"p": 60.0, "q": 40.0}}}},
        {"weighting": "critic"},
    ]
)


@given(METHODS)
def test_every_kind_of_method_survives_the_way_through_toml(fields: dict) -> None:
    raw = tomllib.loads(TWO.format(weighting='"equal"')) | fields
    scenario = read_scenario(tomli_w.dumps(raw), "x")
    assert read_scenario(write_scenario(scenario), "x") == scenario


def test_a_scenario_of_form_1_decides_the_same_in_form_2() -> None:
    old = PLAIN.replace("schema = 2", "schema = 1")
    old = old.replace(
        '"exclude"', '"exclude"\nnormalisation = "min_max"\naggregation = "arithmetic"'
    )
    assert read_scenario(old, "x") == read_scenario(PLAIN, "x")


def test_notes_that_an_older_version_wrote_are_read() -> None:
    scenario = tomllib.loads(PLAIN.replace("schema = 2", "schema = 1"))
    notes = tomli_w.dumps({"made_with": "phuenthi 0.1.0", "scenario": scenario})
    assert read_scenario(notes, "x.notes.toml") == read_scenario(PLAIN, "x")


def test_a_scenario_of_a_later_form_asks_for_a_later_version() -> None:
    said = problem_of(PLAIN.replace("schema = 2", "schema = 3"))
    assert "written in form 3 (schema = 3)" in said
    assert "knows the forms up to 2. Use a newer version" in said


def test_every_mistake_is_told_with_its_line_and_in_their_order() -> None:
    text = PLAIN.replace('title_en = "Plain"', "title_en = 5").replace("seed = 1", "seed = -1")
    text = text.replace("count = 3", 'count = 3\n[[choose.limit]]\nby = "track"\nmin = 9')
    lines = text.splitlines()
    said = problem_of(text)
    told = [int(part.split(":")[0]) for part in said.split("line ")[1:]]
    assert [lines[n - 1] for n in told] == ["title_en = 5", "seed = -1", "min = 9"]


def test_in_notes_the_line_is_that_of_the_notes() -> None:
    scenario = tomllib.loads(PLAIN.replace("seed = 1", "seed = -1"))
    notes = tomli_w.dumps({"made_with": "phuenthi 1", "seed": 4, "scenario": scenario})
    said = problem_of(notes)
    line = int(said.split("line ")[1].split(":")[0])
    assert notes.splitlines()[line - 1] == "seed = -1"


@pytest.mark.parametrize("text", ["schema = ", "= 1", "a = [" * 5000, "\x00"])
def test_what_is_no_toml_is_refused_with_the_place(text: str) -> None:
    with pytest.raises(ScoringError, match=r"is not TOML.*(line 1|end of document|depth)"):
        read_scenario(text, "broken.toml")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "schema",
                        "pillar",
                        "indicator",
                        "choose",
                        "limit",
                        "by",
                        "min",
                        "id",
                        "weight",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=15,
    )
)
def test_no_shape_of_toml_brings_anything_but_a_message(raw: object) -> None:
    try:
        text = tomli_w.dumps({"pillar": raw, "choose": raw})
        tomllib.loads(text)
    except (TypeError, ValueError):
        return  # TOML has no null and no such text
    with pytest.raises(ScoringError):
        read_scenario(text, "x")
