"""`fit_all`: the same fits as one by one, wherever they are made."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

import nbmixed as nm
from nbmixed.errors import DataError, SettingError
from tests.again.fits import frame

SAMPLING = nm.Sampling(chains=1, iter=200, seed=4)
SPECS = {
    "plain": nm.ModelSpec("stan_glm", "y ~ x", sampling=SAMPLING),
    "grouped": nm.ModelSpec("stan_lmer", "y ~ x + (1 | g)", sampling=SAMPLING),
}


def test_equals_the_fits_one_by_one():
    found = nm.fit_all(SPECS, frame())
    alone = nm.stan_lmer("y ~ x + (1 | g)", frame(), chains=1, iter=200, seed=4)
    assert list(found) == ["plain", "grouped"]
    assert found["grouped"].to_frame().equals(alone.to_frame())
    assert found["grouped"].spec.to_call() == alone.spec.to_call()


def test_results_do_not_depend_on_the_executor():
    unseeded = [nm.ModelSpec("stan_glm", "y ~ x", sampling=nm.Sampling(chains=1, iter=200))] * 2
    here = nm.fit_all(unseeded, frame(), seed=9)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        there = nm.fit_all(unseeded, frame(), seed=9, executor=executor)
    assert all(there[name].to_frame().equals(here[name].to_frame()) for name in here)
    assert here["model1"].spec.sampling.seed != here["model2"].spec.sampling.seed


def test_refused_before_anything_is_fitted():
    wrong = SPECS | {"third": nm.ModelSpec("stan_glm", "y ~ q", sampling=SAMPLING)}
    with pytest.raises(DataError, match=r"third: .*'q'"):
        nm.fit_all(wrong, frame())
    with pytest.raises(SettingError, match="has no model"):
        nm.fit_all([], frame())
    with pytest.raises(SettingError, match="model1 is a str"):
        nm.fit_all(["y ~ x"], frame())
    with pytest.raises(SettingError, match="a list or a mapping"):
        nm.fit_all("y ~ x", frame())
    with pytest.raises(SettingError, match="cannot hold"):
        nm.fit_all([nm.ModelSpec("stan_glm", "y ~ x", weights="<array>")], frame())
