"""Codes, names and tables as people write them, made up for tests."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from geo.layers.grid import Grid

TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
TO_WIDE = str.maketrans({n: chr(n + 0xFEE0) for n in range(ord("!"), ord("~") + 1)})


def grid(*rows: Sequence[str], names: Sequence[str] | None = None) -> Grid:
    """Return a table whose rows stand in lines 1, 2, …; short ones are filled up with ""."""
    width = max([len(row) for row in rows] or [len(names or ())])
    cells = pd.DataFrame([[*row, *[""] * (width - len(row))] for row in rows], dtype="str")
    return Grid(
        cells=cells,
        lines=np.arange(1, len(rows) + 1),
        names=None if names is None else tuple(names),
    )


def parted(code: str, sign: str) -> str:
    return sign.join((code[:2], code[2:4], code[4:]))


CODES: Mapping[str, Callable[[str], str]] = {
    "plain": lambda code: code,
    "number": lambda code: f"{code}.0",
    "number_with_two_decimals": lambda code: f"{code}.00",
    "number_with_a_decimal_comma": lambda code: f"{code},0",
    "leading_zero": lambda code: f"0{code}",
    "leading_zero_and_fraction": lambda code: f"0{code}.0",
    "th": lambda code: f"TH{code}",
    "small_th": lambda code: f"th{code}",
    "th_and_hyphen": lambda code: f"TH-{code}",
    "thai_digits": lambda code: code.translate(TO_THAI),
    "thai_digits_with_a_fraction": lambda code: f"{code}.0".translate(TO_THAI),
    "apostrophe": lambda code: f"'{code}",
    "typographic_apostrophe": lambda code: f"’{code}",
    "quotes": lambda code: f'"{code}"',
    "formula": lambda code: f'="{code}"',
    "blanks_round": lambda code: f"  {code}\u00a0",
    "blanks_between": lambda code: parted(code, " "),
    "no_break_spaces_between": lambda code: parted(code, "\u00a0"),
    "hyphens_between": lambda code: parted(code, "-"),
    "spaced_hyphens_between": lambda code: parted(code, " - "),
    "dashes_between": lambda code: parted(code, "–"),
    "dots_between": lambda code: parted(code, "."),
    "slashes_between": lambda code: parted(code, "/"),
    "thousands": lambda code: f"{code[:3]},{code[3:]}",
    "thousands_in_thai_digits": lambda code: f"{code[:3]},{code[3:]}".translate(TO_THAI),
    "wide": lambda code: code.translate(TO_WIDE),
    "wide_th": lambda code: f"TH{code}".translate(TO_WIDE),
    "power_of_ten": lambda code: f"{code[0]}.{code[1:]}E+05",
    "short_power_of_ten": lambda code: f"{code[0]}.{code[1:]}e5",
    "power_of_ten_with_more_digits": lambda code: f"{int(code):e}",
    "village_list": lambda code: f"{code}00",
    "village_list_as_number": lambda code: f"{code}00.0",
    "zero_width_space": lambda code: f"\u200b{code[:3]}\u200d{code[3:]}",
    "byte_order_mark": lambda code: f"\ufeff{code}",
    "text_direction": lambda code: f"\u202a{code}\u202c",
}
"""Ways to write a tambon's code of which each tells all its digits."""


def apart(name: str) -> str:
    """Return a name with sara am as nikhahit and sara aa."""
    return name.replace("\u0e33", "\u0e4d\u0e32")


SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "plain": lambda name: name,
    "upper_case": str.upper,
    "lower_case": str.lower,
    "sara_am_apart": apart,
    "zero_width_space": lambda name: f"{name[:2]}\u200b{name[2:]}",
    "soft_hyphen": lambda name: f"{name[:2]}\u00ad{name[2:]}",
    "no_break_spaces": lambda name: f"\u00a0{name.replace(' ', chr(0xA0))}\u00a0",
    "many_blanks": lambda name: f"  {name.replace(' ', '   ')} ",
}

THAI_PREFIXES = {
    "tambon": ("", "ต.", "ต. ", "ตำบล", "ตำบล "),
    "khwaeng": ("", "แขวง", "แขวง "),
    "district": ("", "อ.", "อ. ", "อำเภอ", "อำเภอ "),
    "khet": ("", "เขต", "เขต "),
    "province": ("", "จ.", "จ. ", "จังหวัด", "จังหวัด "),
}
ENGLISH_PREFIXES = {
    "tambon": ("", "Tambon ", "Tambol ", "T. ", "T.", "Subdistrict of "),
    "khwaeng": ("", "Khwaeng "),
    "district": ("", "Amphoe ", "Amphur ", "A. ", "A.", "District of "),
    "khet": ("", "Khet "),
    "province": ("", "Changwat ", "C. ", "Province of "),
}
ENGLISH_SUFFIXES = {
    "tambon": ("", " Subdistrict", " Sub-district"),
    "khwaeng": ("", " Subdistrict"),
    "district": ("", " District"),
    "khet": ("", " District"),
    "province": ("", " Province"),
}
