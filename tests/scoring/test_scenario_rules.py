"""The rules of a choice in TOML: mistakes with their lines, fields found again, and back."""

import re
import tomllib
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ScoringError
from scoring.change import changed
from scoring.scenario_toml import line_of_field, read_scenario, write_scenario
from tests.scoring.plain import PLAIN, problem_of

RULES = """
min_distance_km = 20
neighbours = "apart"
combine = "lexicographic"

[[choose.limit]]
by = "region"
max = 2

[[choose.limit]]
by = "province"
among = ["10", "11"]
min = 1

[[choose.quantity]]
id = "poor"
title_th = "คนจน"
title_en = "Poor"
share = "a"

[[choose.quantity]]
id = "houses"
title_th = "บ้าน"
title_en = "Houses"
of = "households"

[[choose.total]]
of = "poor"
min = 1500.5

[[choose.total]]
of = "population"
min = 1000
max = 90000

[[choose.locked_in]]
area = "100101"
because = "promised"

[[choose.locked_out]]
area = "100102"
because = "flooded"

[[choose.locked_out]]
area = "100103"
because = "has one already"

[choose.beneficiaries]
site_min = 30
site_max = 60
total_min = 100
total_max = 150
shared_by = "poor"

[choose.cost]
per_site = 250000
per_beneficiary = 1200.5
max = 1e6

[[choose.objective]]
of = "score"
tolerance = 0.02

[[choose.objective]]
of = "coverage"
km = 10
people = "poor"
"""
FULL = PLAIN + RULES


def test_every_rule_survives_the_way_through_toml() -> None:
    scenario = read_scenario(FULL, "x")
    choose = scenario.choose
    left_out = [key for key, value in choose if value is None or value == ()]
    assert left_out == []
    assert read_scenario(write_scenario(scenario), "x") == scenario
    assert write_scenario(read_scenario(write_scenario(scenario), "x")) == write_scenario(scenario)
    # as written: no key lost, none made up
    written = tomllib.loads(write_scenario(scenario))["choose"]
    assert written == tomllib.loads(FULL)["choose"] | {
        "quantity": [
            {"of": "population", **tomllib.loads(FULL)["choose"]["quantity"][0]},
            tomllib.loads(FULL)["choose"]["quantity"][1],
        ]
    }


costs = st.sampled_from(
    [
        {"per_site": 2.5, "max": 1e9},
        {"of": "own", "min": 0.0},
        {"of": "own", "max": 7.0, "min": 7.0},
    ]
)
titles = {"title_th": "ก", "title_en": "x"}
objectives = st.sampled_from(
    [
        {"objective": [{"of": "poor"}]},
        {"objective": [{"of": "score", "weight": 0.0}, {"of": "poor", "weight": 1.5}],
         "combine": "weighted"},
        {"objective": [{"of": "coverage", "km": 0.5, "tolerance": 0.0}, {"of": "score"}],
         "combine": "lexicographic"},
    ]
)  # fmt: skip
because = st.text(min_size=1, max_size=20)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "min_distance_km": st.floats(1e-3, 2000),
            "neighbours": st.just("apart"),
            "limit": st.just([{"by": "track", "among": ["urban", "rural"], "min": 0, "max": 2}]),
            "quantity": st.just([{"id": "poor", **titles}, {"id": "q", "share": "a", **titles}]),
            "total": st.floats(0, 1e15).map(lambda least: [{"of": "poor", "min": least}]),
            "locked_in": because.map(lambda why: [{"area": "100101", "because": why}]),
            "locked_out": because.map(lambda why: [{"area": "100102", "because": why}]),
            "cost": costs,
        },
    ),
    objectives,
)
def test_any_mix_of_rules_survives_the_way_through_toml(
    rules: dict[str, Any], aims: dict[str, Any]
) -> None:
    raw = tomllib.loads(PLAIN)
    raw["choose"] |= rules | aims
    scenario = read_scenario(tomli_w.dumps(raw), "x")
    assert read_scenario(write_scenario(scenario), "x") == scenario


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("km = 20", "km = -5", "choose.min_distance_km is -5: input should be greater than 0"),
        ("km = 20", "km = 0", "choose.min_distance_km is 0: input should be greater than 0"),
        ("km = 20", "km = nan", "choose.min_distance_km is nan: input should be a finite number"),
        ("km = 20", "km = inf", "choose.min_distance_km is inf: input should be a finite number"),
        ("km = 20", 'km = "20"', "is '20': input should be a number, without quotes"),
        ("km = 20", "km = 3000", "is 3000: input should be less than or equal to 2000"),
        ("km = 20", "km = true", "is True: input should be a valid number"),
        ('"apart"', "true", "choose.neighbours is True: input should be 'apart'"),
        ('"lexicographic"', '"sum"', "should be 'weighted' or 'lexicographic'"),
        ("max = 2", "max = 2.5", "choose.limit.1.max is 2.5: input should be a valid integer"),
        ("max = 2", "max = -1", "choose.limit.1.max is -1: input should be greater than or equal"),
        ('among = ["10", "11"]', "among = [10]",
         'choose.limit.2.among.1 is 10: input should be text: write "10"'),
        ('among = ["10", "11"]', 'among = ["10"]',
         "choose.limit.2.among is ['10']: at least two are needed"),
        ('among = ["10", "11"]', "among = []", "choose.limit.2.among is []: at least two are"),
        ('among = ["10", "11"]', 'among = "10"',
         'choose.limit.2.among is \'10\': input should be a list, such as ["10"]'),
        ('share = "a"', "share = 12.5", "choose.quantity.1.share is 12.5: input should be a valid"),
        ('id = "poor"', 'id = "the poor"', "choose.quantity.1.id is 'the poor': input should be "
         "small letters a-z"),
        ("min = 1500.5", "min = nan", "choose.total.1.min is nan: input should be a finite number"),
        ("min = 1500.5", 'min = "many"', "choose.total.1.min is 'many': input should be a valid"),
        ("min = 1500.5", "min = -0.5", "choose.total.1.min is -0.5: input should be greater than"),
        ("min = 1500.5", f"min = {'9' * 400}", "choose.total.1.min is 99999"),
        ("min = 1000", "min = 100000", 'min = 100,000 for the total of "population" is above max'),
        ('area = "100101"', "area = 100101",
         'choose.locked_in.1.area is 100101: input should be text: write "100101"'),
        ('area = "100102"', 'area = "1001"',
         "choose.locked_out.1.area is '1001': input should be the six-digit code of an area"),
        ("site_min = 30", "site_min = 2.5", "site_min is 2.5: input should be a valid integer"),
        ("site_max = 60", "site_max = -60", "site_max is -60: input should be greater than"),
        ("site_min = 30", "site_min = 61", "site_min = 61 for beneficiaries is above"),
        ("total_max = 150", "total_max = 50", "train 90 people, above total_max = 50"),
        ("total_min = 100", "total_min = 190", "train 180 people, below total_min = 190"),
        ("per_site = 250000", 'per_site = "250,000"', "choose.cost.per_site is '250,000': input"),
        ("max = 1e6", "max = inf", "choose.cost.max is inf: input should be a finite number"),
        ("tolerance = 0.02", "tolerance = 2", "choose.objective.1.tolerance is 2: input should be "
         "less than or equal to 1"),
        ("tolerance = 0.02", "weight = 1", "weight is of use only among several objectives"),
        ("km = 10", "km = -10", "choose.objective.2.km is -10: input should be greater than 0"),
    ],
)  # fmt: skip
def test_a_bad_value_is_told_with_the_line_on_which_it_stands(
    old: str, new: str, told: str
) -> None:
    assert old in FULL
    text = FULL.replace(old, new, 1)
    both = zip(FULL.splitlines(), text.splitlines(), strict=True)
    number = next(n for n, (before, after) in enumerate(both, start=1) if before != after)
    said = problem_of(text)
    assert told in said
    assert f"line {number}: " in said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # beyond all limits, and beyond the count as well
        ("max = 2\n", "min = 20000\n"),
        # unknown, and not what weights or tolerances need either
        ('"lexicographic"', '"sum"'),
        ("max = 90000", "max = -1"),
        ("site_max = 60", "site_max = -60"),
    ],
)
def test_a_value_that_is_wrong_in_itself_is_told_once(old: str, new: str) -> None:
    assert old in FULL
    said = problem_of(FULL.replace(old, new, 1))
    assert said.count("line ") == 1
    assert f"{new.split()[-1].strip(chr(34))}" in said


@pytest.mark.parametrize(
    ("place", "known"),
    [
        ("[choose]", "count, limit, quantity, total, min_distance_km, neighbours, locked_in, "
         "locked_out, beneficiaries, cost, objective, combine"),
        ("[[choose.limit]]", "by, equals, among, min, max"),
        ("[[choose.quantity]]", "id, title_th, title_en, of, share"),
        ("[[choose.total]]", "of, min, max"),
        ("[[choose.locked_in]]", "area, because"),
        ("[[choose.locked_out]]", "area, because"),
        ("[choose.beneficiaries]", "site_min, site_max, total_min, total_max, shared_by"),
        ("[choose.cost]", "per_site, of, per_beneficiary, min, max"),
        ("[[choose.objective]]", "of, km, people, weight, tolerance"),
    ],
)  # fmt: skip
def test_an_unknown_key_is_told_with_those_that_are_known_there(place: str, known: str) -> None:
    text = FULL.replace(place, f"{place}\nmost = 5", 1)
    line = text.splitlines().index("most = 5") + 1
    said = problem_of(text)
    assert f"line {line}: " in said
    unknown = r"most is not a key that a scenario knows( \(nearest: cost\))?; here it knows "
    assert re.search(f"{unknown}{re.escape(known)}\\.", said)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[choose.cost]", "[[choose.cost]]", "choose.cost is [{"),
        ("[[choose.total]]\nof = \"poor\"\nmin = 1500.5\n\n[[choose.total]]", "[choose.total]",
         "input should be a list of tables"),
        ("neighbours", 'locked_in = ["100101"]\nneighbours', 'such as { area = "100101", because'),
    ],
)  # fmt: skip
def test_a_rule_in_the_wrong_brackets_is_told(old: str, new: str, told: str) -> None:
    text = FULL.replace(old, new, 1)
    if "locked_in = " in text:
        text = text.replace('[[choose.locked_in]]\narea = "100101"\nbecause = "promised"\n', "")
    assert told in problem_of(text)


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("choose.min_distance_km", "min_distance_km = 20"),
        ("choose.limit.1", "[[choose.limit]]"),
        ("choose.limit.1.max", "max = 2"),
        ("choose.limit.2.among", 'among = ["10", "11"]'),
        ("choose.limit.2.among.2", 'among = ["10", "11"]'),
        ("choose.quantity.houses.of", 'of = "households"'),
        ("choose.total.1.min", "min = 1500.5"),
        ("choose.total.2.max", "max = 90000"),
        ("choose.locked_out.2.area", 'area = "100103"'),
        ("choose.locked_out.2.because", 'because = "has one already"'),
        ("choose.beneficiaries", "[choose.beneficiaries]"),
        ("choose.beneficiaries.total_min", "total_min = 100"),
        ("choose.cost.max", "max = 1e6"),
        ("choose.objective.2.km", "km = 10"),
        # what is not there: the nearest above it that is
        ("choose.cost.min", "[choose.cost]"),
        ("choose.locked_in.1.until", "[[choose.locked_in]]"),
        ("choose.limit.9.max", "[[choose.limit]]"),
        ("choose.quantity.houses.share", "[[choose.quantity]]"),
        ("choose.nothing.of.the.kind", "[choose]"),
        ("choose.count.of", "count = 3"),
        ("missing.a", 'missing = "exclude"'),
        ("pillar.p.weighting.method", "[[pillar]]"),
    ],
)
def test_a_field_is_found_again_by_the_name_that_changes_give_it(field: str, line: str) -> None:
    scenario = read_scenario(FULL, "x")
    assert FULL.splitlines()[(line_of_field(FULL, scenario, field) or 0) - 1] == line


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("choose.limit.1.max", "max = 2"),
        ("choose.locked_out.2.area", 'area = "100103"'),
        ("choose.cost.min", "[scenario.choose.cost]"),
        ("choose.nothing", "[scenario.choose]"),
        ("nothing", "[scenario]"),
    ],
)
def test_in_notes_it_is_the_line_of_the_notes(field: str, line: str) -> None:
    notes = tomli_w.dumps({"made_with": "phuenthi 1", "scenario": tomllib.loads(FULL)})
    found = line_of_field(notes, read_scenario(notes, "x"), field) or 0
    # a short table of a list stands in braces
    assert line in notes.splitlines()[found - 1]


def test_members_of_one_list_have_lines_of_their_own() -> None:
    scenario, lines = read_scenario(FULL, "x"), FULL.splitlines()
    first, second = (line_of_field(FULL, scenario, f"choose.limit.{n}") or 0 for n in (1, 2))
    assert lines[first - 1 : first + 1] == ["[[choose.limit]]", 'by = "region"']
    assert lines[second - 1 : second + 1] == ["[[choose.limit]]", 'by = "province"']
    houses = line_of_field(FULL, scenario, "choose.quantity.houses.share") or 0
    assert lines[houses] == 'id = "houses"'


def test_what_only_the_document_encloses_has_no_line() -> None:
    scenario = read_scenario(FULL, "x")
    assert line_of_field(FULL, scenario, "eligible.coverage") is None
    assert line_of_field(FULL, scenario, "nothing") is None


@pytest.mark.parametrize(
    "field", ["choose.limit.2", "choose.quantity.houses", "choose.total.1", "choose.locked_out.1"]
)
def test_the_line_of_a_field_is_that_of_what_the_change_takes_out(field: str) -> None:
    scenario = read_scenario(FULL, "x")
    lines = FULL.splitlines()
    start = (line_of_field(FULL, scenario, field) or 0) - 1
    end = next(n for n in range(start, len(lines)) if not lines[n])
    without = read_scenario("\n".join(lines[:start] + lines[end:]), "x")
    assert changed(scenario, {field: None}) == without


values = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.sampled_from(["poor", "100101", "track"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["by", "among", "min", "max", "id", "of", "area", "km", "weight"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
keys = st.sampled_from(
    ["limit", "quantity", "total", "min_distance_km", "neighbours", "locked_in", "locked_out",
     "beneficiaries", "cost", "objective", "combine"]
)  # fmt: skip


@given(st.dictionaries(keys, values, min_size=1, max_size=3))
def test_whatever_stands_under_the_keys_of_rules_is_read_or_told_in_words(
    rules: dict[str, Any],
) -> None:
    raw = tomllib.loads(PLAIN)
    raw["choose"] |= rules
    text = tomli_w.dumps(raw)
    try:
        scenario = read_scenario(text, "x")
    except ScoringError as error:
        said = str(error)
    else:
        said = ""
        assert read_scenario(write_scenario(scenario), "x") == scenario
    # no mistake without a word for it
    assert not said or said.startswith('The scenario "x" cannot be used: line ')
