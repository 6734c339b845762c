"""Lists drawn at random, to set a list against."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import REGIONS, TRACKS, Areas
from geo.errors import ScoringError
from scoring.scores import Scores

Rows = NDArray[np.intp]


def random_lists(areas: Areas, scores: Scores, size: int, draws: int, seed: int) -> Rows:
    """Draw lists by proportional stratified sampling from the areas that have a score.

    A stratum is a track in a region. Each has as many places as `proportional_places` gives its
    people; inside it areas are drawn without replacement, each as likely as any other. An area
    whose people are unknown counts as having none when places are given; it can be drawn as any.

    Parameters
    ----------
    size
        Areas on a list, 1 or more.
    draws
        How many lists, 1 or more.
    seed
        The same seed gives the same lists.

    Returns
    -------
    numpy.ndarray
        Shape (draws, size): positions in the areas' codes, stratum by stratum.

    Raises
    ------
    ScoringError
        If there are fewer areas with a score than the list is long, or draws is below 1.

    References
    ----------
    Cochran, W. G. (1977), Sampling Techniques, 3rd ed., 5.5: proportional allocation.
    """
    if draws < 1:
        raise ScoringError("{draws} random lists cannot be drawn. Draw 1 or more.", draws=draws)
    frame = np.flatnonzero(scores.score.reindex(areas.codes).notna().to_numpy())
    if size > len(frame):
        raise ScoringError(
            "The list has {size} areas, but only {scored} have a score, so no random list is as "
            "long. Shorten the list, or widen the scenario's filter.",
            size=size,
            scored=len(frame),
        )
    table = areas.table.iloc[frame]
    region = pd.Categorical(table["region"], categories=REGIONS).codes.astype(np.intp)
    track = pd.Categorical(table["track"], categories=TRACKS).codes.astype(np.intp)
    stratum, strata = region * len(TRACKS) + track, len(REGIONS) * len(TRACKS)
    people = np.zeros(strata, dtype=np.int64)
    np.add.at(people, stratum, table["population"].to_numpy("int64", na_value=0))
    places = proportional_places(people, np.bincount(stratum, minlength=strata), size)
    random = np.random.default_rng(seed)
    drawn = []
    for s in np.flatnonzero(places):
        members = frame[stratum == s]
        # the areas with the smallest of random keys are a simple random sample
        keys = random.random((draws, len(members)))
        drawn.append(members[np.argpartition(keys, places[s] - 1)[:, : places[s]]])
    return np.hstack(drawn)


def proportional_places(
    people: NDArray[np.int64], sizes: NDArray[np.int64], places: int
) -> NDArray[np.int64]:
    """Share places out among strata by their people.

    By largest remainder: each has the whole part of its share, and those with the largest
    remainders one more, of equal ones the first. A stratum that would have more places than areas
    has all its areas, and the places that are left are shared out among the others in the same way.
    Where no stratum that is left has people, numbers of areas stand for them.

    Parameters
    ----------
    people
        Shape (strata,), 0 or more.
    sizes
        Shape (strata,), numbers of areas.
    places
        How many, at most as many as there are areas.

    Returns
    -------
    numpy.ndarray
        Shape (strata,), summing to ``places``.

    References
    ----------
    Balinski, M. L. and Young, H. P. (1982), Fair Representation: the method of Hamilton.
    """
    full = np.zeros(len(sizes), dtype=bool)
    while True:
        weights = np.where(full, 0, people)
        if not weights.any():
            weights = np.where(full, 0, sizes)
        given = _largest_remainder(weights, places - int(sizes[full].sum()))
        over = given > sizes
        if not over.any():
            return np.where(full, sizes, given)
        full |= over


def _largest_remainder(weights: NDArray[np.int64], places: int) -> NDArray[np.int64]:
    # whole numbers throughout, so that remainders that are equal compare as equal
    if not places:
        return np.zeros_like(weights)
    given, remainder = np.divmod(weights * places, weights.sum())
    next_ones = np.argsort(-remainder, kind="stable")[: places - int(given.sum())]
    given[next_ones] += 1
    return given
