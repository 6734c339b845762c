"""How sure ranks and lists are, from many draws over what a scenario leaves open."""

from scoring.uncertainty.assess import stability
from scoring.uncertainty.stability import Stability

__all__ = ["Stability", "stability"]
