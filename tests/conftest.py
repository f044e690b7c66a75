"""Fits that several tests look at are made once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

import nbmixed as nm
from nbmixed.stanreg import StanReg

# Fits that tests keep, here and in kernels that they start, stay out of the user's cache.
_CACHE = tempfile.TemporaryDirectory(prefix="nbmixed-tests-")
os.environ["NBMIXED_CACHE_DIR"] = _CACHE.name

ROACHES_OFFSET = "log(exposure2)"


@cache
def _fit(name: str) -> StanReg:
    return _FITS[name]()


def _data(name: str):  # type: ignore[no-untyped-def]
    return nm.datasets.load(name)


def _orange():  # type: ignore[no-untyped-def]
    return _data("Orange").assign(age=lambda d: d.age / 100, circumference=lambda d: d.circumference / 100)


_LOGISTIC = "circumference ~ SSlogis(age, Asym, xmid, scal) ~ Asym | Tree"
_LONG = {"iter": 6000, "seed": 12345}
_LONGER = {"iter": 20000, "seed": 12345}  # leaves the reference's own error, where it is near the limit
_ADDITIVE = "y ~ s(roach1) + treatment + log_exposure2"
_CBPP = "cbind(incidence, size - incidence) ~ period + (1 | herd)"
_OATS = "yield ~ nitro + Variety + (1 | Block)"
_FITS: dict[str, Callable[[], StanReg]] = {
    "sleepstudy_lmer": lambda: nm.stan_lmer(
        "Reaction ~ Days + (Days | Subject)", _data("sleepstudy"), **_LONGER
    ),
    "radon_floor": lambda: nm.stan_lmer("log_radon ~ floor + (1 | county)", _data("radon"), **_LONG),
    "radon_uranium_slope": lambda: nm.stan_lmer(
        "log_radon ~ floor + log_uranium + (floor | county)", _data("radon"), **_LONGER
    ),
    "penicillin_lmer": lambda: nm.stan_lmer(
        "diameter ~ 1 + (1 | plate) + (1 | sample)", _data("Penicillin"), **_LONG
    ),
    "cbpp_glmer_binomial": lambda: nm.stan_glmer(_CBPP, _data("cbpp"), family="binomial", **_LONGER),
    "bball1970_partial_pooling": lambda: nm.stan_glmer(
        "cbind(Hits, AB - Hits) ~ (1 | Player)", _data("bball1970"), family=nm.binomial("logit"), **_LONG
    ),
    "roaches_glm_poisson": lambda: nm.stan_glm(
        "y ~ sqrt(roach1) + treatment + senior",
        _data("roaches"),
        family="poisson",
        offset=ROACHES_OFFSET,
        **_LONG,
    ),
    "roaches_glm_nb": lambda: nm.stan_glm_nb(
        "y ~ sqrt(roach1) + treatment + senior", _data("roaches"), offset=ROACHES_OFFSET, **_LONG
    ),
    "roaches_glmer_poisson": lambda: nm.stan_glmer(
        "y ~ sqrt(roach1) + treatment + offset(log(exposure2)) + (1 | senior)",
        _data("roaches"),
        family="poisson",
        adapt_delta=0.99,
        **_LONG,
    ),
    "roaches_glmer_nb": lambda: nm.stan_glmer_nb(
        "y ~ sqrt(roach1) + treatment + (1 | senior)",
        _data("roaches"),
        offset=ROACHES_OFFSET,
        adapt_delta=0.99,
        compat="rstanarm",
        **_LONG,
    ),
    "roaches_gamm4": lambda: nm.stan_gamm4(
        _ADDITIVE,
        _data("roaches").assign(roach1=lambda d: d.roach1 / 100, log_exposure2=lambda d: np.log(d.exposure2)),
        random="~ (1 | senior)",
        family="neg_binomial_2",
        QR=True,
        adapt_delta=0.99,
        compat="rstanarm",
        **_LONG,
    ),
    "kidiq_glm_default": lambda: nm.stan_glm("kid_score ~ mom_hs * mom_iq", _data("kidiq"), **_LONG),
    "sleepstudy_prior_PD": lambda: nm.stan_lmer(
        "Reaction ~ Days + (Days | Subject)", _data("sleepstudy"), prior_PD=True, **_LONGER
    ),
    "penicillin_prior_PD": lambda: nm.stan_lmer(
        "diameter ~ 1 + (1 | plate) + (1 | sample)", _data("Penicillin"), prior_PD=True, **_LONGER
    ),
    "cbpp_prior_PD": lambda: nm.stan_glmer(_CBPP, _data("cbpp"), family="binomial", prior_PD=True, **_LONG),
    "roaches_nb_prior_PD": lambda: nm.stan_glmer_nb(
        "y ~ sqrt(roach1) + treatment + (1 | senior)",
        _data("roaches"),
        prior_PD=True,
        compat="rstanarm",
        **_LONG,
    ),
    "kidiq_glm_hs": lambda: nm.stan_glm(
        "kid_score ~ mom_hs * mom_iq", _data("kidiq"), prior=nm.hs(), adapt_delta=0.99, **_LONG
    ),
    "kidiq_glm_QR": lambda: nm.stan_glm("kid_score ~ mom_hs * mom_iq", _data("kidiq"), QR=True, **_LONG),
    "kidiq_glm_student_t": lambda: nm.stan_glm(
        "kid_score ~ mom_hs * mom_iq",
        _data("kidiq"),
        prior=nm.student_t(4, 0, 2.5, autoscale=True),
        prior_intercept=nm.student_t(4, 90, 10),
        prior_aux=nm.cauchy(0, 5),
        **_LONG,
    ),
    "gamma_glmer_oats": lambda: nm.stan_glmer(
        _OATS, _data("Oats"), family=nm.Gamma(link="log"), compat="rstanarm", **_LONG
    ),
    "invgauss_glmer_oats": lambda: nm.stan_glmer(
        _OATS,
        _data("Oats").assign(**{"yield": lambda d: d["yield"] / 100}),
        family=nm.inverse_gaussian(link="log"),
        prior_aux=nm.exponential(0.05),
        init_r=0.2,
        compat="rstanarm",
        **_LONG,
    ),
    "gamma_prior_PD": lambda: nm.stan_glmer(
        _OATS, _data("Oats"), family=nm.Gamma(link="log"), compat="rstanarm", prior_PD=True, **_LONGER
    ),
    "orange_nlmer": lambda: nm.stan_nlmer(_LOGISTIC, _orange(), compat="rstanarm", **_LONG),
    "orange_nlmer_prior_PD": lambda: nm.stan_nlmer(
        _LOGISTIC, _orange(), compat="rstanarm", prior_PD=True, **_LONGER
    ),
}
REFERENCE_FITS = tuple(_FITS)


@pytest.fixture(scope="session")
def reference_fit() -> Callable[[str], StanReg]:
    """Fits of the models whose rstanarm posteriors stand in tests/reference."""
    return _fit


@pytest.fixture(scope="session")
def sleep_fit(reference_fit: Callable[[str], StanReg]) -> StanReg:
    """The sleepstudy model."""
    return reference_fit("sleepstudy_lmer")


@pytest.fixture(scope="session")
def herd_fit(reference_fit: Callable[[str], StanReg]) -> StanReg:
    """The cbpp model."""
    return reference_fit("cbpp_glmer_binomial")
