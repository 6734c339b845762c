"""What a scenario may say, and how each mistake is told."""

import pytest

from scoring.scenario_toml import read_scenario
from tests.scoring.plain import DEFAULT, PLAIN, TWO, problem_of


def test_shipped_scenario_has_the_funds_three_pillars_with_equal_weights() -> None:
    scenario = read_scenario(DEFAULT.read_text(encoding="utf-8"), "default.toml")
    assert [p.id for p in scenario.pillars] == ["poverty", "unemployment", "low_achievement"]
    assert {p.weight for p in scenario.pillars} == {1.0}
    assert scenario.choose.count == 50
    assert {i.weight for i in scenario.indicators} == {1.0}


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
        ('by = "Village"\nmax = 1', "limit.1.by is 'Village'"),
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
        ("count = 3", 'count = 3\nlimit = [ { by = "จังหวัด", max = 1 } ]',
         "input should be province, district, region, track, or the name of another column"),
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


def test_a_third_may_be_written_as_a_fraction_or_cut_off() -> None:
    for third in ('"1/3"', "0.333", "0.3333333"):
        text = TWO.format(weighting=f'{{ method = "ahp", matrix = [[1, 3], [{third}, 1]] }}')
        matrix = read_scenario(text, "x").weighting.matrix
        assert matrix is not None
        assert matrix[1][0] == pytest.approx(1 / 3, rel=0.01)


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
