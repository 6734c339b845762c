"""What a scenario cannot leave open, and how its file is told."""

import pytest

from geo.errors import ScoringError
from geo.paths import DEFAULT_SCENARIO
from scoring.change import changed
from scoring.scenario import Scenario
from scoring.scenario_toml import read_scenario, write_scenario

START = DEFAULT_SCENARIO.read_text(encoding="utf-8").split("[uncertainty]")[0]
LINES = START.count("\n")


def _read(text: str) -> Scenario:
    return read_scenario(f"{START}[uncertainty]\n{text}\n", "mine.toml")


def test_all_that_can_be_left_open_is_read_and_written() -> None:
    scenario = _read(
        'normalisation = ["z_score", { method = "goalposts", low = 0, high = 40.0 }]\n'
        'treatment = ["none"]\nmissing = ["region_mean"]\naggregation = ["geometric"]\n'
        'figures = "beta"\n[uncertainty.weights]\nmethod = "bounds"\n'
        "bounds = { poverty = [0.2, 0.5], hai = [0.3, 0.9] }"
    )
    assert read_scenario(write_scenario(scenario), "again") == scenario
    assert scenario.uncertainty is not None
    assert scenario.uncertainty.weights is not None
    assert scenario.uncertainty.weights.bounds == {"poverty": (0.2, 0.5), "hai": (0.3, 0.9)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('weights = { method = "spread", spread = 0 }',
         'uncertainty.weights.spread is 0: input should be greater than 0; weights that are not '
         'open are weights = "fixed"'),
        ('weights = { method = "spread", spread = 1.5 }', "less than or equal to 0.9"),
        ('weights = { method = "spread" }', '"spread" needs spread'),
        ('weights = "judges"', "nowhere do several people give points"),
        ('weights = { method = "bounds", bounds = { poverty = [0.5, 0.2] } }',
         "the lower bound of poverty is above the upper one"),
        ('weights = { method = "bounds", bounds = { poverty = [0.5, 0.6], unemployment = '
         "[0.6, 0.8] } }", "the least shares of the pillars add up to 1.1, above 1"),
        ('weights = { method = "bounds", bounds = { poverty = [0.1, 0.2], unemployment = '
         "[0.1, 0.2], low_achievement = [0.1, 0.3] } }",
         "the most shares of the pillars add up to 0.7, below 1"),
        ('weights = { method = "bounds", bounds = { hai = [0.2, 0.3], services_per_km2 = '
         '[0.2, 0.3] } }', 'the most shares of pillar "low_achievement" add up to 0.6'),
        ('weights = { method = "bounds", bounds = { povert = [0.2, 0.5] } }',
         'bounds are given for "povert", which is no pillar and no indicator here (nearest: '
         "poverty)"),
        ('weights = { method = "bounds", bounds = { poverty = [0.2, 1.5] } }', "1.5"),
        ('weights = { method = "bounds", bounds = { poverty = 0.2 } }',
         "poverty is 0.2: input should be the least and the most share, such as [0.2, 0.5]"),
        ('weights = { method = "bounds", bounds = {} }', "at least one is needed"),
        ('weights = { method = "bounds", bounds = { poverty = [0.2, 0.2], unemployment = '
         "[0.3, 0.3], low_achievement = [0.5, 0.5] } }",
         "the bounds leave the weights of the pillars no room"),
        ('weights = { method = "bounds", bounds = { poverty = [0.2, 0.4], unemployment = '
         "[0.3, 0.5], low_achievement = [0.5, 0.6] } }",
         "the bounds leave the weights of the pillars no room"),
        ('weights = { method = "bounds", bounds = { hai = [0.2, 0.2] } }',
         'the bounds leave the weights of pillar "low_achievement" no room'),
        ('normalisation = [{ method = "min_max", from = 0 }]', "is what the scenario says"),
        ('aggregation = [{ method = "power_mean", exponent = 1 }]', "is what the scenario says"),
        ('normalisation = "z_score"', 'input should be a list, such as ["z_score"]'),
        ('normalisation = ["min_max"]', "is what the scenario says"),
        ('aggregation = ["arithmetic"]', "is what the scenario says"),
        ('missing = ["average"]', "is what the scenario says"),
        ('treatment = ["none", "none"]', "the same stands there twice"),
        ('aggregation = ["vikor", { method = "vikor", strategy = 0.5 }]',
         "the same stands there twice"),
        ('figures = "gauss"', "'as_published', 'normal' or 'beta'"),
        ("weigths = 1", "(nearest: weights)"),
    ],
)  # fmt: skip
def test_what_cannot_be_left_open_is_told_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ScoringError) as refused:
        _read(text)
    assert said in str(refused.value)
    assert f"line {LINES + 2}: " in str(refused.value)


def test_bounds_cannot_let_in_what_does_not_count() -> None:
    pillar = START.index('id = "poverty"')
    weight = START.index("weight = ", pillar)
    out = f"{START[:weight]}weight = 0 #{START[weight:]}"
    bounds = 'weights = { method = "bounds", bounds = { poverty = [0.0, 0.5] } }'
    with pytest.raises(ScoringError, match='bounds let "poverty" in, which has the weight 0'):
        read_scenario(f"{out}[uncertainty]\n{bounds}\n", "mine.toml")


def test_bounds_cannot_let_in_what_nobody_gave_points() -> None:
    text = START.replace("[weighting]", "") + (
        "[uncertainty]\n"
        'weights = { method = "bounds", bounds = { low_achievement = [0.0, 0.5] } }\n'
    )
    points = "{ poverty = 60, unemployment = 40, low_achievement = 0 }"
    given = f'weighting = {{ method = "budget_allocation", points = {{ a = {points} }} }}\n'
    at = text.index("missing = ")
    with pytest.raises(ScoringError, match='bounds let "low_achievement" in'):
        read_scenario(text[:at] + given + text[at:], "mine.toml")


def test_bounds_for_a_name_that_is_two_things_are_refused() -> None:
    twice = START.replace('id = "poverty"', 'id = "hai"')
    with pytest.raises(ScoringError, match='"hai", which is a pillar and an indicator'):
        read_scenario(
            twice + '[uncertainty]\nweights = { method = "bounds", bounds = { hai = [0.2, 0.5] } }',
            "mine.toml",
        )


def test_what_is_open_can_be_changed_as_any_field() -> None:
    scenario = _read('weights = { method = "spread", spread = 0.3 }')
    wider = changed(scenario, {"uncertainty.weights.spread": 0.5})
    assert wider.uncertainty is not None
    assert wider.uncertainty.weights is not None
    assert wider.uncertainty.weights.spread == 0.5
    assert changed(scenario, {"uncertainty": None}).uncertainty is None
