"""One short text that stands for data and decisions together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection

from geo.areas import Areas
from scoring.scenario import Scenario


def fingerprint(areas: Areas, scenario: Scenario, also: Collection[str] = ()) -> str:
    """Return the sha256, in hexadecimal, over the areas' fingerprint and the scenario.

    Layers of a user's own that the scenario neither weighs nor names in a rule do not count, unless
    they are named in ``also``, by their ids, as an answer rests on them.

    Whoever has the same areas and the same scenario gets the same text.
    """
    decided = json.dumps(
        scenario.model_dump(mode="json", by_alias=True, exclude_none=True),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    used = areas.limited_to(scenario.names | set(also))
    return hashlib.sha256(f"{used.fingerprint}\n{decided}".encode()).hexdigest()
