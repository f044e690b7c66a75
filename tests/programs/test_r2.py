"""The Beta distribution of R2 has the location that was asked for."""

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from nbmixed.errors import PriorError
from nbmixed.programs.r2 import shapes
from nbmixed.spec.priors import R2

PREDICTORS = (1, 2, 3, 7, 40)


@pytest.mark.parametrize("K", PREDICTORS)
@pytest.mark.parametrize("location", [0.01, 0.3, 0.5, 0.97])
def test_mean_and_median(K, location):
    assert stats.beta(*shapes(R2(location, "mean"), K)).mean() == pytest.approx(location)
    assert stats.beta(*shapes(R2(location, "median"), K)).median() == pytest.approx(location)


@pytest.mark.parametrize("K", [3, 7, 40])
@pytest.mark.parametrize("location", [0.01, 0.3, 0.5, 0.97])
def test_mode(K, location):
    a, b = shapes(R2(location), K)
    density = lambda x: stats.beta.logpdf(x, a, b)  # noqa: E731
    assert density(location) > max(density(location * 0.99), density(location * 1.01))


@pytest.mark.parametrize("K", PREDICTORS)
@pytest.mark.parametrize("location", [-6.0, -1.0, -0.2])
def test_mean_of_the_logarithm(K, location):
    """Integrated over t = log(R2)."""
    a, b = shapes(R2(location, "log"), K)
    mean = quad(
        lambda t: t * np.exp(t) * stats.beta.pdf(np.exp(t), a, b),
        min(-40 / a, location - 10),
        0,
        limit=500,
        points=[location],
    )[0]
    assert mean == pytest.approx(location, rel=1e-5)


def test_the_first_shape_is_half_the_number_of_predictors_and_none_is_uniform():
    assert [shapes(R2(0.4, "mean"), K)[0] for K in PREDICTORS] == [K / 2 for K in PREDICTORS]
    assert shapes(None, 5) == (1, 1)


@pytest.mark.parametrize("K, words", [(1, "1 predictor has no mode"), (2, "2 predictors has no mode")])
def test_no_mode_with_fewer_than_three_predictors(K, words):
    with pytest.raises(PriorError, match=words):
        shapes(R2(0.5), K)
