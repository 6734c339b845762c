"""Names of places as people write them."""

from __future__ import annotations

import pandas as pd

from ui.language import Language

BANGKOK = "10"


def full_name(row: pd.Series, language: Language) -> str:
    """Return tambon, district and province of a row of areas, with the Thai prefixes in Thai."""
    if language.code == "en":
        return f"{row['name_en']}, {row['district_en']}, {row['province_en']}"
    if row["province_code"] == BANGKOK:
        return f"แขวง{row['name_th']} เขต{row['district_th']} {row['province_th']}"
    return f"ต.{row['name_th']} อ.{row['district_th']} จ.{row['province_th']}"
