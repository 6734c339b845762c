"""What types are called, in which order, and which area stands for one."""

import numpy as np
import pytest

from geo.areas import Indicator
from scoring.features import Features, features
from scoring.types.kinds import Trait, kinds, named, ordered, shown_traits
from tests.making import make_areas, make_indicator, make_scenario

FAR = Indicator(
    **make_indicator("far").model_dump(exclude={"high_en", "low_en", "high_th", "low_th"}),
    high_en="far from a town",
    low_en="near a town",
    high_th="ไกลเมือง",
    low_th="ใกล้เมือง",
)
JOBS = make_indicator("jobs", level="province")
WORK = make_indicator("work", level="district")


def six() -> Features:
    areas = make_areas(
        {"poor": [0, 1, 2, 8, 9, 10], "income": [50, 48, 47, 20, 22, 21]}, less_is_need=["income"]
    )
    return features(areas, make_scenario({"a": {"poor": 1, "income": 1}}))


def test_types_are_numbered_by_score_whatever_they_were_called() -> None:
    found = six()
    for labels in ([0, 0, 0, 1, 1, 1], [5, 5, 5, 2, 2, 2]):
        assert ordered(found, np.array(labels)).tolist() == [1, 1, 1, 0, 0, 0]
    assert ordered(found, np.array([3, 3, -1, 4, 4, 4])).tolist() == [1, 1, -1, 0, 0, 0]


def test_equal_scores_go_by_size_and_then_by_code() -> None:
    areas = make_areas({"x": [0.0, 1.0, 0.0, 1.0, 0.5], "y": [1.0, 0.0, 1.0, 0.0, 0.5]})
    found = features(areas, make_scenario({"a": {"x": 1, "y": 1}}))
    # all three types have a need of one half; the pairs come before the single area
    assert ordered(found, np.array([7, 1, 7, 1, 0])).tolist() == [0, 1, 0, 1, 2]


def test_a_profile_is_the_median_as_published() -> None:
    found = six()
    first, second = kinds(found, found.values, np.array([1, 1, 1, 0, 0, 0]))
    assert first.profile.loc["poor", "figure"] == 9
    assert second.profile.loc["income", "figure"] == 48
    assert first.profile.loc["income", "all"] == pytest.approx(34.5)
    # need is turned round again: little income is low, though it means much need
    assert first.profile.loc["income", "deviation"] < 0 < first.profile.loc["poor", "deviation"]
    assert first.people == 1003 + 1004 + 1005
    assert first.codes == ("100104", "100105", "100106")


def test_the_typical_area_is_the_one_nearest_to_the_mean() -> None:
    areas = make_areas({"x": [0.0, 4.0, 6.0, 100.0, 101.0]})
    found = features(areas, make_scenario({"a": {"x": 1}}))
    made = kinds(found, found.values, np.array([1, 1, 1, 0, 0]))
    # the mean of 0, 4 and 6 is 3.33; of two equally near the first code counts
    assert [kind.typical for kind in made] == ["100104", "100102"]


def test_names_say_of_a_province_what_is_the_provinces() -> None:
    traits = [Trait(JOBS, -1.0), Trait(FAR, 0.9), Trait(WORK, 0.6)]
    assert named(traits, thai=False) == (
        "provinces with Indicator jobs: low; districts with Indicator work: high; far from a town"
    )
    assert named(traits, thai=True) == ("จังหวัดที่ตัวชี้วัด jobs: ต่ำ · อำเภอที่ตัวชี้วัด work: สูง · ไกลเมือง")
    assert named([], thai=False) == "near the average in everything"


def test_no_two_types_are_called_the_same_where_that_can_be_helped() -> None:
    one = (Trait(FAR, 0.9), Trait(JOBS, 0.4), Trait(WORK, 0.3))
    other = (Trait(FAR, 0.8), Trait(JOBS, -0.3), Trait(WORK, 0.3))
    assert shown_traits([one, other], told_apart=False) == (one[:1], other[:1])
    assert shown_traits([one, other], told_apart=True) == (one[:2], other[:2])
    twins = (Trait(FAR, 0.8), Trait(JOBS, 0.3), Trait(WORK, 0.3))
    assert shown_traits([one, twins], told_apart=True) == (one, twins)


def test_at_most_three_traits_unless_more_tell_types_apart() -> None:
    every = tuple(Trait(make_indicator(f"i{n}"), 2 - n / 10) for n in range(6))
    assert shown_traits([every], told_apart=True) == (every[:3],)


def test_what_hardly_differs_is_not_named_even_to_tell_types_apart() -> None:
    one = (Trait(FAR, 0.9), Trait(JOBS, 0.2), Trait(WORK, 0.01))
    other = (Trait(FAR, 0.8), Trait(JOBS, -0.2), Trait(WORK, -0.01))
    assert shown_traits([one, other], told_apart=True) == (one[:1], other[:1])


def test_where_nothing_stands_out_the_name_says_so() -> None:
    areas = make_areas({"x": [0.0, 10.0, 4.9, 5.1]})
    found = features(areas, make_scenario({"a": {"x": 1}}))
    made = kinds(found, found.values, np.array([0, 0, 1, 1]))
    # both have the mean 5
    assert [kind.traits for kind in made] == [(), ()]
    assert {kind.name_en for kind in made} == {"near the average in everything"}
    assert {kind.name_th for kind in made} == {"ใกล้ค่าเฉลี่ยทุกด้าน"}
