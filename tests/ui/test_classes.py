"""Classes of a figure on the map: breaks, digits and counts say the same."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.classes import CLASS_COUNT, Classes, classify

# as published figures are: a few digits, or none
FIGURES = st.lists(
    st.one_of(
        st.integers(-1_000_000, 1_000_000).map(float),
        st.integers(-100_000, 100_000).map(lambda n: n / 1000),
        st.just(0.0),
        st.just(float("nan")),
    ),
    max_size=60,
)


def classes_of(*figures: float | None) -> Classes:
    return classify(pd.Series(figures, dtype="float64"))


def test_twelve_figures_fall_into_six_classes_of_two() -> None:
    found = classes_of(*range(1, 13))
    # the sixths of 1 … 12 are 2.83, 4.67, 6.5, 8.33 and 10.17; spread / 6 asks for whole numbers
    assert found.breaks == (3, 5, 6, 8, 10)
    assert found.counts == (2, 2, 1, 2, 2, 3)
    assert found.digits == "001123344555"
    assert found.missing == 0


def test_a_figure_at_a_break_is_in_the_class_above() -> None:
    found = classes_of(*range(1, 13))
    for place, figure in enumerate(found.breaks, start=1):
        assert found.digits[int(figure) - 1] == str(place)
        assert found.digits[int(figure) - 2] == str(place - 1)


def test_a_missing_figure_is_f_and_in_no_class() -> None:
    found = classes_of(None, 1, None, 2)
    assert found.digits[0] == found.digits[2] == "f"
    assert found.missing == 2
    assert sum(found.counts) == 2


@pytest.mark.parametrize("figure", [0, 1, -3.5, 1e9])
def test_equal_figures_are_one_class(figure: float) -> None:
    found = classes_of(figure, figure, figure)
    assert (found.breaks, found.digits, found.counts) == ((), "000", (3,))
    assert len(found.colours) == 1


def test_without_any_figure_all_are_missing() -> None:
    found = classes_of(None, None)
    assert (found.breaks, found.digits, found.counts, found.missing) == ((), "ff", (0,), 2)


@pytest.mark.parametrize(
    ("figures", "breaks", "counts"),
    [
        ([0] * 95 + [1, 2, 3, 4, 5], (1,), (95, 5)),
        ([0] * 95 + [0.0325] * 5, (0.03,), (95, 5)),
        ([0] * 95 + [1234] * 5, (1000,), (95, 5)),
        ([-5] * 95 + [-4.2] * 5, (-4.2,), (95, 5)),
        ([5] * 95 + [0, 1, 2, 3, 4], (5,), (5, 95)),
    ],
)
def test_figures_that_most_areas_share_are_parted_from_the_rest(
    figures: list[float], breaks: tuple[float, ...], counts: tuple[int, ...]
) -> None:
    found = classes_of(*figures)
    assert found.breaks == pytest.approx(breaks)
    assert found.counts == counts


def test_two_figures_are_two_classes() -> None:
    found = classes_of(*[0.4, 0.6] * 10)
    assert len(found.breaks) == 1
    assert found.counts == (10, 10)


def test_breaks_are_short_where_figures_are_long() -> None:
    figures = np.random.default_rng(1).normal(40, 7, 7436)
    found = classify(pd.Series(figures))
    assert all(b == round(b, 0) for b in found.breaks)
    assert len(found.breaks) == CLASS_COUNT - 1
    assert min(found.counts) > 7436 / CLASS_COUNT / 2


def test_the_darkest_class_is_the_greatest_need_whichever_way_figures_run() -> None:
    figures = pd.Series(range(12), dtype="float64")
    up, down = classify(figures), classify(figures, dark_is_high=False)
    assert (up.breaks, up.digits, up.counts) == (down.breaks, down.digits, down.counts)
    assert up.colours == down.colours[::-1]
    light = [sum(colour) for colour in up.colours]
    assert light == sorted(light, reverse=True)
    assert len(set(up.colours)) == len(up.colours)


@given(FIGURES)
def test_digits_counts_and_breaks_say_the_same(figures: list[float]) -> None:
    found = classify(pd.Series(figures, dtype="float64"))
    assert len(found.digits) == len(figures)
    assert list(found.breaks) == sorted(set(found.breaks))
    assert len(found.breaks) + 1 == len(found.counts) == len(found.colours) <= CLASS_COUNT
    tally = Counter(found.digits)
    assert found.missing == tally["f"] == int(np.isnan(figures).sum())
    assert [tally[str(k)] for k in range(len(found.counts))] == list(found.counts)
    bounds = [-np.inf, *found.breaks, np.inf]
    for figure, digit in zip(figures, found.digits, strict=True):
        assert digit == "f" or bounds[int(digit)] <= figure < bounds[int(digit) + 1]


@given(FIGURES)
def test_no_class_is_empty_and_different_figures_are_told_apart(figures: list[float]) -> None:
    known = {figure for figure in figures if figure == figure}
    found = classify(pd.Series(figures, dtype="float64"))
    if known:
        assert min(found.counts) > 0
    assert (len(found.counts) > 1) == (len(known) > 1)


@given(FIGURES, st.randoms(use_true_random=False))
def test_an_area_has_its_class_wherever_it_stands(figures: list[float], random: object) -> None:
    order = list(range(len(figures)))
    random.shuffle(order)
    before = classify(pd.Series(figures, dtype="float64"))
    after = classify(pd.Series([figures[n] for n in order], dtype="float64"))
    assert [before.digits[n] for n in order] == list(after.digits)
    assert (before.breaks, before.counts) == (after.breaks, after.counts)
