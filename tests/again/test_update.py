"""`update`: what is said changes, all else stays, the rows too."""

import numpy as np
import pytest

import nbmixed as nm
from nbmixed.errors import DataError, FormulaError, SettingError
from tests.again.fits import SHORT, frame, grouped, plain


def test_the_same_again():
    assert (nm.update(plain()).to_frame() == plain().to_frame()).all(axis=None)


def test_equals_the_call_with_the_change():
    by_hand = nm.stan_glm("y ~ x + z", frame(), prior=nm.normal(0, 1), **SHORT | {"iter": 200})
    updated = nm.update(plain(), ". ~ . + z", prior=nm.normal(0, 1), iter=200)
    assert updated.spec.to_call() == by_hand.spec.to_call()
    assert (updated.to_frame() == by_hand.to_frame()).all(axis=None)


def test_rows_left_out_stay_out():
    assert nm.update(plain(), ". ~ . - x").nobs() == plain().nobs() == 39
    assert nm.update(plain(), ". ~ . - x", data=frame()).nobs() == 40


def test_a_subset_is_not_taken_twice_and_still_said():
    fit = nm.stan_glm("y ~ x", frame(), subset="z > mean(z)", **SHORT)
    again = nm.update(fit, iter=200)
    assert again.nobs() == fit.nobs() < 30 and again.spec.subset == "z > mean(z)"


def test_arrays_belong_to_the_rows_of_the_fit():
    weights = frame()["w"].to_numpy()
    fit = nm.stan_glm("y ~ x", frame(), weights=weights, offset=np.arange(40) / 40, **SHORT)
    again = nm.update(fit, iter=200)
    assert (again.design.weights == weights[:39]).all()
    assert np.allclose(again.design.offset, np.arange(39) / 40)
    assert nm.update(fit, weights=None, iter=200).design.weights is None
    with pytest.raises(SettingError, match=r"weights as an array, .* give weights= with data="):
        nm.update(fit, data=frame())


def test_between_mcmc_and_approximations():
    quick = nm.update(plain(), algorithm="laplace", draws=50)
    assert quick.posterior.shape == (1, 50) and quick.spec.sampling.seed == 3
    assert nm.update(quick, algorithm="sampling", chains=1, iter=200).posterior.shape == (1, 100)


def test_another_family():
    fit = nm.update(plain(), "count ~ .", family="poisson", iter=200)
    assert str(fit.family) == "poisson [log]"


@pytest.mark.parametrize(
    "arguments, error, told",
    [
        ({"formula": ". ~ . + zz"}, DataError, "no column 'zz': give data="),
        ({"formula": ". ~ . - z"}, FormulaError, "no z to take out"),
        ({"formula": 3}, SettingError, "text such as"),
        ({"iters": 3}, SettingError, "no argument 'iters'. Did you mean 'iter'"),
        ({"formula": ". ~ . + (1 | g)"}, FormulaError, "use stan_glmer"),
    ],
)
def test_refused_in_one_sentence(arguments, error, told):
    with pytest.raises(error, match=told):
        nm.update(plain(), **arguments)


def test_only_fits():
    with pytest.raises(SettingError, match="given a fit"):
        nm.update(plain().spec)


def test_groups_stay():
    assert nm.update(grouped(), ". ~ . + z", iter=200).formula == "y ~ x + z + (1 | g)"
