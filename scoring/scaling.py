"""One indicator on its way from published figures to the common scale, with its guards."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Indicator
from geo.errors import ScoringError
from scoring import normalise, treat
from scoring.methods import Normalisation
from scoring.scenario import Scenario, WeightedIndicator
from scoring.steps import Remark, Step


def scaled(
    figures: NDArray[np.float64],
    codes: pd.Index,
    weighted: WeightedIndicator,
    indicator: Indicator,
    scenario: Scenario,
    field: str,
) -> tuple[NDArray[np.float64], tuple[Step, ...]]:
    """Return an indicator treated and on the unit scale, high = more need.

    Parameters
    ----------
    figures
        Shape (areas,), as published, NaN where missing; at least one is there.
    codes
        The areas' codes, for messages.
    field
        The indicator's place in the scenario, for the log.

    Raises
    ------
    ScoringError
        If figures are infinite, below 0 under ``log`` or all the same (before or after a step), or
        if a reference or a target gives no scale.
    """
    if np.isinf(figures).any():
        raise ScoringError(
            'The indicator "{indicator}" holds an infinite figure for {codes}. '
            "Mend the data or leave the figure empty.",
            indicator=indicator.id,
            codes=first(codes[np.isinf(figures)]),
        )
    if not _vary(figures):
        raise ScoringError(
            'The indicator "{indicator}" is {value} in all {count} areas compared that have it, '
            'so it tells none of them apart. Take it out of the scenario "{scenario}".',
            indicator=indicator.id,
            value=np.nanmin(figures),
            count=int((~np.isnan(figures)).sum()),
            scenario=scenario.id,
        )
    treated, done = _treated(figures, codes, weighted, scenario, field)
    more_is_need = (weighted.direction or indicator.direction) == "more_is_need"
    how = weighted.normalisation or scenario.normalisation
    values, results = _normalised(treated, figures, codes, how, more_is_need, weighted, scenario)
    if not _vary(values):
        raise ScoringError(
            'Under the scenario "{scenario}" all areas have the same {points} points by '
            '"{indicator}": the normalisation "{method}" puts every figure from {low} to {high} '
            "beyond its ends. Move them, or use another normalisation.",
            scenario=scenario.id,
            indicator=indicator.id,
            points=100 * float(np.nanmin(values)),
            method=how.method,
            low=np.nanmin(figures),
            high=np.nanmax(figures),
        )
    step = Step("normalise", f"{field}.normalisation", how.method, results)
    return values, (*done, step)


def first(codes: pd.Index) -> str:
    """Return the first few codes as text."""
    return ", ".join(codes[:5]) + (" …" if len(codes) > 5 else "")


def _treated(
    figures: NDArray[np.float64],
    codes: pd.Index,
    weighted: WeightedIndicator,
    scenario: Scenario,
    field: str,
) -> tuple[NDArray[np.float64], tuple[Step, ...]]:
    """Return the figures after their treatment, shape (areas,), and the step for the log."""
    results: dict[str, float | str] = {}
    remarks: tuple[Remark, ...] = ()
    values = figures
    if weighted.treatment == "none":
        return values, ()
    if weighted.treatment == "log":
        if (figures < 0).any():
            raise ScoringError(
                'The scenario "{scenario}" gives "{indicator}" the treatment "log", which needs '
                'figures of 0 or above, but it holds {value} for {codes}. Use treatment = "none".',
                scenario=scenario.id,
                indicator=weighted.id,
                value=np.nanmin(figures),
                codes=first(codes[figures < 0]),
            )
        values = treat.log(figures)
    elif weighted.treatment == "winsorise":
        values = treat.winsorise(figures)
        results["drawn in"] = int((values != figures).sum() - np.isnan(figures).sum())
    elif weighted.treatment == "box_cox":
        values, exponent = treat.box_cox(figures)
        results["exponent"] = exponent
    else:
        found = treat.treat_outliers(figures)
        values = found.values
        results = {
            "chosen": found.method,
            "skewness before": found.skewness_before,
            "kurtosis before": found.kurtosis_before,
            "skewness after": found.skewness_after,
            "kurtosis after": found.kurtosis_after,
        }
        if found.method == "winsorise":
            results["points drawn in"] = found.points
        if found.exponent is not None:
            results["exponent"] = found.exponent
        if not found.passed:
            remarks = (
                Remark(
                    'Outliers remain in "{indicator}" after every treatment (skewness {skewness}, '
                    "kurtosis {kurtosis}); a few areas take much of its scale.",
                    {
                        "indicator": weighted.id,
                        "skewness": f"{found.skewness_after:.1f}",
                        "kurtosis": f"{found.kurtosis_after:.1f}",
                    },
                ),
            )
    if not _vary(values):
        raise ScoringError(
            'The scenario "{scenario}" gives "{indicator}" the treatment "{treatment}", but '
            "nearly all areas have the figure {value}, and drawing the others in to it leaves "
            'no difference. Use treatment = "none".',
            scenario=scenario.id,
            indicator=weighted.id,
            treatment=weighted.treatment,
            value=np.nanmedian(figures),
        )
    return values, (Step("treat", f"{field}.treatment", weighted.treatment, results, remarks),)


def _normalised(
    values: NDArray[np.float64],
    published: NDArray[np.float64],
    codes: pd.Index,
    how: Normalisation,
    more_is_need: bool,
    weighted: WeightedIndicator,
    scenario: Scenario,
) -> tuple[NDArray[np.float64], dict[str, float | str]]:
    """Return treated figures on the unit scale, shape (areas,), and what the log says of it.

    ``published`` are the figures before the treatment, in the indicator's unit.
    """
    lowest, highest = float(np.nanmin(values)), float(np.nanmax(values))
    match how.method:
        case "min_max":
            ends: dict[str, float | str] = {"lowest": lowest, "highest": highest}
            return _between_ends(normalise.min_max(values, more_is_need), how), ends
        case "z_score":
            return normalise.z_score(values, more_is_need), {
                "mean": float(np.nanmean(values)),
                "standard deviation": float(np.nanstd(values, ddof=1)),
            }
        case "rank":
            return normalise.rank(values, more_is_need), {}
        case "percentile":
            return normalise.percentile(values, more_is_need), {}
        case "vector":
            length = float(np.sqrt(np.nansum(values**2)))
            return normalise.vector(values, more_is_need), {"length": length}
        case "goalposts":
            low, high = how.number("low"), how.number("high")
            beyond = int(((published < low) | (published > high)).sum())
            ends_of_scale = (_treated_alike(end, weighted, scenario) for end in (low, high))
            given = normalise.goalposts(values, more_is_need, *ends_of_scale)
            given = _between_ends(given, how)
            return given, {"lowest": low, "highest": high, "beyond": beyond}
        case "distance_to_reference":
            reference = _reference(values, codes, how, weighted, scenario)
            given = normalise.distance_to_reference(values, more_is_need, reference)
            return given, {"reference": reference}
        case "distance_to_target":
            target = how.number("target")
            # under "log" the figures are logarithms, under the other treatments in their own unit
            seen = published if weighted.treatment == "log" else values
            worst = float(np.nanmax(seen) if more_is_need else np.nanmin(seen))
            if (worst <= target) if more_is_need else (worst >= target):
                raise ScoringError(
                    'Under the scenario "{scenario}" every area meets the target {target} of '
                    '"{indicator}": the figure with the most need is {worst}. Set a target that '
                    "some areas miss.",
                    scenario=scenario.id,
                    indicator=weighted.id,
                    target=target,
                    worst=worst,
                )
            met = published <= target if more_is_need else published >= target
            aim = _treated_alike(target, weighted, scenario)
            given = normalise.distance_to_target(values, more_is_need, aim)
            given = _between_ends(given, how)
            return given, {"target": target, "worst": worst, "met by": int(met.sum())}


def _treated_alike(figure: float, weighted: WeightedIndicator, scenario: Scenario) -> float:
    """Return a figure in the indicator's unit on the scale on which its treatment puts others."""
    if weighted.treatment != "log":
        # drawing in keeps the unit; other treatments do not go with fixed figures
        return figure
    if figure < 0:
        raise ScoringError(
            'The scenario "{scenario}" gives "{indicator}" the treatment "log", which needs '
            "figures of 0 or above, but its normalisation names {value}.",
            scenario=scenario.id,
            indicator=weighted.id,
            value=figure,
        )
    return float(np.log1p(figure))


def _between_ends(values: NDArray[np.float64], how: Normalisation) -> NDArray[np.float64]:
    """Return values of 0 to 1 between the ends of a scale that a scenario moves."""
    low, high = (end / 100 for end in how.ends)
    return values if (low, high) == (0, 1) else normalise.between(values, low, high)


def _reference(
    values: NDArray[np.float64],
    codes: pd.Index,
    how: Normalisation,
    weighted: WeightedIndicator,
    scenario: Scenario,
) -> float:
    if how.reference == "mean":
        return float(np.nanmean(values))
    if how.reference == "median":
        return float(np.nanmedian(values))
    found = values[codes == how.reference]
    if not len(found) or np.isnan(found[0]):
        raise ScoringError(
            'The scenario "{scenario}" measures "{indicator}" by the area "{reference}", which has '
            "no figure or is not among the areas compared. Name an area that has the figure, or "
            '"mean" or "median".',
            scenario=scenario.id,
            indicator=weighted.id,
            reference=how.reference,
        )
    return float(found[0])


def _vary(figures: NDArray[np.float64]) -> bool:
    low, high = np.nanmin(figures), np.nanmax(figures)
    # a difference in the last digits of a float is none
    return bool(high - low > 1e-12 * max(abs(low), abs(high)))
