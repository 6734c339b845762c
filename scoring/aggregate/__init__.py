"""From the members of a level to one value: one method a file, each a pure function.

They share their conventions. Values have shape (areas, members) and the unit scale, high = more
need. Weights have shape (members,), or (areas, members) where areas have weights of their own;
those of an area sum to 1. A value whose weight is 0 never matters and may be NaN; no other may. An
area whose weights are NaN has the result NaN.
"""

from scoring.aggregate.arithmetic import arithmetic, arithmetic_parts
from scoring.aggregate.geometric import geometric
from scoring.aggregate.mazziotta_pareto import mazziotta_pareto, mazziotta_pareto_index
from scoring.aggregate.power import power_mean
from scoring.aggregate.promethee import net_flows, promethee, promethee_need
from scoring.aggregate.threshold_count import reached, threshold_count
from scoring.aggregate.topsis import topsis
from scoring.aggregate.vikor import VikorMeasures, vikor, vikor_measures

__all__ = [
    "VikorMeasures",
    "arithmetic",
    "arithmetic_parts",
    "geometric",
    "mazziotta_pareto",
    "mazziotta_pareto_index",
    "net_flows",
    "power_mean",
    "promethee",
    "promethee_need",
    "reached",
    "threshold_count",
    "topsis",
    "vikor",
    "vikor_measures",
]
