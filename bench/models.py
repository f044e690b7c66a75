"""The models that are timed, and how each peer spells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.simulated import SIMULATED
from nbmixed import datasets
from nbmixed.errors import SettingError, nearest

if TYPE_CHECKING:
    import pandas as pd

INDEPENDENT = "bambi: independent group effects, the covariance left out"


@dataclass(frozen=True, slots=True)
class Model:
    """A model on a data set of `nbmixed.datasets`, or on one that `bench.simulated` names.

    Attributes
    ----------
    formula
        As nbmixed, rstanarm and lme4 take it.
    family
        "gaussian", "binomial" or "neg_binomial_2", with the default link.
    bambi_formula, bambi_family
        The nearest that bambi has; empty where it has none.
    note
        Where that differs.
    function
        That of nbmixed and rstanarm.
    arguments
        Of it in both; a prior as location and scale of normal().
    rstanarm
        Arguments that rstanarm alone needs.
    divided
        Columns of the data, and what they are divided by.
    logarithms
        New columns, and what they are the logarithms of.
    """

    name: str
    data: str
    formula: str
    family: str
    bambi_formula: str
    bambi_family: str
    note: str = ""
    function: str = "stan_glmer"
    arguments: Mapping[str, Any] = field(default_factory=dict)
    rstanarm: Mapping[str, Any] = field(default_factory=dict)
    divided: Mapping[str, float] = field(default_factory=dict)
    logarithms: Mapping[str, str] = field(default_factory=dict)

    def load(self) -> pd.DataFrame:
        """The data."""
        data = SIMULATED[self.data]() if self.data in SIMULATED else datasets.load(self.data)
        logs = {name: np.log(data[column]) for name, column in self.logarithms.items()}
        return data.assign(**{name: data[name] / by for name, by in self.divided.items()}, **logs)


def _gaussian(name: str, data: str, formula: str, note: str = "") -> Model:
    return Model(name, data, formula, "gaussian", formula, "gaussian", note)


def _curve(name: str, data: str, formula: str, **more: Any) -> Model:
    note = "the calls of rstanarm's vignette; rstanarm with its own priors of group effects and init_r"
    return Model(name, data, formula, "gaussian", "", "", note, "stan_nlmer", **more)


_CBPP = "~ period + (1 | herd)"
_REGIONS = "y ~ x + (x | region) + (x | region:town) + (x | region:town:household)"
_INSTEVAL = "y ~ service + (1 | s) + (1 | d) + (1 | dept)"
_VERBAGG = "~ Anger + Gender + btype + situ + (1 | id) + (1 | item)"

MODELS = (
    _gaussian("sleepstudy", "sleepstudy", "Reaction ~ Days + (Days | Subject)", INDEPENDENT),
    _gaussian("radon", "radon", "log_radon ~ floor + (1 | county)"),
    _gaussian("radon_slope", "radon", "log_radon ~ floor + log_uranium + (floor | county)", INDEPENDENT),
    _gaussian("Penicillin", "Penicillin", "diameter ~ 1 + (1 | plate) + (1 | sample)"),
    _gaussian("Pastes", "Pastes", "strength ~ 1 + (1 | batch) + (1 | batch:cask)"),
    _gaussian("nested", "schools", "y ~ x + (1 | school) + (1 | school:class)"),
    _gaussian("nested_slopes", "schools", "y ~ x + (x | school) + (x | school:class)", INDEPENDENT),
    Model("three_levels", "regions", _REGIONS, "gaussian", "", "", "bambi and rstanarm are left out: hours"),
    Model("InstEval", "InstEval", _INSTEVAL, "gaussian", "", "", "bambi is left out"),
    Model(
        "cbpp",
        "cbpp",
        f"cbind(incidence, size - incidence) {_CBPP}",
        "binomial",
        f"p(incidence, size) {_CBPP}",
        "binomial",
    ),
    _curve(
        "Orange",
        "Orange",
        "circumference ~ SSlogis(age, Asym, xmid, scal) ~ Asym | Tree",
        rstanarm={"init_r": 0.5},
        divided={"age": 100.0, "circumference": 100.0},
    ),
    _curve(
        "Theoph",
        "Theoph",
        "conc ~ SSfol(Dose, Time, lKe, lKa, lCl) ~ (0 + lKe + lKa + lCl | Subject)",
        arguments={"prior": {"location": [-2.5, 0.5, -3.2], "scale": [0.5, 0.5, 0.5]}, "adapt_delta": 0.99},
        rstanarm={"init_r": 0.25},
    ),
    Model(
        "roaches",
        "roaches",
        "y ~ s(roach1) + treatment + log_exposure2",
        "neg_binomial_2",
        "",
        "",
        "the call of rstanarm's vignette",
        "stan_gamm4",
        arguments={"random": "~ (1 | senior)", "QR": True, "adapt_delta": 0.99},
        divided={"roach1": 100.0},
        logarithms={"log_exposure2": "exposure2"},
    ),
    Model("VerbAgg", "VerbAgg", f"r2 {_VERBAGG}", "binomial", f"r2['Y'] {_VERBAGG}", "bernoulli"),
)


def find(name: str) -> Model:
    """The model of that name.

    Raises
    ------
    SettingError
        For an unknown name.

    >>> find("radon").formula
    'log_radon ~ floor + (1 | county)'
    """
    for model in MODELS:
        if model.name.lower() == name.lower():
            return model
    known = [model.name for model in MODELS]
    raise SettingError(f"There is no model {name!r} in the bench: {', '.join(known)}.{nearest(name, known)}")
