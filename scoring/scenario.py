"""Everything a person decided about a score and a choice, as a model and as TOML."""

from __future__ import annotations

import tomllib
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from geo.areas import REGIONS, TRACKS
from geo.errors import ScoringError
from scoring.consistency import contradictions

Missing = Literal["average", "renormalise", "exclude", "refuse"]
Treatment = Literal["none", "log", "winsorise"]
Grouping = Literal["province", "region", "track"]

Weight = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False, strict=True)]
Count = Annotated[int, Field(ge=1, le=10_000, strict=True)]
Bound = Annotated[int, Field(ge=0, le=10_000, strict=True)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Title = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WeightedIndicator(_Part):
    """An indicator, its weight inside its pillar and what is done to it before normalisation."""

    id: Id
    weight: Weight
    treatment: Treatment = "none"
    """``log`` takes log(1 + x): for densities, which span orders of magnitude. ``winsorise`` draws
    figures beyond the 2.5th and the 97.5th percentile in to them: for a few extreme figures."""


class Pillar(_Part):
    """A group of indicators that stands for one idea, and its weight in the score."""

    id: Id
    title_th: Title
    title_en: Title
    weight: Weight
    indicators: tuple[WeightedIndicator, ...] = Field(alias="indicator", min_length=1)


class Limit(_Part):
    """How many of the chosen areas may, or must, come from a group."""

    by: Grouping
    equals: str | None = None
    """One group (province by its two-digit code); without it the limit holds for each group."""
    minimum: Bound | None = Field(default=None, alias="min")
    maximum: Bound | None = Field(default=None, alias="max")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.minimum is None and self.maximum is None:
            raise ValueError("a limit needs min, max or both")
        allowed = {"region": REGIONS, "track": TRACKS}.get(self.by)
        if self.equals is None:
            return self
        if allowed is not None and self.equals not in allowed:
            raise ValueError(f'equals is "{self.equals}", allowed are {", ".join(allowed)}')
        if allowed is None and not (len(self.equals) == 2 and self.equals.isdecimal()):
            raise ValueError(f'equals is "{self.equals}", allowed are two-digit province codes')
        return self


class Choose(_Part):
    """How many areas are chosen, and under which limits."""

    count: Count
    limits: tuple[Limit, ...] = Field(default=(), alias="limit")


class Scenario(_Part):
    """A person's decisions: what counts, how much, what is missing, and the rules of the choice.

    The same areas and the same scenario give the same bytes. The names of the fields in TOML are
    ``schema``, ``pillar``, ``indicator``, ``limit``, ``min`` and ``max`` where they differ.
    """

    schema_: Literal[1] = Field(alias="schema")
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
    title_th: Title
    title_en: Title
    seed: Annotated[int, Field(ge=0, lt=2**63, strict=True)]
    missing: Missing
    """What to do where a figure is missing. It has no default, because none is harmless.

    ``average``: count the figure as the mean of all areas that have it, which speaks neither for
    nor against the area; ``renormalise``: leave the figure out and let the pillar's other
    indicators share its weight; ``exclude``: the area gets no score; ``refuse``: stop with an
    error.
    """
    normalisation: Literal["min_max"] = "min_max"
    aggregation: Literal["arithmetic"] = "arithmetic"
    pillars: tuple[Pillar, ...] = Field(alias="pillar", min_length=1)
    choose: Choose

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = contradictions(self.model_dump(by_alias=True))
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def indicators(self) -> tuple[WeightedIndicator, ...]:
        """All indicators, pillar by pillar."""
        return tuple(i for pillar in self.pillars for i in pillar.indicators)

    @property
    def weights(self) -> dict[str, float]:
        """Stated weight of each indicator in the score: pillar's share times share inside it.

        They sum to one.
        """
        pillars = sum(pillar.weight for pillar in self.pillars)
        return {
            indicator.id: pillar.weight
            / pillars
            * indicator.weight
            / sum(i.weight for i in pillar.indicators)
            for pillar in self.pillars
            for indicator in pillar.indicators
        }


_PARTS: dict[tuple[str, ...], type[BaseModel]] = {
    (): Scenario,
    ("pillar",): Pillar,
    ("pillar", "indicator"): WeightedIndicator,
    ("choose",): Choose,
    ("choose", "limit"): Limit,
}


_SAID = {
    "too_short": "at least one is needed",
    "tuple_type": "input should be a list of tables",
    "model_type": "input should be a table",
}


def read_scenario(text: str, name: str) -> Scenario:
    """Read a scenario from TOML.

    Parameters
    ----------
    text
        The TOML text of a scenario, or of the notes to a list (`export.notes`), which hold the
        scenario that the list was made with.
    name
        What to call it in messages, for example the path of its file.

    Raises
    ------
    ScoringError
        If the text is no TOML, or no scenario: all problems are listed together, each with the
        field, the bad value and what is allowed.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as cause:
        raise ScoringError(
            'The scenario "{name}" is not TOML: {cause}.', name=name, cause=cause
        ) from cause
    # notes say what they were made with; a scenario has no such key
    if "made_with" in raw and isinstance(raw.get("scenario"), dict):
        raw = raw["scenario"]
    try:
        return Scenario.model_validate(raw)
    except ValidationError as cause:
        problems = [_in_words(error) for error in cause.errors() if _tells_something(error)]
        # pydantic looks at fields first and stops there; the reader gets both kinds at once
        problems += contradictions(raw)
        raise ScoringError(
            'The scenario "{name}" cannot be used: {problems}.',
            name=name,
            problems="; ".join(problems),
        ) from cause


def _tells_something(error: Any) -> bool:
    # contradictions are told below; a list is called too short when each of its items is wrong
    return bool(error["loc"]) and not (error["type"] == "too_short" and error["input"])


def _in_words(error: Any) -> str:
    where = ".".join(f"{p + 1}" if isinstance(p, int) else p for p in error["loc"])
    if error["type"] == "missing":
        allowed = _choices(_fields(error["loc"])[error["loc"][-1]])
        return f"{where} is missing{allowed}"
    if error["type"] == "extra_forbidden":
        known = ", ".join(_fields(error["loc"]))
        return f"{where} is not a key that a scenario knows; here it knows {known}"
    if error["type"] == "value_error":
        return f"{where}: {error['msg'].removeprefix('Value error, ')}"
    message = _SAID.get(error["type"], error["msg"][:1].lower() + error["msg"][1:])
    return f"{where} is {error['input']!r:.80}: {message}"


def _fields(location: tuple[int | str, ...]) -> dict[str, Any]:
    part = _PARTS[tuple(p for p in location[:-1] if isinstance(p, str))]
    return {field.alias or name: field for name, field in part.model_fields.items()}


def _choices(field: Any) -> str:
    allowed = getattr(field.annotation, "__args__", ())
    texts = [a for a in allowed if isinstance(a, str | int)]
    return f"; allowed are {', '.join(map(str, texts))}" if texts else ""
