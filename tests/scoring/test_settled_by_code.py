"""Which places of a list nothing but the area code settled."""

from hypothesis import assume, given, settings

from geo.areas import Areas
from scoring.explain import settled_by_code
from scoring.scenario import Scenario
from tests.making import make_areas
from tests.scoring.lists import DRAWN, broken_by, cases, chosen, exchanged, possible, scenario_with


def test_places_that_nothing_but_the_code_settles_are_named() -> None:
    codes = ["100101", "100102", "100103", "500101", "500102"]
    areas = make_areas({"a": [3, 1, 1, 1, 0]}, codes=codes)
    shortlist = chosen(areas, scenario_with(3, {"by": "region", "max": 2}))
    assert shortlist.codes == ("100101", "100102", "500101")
    # 100103 has the score of 100102; the centre is full, so it cannot stand for 500101
    assert settled_by_code(shortlist) == ("100102",)


def test_a_lock_is_not_settled_by_the_code() -> None:
    areas = make_areas({"a": [1, 1, 1, 0]})
    locked = [{"area": "100103", "because": "pilot"}]
    shortlist = chosen(areas, scenario_with(2, locked_in=locked))
    assert shortlist.codes == ("100101", "100103")
    assert settled_by_code(shortlist) == ("100101",)


def test_between_different_scores_the_code_settles_nothing_whatever_the_list_is_the_best_of() -> (
    None
):
    areas = make_areas({"a": [3, 2, 2, 0], "d": [5, 5, 5, 5]})
    for count, settled in ((1, ()), (2, ("100102",))):
        shortlist = chosen(areas, scenario_with(count, objective=[{"of": "d"}]))
        assert settled_by_code(shortlist) == settled


@settings(DRAWN, max_examples=30)
@given(
    cases("limits")
    | cases("limits", "locks", "distance")
    | cases("totals", "neighbours")
    | cases("beneficiaries", "cost")
)
def test_what_only_the_code_settled_is_found_by_trying_every_exchange(
    case: tuple[Areas, Scenario],
) -> None:
    shortlist = possible(*case)
    assume(shortlist is not None)
    assert shortlist is not None
    score = shortlist.stated.score
    settled = settled_by_code(shortlist)
    for listed in shortlist.codes:
        equals = [c for c in score.index[score == score[listed]] if c not in shortlist.codes]
        free = [broken_by(shortlist, exchanged(shortlist, listed, code)) for code in equals]
        assert (listed in settled) == any(not much | little for much, little in free)
