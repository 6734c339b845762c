"""What a type is like: its figures, its traits and names, its most typical area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Indicator, Level
from scoring.features import Features
from scoring.types.methods import NO_TYPE, Labels

TRAITS = 3
"""Of a type, at most, unless more are needed to tell it from the others."""
MARKED = 0.5
"""Standard deviations from the mean of all areas, from which on a type stands out by a figure."""
NAMED = 0.25
"""From which on a figure is named where others do not tell a type from another."""


@dataclass(frozen=True)
class Trait:
    """Something by which a type stands out.

    Parameters
    ----------
    indicator
        Its figure.
    deviation
        Mean of the type above that of all areas, in standard deviations of the treated figure on
        its scale; above 0 where the figure is high, whatever that means for need.
    """

    indicator: Indicator
    deviation: float

    @property
    def high(self) -> bool:
        """Whether the figure is high."""
        return self.deviation > 0


@dataclass(frozen=True, eq=False)
class Kind:
    """A type of areas.

    Parameters
    ----------
    number
        From 1, the highest mean score first.
    codes
        Its areas, sorted.
    people
        In its areas, as far as their people are known.
    score
        Mean of its areas' scores.
    traits
        By what it stands out, most first.
    profile
        Indexed by indicator: ``figure`` (median of the areas that have one, in the indicator's
        unit), ``all`` (the same of all areas), ``deviation`` (as in `Trait`) and ``level``.
    typical
        Code of the area nearest to the type's mean.
    name_th, name_en
        What its traits say.
    """

    number: int
    codes: tuple[str, ...]
    people: int
    score: float
    traits: tuple[Trait, ...]
    profile: pd.DataFrame
    typical: str
    name_th: str
    name_en: str

    def __len__(self) -> int:
        return len(self.codes)


def ordered(found: Features, labels: Labels) -> Labels:
    """Return the same types numbered from 0 by their mean score, the highest first.

    Equal scores go by size and then by the first code, so that numbers do not hang on chance.
    """
    score = found.scores.score.to_numpy()[found.rows]
    there = [label for label in np.unique(labels) if label != NO_TYPE]
    keys = [
        (-round(float(score[labels == label].mean()), 9), -int((labels == label).sum()),
         int(np.argmax(labels == label)))
        for label in there
    ]  # fmt: skip
    most_first = sorted(range(len(there)), key=keys.__getitem__)
    order = {there[n]: place for place, n in enumerate(most_first)} | {NO_TYPE: NO_TYPE}
    return np.array([order[label] for label in labels], dtype=np.intp)


def kinds(
    found: Features, points: NDArray[np.float64], labels: Labels, *, told_apart: bool = True
) -> tuple[Kind, ...]:
    """Return what each type is like.

    Parameters
    ----------
    points
        Shape (areas, dimensions), in which they were divided.
    labels
        Shape (areas,), from `ordered`.
    told_apart
        Whether so many traits are named that no two types are called the same.
    """
    count = int(labels.max()) + 1
    deviations = np.array(
        [found.deviations[labels == n].mean(axis=0) for n in range(count)]
    ) * found.directions  # fmt: skip
    every = [_traits(found, row) for row in deviations]
    traits = shown_traits(every, told_apart=told_apart)
    score = found.scores.score.to_numpy()[found.rows]
    people = found.table["population"]
    figures = pd.DataFrame(found.figures, columns=[i.id for i in found.indicators])
    every_median, levels = figures.median(), [i.level for i in found.indicators]
    made = []
    for n in range(count):
        own = labels == n
        made.append(
            Kind(
                number=n + 1,
                codes=tuple(found.codes[own]),
                people=int(people[own].sum()),
                score=float(score[own].mean()),
                traits=traits[n],
                profile=_profile(figures[own].median(), every_median, deviations[n], levels),
                typical=_typical(found, points, own),
                name_th=named(traits[n], thai=True),
                name_en=named(traits[n], thai=False),
            )
        )
    return tuple(made)


def _traits(found: Features, deviations: NDArray[np.float64]) -> tuple[Trait, ...]:
    """Return all figures as traits, the most marked first."""
    order = np.argsort(-np.abs(deviations).round(9), kind="stable")
    return tuple(Trait(found.indicators[n], float(deviations[n])) for n in order)


def shown_traits(
    every: Sequence[tuple[Trait, ...]], *, told_apart: bool
) -> tuple[tuple[Trait, ...], ...]:
    """Return those of each type's traits by which it is called.

    Parameters
    ----------
    every
        Of each type all traits, the most marked first.
    told_apart
        Whether more are taken, down to `NAMED`, until no two types are called the same, if that can
        be.
    """
    lengths = [min(TRAITS, _as_far_out(traits, MARKED)) for traits in every]
    most = [_as_far_out(traits, NAMED) for traits in every]
    for _ in range(max(map(len, every), default=0) if told_apart else 0):
        said = [
            frozenset((t.indicator.id, t.high) for t in traits[:length])
            for traits, length in zip(every, lengths, strict=True)
        ]
        lengths = [
            min(length + (said.count(own) > 1), max(length, end))
            for own, length, end in zip(said, lengths, most, strict=True)
        ]
    return tuple(traits[:length] for traits, length in zip(every, lengths, strict=True))


def _as_far_out(traits: tuple[Trait, ...], deviation: float) -> int:
    return sum(abs(trait.deviation) >= deviation for trait in traits)


def named(traits: Sequence[Trait], *, thai: bool) -> str:
    """Return in words what areas with some traits are like.

    What is only known by province or district is said of these and not of the areas.
    """
    if not traits:
        return "ใกล้ค่าเฉลี่ยทุกด้าน" if thai else "near the average in everything"
    said = []
    for level in ("province", "district", "tambon"):
        words = [
            t.indicator.described(high=t.high, thai=thai)
            for t in traits
            if t.indicator.level == level
        ]
        if words:
            said.append(_OF[thai][level] + (" " if thai else ", ").join(words))
    return (" · " if thai else "; ").join(said)


_OF = {
    True: {"province": "จังหวัดที่", "district": "อำเภอที่", "tambon": ""},
    False: {"province": "provinces with ", "district": "districts with ", "tambon": ""},
}


def _profile(
    of_type: pd.Series[float],
    of_all: pd.Series[float],
    deviations: NDArray[np.float64],
    levels: list[Level],
) -> pd.DataFrame:
    return pd.DataFrame(
        {"figure": of_type, "all": of_all, "deviation": deviations, "level": levels},
        index=of_all.index,
    )


def _typical(found: Features, points: NDArray[np.float64], own: NDArray[np.bool_]) -> str:
    """Return the area nearest to the mean of its type; of equally near ones the first code."""
    away = np.linalg.norm(points[own] - points[own].mean(axis=0), axis=1).round(9)
    return str(found.codes[own][int(np.argmin(away))])
