"""Everything a person decided about a score and a choice, as a model."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from geo.areas import Direction
from scoring.choosing import Choose, Id, People, Share, Title, Weight
from scoring.consistency import contradictions
from scoring.methods import Aggregation, Missing, Normalisation, Part, Treatment, Weighting
from scoring.uncertain import Uncertainty

SCHEMA = 2


class WeightedIndicator(Part):
    """An indicator, its weight inside its pillar and what is done to it."""

    id: Id
    weight: Weight | None = None
    """Needed where the pillar's weighting is "hand" or "balanced", else not allowed."""
    direction: Direction | None = None
    """Which way need lies, where the scenario sees it otherwise than the catalogue."""
    treatment: Treatment = "none"
    """``log`` takes log(1 + x): for densities, which span orders of magnitude. ``winsorise`` draws
    figures beyond the 2.5th and the 97.5th percentile in to them: for a few extreme figures.
    ``box_cox`` takes the power that comes nearest to a normal distribution. ``automatic`` tests for
    outliers and does as little as helps (`scoring.treat.automatic`)."""
    normalisation: Normalisation | None = None
    """Where it differs from the scenario's."""


class Pillar(Part):
    """A group of indicators that stands for one idea, and its weight in the score."""

    id: Id
    title_th: Title
    title_en: Title
    weight: Weight | None = None
    """Needed where the scenario's weighting is "hand" or "balanced", else not allowed."""
    weighting: Weighting = Weighting(method="hand")
    """Where the weights of its indicators come from."""
    aggregation: Aggregation = Aggregation(method="arithmetic")
    """How its indicators become one value."""
    indicators: tuple[WeightedIndicator, ...] = Field(alias="indicator", min_length=1)


class Eligible(Part):
    """Which areas are compared at all; without a key nothing is asked."""

    population_min: People | None = None
    population_max: People | None = None
    tracks: Annotated[tuple[Literal["urban", "rural"], ...], Field(min_length=1)] | None = None
    regions: (
        Annotated[
            tuple[Literal["north", "northeast", "central", "east", "south", "south_border"], ...],
            Field(min_length=1),
        ]
        | None
    ) = None
    coverage: Share | None = None
    """Least share of the indicators that count, 0–1, for which the area has figures."""


class Scenario(Part):
    """A person's decisions: what counts, how much, what is missing, and the rules of the choice.

    The same areas and the same scenario give the same bytes. The names of the fields in TOML are
    ``schema``, ``pillar``, ``indicator``, ``limit``, ``min``, ``max`` and ``from`` where they
    differ.
    """

    schema_: Literal[2] = Field(alias="schema")
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
    title_th: Title
    title_en: Title
    seed: Annotated[int, Field(ge=0, lt=2**63, strict=True)]
    missing: Missing
    """What to do where a figure is missing. It has no default, because none is harmless.

    ``average``: count the figure as the mean of all areas that have it, which under weighted means
    speaks neither for nor against the area; ``province_mean`` and ``region_mean``: as the mean of
    the areas around; ``pillar_median``: as the median of the area's other figures in the pillar;
    ``renormalise``: leave the figure out and let the pillar's other indicators share its weight;
    ``exclude``: the area gets no score; ``refuse``: stop with an error.
    """
    normalisation: Normalisation = Normalisation(method="min_max")
    """Of all indicators that do not name their own."""
    aggregation: Aggregation = Aggregation(method="arithmetic")
    """How the pillars become the score."""
    weighting: Weighting = Weighting(method="hand")
    """Where the weights of the pillars come from."""
    eligible: Eligible = Eligible()
    pillars: tuple[Pillar, ...] = Field(alias="pillar", min_length=1)
    choose: Choose
    uncertainty: Uncertainty | None = None
    """What is left open; the usual where nothing is said."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = contradictions(self.model_dump(by_alias=True, exclude_none=True))
        if problems:
            raise ValueError("; ".join(problem.text for problem in problems))
        return self

    @property
    def indicators(self) -> tuple[WeightedIndicator, ...]:
        """All indicators, pillar by pillar."""
        return tuple(i for pillar in self.pillars for i in pillar.indicators)

    @property
    def indicator_ids(self) -> tuple[str, ...]:
        """The ids of all indicators, pillar by pillar."""
        return tuple(i.id for i in self.indicators)

    @property
    def names(self) -> frozenset[str]:
        """Whatever scores, rules and objectives rest on: indicators, columns, quantities."""
        return self.choose.names | set(self.indicator_ids)
