"""Weights of the members of a level: by people's judgement, or from the figures themselves."""

from scoring.weigh.analytic_hierarchy import Judged, analytic_hierarchy, reciprocal_faults
from scoring.weigh.balanced import Balanced, balanced
from scoring.weigh.budget_allocation import Allocated, budget_allocation
from scoring.weigh.critic import critic
from scoring.weigh.entropy import entropy
from scoring.weigh.equal import equal
from scoring.weigh.principal_components import Extracted, principal_components

__all__ = [
    "Allocated",
    "Balanced",
    "Extracted",
    "Judged",
    "analytic_hierarchy",
    "balanced",
    "budget_allocation",
    "critic",
    "entropy",
    "equal",
    "principal_components",
    "reciprocal_faults",
]
