"""Bayesian multilevel models in Jupyter, for people who know lme4 and rstanarm.

Names are loaded when first used, so that importing the package is quick.
"""

from __future__ import annotations

import importlib
from typing import Any

from nbmixed.options import options  # bound here, so that the submodule of the same name does not hide it

__version__ = "0.1.0"

_HOMES = {
    "nbmixed.again.calibrate": ["calibrate"],
    "nbmixed.again.fit_all": ["fit_all"],
    "nbmixed.again.kfold": ["kfold"],
    "nbmixed.again.prior_and_posterior": ["posterior_vs_prior"],
    "nbmixed.again.reloo": ["loo", "reloo"],
    "nbmixed.again.stanreg_list": ["stanreg_list"],
    "nbmixed.again.update": ["update"],
    "nbmixed.compare": ["loo_compare", "loo_model_weights"],
    "nbmixed.datasets": ["datasets"],
    "nbmixed.effects": ["effects"],
    "nbmixed.plots": ["plots"],
    "nbmixed.effects.compare": ["comparisons"],
    "nbmixed.effects.conditional": ["conditional_effects"],
    "nbmixed.effects.grid": ["datagrid"],
    "nbmixed.effects.hypotheses": ["hypothesis"],
    "nbmixed.effects.predict": ["predictions"],
    "nbmixed.effects.slope": ["slopes"],
    "nbmixed.engine.doctor": ["doctor"],
    "nbmixed.errors": [
        "BuildError",
        "DataError",
        "DataWarning",
        "EngineError",
        "FamilyError",
        "FitWarning",
        "FormulaError",
        "NbmixedError",
        "NbmixedWarning",
        "PlotError",
        "PriorError",
        "SettingError",
    ],
    "nbmixed.models": [
        "stan_gamm4",
        "stan_glm",
        "stan_glm_nb",
        "stan_glmer",
        "stan_glmer_nb",
        "stan_lm",
        "stan_lmer",
        "stan_nlmer",
    ],
    "nbmixed.notebook.builder.app": ["ModelBuilder"],
    "nbmixed.saved": ["load"],
    "nbmixed.spec.family": [
        "Gamma",
        "beta",
        "beta_binomial",
        "binomial",
        "gaussian",
        "inverse_gaussian",
        "neg_binomial_2",
        "poisson",
        "student",
    ],
    "nbmixed.spec.model": ["ModelSpec"],
    "nbmixed.spec.priors": [
        "R2",
        "cauchy",
        "decov",
        "default_prior_coef",
        "default_prior_intercept",
        "exponential",
        "hs",
        "hs_plus",
        "laplace",
        "lasso",
        "lkj",
        "normal",
        "product_normal",
        "student_t",
    ],
    "nbmixed.spec.sampling": ["Sampling"],
    "nbmixed.stanreg": ["StanReg"],
    "nbmixed.tables": ["model_table"],
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}
__all__ = [
    "R2",
    "BuildError",
    "DataError",
    "EngineError",
    "FamilyError",
    "FormulaError",
    "Gamma",
    "ModelBuilder",
    "ModelSpec",
    "NbmixedError",
    "PlotError",
    "PriorError",
    "Sampling",
    "SettingError",
    "StanReg",
    "beta",
    "beta_binomial",
    "binomial",
    "calibrate",
    "cauchy",
    "comparisons",
    "conditional_effects",
    "datagrid",
    "datasets",
    "decov",
    "default_prior_coef",
    "default_prior_intercept",
    "doctor",
    "effects",
    "exponential",
    "fit_all",
    "gaussian",
    "hs",
    "hs_plus",
    "hypothesis",
    "inverse_gaussian",
    "kfold",
    "laplace",
    "lasso",
    "lkj",
    "load",
    "loo",
    "loo_compare",
    "loo_model_weights",
    "model_table",
    "neg_binomial_2",
    "normal",
    "options",
    "plots",
    "poisson",
    "posterior_vs_prior",
    "predictions",
    "product_normal",
    "reloo",
    "slopes",
    "stan_gamm4",
    "stan_glm",
    "stan_glm_nb",
    "stan_glmer",
    "stan_glmer_nb",
    "stan_lm",
    "stan_lmer",
    "stan_nlmer",
    "stanreg_list",
    "student",
    "student_t",
    "update",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'nbmixed' has no attribute {name!r}")
    module = importlib.import_module(_HOME[name])
    value = module if name in ("datasets", "effects", "plots") else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


def load_ipython_extension(ip: Any) -> None:
    """``%load_ext nbmixed``: the cell magics, their completions, and progress under a running cell."""
    importlib.import_module("nbmixed.notebook.magics").load(ip)


def unload_ipython_extension(ip: Any) -> None:
    """``%unload_ext nbmixed``."""
    importlib.import_module("nbmixed.notebook.magics").unload(ip)
