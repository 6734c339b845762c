"""How the parts of a score hang together: what the stated weights come to, and what clashes."""

from scoring.audit.audit import Audit, audit, examine
from scoring.audit.findings import Contrary, Pair
from scoring.audit.table import audit_json, audit_table

__all__ = ["Audit", "Contrary", "Pair", "audit", "audit_json", "audit_table", "examine"]
