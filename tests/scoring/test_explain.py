import pytest

from scoring.choose import choose_areas
from scoring.explain import reasons
from scoring.index import score_areas
from tests.making import make_areas, make_scenario

CODES = ["100101", "100102", "100103", "110101", "200101", "800101"]


def test_reasons_by_hand() -> None:
    # score = mean of the pillars p = 10 a and q = 10 b
    # a   10  9  8  7  6  0      p  100 90 80 70 60  0   mean 400/6 = 66.67
    # b   10  9  8  5  0  4      q  100 90 80 50  0 40   mean 360/6 = 60
    # score 100 90 80 60 30 20
    areas = make_areas({"a": [10, 9, 8, 7, 6, 0], "b": [10, 9, 8, 5, 0, 4]}, codes=CODES)
    scenario = make_scenario(
        {"p": {"a": 1}, "q": {"b": 1}},
        count=3,
        limits=[{"by": "province", "max": 1}, {"by": "region", "equals": "south", "min": 1}],
    )
    scores = score_areas(areas, scenario)
    shortlist = choose_areas(areas, scores, scenario)
    assert shortlist.codes == ("100101", "110101", "800101")
    assert shortlist.without_minimums == ("100101", "110101", "200101")
    found = reasons(areas, scores, shortlist, scenario)
    assert tuple(found) == shortlist.codes

    first = found["100101"]
    assert (first.kind, first.rank, first.rules) == ("by_score", 1, ())
    # 100 - 60 is more than 100 - 66.67; five of six are lower
    assert (first.pillar, first.value, first.mean) == ("q", 100, 60)
    assert first.percentile == pytest.approx(100 * 5 / 6)

    # the plain top is all of province 10, so 11 comes into a place that the maximum freed
    second = found["110101"]
    assert (second.kind, second.rank, second.rules) == ("freed_place", 4, ())
    # 70 - 66.67 against 50 - 60; two of six are lower
    assert (second.pillar, second.value) == ("p", 70)
    assert second.percentile == pytest.approx(100 * 2 / 6)

    third = found["800101"]
    assert (third.kind, third.rank) == ("by_minimum", 6)
    (rule,) = third.rules
    assert (rule.by, rule.group, rule.minimum) == ("region", "south", 1)
    # 40 - 60 is nearer than 0 - 66.67: where nothing stands out, what falls back least
    assert third.pillar == "q"


def test_the_weight_of_a_pillar_decides_where_an_area_stands_out() -> None:
    # p is 20 above its mean of 80, q 30 above its mean of 70; weighed 3 to 1 that is 60 and 30
    figures = {"a": [10.0, 10, 10, 10, 0], "b": [10.0, 10, 10, 5, 0]}
    for weight, leading in ((3, "p"), (1, "q")):
        areas = make_areas(figures)
        scenario = make_scenario({"p": {"a": 1}, "q": {"b": 1}}, weights={"p": weight})
        scores = score_areas(areas, scenario)
        found = reasons(areas, scores, choose_areas(areas, scores, scenario), scenario)
        assert found["100101"].pillar == leading
