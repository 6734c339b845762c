"""Which places of a list nothing but the area code settled."""

from hypothesis import given, settings

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.choose import check, choose_areas
from scoring.explain import settled_by_code
from scoring.index import score_areas
from scoring.scenario import Scenario
from tests.making import make_areas, make_scenario
from tests.scoring.lists import cases


def test_places_that_nothing_but_the_code_settles_are_named() -> None:
    codes = ["100101", "100102", "100103", "500101", "500102"]
    areas = make_areas({"a": [3, 1, 1, 1, 0]}, codes=codes)
    scenario = make_scenario({"p": {"a": 1}}, count=3, limits=[{"by": "region", "max": 2}])
    scores = score_areas(areas, scenario)
    shortlist = choose_areas(areas, scores, scenario)
    assert shortlist.codes == ("100101", "100102", "500101")
    # 100103 has the score of 100102; the centre is full, so it cannot stand for 500101
    assert settled_by_code(shortlist) == ("100102",)


@settings(max_examples=60)
@given(cases())
def test_what_only_the_code_settled_is_found_by_trying_every_exchange(
    case: tuple[Areas, Scenario],
) -> None:
    areas, scenario = case
    scores = score_areas(areas, scenario)
    try:
        shortlist = choose_areas(areas, scores, scenario)
    except ScoringError:
        return
    known = scores.score.dropna()
    expected = tuple(
        code
        for code in shortlist.codes
        if any(
            score == known[code]
            and not check(areas, [other if c == code else c for c in shortlist.codes], scenario)
            for other, score in known.items()
            if other not in shortlist.codes
        )
    )
    assert settled_by_code(shortlist) == expected
