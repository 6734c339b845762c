"""How sure ranks and lists are, from many draws over what a scenario leaves open."""

from scoring.uncertainty.stability import Stability, stability

__all__ = ["Stability", "stability"]
