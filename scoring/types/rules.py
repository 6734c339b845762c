"""A type told in two conditions at most, and how far the two can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.tree import DecisionTreeClassifier

from geo.areas import Indicator
from scoring.features import Features

DEPTH = 2


@dataclass(frozen=True)
class Condition:
    """A bound for a figure.

    Parameters
    ----------
    indicator
        Its figure.
    above
        Whether figures above the bound keep it; else those at it and below.
    bound
        In the indicator's unit, with as many decimals as its figures are shown with.
    or_unknown
        Whether areas without a figure keep it too.
    """

    indicator: Indicator
    above: bool
    bound: float
    or_unknown: bool

    def kept(self, figures: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which figures keep it."""
        unknown = np.isnan(figures)
        inside = figures > self.bound if self.above else figures <= self.bound
        return np.asarray(inside | unknown if self.or_unknown else inside)


@dataclass(frozen=True)
class Rule:
    """Conditions that together tell a type from the others, more or less.

    Parameters
    ----------
    conditions
        One or two; none where the type is all areas.
    recall
        Share of the type's areas that keep them, 0-1.
    precision
        Share of the areas that keep them which are of the type, 0-1.
    """

    conditions: tuple[Condition, ...]
    recall: float
    precision: float


def rule(found: Features, own: NDArray[np.bool_]) -> Rule:
    """Return the leaf of a two-level decision tree that tells a type best.

    Parameters
    ----------
    own
        Shape (areas,), which areas are of the type.

    Notes
    -----
    The tree parts the type from all others by the figures as published (CART, Breiman et al. 1984),
    with both sides weighing alike however few areas the type has. Of its leaves the one counts
    whose conditions have the best F1, the harmonic mean of recall and precision; both are those of
    the bounds as they are shown, rounded.
    """
    tree = DecisionTreeClassifier(max_depth=DEPTH, class_weight="balanced", random_state=0)
    tree.fit(found.figures, own)
    leaves = [_rated(path, found, own) for path in _paths(tree, found)]
    return max(leaves, key=lambda leaf: round(_f1(leaf), 12))


def _f1(leaf: Rule) -> float:
    together = leaf.recall + leaf.precision
    return 2 * leaf.recall * leaf.precision / together if together else 0.0


def _rated(path: tuple[Condition, ...], found: Features, own: NDArray[np.bool_]) -> Rule:
    columns = {i.id: n for n, i in enumerate(found.indicators)}
    kept = np.ones(len(own), dtype=bool)
    for condition in path:
        kept &= condition.kept(found.figures[:, columns[condition.indicator.id]])
    both = float((kept & own).sum())
    return Rule(path, both / max(own.sum(), 1), both / max(kept.sum(), 1))


def _paths(tree: DecisionTreeClassifier, found: Features) -> list[tuple[Condition, ...]]:
    """Return for each leaf the conditions on the way to it."""
    made = tree.tree_
    gaps = [bool(np.isnan(column).any()) for column in found.figures.T]

    def below(node: int, so_far: tuple[Condition, ...]) -> list[tuple[Condition, ...]]:
        if made.children_left[node] == made.children_right[node]:
            return [so_far]
        column = int(made.feature[node])
        indicator = found.indicators[column]
        if not np.isfinite(made.threshold[node]):
            # it parts those with a figure from those without, which says nothing of what it is
            return [so_far]
        bound = round(float(made.threshold[node]), indicator.decimals)
        unknown_left = bool(made.missing_go_to_left[node]) and gaps[column]
        unknown_right = not made.missing_go_to_left[node] and gaps[column]
        left = Condition(indicator, False, bound, unknown_left)
        right = Condition(indicator, True, bound, unknown_right)
        return [
            *below(int(made.children_left[node]), _tighter(so_far, left)),
            *below(int(made.children_right[node]), _tighter(so_far, right)),
        ]

    return below(0, ())


def _tighter(so_far: tuple[Condition, ...], then: Condition) -> tuple[Condition, ...]:
    """Return conditions with one more, which takes the place of a looser one of its kind."""
    alike = [c for c in so_far if (c.indicator.id, c.above) == (then.indicator.id, then.above)]
    known = replace(then, or_unknown=then.or_unknown and all(c.or_unknown for c in alike))
    return (*(c for c in so_far if c not in alike), known)
