"""The methods that a scenario can name at each step, with what each of them takes.

A method that takes nothing is written by its name alone, ``normalisation = "min_max"``; one that
takes something as a table, ``normalisation = { method = "goalposts", low = 0, high = 40 }``.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_serializer,
    model_validator,
)

Number = Annotated[float, Field(allow_inf_nan=False, strict=True)]
Points = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False, strict=True)]

Missing = Literal[
    "average", "renormalise", "pillar_median", "province_mean", "region_mean", "exclude", "refuse"
]
Treatment = Literal["none", "log", "winsorise", "box_cox", "automatic"]


_LEAST_EXPONENT = 1e-3
"""Nearer to 0 a power mean is the geometric one, and rounding would be raised to a high power."""


class Part(BaseModel):
    """A part of a scenario: frozen, and without keys that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Method(Part):
    """One method by name, and what it takes."""

    NEEDS: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Keys that a method cannot do without."""
    TAKES: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Keys that it may have."""

    UNSAID: ClassVar[dict[str, float]] = {}
    """What is taken under a key where nothing is said."""

    method: str

    def number(self, key: str) -> float:
        """Return what is given under a key, or else what is taken; NaN where that is nothing."""
        given = getattr(self, key)
        return self.UNSAID.get(key, float("nan")) if given is None else float(given)

    def means(self, other: object) -> bool:
        """Return whether another method is the same, however much of it is said."""
        return isinstance(other, type(self)) and self._in_full() == other._in_full()

    def _in_full(self) -> Part:
        unsaid = {k: v for k, v in self.UNSAID.items() if getattr(self, k) is None}
        return self.model_copy(update=unsaid)

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, given: Any) -> Any:
        return {"method": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _takes_what_it_needs(self) -> Self:
        given = {
            field.alias or name
            for name, field in type(self).model_fields.items()
            if name != "method" and getattr(self, name) is not None
        }
        needed = self.NEEDS.get(self.method, ())
        allowed = {*needed, *self.TAKES.get(self.method, ())}
        problems = [f'"{self.method}" needs {key}' for key in needed if key not in given]
        for key in sorted(given - allowed):
            takes = ", ".join(sorted(allowed)) or "nothing"
            problems.append(f'"{self.method}" does not take {key}; it takes {takes}')
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @model_serializer
    def _as_written(self) -> str | dict[str, Any]:
        given = {
            field.alias or name: getattr(self, name)
            for name, field in type(self).model_fields.items()
            if getattr(self, name) is not None
        }
        return self.method if set(given) == {"method"} else given


class Normalisation(Method):
    """How an indicator comes to the common scale (`scoring.normalise`)."""

    NEEDS = {
        "goalposts": ("low", "high"),
        "distance_to_reference": ("reference",),
        "distance_to_target": ("target",),
    }
    TAKES = dict.fromkeys(("min_max", "goalposts", "distance_to_target"), ("from", "to"))
    UNSAID = {"from_": 0.0, "to": 100.0}

    method: Literal[
        "min_max",
        "z_score",
        "rank",
        "percentile",
        "goalposts",
        "distance_to_reference",
        "distance_to_target",
        "vector",
    ]
    from_: Points | None = Field(default=None, alias="from")
    """Points where need is least; 0 if not said. A geometric mean needs it above 0."""
    to: Points | None = None
    """Points where need is most; 100 if not said."""
    low: Number | None = None
    """Lower goalpost, in the indicator's unit."""
    high: Number | None = None
    """Upper goalpost, in the indicator's unit."""
    reference: Annotated[str, Field(pattern=r"^(mean|median|[1-9]\d{5})$")] | None = None
    """What has 100 points: the mean or the median of all areas, or one area by its code."""
    target: Number | None = None
    """The figure from which on there is no need, in the indicator's unit."""

    @model_validator(mode="after")
    def _right_way_up(self) -> Self:
        if self.number("low") >= self.number("high"):
            raise ValueError(
                f"the goalposts stand upside down: low = {self.low:g} must be below high = "
                f"{self.high:g}; which end is need is said by direction"
            )
        if self.ends[0] >= self.ends[1]:
            raise ValueError(f"from = {self.ends[0]:g} must be below to = {self.ends[1]:g}")
        return self

    @property
    def ends(self) -> tuple[float, float]:
        """Points at the two ends of the scale."""
        return self.number("from_"), self.number("to")


class Aggregation(Method):
    """How the members of a level become one value (`scoring.aggregate`)."""

    NEEDS = {"power_mean": ("exponent",), "threshold_count": ("threshold",)}
    TAKES = {"vikor": ("strategy",), "promethee": ("indifference", "preference")}
    UNSAID = {"strategy": 0.5, "indifference": 0.0, "preference": 0.0}

    method: Literal[
        "arithmetic",
        "geometric",
        "power_mean",
        "threshold_count",
        "mazziotta_pareto",
        "topsis",
        "vikor",
        "promethee",
    ]
    exponent: Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False, strict=True)] | None = (
        None
    )
    """Of the power mean: 1 is arithmetic; above it, great need in one member counts more."""
    threshold: Annotated[float, Field(ge=1, le=100, allow_inf_nan=False, strict=True)] | None = None
    """Points, 1 to 100, from which on a member counts as a burden."""
    strategy: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, strict=True)] | None = None
    """Of VIKOR: 1 looks at the sum of all members, 0 only at the one that is farthest from the most
    need seen, so that need on all sides counts; 0.5 if not said."""
    indifference: Points | None = None
    """Of PROMETHEE: up to so many points a difference is none; 0 if not said."""
    preference: Points | None = None
    """Of PROMETHEE: from so many points on a difference counts in full; 0 if not said."""

    def _in_full(self) -> Part:
        if self.method == "power_mean" and self.exponent == 1:
            return Aggregation(method="arithmetic")._in_full()
        return super()._in_full()

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.method == "power_mean" and abs(self.number("exponent")) < _LEAST_EXPONENT:
            raise ValueError('an exponent of 0 is the geometric mean; write "geometric"')
        if self.method == "promethee" and self.number("indifference") > self.number("preference"):
            raise ValueError("indifference must not be above preference")
        return self


_DIGITS = 10
"""Of a fraction's parts; more is no judgement, and would be no float either."""


def fraction(given: Any) -> Any:
    """Return a text like "1/5" as a number, anything else as it is; TOML has no fractions."""
    if isinstance(given, str):
        parts = given.split("/")
        short = all(part.strip().isdecimal() and len(part) < _DIGITS for part in parts)
        if len(parts) == 2 and short and int(parts[1]):
            return int(parts[0]) / int(parts[1])
    return given


Judgement = Annotated[
    float, BeforeValidator(fraction), Field(gt=0, allow_inf_nan=False, strict=True)
]
Allotted = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False, strict=True)]


class Weighting(Method):
    """Where the weights of a level come from (`scoring.weigh`)."""

    NEEDS = {"ahp": ("matrix",), "budget_allocation": ("points",)}

    method: Literal[
        "hand", "equal", "ahp", "budget_allocation", "entropy", "critic", "pca", "balanced"
    ]
    matrix: tuple[tuple[Judgement, ...], ...] | None = None
    """Of AHP: row by row how many times as important the member is as each of the others, from 1/9
    to 9, in the order in which the members stand; fractions as text, "1/5"."""
    points: dict[str, dict[str, Allotted]] | None = None
    """Of budget allocation: for each person the 100 points given to the members, by their ids."""


BY_HAND = ("hand", "balanced")
"""Ways of weighting for which every member states its weight."""
