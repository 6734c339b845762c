"""What is done to figures before they are brought to one scale."""

from scoring.treat.automatic import Treated, treat_outliers
from scoring.treat.box_cox import box_cox, likeliest_exponent
from scoring.treat.log import log
from scoring.treat.points import winsorise_points
from scoring.treat.shape import is_outlying, kurtosis, skewness
from scoring.treat.shifted_log import shifted_log
from scoring.treat.winsorise import winsorise

__all__ = [
    "Treated",
    "box_cox",
    "is_outlying",
    "kurtosis",
    "likeliest_exponent",
    "log",
    "shifted_log",
    "skewness",
    "treat_outliers",
    "winsorise",
    "winsorise_points",
]
