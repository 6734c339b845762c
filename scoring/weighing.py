"""The weights of one level's members, from wherever the scenario says they come."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.errors import ScoringError
from scoring import weigh
from scoring.methods import Weighting
from scoring.steps import Remark, Step

INCONSISTENT = 0.10
"""Consistency ratio from which on Saaty (1980) advises to judge again."""
_NOT_REACHED = 0.02
"""Difference between stated and reached influence from which on it is told."""
_FEWEST = 3
"""Areas with all figures that weights from the data need at least."""


def weights_of(
    how: Weighting,
    ids: Sequence[str],
    stated: Sequence[float | None],
    values: NDArray[np.float64],
    level: str,
    field: str,
    scenario: str,
) -> tuple[NDArray[np.float64], Step]:
    """Return the weights of a level's members, summing to 1, and how they came about.

    Parameters
    ----------
    ids
        The members.
    stated
        Their weights in the scenario, None where the way of weighting needs none.
    values
        Shape (areas, members), unit scale; NaN where missing. Members without any value get no
        weight where weights come from the data.
    level
        The level's field in the scenario, for messages.
    field
        That of its weighting, for the log.
    scenario
        The scenario's id.

    Raises
    ------
    ScoringError
        If weights cannot be found from the values.
    """
    results: dict[str, float | str] = {}
    remarks: tuple[Remark, ...] = ()
    match how.method:
        case "hand":
            given = np.array(stated, dtype=np.float64)
            found = given / given.sum()
        case "equal":
            found = weigh.equal(len(ids))
        case "ahp":
            judged = weigh.analytic_hierarchy(np.array(how.matrix, dtype=np.float64))
            found, results = judged.weights, {"consistency ratio": judged.consistency_ratio}
            if judged.consistency_ratio > INCONSISTENT:
                remarks = (_judge_again(judged, how, ids, field, scenario),)
        case "budget_allocation":
            people = (how.points or {}).values()
            allotted = np.array([[points[id] for id in ids] for points in people])
            shared = weigh.budget_allocation(allotted)
            found, results = shared.weights, {"people": len(allotted)}
            if len(allotted) > 1:
                results |= {
                    f"disagreement on {id}": float(d)
                    for id, d in zip(ids, shared.disagreement, strict=True)
                }
        case _:
            found, results, remarks = _from_values(how, ids, stated, values, level, scenario)
    weights = {f"weight of {id}": float(w) for id, w in zip(ids, found, strict=True)}
    return found, Step("weigh", field, how.method, {**weights, **results}, remarks)


def _from_values(
    how: Weighting,
    ids: Sequence[str],
    stated: Sequence[float | None],
    values: NDArray[np.float64],
    level: str,
    scenario: str,
) -> tuple[NDArray[np.float64], dict[str, float | str], tuple[Remark, ...]]:
    there = np.flatnonzero(~np.isnan(values).all(axis=0)).tolist()
    if not len(there):
        # nothing can be told from nothing, and nothing comes of it: there will be no score
        return weigh.equal(len(ids)), {"areas": 0}, ()
    known = values[:, there]
    known = known[~np.isnan(known).any(axis=1)]
    if len(known) < _FEWEST:
        raise ScoringError(
            'The scenario "{scenario}" takes the weights of {level} from the data ("{method}"), '
            "but only {count} areas have figures of their own for all of {members}. Use "
            'weighting = "equal" or "hand".',
            scenario=scenario,
            level=level,
            method=how.method,
            count=len(known),
            members=", ".join(ids[n] for n in there),
        )
    if how.method == "entropy" and (known < 0).any():
        raise ScoringError(
            'The scenario "{scenario}" takes the weights of {level} by entropy, which needs values '
            'of 0 or above, but "{member}" goes down to {points} points. Use normalisation = '
            '"min_max", or another weighting.',
            scenario=scenario,
            level=level,
            member=ids[there[int(np.argmin(known.min(axis=0)))]],
            points=f"{100 * known.min():g}",
        )
    results: dict[str, float | str] = {"areas": len(known)}
    remarks: tuple[Remark, ...] = ()
    match how.method:
        case "entropy":
            some = weigh.entropy(known)
        case "critic":
            some = weigh.critic(known)
        case "pca":
            components = weigh.principal_components(known)
            some = components.weights
            results["components kept"] = components.loadings.shape[1]
            results["variance explained"] = float(components.explained.sum())
        case _:
            aim_of_all = np.array(stated, dtype=np.float64)
            aim = aim_of_all[there]
            if not aim.sum():
                # those with an aim have no figures, so no weight helps the others
                return aim_of_all / aim_of_all.sum(), results, ()
            balanced = weigh.balanced(known, aim / aim.sum())
            some = balanced.weights
            results["largest gap"] = balanced.largest_gap
            if balanced.largest_gap > _NOT_REACHED:
                remarks = (
                    Remark(
                        "No weights of {level} give every member its stated influence; with the "
                        "best ones some member is {gap} points of 100 off.",
                        {"level": level, "gap": f"{100 * balanced.largest_gap:.0f}"},
                    ),
                )
    if np.isnan(some).any():
        raise ScoringError(
            'The scenario "{scenario}" takes the weights of {level} from the data ("{method}"), '
            "but in the {count} areas that have all of {members} these tell nothing apart: they "
            'do not vary, or all say the same. Use weighting = "equal" or "hand".',
            scenario=scenario,
            level=level,
            method=how.method,
            count=len(known),
            members=", ".join(ids[n] for n in there),
        )
    found = np.zeros(len(ids))
    found[there] = some
    return found, results, remarks


def _judge_again(
    judged: weigh.Judged, how: Weighting, ids: Sequence[str], field: str, scenario: str
) -> Remark:
    i, j = judged.most_inconsistent or (0, 0)
    return Remark(
        'The judgements of {field} in the scenario "{scenario}" contradict each other (consistency '
        "ratio {ratio}; up to {bound} is accepted). Look first at {one} over {other}: it says "
        "{said}, and the other judgements come to {implied}.",
        {
            "field": field,
            "scenario": scenario,
            "ratio": f"{judged.consistency_ratio:.2f}",
            "bound": f"{INCONSISTENT:.2f}",
            "one": ids[i],
            "other": ids[j],
            "said": _as_judged((how.matrix or ())[i][j]),
            "implied": _as_judged(judged.others_imply),
        },
    )


def _as_judged(value: float) -> str:
    """Return a judgement as people write it, below 1 as a fraction, on the scale of 1/9 to 9."""
    if value > 9.5 or value < 1 / 9.5:
        return "more than 9" if value > 1 else "less than 1/9"
    return f"{value:.3g}" if value >= 1 else f"1/{1 / value:.3g}"
