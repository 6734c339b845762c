"""Turning components so that each member loads highly on few of them."""

import numpy as np
from numpy.typing import NDArray

_MOST_SWEEPS = 100
_STILL = 1e-10
"""Radians; a sweep whose largest turn is smaller changes nothing that could be seen."""
_NOTHING = 1e-9
"""What is smaller differs from 0 only by how floats are rounded."""


def varimax(loadings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rotate loadings to the greatest variance of their squares within each component.

    Each pair of components is turned in its plane by the angle that is best in closed form, until
    no pair turns any more. Members count alike while turning, whatever share of their variance the
    components explain: Kaiser's normalisation.

    Parameters
    ----------
    loadings
        Shape (members, components), at least one component.

    Returns
    -------
    numpy.ndarray
        Shape (members, components), times an orthogonal matrix: what the components explain of each
        member, and all together, stays as it was.

    References
    ----------
    Kaiser, H. F. (1958), The varimax criterion for analytic rotation in factor analysis.
    Psychometrika 23(3), 187-200.
    """
    lengths = np.linalg.norm(loadings, axis=1, keepdims=True)
    # a member of which the components explain nothing has no direction to be turned towards
    lengths[lengths <= _NOTHING] = 1.0
    rotated = loadings / lengths
    members, components = rotated.shape
    for _ in range(_MOST_SWEEPS):
        largest = 0.0
        for one in range(components):
            for other in range(one + 1, components):
                x, y = rotated[:, one], rotated[:, other]
                u, v = x**2 - y**2, 2 * x * y
                sine = 2 * (u @ v - u.sum() * v.sum() / members)
                cosine = u @ u - v @ v - (u.sum() ** 2 - v.sum() ** 2) / members
                if np.hypot(sine, cosine) <= _NOTHING:
                    continue  # no angle is better than another
                angle = np.arctan2(sine, cosine) / 4
                c, s = np.cos(angle), np.sin(angle)
                rotated[:, [one, other]] = rotated[:, [one, other]] @ [[c, -s], [s, c]]
                largest = max(largest, abs(float(angle)))
        if largest < _STILL:
            break
    turned: NDArray[np.float64] = rotated * lengths
    return turned
