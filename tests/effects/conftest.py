"""Small fits: what is tested is arithmetic on their draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.stanreg import StanReg

SHORT: dict[str, Any] = {"iter": 300, "chains": 2, "seed": 7, "refresh": 0}


@pytest.fixture(scope="session")
def line() -> StanReg:
    """A straight line in two predictors and their interaction."""
    return nm.stan_glm("kid_score ~ mom_hs * mom_iq", nm.datasets.load("kidiq"), **SHORT)


@pytest.fixture(scope="session")
def herds() -> StanReg:
    """Chances, a factor of four levels, groups."""
    formula = "cbind(incidence, size - incidence) ~ period + (1 | herd)"
    return nm.stan_glmer(formula, nm.datasets.load("cbpp"), family="binomial", **SHORT)


@pytest.fixture(scope="session")
def trend() -> StanReg:
    """Chances along a numeric variable, with groups."""
    data = nm.datasets.load("cbpp").assign(time=lambda d: d["period"].astype(int))
    formula = "cbind(incidence, size - incidence) ~ time + (1 | herd)"
    return nm.stan_glmer(formula, data, family="binomial", **SHORT)


@pytest.fixture(scope="session")
def subjects() -> StanReg:
    """A line for each group."""
    return nm.stan_lmer("Reaction ~ Days + (Days | Subject)", nm.datasets.load("sleepstudy"), **SHORT)


@pytest.fixture(scope="session")
def counts() -> StanReg:
    """Counts with an offset that was an array."""
    data = nm.datasets.load("roaches")
    offset = np.log(data["exposure2"])
    return nm.stan_glm("y ~ roach1 + treatment", data, family="poisson", offset=offset, **SHORT)


@pytest.fixture(scope="session")
def kinds() -> StanReg:
    """A predictor of each kind of column."""
    rng, n = np.random.default_rng(1), 120
    data = pd.DataFrame(
        {
            "x": rng.normal(size=n),
            "year": rng.integers(2001, 2004, n),
            "ok": rng.random(n) < 0.4,
            "text": rng.choice(list("abc"), n, p=[0.2, 0.5, 0.3]),
            "size": pd.Categorical(
                rng.choice(["lo", "mid", "hi"], n), categories=["lo", "mid", "hi"], ordered=True
            ),
            "dose (mg)": rng.random(n),
        }
    )
    data["y"] = data["x"] + data["ok"] + rng.normal(size=n)
    return nm.stan_glm("y ~ x * text + factor(year) + ok + size + poly(`dose (mg)`, 2)", data, **SHORT)
