"""Choosing areas under rules: the best list there is, its proof, and what simpler ways give."""

from scoring.choose.check import Broken, check
from scoring.choose.rules import Rule
from scoring.choose.shortlist import RuleOutcome, Shortlist, choose_areas

__all__ = ["Broken", "Rule", "RuleOutcome", "Shortlist", "check", "choose_areas"]
