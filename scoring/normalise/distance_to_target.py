"""How far an area still is from a target."""

import numpy as np
from numpy.typing import NDArray


def distance_to_target(
    values: NDArray[np.float64], more_is_need: bool, target: float
) -> NDArray[np.float64]:
    """Return 0 where the target is met, up to 1 at the figure farthest from it.

    In between it is (x − target) / (worst − target), so need is 1 less what ``n_dist2targ`` of
    COINr gives, held at the target.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN stays NaN. At least one figure.
    more_is_need
        Whether figures above the target mean need; if not, those below it.
    target
        The figure from which on there is no need, in the indicator's unit.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), 0 to 1; all 0 where every area meets the target.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 85 (distance to a reference).
    Becker, W. et al. (2022), COINr: An R package for developing composite indicators. Journal of
    Open Source Software 7(78), 4567 (``n_dist2targ``).
    """
    gaps = np.maximum(values - target if more_is_need else target - values, 0.0)
    farthest = np.nanmax(gaps)
    return gaps / farthest if farthest > 0 else gaps
