"""How a fit goes: chains may run elsewhere, which no fit remembers."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

import nbmixed as nm
from nbmixed.errors import NbmixedWarning, SettingError
from tests.again.fits import SHORT, frame, grouped


def test_chains_in_other_processes_give_the_same_fit():
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        there = nm.stan_lmer("y ~ x + (1 | g)", frame(), **SHORT, executor=executor)
        again = nm.update(there, executor=executor)
    here = grouped()
    for fit in (there, again):
        assert fit.to_frame().equals(here.to_frame())
        assert fit.spec == here.spec
        assert np.array_equal(fit.posterior.sample_stats["energy"], here.posterior.sample_stats["energy"])


def test_an_approximation_has_no_chains():
    with pytest.raises(SettingError, match='executor is for Markov chains, and algorithm="laplace" has none'):
        nm.stan_glm("y ~ x", frame(), algorithm="laplace", executor=object())


def test_draws_are_not_lost_when_their_origin_cannot_be_recorded(monkeypatch):
    def fails(*_):
        raise OSError("no such clock")

    monkeypatch.setattr("nbmixed.fitting.traced", fails)
    with pytest.warns(
        NbmixedWarning, match="could not be recorded .no such clock.; the fit itself is complete"
    ) as caught:
        fit = nm.stan_glm("y ~ x", frame(), chains=1, iter=200, seed=4)
    assert len(fit.to_frame()) == 100
    assert repr(fit.provenance)
    assert caught[0].filename == __file__
