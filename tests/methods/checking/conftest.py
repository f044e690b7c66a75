"""Fits of every sort of outcome that checks meet, small and quick."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.stanreg import StanReg

_SHORT = {"chains": 2, "iter": 400, "seed": 1, "cores": 1}


def _counted(low: float, high: float) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    x = np.linspace(-1, 1, 60)
    return pd.DataFrame({"x": x, "y": rng.poisson(np.exp(np.linspace(low, high, 60)))})


_FITS: dict[str, Callable[[], StanReg]] = {
    "small counts": lambda: nm.stan_glm("y ~ x", _counted(0, 1), family="poisson", **_SHORT),
    "large counts": lambda: nm.stan_glm("y ~ x", _counted(3, 4), family="poisson", **_SHORT),
    "0/1": lambda: nm.stan_glm(
        "switch ~ dist", nm.datasets.load("wells").iloc[:300], family="binomial", **_SHORT
    ),
    "weighted": lambda: nm.stan_glm(
        "kid_score ~ mom_iq", nm.datasets.load("kidiq").iloc[:60], weights=np.linspace(0.5, 2, 60), **_SHORT
    ),
    "approximate": lambda: nm.stan_glm(
        "kid_score ~ mom_iq", nm.datasets.load("kidiq").iloc[:60], algorithm="meanfield", seed=1
    ),
    "gaps": lambda: nm.stan_glm(
        "kid_score ~ mom_iq",
        nm.datasets.load("kidiq").iloc[:60].assign(mom_iq=lambda d: d.mom_iq.where(d.index != d.index[3])),
        **_SHORT,
    ),
    "trials": lambda: nm.stan_glmer(
        "cbind(incidence, size - incidence) ~ period + (1 | herd)",
        nm.datasets.load("cbpp"),
        family="binomial",
        **_SHORT,
    ),
    "prior": lambda: nm.stan_lmer(
        "Reaction ~ Days + (Days | Subject)", nm.datasets.load("sleepstudy"), prior_PD=True, **_SHORT
    ),
    "groups": lambda: nm.stan_lmer(
        "Reaction ~ Days + (Days | Subject)", nm.datasets.load("sleepstudy"), **_SHORT
    ),
    "curve": lambda: nm.stan_nlmer(
        "circumference ~ SSlogis(age, Asym, xmid, scal) ~ Asym | Tree",
        nm.datasets.load("Orange").assign(
            age=lambda d: d.age / 100, circumference=lambda d: d.circumference / 100
        ),
        **_SHORT,
    ),
}


@cache
def _fit(name: str) -> StanReg:
    return _FITS[name]()


@pytest.fixture(scope="session")
def fitted() -> Callable[[str], StanReg]:
    """A fit by the sort of its outcome."""
    return _fit


@pytest.fixture(autouse=True)
def _quiet_backend() -> None:
    mpl.use("Agg")
