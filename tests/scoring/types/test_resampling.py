"""Samples take whole provinces; types of samples are matched whatever their numbers."""

import numpy as np
import pytest

from scoring.types.resampling import RESAMPLES, agreement, samples, sureness


def test_samples_take_or_leave_a_group_as_a_whole() -> None:
    groups = np.repeat(np.arange(10), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    drawn = samples(groups, np.random.default_rng(0))
    assert len(drawn) == RESAMPLES
    for sample in drawn:
        taken = set(groups[sample])
        assert len(taken) == 8
        assert sample.tolist() == np.flatnonzero(np.isin(groups, list(taken))).tolist()


def test_without_groups_each_area_stands_for_itself() -> None:
    drawn = samples(np.arange(50), np.random.default_rng(0))
    assert {len(sample) for sample in drawn} == {40}
    assert len({tuple(sample) for sample in drawn}) == RESAMPLES


def test_agreement_looks_at_the_types_and_not_at_their_numbers() -> None:
    whole = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2])
    drawn = [np.arange(6), np.arange(3, 9)]
    same = [np.array([1, 1, 1, 0, 0, 0]), np.array([5, 5, 5, 2, 2, 2])]
    assert agreement(whole, drawn, same) == (1.0, 0.0)
    half = [same[0], np.array([0, 1, 0, 1, 0, 1])]
    mean, spread = agreement(whole, drawn, half)
    # the second has no pair of six in common with it, which is less than chance gives
    assert mean < 0.6
    # of 1 and of that, each as far from the mean
    assert spread == pytest.approx(np.sqrt(2) * (1 - mean))


def test_sureness_by_hand() -> None:
    whole = np.array([0, 0, 0, 1, 1])
    drawn = [np.array([0, 1, 2, 3]), np.array([0, 2, 3, 4])]
    found = [np.array([7, 7, 3, 3]), np.array([1, 1, 0, 0])]
    # in the first, 7 is type 0 and 3 is type 1, so area 2 went over; in the second all stay
    assert sureness(whole, drawn, found) == pytest.approx([1, 1, 0.5, 1, 1])


def test_who_was_in_no_sample_is_unknown() -> None:
    whole = np.array([0, 0, 1])
    sure = sureness(whole, [np.array([0, 1])], [np.array([0, 0])])
    assert np.isnan(sure[2])
    assert sure[:2].tolist() == [1, 1]


def test_more_types_in_a_sample_than_in_all_match_none() -> None:
    whole = np.zeros(4, dtype=np.intp)
    assert sureness(whole, [np.arange(4)], [np.array([0, 0, 0, 1])]).tolist() == [1, 1, 1, 0]


def test_of_no_type_is_not_of_the_same_type() -> None:
    whole, sample = np.array([0, 0, 1, 1, -1]), np.arange(5)
    nothing = np.full(5, -1)
    assert sureness(whole, [sample], [nothing])[:4].tolist() == [0, 0, 0, 0]
    other = np.array([0, 0, 1, 2, 3])
    # 2 and 3 stand for none of the two types there are, nor for being of none
    assert sureness(whole, [sample], [other]).tolist() == [1, 1, 1, 0, 0]
    mean, _ = agreement(whole, [sample, sample], [nothing, nothing])
    assert mean == 0
    assert agreement(whole, [sample, sample], [whole, whole])[0] == 1


def test_without_samples_nothing_is_known() -> None:
    whole = np.array([0, 0, 1])
    assert all(np.isnan(n) for n in agreement(whole, [], []))
    assert np.isnan(sureness(whole, [], [])).all()
