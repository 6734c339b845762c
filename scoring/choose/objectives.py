"""What the list is to have as much as possible of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.choose.quantities import amounts
from scoring.choosing import Objective
from scoring.fields import about
from scoring.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Aim:
    """One objective over the candidates.

    Parameters
    ----------
    field
        Where the scenario states it.
    objective
        As stated.
    of_sites
        Shape (candidates,), what each site adds.
    of_places
        Shape (places,), what each place that some site covers adds, once.
    places
        Shape (places,), the row of each such place among the areas.
    covers
        Shape (places, candidates), 1 where a candidate covers a place; None where nothing is
        covered.
    most
        What any n candidates could have of it at most, whatever the rules, locks among them: lists
        under different rules are measured alike. Of coverage, all people.
    """

    field: str
    objective: Objective
    of_sites: NDArray[np.float64]
    of_places: NDArray[np.float64]
    places: NDArray[np.intp]
    covers: csr_array | None
    most: float

    @property
    def name(self) -> str:
        """What it is of, in a word; coverage with its km."""
        own = self.objective
        return f"{own.of} within {own.km:g} km" if own.of == "coverage" else own.of

    def value(self, chosen: NDArray[np.bool_]) -> float:
        """Return how much of it a list has."""
        if self.covers is None:
            return float(self.of_sites[chosen].sum())
        return float(self.of_places[self.covers @ chosen.astype(float) > 0].sum())


SCORE = Objective(of="score")


def aims(areas: Areas, scenario: Scenario, score: pd.Series[float]) -> tuple[Aim, ...]:
    """Return the scenario's objectives over the candidates; without any it is the score.

    Parameters
    ----------
    score
        By area code, candidates only.

    Raises
    ------
    ScoringError
        If there is nothing of the name that an objective gives, or nothing of it to be had.

    References
    ----------
    Church, R., ReVelle, C. (1974), The maximal covering location problem. Papers of the Regional
    Science Association 32, 101-118, for coverage.
    """
    found = []
    for number, objective in enumerate(scenario.choose.objectives or (SCORE,), start=1):
        field = f"choose.objective.{number}"
        with about(field):
            found.append(_aim(field, objective, areas, scenario, score))
    return tuple(found)


def most_of(of_sites: NDArray[np.float64], count: int) -> float:
    """Return the most that so many sites can have of something."""
    return float(np.sort(of_sites)[-count:].sum())


def _aim(
    field: str,
    objective: Objective,
    areas: Areas,
    scenario: Scenario,
    score: pd.Series[float],
) -> Aim:
    rows = areas.codes.get_indexer(score.index)
    covers, reached = None, np.empty(0, dtype=np.intp)
    of_places: NDArray[np.float64] = np.empty(0)
    of_sites: NDArray[np.float64] = np.zeros(len(rows))
    if objective.of == "coverage":
        people = amounts(areas, scenario, objective.people or "population")
        covers, reached = _coverage(areas, rows, float(objective.km or 0))
        of_places = np.nan_to_num(people[reached])
        most = float(np.nansum(people))
    else:
        by_score = objective.of == "score"
        of_sites = np.asarray(
            score.to_numpy("float64")
            if by_score
            # what is unknown cannot be promised
            else np.nan_to_num(amounts(areas, scenario, objective.of)[rows])
        )
        most = most_of(of_sites, scenario.choose.count)
    if not most > 0 and (objective.of != "score" or scenario.choose.combine == "weighted"):
        raise ScoringError(
            'There is no "{of}" to be had from any area, so it cannot be an objective.',
            of=objective.of,
        )
    return Aim(field, objective, of_sites, of_places, reached, covers, most)


def _coverage(
    areas: Areas, rows: NDArray[np.intp], km: float
) -> tuple[csr_array, NDArray[np.intp]]:
    """Return which places candidates cover, and which rows of the areas those places are."""
    near = areas.nearer_than(km)
    place, candidate = [], []
    for n, row in enumerate(rows):
        own = np.append(near.of(int(row)), row)
        place.append(own)
        candidate.append(np.full(len(own), n))
    everywhere = np.concatenate([*place, np.empty(0, dtype=np.intp)])
    reached, at = np.unique(everywhere, return_inverse=True)
    sites = np.concatenate([*candidate, np.empty(0, dtype=np.intp)])
    ones = np.ones(len(at))
    return csr_array((ones, (at, sites)), shape=(len(reached), len(rows))), reached
