import numpy as np

from scoring import treat

NAN = np.nan


def test_log_takes_the_logarithm_of_one_more() -> None:
    # log(1 + 0) = 0, log(1 + (e - 1)) = 1
    np.testing.assert_allclose(treat.log(np.array([0, np.e - 1, NAN])), [0, 1, NAN])
