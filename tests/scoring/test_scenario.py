import tomllib
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ScoringError
from scoring.scenario_toml import line_of_field, read_scenario, write_scenario
from tests.making import make_scenario

DEFAULT = Path(__file__).resolve().parents[2] / "data/scenarios/default.toml"

PLAIN = """
schema = 2
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
    assert {i.weight for i in scenario.indicators} == {1.0}


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


def test_the_missing_rule_has_no_default() -> None:
    said = problem_of(PLAIN.replace('missing = "exclude"', ""))
    assert (
        "missing is missing; allowed are average, renormalise, pillar_median, province_mean, "
        "region_mean, exclude, refuse"
    ) in said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('missing = "exclude"', 'missing = "mean"', "missing is 'mean': input should be"),
        ("seed = 1", "seed = -1", "seed is -1: input should be greater than or equal to 0"),
        ("schema = 2", "schema = 0", "schema is 0: input should be 2"),
        ("schema = 2", "schema = true", "schema is True: input should be 2"),
        ('"exclude"', '"exclude"\nnormalisation = "log"', "should be 'min_max', 'z_score'"),
        ('"exclude"', '"exclude"\naggregation = "mean"', "should be 'arithmetic', 'geometric'"),
        ('"exclude"', '"exclude"\nweighting = "expert"', "should be 'hand', 'equal', 'ahp'"),
        (
            '"exclude"',
            '"exclude"\nnormalisation = { method = "goalposts", low = 5, high = 2 }',
            "the goalposts stand upside down: low = 5 must be below high = 2",
        ),
        ('"exclude"', '"exclude"\nnormalisation = { method = "goalposts", low = 5 }',
         '"goalposts" needs high'),
        ('"exclude"', '"exclude"\nnormalisation = { method = "rank", low = 5 }',
         '"rank" does not take low; it takes nothing'),
        ('"exclude"', '"exclude"\nnormalisation = { method = "min_max", from = 60, to = 40 }',
         "from = 60 must be below to = 40"),
        ('"exclude"', '"exclude"\nnormalisation = { method = "distance_to_reference", '
         'reference = "Tak" }', "normalisation.reference is 'Tak'"),
        ('"exclude"', '"exclude"\naggregation = "power_mean"', '"power_mean" needs exponent'),
        ('"exclude"', '"exclude"\naggregation = { method = "power_mean", exponent = 0 }',
         'an exponent of 0 is the geometric mean; write "geometric"'),
        ('"exclude"', '"exclude"\naggregation = { method = "promethee", indifference = 5 }',
         "indifference must not be above preference"),
        ('"exclude"', '"exclude"\nweighting = "equal"',
         "pillar.1.weight is of no use under weighting 'equal'"),
        ('id = "a"\nweight = 1', 'id = "a"', "pillar.1.indicator.1.weight is missing"),
        ('"exclude"', '"exclude"\nweighting = "balanced"\naggregation = "geometric"',
         'weighting "balanced" needs aggregation "arithmetic"'),
        ('"exclude"', '"exclude"\neligible = { population_min = 9, population_max = 3 }',
         "eligible.population_min = 9 is above population_max = 3"),
        ('"exclude"', '"exclude"\neligible = { tracks = [] }', "eligible.tracks is []"),
        ('"exclude"', '"exclude"\neligible = { regions = ["mars"] }',
         "eligible.regions.1 is 'mars': input should be 'north'"),
        ('"exclude"', '"exclude"\neligible = { coverage = 80 }', "eligible.coverage is 80"),
        ('id = "a"', 'id = "a"\ndirection = "up"', "should be 'more_is_need' or 'less_is_need'"),
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


TWO = """
schema = 2
id = "two"
title_th = "สอง"
title_en = "Two"
seed = 1
missing = "exclude"
weighting = {weighting}

[[pillar]]
id = "p"
title_th = "ด้าน"
title_en = "Pillar"
indicator = [ {{ id = "a", weight = 1 }} ]

[[pillar]]
id = "q"
title_th = "ด้าน"
title_en = "Pillar"
indicator = [ {{ id = "b", weight = 1 }} ]

[choose]
count = 1
"""


@pytest.mark.parametrize(
    ("weighting", "told"),
    [
        ('"ahp"', '"ahp" needs matrix'),
        ('{ method = "ahp", matrix = [[1, 3], [3, 1]] }', "the matrix is not reciprocal: p over q "
         "is 3, so q over p must be 0.3333 and is 3"),
        ('{ method = "ahp", matrix = [[2, 3], ["1/3", 1]] }', "2 of p over itself, which must be"),
        ('{ method = "ahp", matrix = [[1, 3]] }', "has 1 rows of 2 numbers and needs 2 rows of 2"),
        ('{ method = "ahp", matrix = [[1, 12], ["1/12", 1]] }', "12 of p over q is outside 1/9"),
        ('{ method = "ahp", matrix = [[1, -3], ["1/3", 1]] }', "weighting.matrix.1.2 is -3"),
        ('{ method = "ahp", matrix = [[1, "three"], ["1/3", 1]] }', "matrix.1.2 is 'three'"),
        ('{ method = "budget_allocation", points = { A = { p = 50, q = 40 } } }',
         "the points of A add up to 90 and must add up to 100"),
        ('{ method = "budget_allocation", points = { A = { p = 50, r = 50 } } }',
         "A gives points to r; members are p, q"),
        ('{ method = "budget_allocation", points = { A = { p = 100 } } }',
         "A gives no points to q; write 0 if none are meant"),
        ('{ method = "budget_allocation", points = {} }', "nobody gave any points"),
        ('{ method = "equal", matrix = [[1]] }', '"equal" does not take matrix'),
    ],
)  # fmt: skip
def test_judgements_that_do_not_fit_the_members_are_refused(weighting: str, told: str) -> None:
    said = problem_of(TWO.format(weighting=weighting))
    assert told in said
    assert "line 8: " in said


def test_more_members_than_random_indices_go_cannot_be_judged_in_pairs() -> None:
    ids = [f"i{n}" for n in range(16)]
    matrix = [[1] * 16] * 16
    indicators = ", ".join(f'{{ id = "{id}" }}' for id in ids)
    text = TWO.format(weighting='"hand"').replace(
        'indicator = [ { id = "a", weight = 1 } ]',
        f'weight = 1\nweighting = {{ method = "ahp", matrix = {matrix} }}\n'
        f"indicator = [ {indicators} ]",
    )
    assert "pairs of 16 members cannot be judged; at most 15 can" in problem_of(text)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"exclude"', '"exclude"\neligible = { tracks = "urban" }',
         'eligible.tracks is \'urban\': input should be a list, such as ["urban"]'),
        ('"exclude"', '"exclude"\neligible = { coverage = 60 }', "a share: 60 % is 0.6"),
        ('id = "a"', 'id = "รายได้"', "input should be small letters a-z, digits and _"),
        ('"exclude"', '"exclude"\nnormalisation = { method = "distance_to_reference", '
         'reference = "Tak" }', 'should be "mean", "median" or the six-digit code'),
        ('"exclude"', '"exclude"\nnormalisation = { method = "goalposts", lo = 1, high = 3 }',
         "here it knows method, low, high, from, to"),
        ("count = 3", 'count = 3\nlimit = [ { by = "province", equals = 31, max = 1 } ]',
         'input should be text: write "31"'),
        ('id = "a"\nweight = 1', 'id = "a"\nweight = 1\ntreatment = "automatic"\n'
         'normalisation = { method = "goalposts", low = 0, high = 9 }',
         'treatment is "automatic", which takes figures to a scale of its own'),
        ('"Pillar"\nweight = 1', '"Pillar"\nweight = 1\naggregation = "geometric"\n'
         '[[pillar.indicator]]\nid = "b"\nweight = 1\nnormalisation = "vector"',
         '"vector" has no common ends, which pillar.1.aggregation "geometric" needs'),
        ('"exclude"', '"exclude"\naggregation = { method = "threshold_count", threshold = 0.9 }',
         "aggregation.threshold is 0.9: input should be greater than or equal to 1"),
        ('"exclude"', '"exclude"\naggregation = { method = "power_mean", exponent = 1e-17 }',
         "an exponent of 0 is the geometric mean"),
    ],
)  # fmt: skip
def test_usual_slips_are_told_with_the_way_out(old: str, new: str, told: str) -> None:
    assert old in PLAIN
    assert told in problem_of(PLAIN.replace(old, new, 1))


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


@pytest.mark.parametrize(
    "odd",
    [
        'count = 3\nlimit = [ { by = "track", equals = ["urban", "rural"], min = 5 } ]',
        'count = 3\nlimit = [ { by = ["province"], min = 5 } ]',
        "count = 3\nlimit = [ { by = { a = 1 }, equals = true, max = 5 } ]",
    ],
)
def test_lists_where_a_word_belongs_bring_a_message(odd: str) -> None:
    assert "choose.limit.1" in problem_of(PLAIN.replace("count = 3", odd))


@pytest.mark.parametrize(
    "odd",
    [
        'normalisation = { method = ["x"], foo = 1 }',
        f"seed = {'9' * 5000}",
        'normalisation = { method = "goalposts", low = 1979-05-27, high = 3 }',
    ],
)
def test_values_of_no_kind_that_anybody_expects_bring_a_message(odd: str) -> None:
    key = odd.split(" = ")[0]
    text = "\n".join(line for line in PLAIN.splitlines() if not line.startswith(f"{key} = "))
    assert 'The scenario "plain.toml" ' in problem_of(f"{odd}\n{text}")


@pytest.mark.parametrize("odd", ["9" * 400, f'"{"1" * 400}/1"', f'"{"1" * 5000}/1"', "1e-320"])
def test_judgements_beyond_all_numbers_bring_a_message(odd: str) -> None:
    for weighting in (
        f'{{ method = "ahp", matrix = [[1, {odd}], [1, 1]] }}',
        f'{{ method = "budget_allocation", points = {{ A = {{ p = {odd}, q = 50 }} }} }}',
    ):
        assert "line 8: " in problem_of(TWO.format(weighting=weighting))


def test_vectors_are_refused_where_the_pillars_need_common_ends() -> None:
    text = PLAIN.replace(
        'missing = "exclude"',
        'missing = "exclude"\nnormalisation = "vector"\naggregation = "geometric"',
    )
    said = problem_of(text)
    assert '"vector" has no common ends, which aggregation "geometric" needs' in said


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


def test_a_third_may_be_written_as_a_fraction_or_cut_off() -> None:
    for third in ('"1/3"', "0.333", "0.3333333"):
        text = TWO.format(weighting=f'{{ method = "ahp", matrix = [[1, 3], [{third}, 1]] }}')
        matrix = read_scenario(text, "x").weighting.matrix
        assert matrix is not None
        assert matrix[1][0] == pytest.approx(1 / 3, rel=0.01)


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
