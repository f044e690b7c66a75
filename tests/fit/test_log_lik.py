"""Log likelihoods: densities of the rows, times their weights."""

import numpy as np
import pytest
from scipy import stats

from nbmixed.errors import DataError
from nbmixed.fit import linpred
from nbmixed.fit.log_lik import log_lik
from nbmixed.fit.request import Fitted, request
from nbmixed.spec.family import binomial, gaussian
from tests.fit.posteriors import FRAME, chosen


def fitted(function, formula, family=None, **arguments):
    if family is not None:
        arguments["family"] = family
    posterior, design = chosen(function, formula, **arguments)
    return Fitted(posterior, design, family or gaussian(), seed=5)


def test_one_row_a_draw_one_column_a_row():
    of = fitted("stan_lmer", "y ~ x + (1 | g)")
    asked = request(of)
    expected = stats.norm(asked.predictor.all(), asked.aux[:, None]).logpdf(FRAME.y)
    np.testing.assert_allclose(log_lik(asked), expected)


def test_successes_among_trials():
    asked = request(fitted("stan_glm", "cbind(count, size) ~ x", binomial()))
    chance = 1 / (1 + np.exp(-asked.predictor.all()))
    expected = stats.binom(FRAME["count"] + FRAME["size"], chance).logpmf(FRAME["count"])
    np.testing.assert_allclose(log_lik(asked), expected)


def test_weights_count_as_replicated_rows():
    plain = log_lik(request(fitted("stan_glm", "y ~ x")))
    weighted = log_lik(request(fitted("stan_glm", "y ~ x", weights="size")))
    np.testing.assert_allclose(weighted, plain * FRAME["size"].to_numpy())


def test_new_data_bring_outcomes_and_weights():
    of = fitted("stan_glm", "y ~ x", weights="size")
    new = FRAME.iloc[[2, 4]]
    np.testing.assert_allclose(log_lik(request(of, newdata=new)), log_lik(request(of))[:, [2, 4]])
    with pytest.raises(DataError, match="no usable outcome y"):
        log_lik(request(of, newdata=new.drop(columns="y")))


def test_an_outcome_that_the_family_cannot_have_is_told():
    of = fitted("stan_glm", "hit ~ x", binomial())
    with pytest.raises(DataError, match="The outcome in newdata is not used"):
        log_lik(request(of, newdata=FRAME.assign(hit=7)))


def test_blocks_make_the_same_whole(monkeypatch):
    asked = request(fitted("stan_lmer", "y ~ x + (1 | g)", weights="size"))
    whole = log_lik(asked)
    monkeypatch.setattr(linpred, "_BLOCK_DOUBLES", 7)
    np.testing.assert_allclose(log_lik(asked), whole)
