"""Bringing indicators of different units to one scale, on which high means more need."""

from scoring.normalise.between import between
from scoring.normalise.distance_to_reference import distance_to_reference
from scoring.normalise.distance_to_target import distance_to_target
from scoring.normalise.goalposts import goalposts
from scoring.normalise.min_max import min_max
from scoring.normalise.percentile import percentile
from scoring.normalise.rank import rank
from scoring.normalise.vector import vector
from scoring.normalise.z_score import standard_score, z_score

__all__ = [
    "between",
    "distance_to_reference",
    "distance_to_target",
    "goalposts",
    "min_max",
    "percentile",
    "rank",
    "standard_score",
    "vector",
    "z_score",
]
