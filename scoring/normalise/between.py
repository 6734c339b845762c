"""Moving the ends of a scale."""

import numpy as np
from numpy.typing import NDArray


def between(shares: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Return a scale of 0 to 1 between other ends, both exactly reached.

    A lower end above 0 is what a geometric mean needs, which one 0 makes 0.

    Parameters
    ----------
    shares
        Any shape, 0 to 1; NaN stays NaN.
    low, high
        The new ends.
    """
    # as low + (high - low) * share the upper end could come out a last digit off
    moved: NDArray[np.float64] = low * (1 - shares) + high * shares
    return moved
