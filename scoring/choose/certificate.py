"""The proof of a list, in a form that anybody can recompute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scoring.choose.best import Best, Stage
from scoring.choose.relaxation import lagrangian
from scoring.choose.rules import Rule
from scoring.choose.stated import Stated


@dataclass(frozen=True)
class Price:
    """What the proof charges for one unit of a rule's bound.

    Parameters
    ----------
    row
        Number of the row among the programme's.
    rule
        Its rule; None where a row only says that a place is covered as far as sites cover it.
    place
        The place of such a row, by area code, and the objective that counts it; else None.
    counts
        What a row of beneficiaries is about: ``site_min`` what the sites must have at least beside
        the number trained, ``site_max`` what they can have at most, ``total`` that number itself;
        else None.
    price
        Above 0 for an upper bound, below 0 for a lower one.
    bound
        The bound of the row that the price is about.
    """

    row: int
    rule: Rule | None
    place: tuple[str, str] | None
    counts: str | None
    price: float
    bound: float


@dataclass(frozen=True)
class Certificate:
    """Why no list is better, as numbers.

    Every rule is moved into the gain at its price; each area then counts with what is left of its
    gain, and no list can have more than the bounds at their prices plus all that is left above 0.
    That sum is ``bound_by_prices``. An area whose left-over gain is so far below 0 that a list with
    it stays below the list found is set aside, and the full problem has the same best list as the
    one of the areas kept, which branch and bound solves to the end.

    Parameters
    ----------
    value
        Gain of the list: its total score, or what its objectives say.
    bound
        No list that keeps the rules has more. Where it is equal to ``value`` the list is proven.
    bound_by_prices
        The bound that the prices alone prove, by plain arithmetic.
    prices
        Those that are not 0.
    cliques
        Sets of areas of which any two are too near each other, with the price of each.
    candidates
        Areas that could be chosen.
    kept
        Codes of those that the prices do not set aside.
    most_with_one_set_aside
        No list with any of the others has more; minus infinity where none is set aside.
    nodes
        Of the search trees over those kept; 0 where the prices prove everything.
    earlier
        Of objectives one after the other, the certificates of those before: what the list must
        come to by them stands among its rules.
    """

    value: float
    bound: float
    bound_by_prices: float
    prices: tuple[Price, ...]
    cliques: tuple[tuple[tuple[str, ...], float], ...]
    candidates: int
    kept: tuple[str, ...]
    most_with_one_set_aside: float
    nodes: int
    earlier: tuple[Certificate, ...] = ()

    @property
    def set_aside(self) -> int:
        """How many candidates the prices set aside."""
        return self.candidates - len(self.kept)


def certificate(stated: Stated, found: Best) -> Certificate:
    """Return the certificate of a list."""
    *earlier, last = (
        _of_stage(stated, stage, found.kept[:number]) for number, stage in enumerate(found.stages)
    )
    return replace(last, earlier=tuple(earlier))


def _of_stage(stated: Stated, stage: Stage, kept: Sequence[Rule]) -> Certificate:
    programme, solution, root = stage.programme, stage.solution, stage.solution.root
    codes = stated.score.index
    aside = programme.free & ~solution.kept
    reduced = root.reduced[: len(codes)]
    places = _places(stated)
    rules = [*stated.rules, *[None] * len(places), *kept]
    spots = [*[None] * len(stated.rules), *places, *[None] * len(kept)]
    counts = _counts(stated)
    return Certificate(
        value=solution.value,
        bound=solution.bound,
        bound_by_prices=root.bound,
        prices=tuple(
            Price(
                int(row),
                rules[row],
                spots[row],
                counts.get(int(row)),
                float(root.prices[row]),
                float((programme.upper if root.prices[row] > 0 else programme.lower)[row]),
            )
            for row in np.flatnonzero(root.prices)
        ),
        cliques=tuple(
            (tuple(codes[clique]), float(price))
            for clique, price in zip(root.cliques, root.clique_prices, strict=True)
        ),
        candidates=int(programme.free.sum()),
        kept=tuple(codes[solution.kept]),
        most_with_one_set_aside=float(
            root.bound + np.minimum(reduced[aside], 0).max(initial=-np.inf)
        ),
        nodes=solution.nodes,
    )


def faults(shown: Certificate, stated: Stated, found: Best) -> list[str]:
    """Return what is wrong with a certificate, recomputed from its prices; empty if nothing is.

    Recomputed are the list's gain, the bound, which areas the prices set aside, and that the areas
    of each clique are too near each other two by two. What branch and bound did over the kept areas
    is the solver's word.
    """
    return [
        fault
        for own, stage in zip((*shown.earlier, shown), found.stages, strict=True)
        for fault in _faults_of_stage(own, stated, stage)
    ]


def _faults_of_stage(shown: Certificate, stated: Stated, stage: Stage) -> list[str]:
    programme, codes = stage.programme, stated.score.index
    prices = np.zeros(len(programme.lower))
    wrong = []
    for price in shown.prices:
        prices[price.row] = price.price
        held = programme.upper if price.price > 0 else programme.lower
        if np.isfinite(held[price.row]) and held[price.row] != price.bound:
            wrong.append(f"row {price.row} is held to {held[price.row]}, not to {price.bound}")
    cliques = [codes.get_indexer(pd.Index(members)) for members, _ in shown.cliques]
    of_cliques = np.array([price for _, price in shown.cliques])
    for clique in cliques:
        off = programme.apart.among(clique)
        if off.sum() < len(clique) * (len(clique) - 1):
            wrong.append("areas of a clique are not all too near each other")
    if (of_cliques < 0).any():
        wrong.append("a clique has a price below 0")
    bound, reduced = lagrangian(programme, prices, cliques, of_cliques)
    if abs(bound - shown.bound_by_prices) > programme.equal:
        wrong.append(f"the prices prove {bound}, not {shown.bound_by_prices}")
    aside = programme.free & ~codes.isin(shown.kept)
    with_one = bound + np.minimum(reduced[: len(codes)][aside], 0)
    if (with_one > shown.value).any():
        wrong.append("an area is set aside with which there may be a better list")
    chosen = stage.solution.chosen
    if not codes[chosen].isin(shown.kept).all():
        wrong.append("an area of the list is set aside")
    if abs(programme.value(chosen) - shown.value) > programme.equal:
        wrong.append(f"the list gains {programme.value(chosen)}, not {shown.value}")
    if (
        shown.bound > shown.bound_by_prices + programme.equal
        or shown.value > shown.bound + programme.equal
    ):
        wrong.append("value and bounds are not in order")
    return wrong


def _places(stated: Stated) -> list[tuple[str, str]]:
    codes = stated.areas.codes
    return [(str(code), aim.field) for aim in stated.aims for code in codes[aim.places]]


def _counts(stated: Stated) -> dict[int, str]:
    rows = [n for n, rule in enumerate(stated.rules) if rule.kind == "beneficiaries"]
    # in the order of `scoring.choose.rows.as_rows`
    return dict(zip(rows, ("site_min", "site_max", "total"), strict=False))
