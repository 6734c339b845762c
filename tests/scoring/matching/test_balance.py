"""How alike sites and comparison areas are, by hand and where the truth is made up."""

import numpy as np
import pandas as pd
import pytest

from scoring.features import features
from scoring.matching import Design, Matching, balance, match
from scoring.matching.balance import verdict
from tests.making import make_areas, make_scenario

NEED = [8.0, 6.0, 7.0, 5.0, 1.0, 3.0]
POOR = [10.0, None, 4.0, 8.0, 2.0, 6.0]
SITES = ("100101", "100102")


def _balance() -> tuple[Matching, pd.DataFrame]:
    areas = make_areas(
        {"need": NEED, "poor": POOR, "empty": [None] * 6}, levels={"poor": "province"}
    )
    found = match(features(areas, make_scenario({"p": {"need": 1}})), SITES, Design(km=0))
    return found, balance(found)


def test_differences_are_those_worked_out_by_hand() -> None:
    found, table = _balance()
    assert [site.comparisons for site in found.sites] == [("100103",), ("100104",)]
    need = table.loc["need"]
    # sites 8 and 6; all others 7, 5, 1 and 3; compared 7 and 5
    assert need[["sites", "before", "matched", "after"]].tolist() == [7, 4, 7, 6]
    # of the sites
    spread = np.sqrt(2)
    assert need["difference_before"] == pytest.approx(3 / spread)
    assert need["difference_after"] == pytest.approx(1 / spread)
    assert need["ratio_before"] == pytest.approx(2 / (20 / 3))
    assert need["ratio_after"] == pytest.approx(1)
    assert need["matched_on"]
    assert need["level"] == "tambon"


def test_missing_figures_are_left_out_and_counted() -> None:
    poor = _balance()[1].loc["poor"]
    known = ["known_sites", "known_before", "known_matched", "known_after"]
    # of the match of the site without a figure nothing counts
    assert poor[known].tolist() == [1, 4, 1, 1]
    assert poor[["sites", "before", "matched", "after"]].tolist() == [10, 5, 10, 4]
    # one site has no variance, so there is nothing to measure a difference in
    assert np.isnan(poor["difference_after"])
    assert poor["verdict"] == "unknown"
    assert not poor["matched_on"]
    assert poor["level"] == "province"
    assert "empty" not in _balance()[1].index


def test_each_site_counts_once_however_many_it_is_compared_with() -> None:
    tracks = ["urban", "rural", "urban", "urban", "rural"]
    areas = make_areas({"need": [9.0, 2.0, 8.0, 7.0, 1.0]}, tracks=tracks)
    uneven = match(features(areas, make_scenario({"p": {"need": 1}})), SITES, Design(count=2, km=0))
    assert [site.comparisons for site in uneven.sites] == [("100103", "100104"), ("100105",)]
    need = balance(uneven).loc["need"]
    # (8 + 7) / 2 for the first, 1 for the second
    assert need["after"] == pytest.approx((7.5 + 1) / 2)
    # weights 1/2, 1/2 and 1 of deviations 3.75, 2.75 and -3.25, by 2 - 1.5 / 2
    variance = ((3.75**2 + 2.75**2) / 2 + 3.25**2) / 1.25
    assert need["ratio_after"] == pytest.approx(49 / 2 / variance)


def test_the_greatest_difference_before_comes_first() -> None:
    rng = np.random.default_rng(11)
    need, other, noise = rng.normal(size=(3, 200))
    areas = make_areas(
        {"noise": noise.tolist(), "need": need.tolist(), "near": (need + other).tolist()}
    )
    found = features(areas, make_scenario({"p": {"need": 1}}))
    sites = list(found.codes[np.argsort(-need)[:20]])
    table = balance(match(found, sites, Design(km=0)))
    size = table["difference_before"].abs()
    assert size.is_monotonic_decreasing
    assert set(table.index) == {"score", "population", "noise", "need", "near"}


def test_verdicts() -> None:
    said = [verdict(n, 1.0) for n in (0.0, -0.1, 0.104, 0.11, -0.25, 0.26, float("nan"))]
    assert said == ["well", "well", "well", "fair", "fair", "far", "unknown"]
    assert [verdict(0.0, n) for n in (0.5, 2, 0.49, 2.01, float("nan"))] == [
        "well", "well", "fair", "fair", "well",
    ]  # fmt: skip


def test_two_alike_pairs_are_balanced_though_one_figure_is_missing() -> None:
    areas = make_areas({"need": [9.0, 5.0, 9.0, 5.0, 1.0], "known": [10.0, 0, 10, None, 3]})
    found = match(features(areas, make_scenario({"p": {"need": 1}})), SITES, Design(km=0))
    assert [site.comparisons for site in found.sites] == [("100103",), ("100104",)]
    assert balance(found).loc["known", "difference_after"] == 0


def test_sites_of_one_figure_are_measured_by_how_all_others_differ() -> None:
    # both sites have 7, those compared with them 5 and 6, all others 5, 6 and 1
    areas = make_areas({"need": [9.0, 9.0, 8.9, 8.8, 1.0], "one": [7.0, 7.0, 5.0, 6.0, 1.0]})
    found = match(features(areas, make_scenario({"p": {"need": 1}})), SITES, Design(km=0))
    one = balance(found).loc["one"]
    assert one["difference_after"] == pytest.approx(1.5 / np.std([5, 6, 1], ddof=1))
    assert one["verdict"] == "far"


def test_compared_areas_of_one_figure_are_not_well_balanced() -> None:
    areas = make_areas({"need": [9.0, 7.0, 8.0, 8.0, 1.0]})
    found = match(features(areas, make_scenario({"p": {"need": 1}})), SITES, Design(km=0))
    need = balance(found).loc["need"]
    assert need["difference_after"] == pytest.approx(0)
    assert need["ratio_after"] == np.inf
    assert need["verdict"] == "fair"


def test_before_is_all_sites_though_some_are_matched_with_nobody() -> None:
    areas = make_areas({"need": [9.0, 5.0, 5.1, 1.0]})
    points = features(areas, make_scenario({"p": {"need": 1}}))
    some = match(points, SITES, Design(km=0, calipers={"score": 0.2}))
    every = match(points, SITES, Design(km=0))
    assert [len(site.comparisons) for site in some.sites] == [0, 1]
    before = ["sites", "before", "difference_before", "ratio_before"]
    one, other = (balance(found).loc["need"] for found in (some, every))
    assert one[before].tolist() == other[before].tolist()
    assert (one["matched"], other["matched"]) == (5, 7)


def _made_up(seed: int, luck: float) -> tuple[float, float, pd.Series]:
    """Return the plain and the matched difference where the true effect is 1, and the balance.

    The more need, the more likely the programme, but for luck; and need alone makes what is
    measured worse. All figures are made up, so that the truth is known.
    """
    rng = np.random.default_rng(seed)
    need, other, error, lucky = rng.normal(size=(4, 1200))
    chosen = np.argsort(-(need + luck * lucky))[:40]
    treated = np.isin(np.arange(1200), chosen)
    measured = treated - 2 * need + 0.5 * other + 0.3 * error
    areas = make_areas({"need": need.tolist(), "other": other.tolist()})
    found = features(areas, make_scenario({"p": {"need": 1, "other": 1}}))
    matching = match(found, list(areas.codes[chosen]), Design(km=0))
    of = pd.Series(measured, areas.codes)
    each = [of[site.code] - of[list(site.comparisons)].mean() for site in matching.matched]
    plain = float(measured[treated].mean() - measured[~treated].mean())
    return plain, float(np.mean(each)), balance(matching).loc["need"]


def test_a_confounder_biases_the_plain_difference_and_not_the_matched_one() -> None:
    plain, matched, needs = zip(*(_made_up(seed, luck=2) for seed in range(20)), strict=True)
    assert np.mean([need["difference_before"] for need in needs]) > 0.7
    assert np.mean([abs(need["difference_after"]) for need in needs]) < 0.1
    assert np.mean(plain) < -0.4
    assert np.mean(matched) == pytest.approx(1, abs=0.1)


def test_where_need_alone_chose_the_balance_says_that_there_is_nobody_alike() -> None:
    _, matched, need = _made_up(0, luck=0)
    assert need["verdict"] == "far"
    assert matched < 0.5
