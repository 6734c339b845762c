"""Which name was meant, and at which field an error of the data is."""

import pytest

from geo.errors import ScoringError
from scoring.choose.stated import state
from scoring.fields import nearest
from scoring.index import score_areas
from tests.making import make_areas
from tests.scoring.lists import Rules, scenario_of


@pytest.mark.parametrize(
    ("name", "told"),
    [("provinces", " (nearest: province)"), ("trakc", " (nearest: track)"), ("จังหวัด", "")],
)
def test_the_name_that_is_most_like_it_is_told(name: str, told: str) -> None:
    assert nearest(name, ["district", "province", "track"]) == told


POOR = {"id": "poor", "title_th": "คนจน", "title_en": "Poor", "of": "population"}


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"quantity": [{**POOR, "share": "cc"}], "total": [{"of": "poor", "min": 1}]},
         "choose.quantity.1.share"),
        ({"quantity": [{**POOR, "of": "cc"}], "total": [{"of": "poor", "min": 1}]},
         "choose.quantity.1.of"),
        ({"total": [{"of": "a", "min": 1}, {"of": "cc", "min": 1}]}, "choose.total.2.of"),
        ({"locked_in": [{"area": "990101", "because": "pilot"}]}, "choose.locked_in.1.area"),
        ({"limit": [{"by": "cc", "max": 1}]}, "choose.limit.1"),
    ],
)  # fmt: skip
def test_an_error_is_about_the_key_with_the_name_that_is_not_there(
    rules: Rules, field: str
) -> None:
    areas, scenario = make_areas({"a": [3, 2, 1]}), scenario_of({"count": 1, **rules})
    with pytest.raises(ScoringError) as caught:
        state(areas, score_areas(areas, scenario), scenario)
    assert caught.value.details["field"] == field
