"""Small scenarios as text, and what is said of them when they are broken."""

from pathlib import Path

import pytest

from geo.errors import ScoringError
from scoring.scenario_toml import read_scenario

DEFAULT = Path(__file__).resolve().parents[2] / "data/scenarios/default.toml"


PLAIN = """
schema = 2
id = "plain"
title_th = "ง่าย"
title_en = "Plain"
seed = 1
missing = "exclude"

[[pillar]]
id = "p"
title_th = "ด้าน"
title_en = "Pillar"
weight = 1

[[pillar.indicator]]
id = "a"
weight = 1

[choose]
count = 3
"""


def problem_of(text: str) -> str:
    with pytest.raises(ScoringError) as caught:
        read_scenario(text, "plain.toml")
    return str(caught.value)


TWO = """
schema = 2
id = "two"
title_th = "สอง"
title_en = "Two"
seed = 1
missing = "exclude"
weighting = {weighting}

[[pillar]]
id = "p"
title_th = "ด้าน"
title_en = "Pillar"
indicator = [ {{ id = "a", weight = 1 }} ]

[[pillar]]
id = "q"
title_th = "ด้าน"
title_en = "Pillar"
indicator = [ {{ id = "b", weight = 1 }} ]

[choose]
count = 1
"""
