"""From a score back to what each indicator contributed to it."""

from scoring.decompose.owen import Evaluate, OwenValues, owen_values

__all__ = ["Evaluate", "OwenValues", "owen_values"]
