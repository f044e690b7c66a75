"""A row of weight w is w rows, in every family, with and without groups."""

import pytest

from tests.calibration.replicated import CASES, LIMIT, worst

QUICK = [
    ("gaussian", False),
    ("gaussian", True),
    ("student", False),
    ("binomial", False),
    ("beta_binomial", False),
    ("neg_binomial_2", True),
    ("stan_lm", False),
]


SLOW = [(case, groups) for case in CASES for groups in (False, True) if (case, groups) not in QUICK]


@pytest.mark.parametrize(
    "case, groups",
    [*QUICK, *(pytest.param(*c, marks=pytest.mark.slow) for c in SLOW if c != ("stan_lm", True))],
)
def test_weights(case, groups):
    difference, what = worst(case, groups, iter=2000)
    assert difference < LIMIT, what
