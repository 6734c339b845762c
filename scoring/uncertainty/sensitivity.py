"""What the ranking and the list hang on: Sobol' indices by source of uncertainty."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

BASE = 1024
"""Draws of each of the two samples that are crossed; a power of 2."""
_NO_VARIATION = 1e-12


def sobol_indices(
    function: Callable[[Numbers], Mapping[str, Numbers]],
    columns: Mapping[str, NDArray[np.intp]],
    seed: int,
    base: int = BASE,
) -> dict[str, pd.DataFrame]:
    """Return how much of the variance of each result comes from which source.

    The first-order index of a source is the share of the variance that would go, on average, if the
    source were fixed; the total index the share that would stay if all others were fixed. The
    difference is what it does together with others.

    Parameters
    ----------
    function
        From numbers between 0 and 1, shape (draws, numbers), to results of shape (draws,) each.
    columns
        For each source, which of the numbers are its own; each number belongs to one source.
    seed
        Of the sample, and of the resampling that gives the intervals.
    base
        Draws of each of two samples, a power of 2. The function is asked for (sources + 2) times as
        many.

    Returns
    -------
    dict
        For each result a frame with one row a source and the columns ``first``, ``total`` and, as
        half the width of their 95 % intervals (bootstrap), ``first_error`` and ``total_error``. All
        0 where the result does not vary.

    References
    ----------
    Sobol', I. M. (2001), Global sensitivity indices for nonlinear mathematical models and their
    Monte Carlo estimates. Mathematics and Computers in Simulation 55, 271-280.
    Saltelli, A. et al. (2010), Variance based sensitivity analysis of model output. Computer
    Physics Communications 181(2), 259-270.
    Saisana, M., Saltelli, A. and Tarantola, S. (2005), Uncertainty and sensitivity analysis
    techniques as tools for the quality assessment of composite indicators. Journal of the Royal
    Statistical Society A 168(2), 307-323.
    Computed with SALib (Herman & Usher 2017; Iwanaga, Usher & Herman 2022).
    """
    # half a second that nobody else should wait for
    from SALib.analyze import sobol as analyse
    from SALib.sample import sobol as sample

    names = list(columns)
    if len(names) < 2:
        # where there is one source all comes from it; SALib takes no single group
        draws = np.random.default_rng(seed).random((base, sum(map(len, columns.values()))))
        return {
            name: _frame(names, np.full(len(names), float(values.std() > _NO_VARIATION)))
            for name, values in function(draws).items()
        }
    owner = {int(column): name for name, own in columns.items() for column in own}
    count = len(owner)
    problem = {
        "num_vars": count,
        "names": [f"x{n}" for n in range(count)],
        "groups": [owner[n] for n in range(count)],
        "bounds": [[0.0, 1.0]] * count,
    }
    # as generators: SALib takes a seed of 0 for none
    crossed = sample.sample(
        problem, base, calc_second_order=False, seed=np.random.default_rng(seed)
    )
    found = {}
    for name, values in function(crossed).items():
        if values.std() <= _NO_VARIATION:
            found[name] = _frame(names, np.zeros(len(names)))
            continue
        told = analyse.analyze(
            problem, values, calc_second_order=False, seed=np.random.default_rng(seed)
        )
        # in the order in which its groups stand first
        order = list(dict.fromkeys(owner[n] for n in range(count)))
        frame = pd.DataFrame(
            {
                "first": told["S1"],
                "total": told["ST"],
                "first_error": told["S1_conf"],
                "total_error": told["ST_conf"],
            },
            index=order,
        )
        found[name] = frame.loc[names].rename_axis("source")
    return found


def _frame(names: list[str], values: Numbers) -> pd.DataFrame:
    index = pd.Index(names, name="source")
    frame = pd.DataFrame({"first": values, "total": values}, index=index)
    return frame.assign(first_error=0.0, total_error=0.0)
