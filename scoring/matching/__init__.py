"""Comparison areas for a list of sites, how alike they are, and what they can show."""

from scoring.matching.balance import balance
from scoring.matching.design import Design
from scoring.matching.match import Matching, match
from scoring.matching.power import effects

__all__ = ["Design", "Matching", "balance", "effects", "match"]
