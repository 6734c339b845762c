"""What a person leaves open: which decisions could as well have been taken otherwise."""

from __future__ import annotations

from itertools import combinations
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from scoring.choosing import Id, Share
from scoring.methods import Aggregation, Method, Missing, Normalisation, Part, Treatment

Figures = Literal["as_published", "normal", "beta"]

WIDEST = 0.9
"""A wider spread would leave most draws to one member alone."""


def same(one: object, other: object) -> bool:
    """Return whether two methods are the same one, however it is written."""
    return one.means(other) if isinstance(one, Method) else one == other


class OpenWeights(Method):
    """How far weights are open (`scoring.uncertainty.weights`)."""

    NEEDS: ClassVar = {"spread": ("spread",), "bounds": ("bounds",)}

    method: Literal["fixed", "spread", "bounds", "judges"]
    """``fixed``: they are what they are. ``spread``: a Dirichlet distribution around them.
    ``bounds``: anything between bounds is as likely as anything else. ``judges``: those of one of
    the people whose points they are the mean of."""
    spread: Annotated[float, Field(gt=0, le=WIDEST, allow_inf_nan=False, strict=True)] | None = None
    """Standard deviation of the weight of a member that counts like its neighbours on average, as a
    share of that weight: of three with 0.3 each weight is typically between 0.23 and 0.43."""
    bounds: Annotated[dict[Id, tuple[Share, Share]], Field(min_length=1)] | None = None
    """Least and most share of its level that a pillar, or an indicator in its pillar, can have. Of
    a level without any bound weights are what they are."""

    @model_validator(mode="after")
    def _right_way_up(self) -> Self:
        upside_down = [id for id, (low, high) in (self.bounds or {}).items() if low > high]
        if upside_down:
            raise ValueError(f"the lower bound of {', '.join(upside_down)} is above the upper one")
        return self


class Uncertainty(Part):
    """What could as well have been decided otherwise, each as likely as what is decided.

    What is not said is taken from `scoring.uncertainty.opened.USUAL`. An empty list leaves nothing
    open.
    """

    weights: OpenWeights | None = None
    normalisation: tuple[Normalisation, ...] | None = None
    """Other normalisations, of all indicators that do not name their own."""
    treatment: tuple[Treatment, ...] | None = None
    """Other treatments, each of all indicators at once."""
    missing: tuple[Missing, ...] | None = None
    """Other rules for missing figures."""
    aggregation: tuple[Aggregation, ...] | None = None
    """Other ways from pillars to the score."""
    figures: Figures | None = None
    """How figures vary whose standard error is known: ``normal``, ``beta`` for shares, or not."""

    @field_validator("normalisation", "treatment", "missing", "aggregation")
    @classmethod
    def _each_once(cls, given: tuple[object, ...] | None) -> tuple[object, ...] | None:
        if any(same(one, other) for one, other in combinations(given or (), 2)):
            raise ValueError("the same stands there twice")
        return given
