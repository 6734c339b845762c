"""The choice as a person states it: how many areas, under which rules, and the objectives."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from geo.areas import REGIONS, TRACKS
from scoring.methods import Part

MOST_AREAS = 10_000
MOST_PEOPLE = 100_000_000
MOST_AMOUNT = 1e15
Count = Annotated[int, Field(ge=1, le=MOST_AREAS, strict=True)]
Bound = Annotated[int, Field(ge=0, le=MOST_AREAS, strict=True)]
People = Annotated[int, Field(ge=0, le=MOST_PEOPLE, strict=True)]
Amount = Annotated[float, Field(ge=0, le=MOST_AMOUNT, allow_inf_nan=False, strict=True)]
FARTHEST_KM = 2000.0
"""More than from one end of the country to the other."""
Kilometres = Annotated[float, Field(gt=0, le=FARTHEST_KM, allow_inf_nan=False, strict=True)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, strict=True)]
Weight = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False, strict=True)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Title = Annotated[str, Field(min_length=1, max_length=200)]
AreaCode = Annotated[str, Field(pattern=r"^[1-9][0-9]{5}$")]
Group = Annotated[str, Field(min_length=1, max_length=100)]
Because = Annotated[str, Field(min_length=1, max_length=500)]


class Quantity(Part):
    """Something that is counted in an area, such as its poor: a share of its people."""

    id: Id
    title_th: Title
    title_en: Title
    of: Id = "population"
    """What it is a part of: a column of numbers of the areas, or an indicator that is a count."""
    share: Id | None = None
    """Indicator in % of it; without one the quantity is all of it."""


class Limit(Part):
    """How many of the chosen areas may, or must, come from a group."""

    by: Id
    """``province``, ``district``, ``region``, ``track``, any column of the areas, or an indicator
    whose figures number groups."""
    equals: Group | None = None
    """One group (provinces and districts by code)."""
    among: Annotated[tuple[Group, ...], Field(min_length=2)] | None = None
    """Several groups taken as one. Without either the limit holds for each group."""
    minimum: Bound | None = Field(default=None, alias="min")
    maximum: Bound | None = Field(default=None, alias="max")

    @property
    def named(self) -> tuple[str, ...]:
        """The groups that it names; none where it is about each."""
        return self.among or (() if self.equals is None else (self.equals,))

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.minimum is None and self.maximum is None:
            raise ValueError("a limit needs min, max or both")
        if self.equals is not None and self.among is not None:
            raise ValueError("a limit names its group by equals or its groups by among, not both")
        if self.among is not None and len(set(self.among)) < len(self.among):
            raise ValueError("among names a group twice")
        key = "among" if self.among else "equals"
        allowed = {"region": REGIONS, "track": TRACKS}.get(self.by)
        digits = {"province": ("two", 2), "district": ("four", 4)}.get(self.by)
        for group in self.named:
            if allowed is not None and group not in allowed:
                raise ValueError(f'{key} is "{group}", allowed are {", ".join(allowed)}')
            if digits is not None and not (
                len(group) == digits[1] and group.isascii() and group.isdecimal()
            ):
                raise ValueError(
                    f'{key} is "{group}", allowed are {digits[0]}-digit {self.by} codes'
                )
        return self


class Total(Part):
    """What the chosen areas must, or may, hold in all."""

    of: Id
    """A quantity of the scenario, a column of numbers such as ``population``, or an indicator that
    is a count."""
    minimum: Amount | None = Field(default=None, alias="min")
    maximum: Amount | None = Field(default=None, alias="max")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.minimum is None and self.maximum is None:
            raise ValueError("a total needs min, max or both")
        return self


class Lock(Part):
    """An area that is on the list, or off it, whatever its score, and why."""

    area: AreaCode
    because: Because


class Beneficiaries(Part):
    """How many people are trained, in a site and in all."""

    site_min: People
    site_max: People
    total_min: People | None = None
    total_max: People | None = None
    shared_by: Id | None = None
    """Quantity by which the places are shared out, and which no site's number exceeds; the score,
    if not said, and the people of the area."""


class Cost(Part):
    """What the sites cost in all, in any one currency."""

    per_site: Amount | None = None
    of: Id | None = None
    """Indicator that holds each area's own cost, in place of one cost for all."""
    per_beneficiary: Amount | None = None
    minimum: Amount | None = Field(default=None, alias="min")
    maximum: Amount | None = Field(default=None, alias="max")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.minimum is None and self.maximum is None:
            raise ValueError("a cost needs min, max or both")
        if self.per_site is not None and self.of is not None:
            raise ValueError("a cost is one per_site for all or one of each area, not both")
        if self.per_site is None and self.of is None and self.per_beneficiary is None:
            raise ValueError("a cost needs per_site, of or per_beneficiary")
        return self


class Objective(Part):
    """Something of which the list is to have as much as possible."""

    of: Id
    """``score``: the sum of the sites' scores. ``coverage``: people near a site, each counted once.
    Else what a total can be of."""
    km: Kilometres | None = None
    """Of coverage: a person lives near a site if the reference point of the own area lies within
    so many km of the site's."""
    people: Id | None = None
    """Of coverage: whom to count, as a total has it; ``population`` if not said."""
    weight: Weight | None = None
    """Needed where several are weighted, else not allowed."""
    tolerance: Share | None = None
    """Share of what can be had of it which may be given up for those after it; 0 if not said."""

    @model_validator(mode="after")
    def _takes_what_it_needs(self) -> Self:
        if self.of == "coverage" and self.km is None:
            raise ValueError('"coverage" needs km')
        if self.of != "coverage" and (self.km is not None or self.people is not None):
            raise ValueError(f'km and people go with "coverage", not with "{self.of}"')
        return self


class Choose(Part):
    """How many areas are chosen, under which rules, and what is to be greatest.

    What is left out is not asked for; without an objective it is the total score.
    """

    count: Count
    limits: tuple[Limit, ...] = Field(default=(), alias="limit")
    quantities: tuple[Quantity, ...] | None = Field(default=None, alias="quantity")
    totals: tuple[Total, ...] | None = Field(default=None, alias="total")
    min_distance_km: Kilometres | None = None
    """Between the reference points of any two sites, on the ellipsoid."""
    neighbours: Literal["apart"] | None = None
    """``apart``: no two sites whose boundaries meet."""
    locked_in: tuple[Lock, ...] | None = None
    locked_out: tuple[Lock, ...] | None = None
    beneficiaries: Beneficiaries | None = None
    cost: Cost | None = None
    objectives: tuple[Objective, ...] | None = Field(default=None, alias="objective")
    combine: Literal["weighted", "lexicographic"] | None = None
    """How several objectives go together. ``weighted``: the sum of each as a share of the most that
    any n areas could have of it, times its weight. ``lexicographic``: one after the other, in the
    order in which they stand."""

    @property
    def names(self) -> frozenset[str]:
        """Whatever rules and objectives are about: columns, indicators, quantities."""
        named = [
            *(limit.by for limit in self.limits),
            *(id for quantity in self.quantities or () for id in (quantity.of, quantity.share)),
            *(total.of for total in self.totals or ()),
            *(id for objective in self.objectives or () for id in (objective.of, objective.people)),
            None if self.beneficiaries is None else self.beneficiaries.shared_by,
            None if self.cost is None else self.cost.of,
        ]
        return frozenset(name for name in named if name is not None)

    @field_validator("quantities", "totals", "locked_in", "locked_out", "objectives")
    @classmethod
    def _empty_is_none(cls, given: tuple[Part, ...] | None) -> tuple[Part, ...] | None:
        # the same decision has one form, and so one fingerprint
        return given or None
