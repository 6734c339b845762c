"""Numbers in the form in which exports write them."""

SIGNIFICANT_DIGITS = 7
"""More than any source has, fewer than where machines differ."""


def rounded(value: float) -> float:
    """Return the value to `SIGNIFICANT_DIGITS` digits, so that all machines write the same.

    NaN stays NaN, and -0 becomes 0.
    """
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") + 0.0
