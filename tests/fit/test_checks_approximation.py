"""What is said of an approximation, and the advice that fits."""

import numpy as np
import pytest

from nbmixed.fit.checks_approximation import check_approximation
from nbmixed.fit.importance import Importance

DRAWS = np.random.default_rng(1).standard_normal((1, 100, 2))
NAMES = ["x", "z"]


def importance(khat):
    even = np.full(400, 1 / 400)
    return Importance(khat, np.zeros(400), even, np.arange(0, 400, 4), resampled=khat <= 1)


@pytest.mark.parametrize(
    "khat, severity, said",
    [
        (
            0.123,
            "ok",
            "All is well: Pareto khat 0.13 (good below 0.7), the draws count as about 100 independent",
        ),
        (-0.0001, "ok", "All is well: Pareto khat 0.00 (good"),
        (
            0.7001,
            "warning",
            "Pareto khat is 0.71, above 0.7: the approximation is so far from the posterior that even",
        ),
        (1.0, "warning", "Pareto khat is 1.00, above 0.7:"),
        (
            1.0001,
            "serious",
            "Pareto khat is 1.01, above 1: the approximation is too far from the posterior to be mended",
        ),
        (np.inf, "serious", "Pareto khat is infinite: the approximation is too far"),
    ],
)
def test_khat_decides(khat, severity, said):
    (finding,) = check_approximation(DRAWS, NAMES, importance(khat))
    assert finding.severity == severity
    assert finding.message.startswith(said)
    assert finding.kind == ("ok" if severity == "ok" else "khat")
    assert finding.advice == ("" if severity == "ok" else 'Fit with algorithm="sampling".')


def test_rotated_predictors_are_advised_where_they_may_help():
    (finding,) = check_approximation(DRAWS, NAMES, importance(0.9), rotate=True)
    assert 'algorithm="sampling", or with QR=True' in finding.advice
    (finding,) = check_approximation(DRAWS, NAMES, importance(0.2), rotate=True)
    assert finding.advice == ""


def test_draws_that_are_not_finite_are_told_first():
    broken = DRAWS.copy()
    broken[0, 3, 1] = np.inf
    first, second = check_approximation(broken, NAMES, importance(2.0))
    assert (first.kind, second.kind) == ("nonfinite", "khat")
    assert "1 of 2 parameters (z first)" in first.message


def test_few_effective_draws_are_told_even_with_a_good_khat():
    weights = np.r_[np.full(20, 0.04), np.full(380, 0.2 / 380)]
    found = Importance(0.1, np.log(weights), weights, np.arange(100), resampled=True)
    (finding,) = check_approximation(DRAWS, NAMES, found)
    assert (finding.kind, finding.severity) == ("ess", "warning")
    assert finding.message.startswith(f"The 100 draws count as only about {found.n_eff:.0f} independent ones")
    assert found.n_eff < 40
