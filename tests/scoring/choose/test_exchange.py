"""Exchanges of one site for one other area, against trying them."""

import pytest
from hypothesis import assume, given, settings

from geo.areas import Areas
from scoring.choose import Rule, Shortlist
from scoring.scenario import Scenario
from tests.scoring.choose.exhaustive import EQUAL, aims_of
from tests.scoring.lists import DRAWN, broken_by, cases, exchanged, mixed, possible


def earlier_given_up(shortlist: Shortlist, codes: tuple[str, ...]) -> set[Rule]:
    """Return of which of the earlier objectives a list has less than it must."""
    stated = shortlist.stated
    aims = aims_of(stated.areas, stated.scores, stated.scenario)
    return {
        rule
        for rule, value in zip(shortlist.best.kept, aims, strict=False)
        if value(codes) < (rule.minimum or 0)
    }


@settings(DRAWN, max_examples=50)
@given(mixed() | cases("beneficiaries", "cost"))
def test_each_exchange_changes_and_breaks_what_trying_it_shows(
    case: tuple[Areas, Scenario],
) -> None:
    shortlist = possible(*case)
    assume(shortlist is not None)
    assert shortlist is not None
    stated = shortlist.stated
    value = aims_of(stated.areas, stated.scores, stated.scenario)[-1]
    exchanges = shortlist.exchanges
    off = [code for code in stated.score.index if code not in (*shortlist.codes, *stated.barred)]
    for newcomer in off:
        one = exchanges.of(int(stated.score.index.get_loc(newcomer)))
        for n, listed in enumerate(shortlist.codes):
            codes = exchanged(shortlist, listed, newcomer)
            much, little = broken_by(shortlist, codes)
            little |= earlier_given_up(shortlist, codes)
            assert one.gain[n] == pytest.approx(value(codes) - value(shortlist.codes), abs=1e-9)
            assert bool(one.allowed[n]) == (not much | little)
            # the list is the best there is
            assert not one.allowed[n] or one.gain[n] <= EQUAL
            if "choose.beneficiaries" in {rule.field for rule in much | little}:
                # where no number of beneficiaries fits, what they would cost is nothing to go by
                continue
            for broken, by_trying in ((one.too_much, much), (one.too_little, little)):
                told = zip(exchanges.rules, broken[:, n], strict=True)
                assert {rule for rule, is_ in told if is_} == by_trying
