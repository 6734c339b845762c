"""What stands in for figures that are missing, on the unit scale."""

from scoring.missing.group_mean import group_mean
from scoring.missing.indicator_mean import indicator_mean
from scoring.missing.own_weights import own_weights
from scoring.missing.pillar_median import pillar_median

__all__ = ["group_mean", "indicator_mean", "own_weights", "pillar_median"]
