import math
import tomllib
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ScoringError
from scoring.scenario import read_scenario
from tests.making import as_toml, make_scenario

DEFAULT = Path(__file__).resolve().parents[2] / "data/scenarios/default.toml"

PLAIN = """
schema = 1
id = "plain"
title_th = "ง่าย"
title_en = "Plain"
seed = 1
missing = "exclude"

[[pillar]]
id = "p"
title_th = "ด้าน"
title_en = "Pillar"
weight = 1

[[pillar.indicator]]
id = "a"
weight = 1

[choose]
count = 3
"""


def problem_of(text: str) -> str:
    with pytest.raises(ScoringError) as caught:
        read_scenario(text, "plain.toml")
    return str(caught.value)


def test_shipped_scenario_has_the_funds_three_pillars_with_equal_weights() -> None:
    scenario = read_scenario(DEFAULT.read_text(encoding="utf-8"), "default.toml")
    assert [p.id for p in scenario.pillars] == ["poverty", "unemployment", "low_achievement"]
    assert {p.weight for p in scenario.pillars} == {1.0}
    assert scenario.choose.count == 50
    # 1/3 over two indicators, over three, over two
    assert scenario.weights["hai"] == pytest.approx(1 / 6)
    assert scenario.weights["population_change"] == pytest.approx(1 / 9)
    assert math.fsum(scenario.weights.values()) == pytest.approx(1)


def test_a_scenario_written_and_read_is_the_same() -> None:
    for text in (PLAIN, DEFAULT.read_text(encoding="utf-8")):
        scenario = read_scenario(text, "x")
        assert read_scenario(as_toml(scenario), "x") == scenario


@given(st.text(min_size=1, max_size=50), st.floats(0.001, 1e6), st.integers(1, 9999))
def test_any_title_weight_and_count_survive_the_way_through_toml(
    title: str, weight: float, count: int
) -> None:
    scenario = make_scenario({"p": {"a": weight}}, count=count, title=title)
    assert read_scenario(as_toml(scenario), "x") == scenario


def test_the_notes_to_a_list_are_read_as_the_scenario_that_made_it() -> None:
    notes = {"made_with": "phuenthi 1", "areas": {"count": 3}, "scenario": tomllib.loads(PLAIN)}
    assert read_scenario(tomli_w.dumps(notes), "x.notes.toml") == read_scenario(PLAIN, "x")


def test_a_mistake_in_the_scenario_of_notes_is_named_like_any_other() -> None:
    scenario = tomllib.loads(PLAIN.replace("seed = 1", "seed = -1"))
    said = problem_of(tomli_w.dumps({"made_with": "phuenthi 1", "scenario": scenario}))
    assert "seed is -1: input should be greater than or equal to 0" in said


def test_a_table_called_scenario_alone_does_not_make_notes() -> None:
    assert "scenario is not a key" in problem_of(tomli_w.dumps({"scenario": tomllib.loads(PLAIN)}))


def test_the_missing_rule_has_no_default() -> None:
    said = problem_of(PLAIN.replace('missing = "exclude"', ""))
    assert "missing is missing; allowed are average, renormalise, exclude, refuse" in said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('missing = "exclude"', 'missing = "mean"', "missing is 'mean': input should be"),
        ("seed = 1", "seed = -1", "seed is -1: input should be greater than or equal to 0"),
        ("schema = 1", "schema = 2", "schema is 2: input should be 1"),
        ('id = "plain"', 'id = "no spaces"', "id is 'no spaces'"),
        ("count = 3", "count = 0", "choose.count is 0"),
        ("count = 3", "count = true", "choose.count is True"),
        ("count = 3", 'coutn = 3\ncount = 3', "choose.coutn is not a key"),
        ("count = 3", 'coutn = 3\ncount = 3', "it knows count, limit"),
        ('id = "a"\nweight = 1', 'id = "a"\nweight = -2', "pillar.1.indicator.1.weight is -2"),
        ('id = "a"\nweight = 1', 'id = "a"\nweight = nan', "should be a finite number"),
        ('id = "a"\nweight = 1', 'id = "a"\nweight = "1"', "weight is '1': input should be"),
        ('id = "a"\nweight = 1', 'id = "a"\nweight = 0', 'weights of pillar "p" are all 0'),
        ('"Pillar"\nweight = 1', '"Pillar"\nweight = 0', "weights of the pillars are all 0"),
        (
            "[choose]",
            '[[pillar.indicator]]\nid = "a"\nweight = 2\n[choose]',
            'indicator "a" stands 2 times',
        ),
        ("count = 3", "count = 3\nlimit = 5", "choose.limit is 5: input should be a list"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_field_value_and_what_is_allowed(
    old: str, new: str, told: str
) -> None:
    assert old in PLAIN
    said = problem_of(PLAIN.replace(old, new))
    assert 'The scenario "plain.toml" cannot be used' in said
    assert told in said


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ('by = "region"', "a limit needs min, max or both"),
        ('by = "village"\nmax = 1', "limit.1.by is 'village'"),
        ('by = "region"\nequals = "mars"\nmax = 1', 'equals is "mars", allowed are north,'),
        ('by = "province"\nequals = "Tak"\nmax = 1', "allowed are two-digit province codes"),
        ('by = "track"\nmin = 4', "min = 4 for each track is above count = 3"),
        ('by = "track"\nmin = 2\nmax = 1', "min = 2 for each track is above max = 1"),
        ('by = "track"\nmaximum = 1', "choose.limit.1.maximum is not a key"),
        (
            'by = "region"\nmin = 2\n[[choose.limit]]\nby = "region"\nequals = "south"\nmax = 1',
            'min = 2 for each region is above max = 1 for region "south"',
        ),
        (
            'by = "track"\nmin = 1\n[[choose.limit]]\nby = "track"\nmax = 2',
            "a limit for each track stands 2 times",
        ),
    ],
)
def test_a_limit_that_says_nothing_or_contradicts_is_refused(limits: str, told: str) -> None:
    assert told in problem_of(f"{PLAIN}\n[[choose.limit]]\n{limits}")


def test_limits_for_two_named_groups_do_not_contradict() -> None:
    text = '\n[[choose.limit]]\nby = "track"\nequals = "{}"\n{}'
    scenario = read_scenario(
        PLAIN + text.format("urban", "max = 1") + text.format("rural", "min = 2"), "x"
    )
    assert len(scenario.choose.limits) == 2


def test_all_problems_of_a_file_are_told_together() -> None:
    text = PLAIN.replace("seed = 1", "sead = 1").replace("weight = 1", "weight = -1", 1)
    text = text.replace("count = 3", "count = 1\n[[choose.limit]]\nby = 'track'\nmin = 2\nmax = 1")
    said = problem_of(text)
    for told in ("seed is missing", "sead is not a key", "pillar.1.weight is -1",
                 "min = 2 for each track is above max = 1", "above count = 1"):  # fmt: skip
        assert told in said


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
