"""From a score back to what each indicator contributed to it."""

from scoring.decompose.owen import Evaluate, OwenValues, is_estimated, owen_values

__all__ = ["Evaluate", "OwenValues", "is_estimated", "owen_values"]
