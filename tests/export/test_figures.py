import math

import pytest

from export.figures import rounded


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1 / 3, 0.3333333), (66171439.0, 66171440.0), (-12.345678949, -12.34568), (0.1 + 0.2, 0.3)],
)
def test_seven_digits_count(value: float, expected: float) -> None:
    assert rounded(value) == expected


def test_zero_has_no_sign_and_unknown_stays_unknown() -> None:
    assert math.copysign(1, rounded(-0.0)) == 1
    assert math.isnan(rounded(math.nan))
