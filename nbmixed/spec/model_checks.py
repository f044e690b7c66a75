"""What a `ModelSpec` must hold before any data are looked at."""

from __future__ import annotations

import reprlib
from dataclasses import MISSING, fields
from types import UnionType
from typing import TYPE_CHECKING

from nbmixed.errors import FamilyError, PriorError, SettingError, nearest
from nbmixed.spec.family import Family
from nbmixed.spec.prior_checks import check_prior
from nbmixed.spec.prior_values import (
    Decov,
    Exponential,
    Hs,
    HsPlus,
    Laplace,
    Lasso,
    Lkj,
    Normal,
    ProductNormal,
    R2Prior,
    StudentT,
)
from nbmixed.spec.priors import default_prior_coef, exponential
from nbmixed.spec.sampling import Sampling

if TYPE_CHECKING:
    from nbmixed.spec.model import ModelSpec

FIXED_FAMILY = {
    "stan_lm": "gaussian",
    "stan_lmer": "gaussian",
    "stan_nlmer": "gaussian",
    "stan_glm_nb": "neg_binomial_2",
    "stan_glmer_nb": "neg_binomial_2",
}
_IDENTITY = ("stan_lm", "stan_lmer", "stan_nlmer")
_NOT_OF_LM = ("prior_aux", "QR", "sparse", "compat")
_NOT_OF_NLMER = ("prior_intercept", "sparse")
_OF_GAMM4 = ("random", "knots", "prior_smooth")
MIXED = ("stan_lmer", "stan_glmer", "stan_glmer_nb", "stan_nlmer", "stan_gamm4")
FUNCTIONS = ("stan_glm", "stan_glm_nb", "stan_lm", *MIXED)
ALGORITHMS = ("sampling", "meanfield", "fullrank", "optimizing", "laplace", "pathfinder")
_COEF = (Normal, StudentT, Laplace, Lasso, ProductNormal, Hs, HsPlus)
_COEF_OF = {
    "stan_lm": (R2Prior,),
    "stan_nlmer": (Normal, StudentT, Laplace),
}  # no curve has parameters near 0
_MCMC_ONLY = ("chains", "cores", "iter", "warmup", "thin", "adapt_delta", "max_treedepth")


def check(spec: ModelSpec) -> None:
    """Refuse a model that cannot be fitted, in one sentence.

    Raises
    ------
    FamilyError, PriorError, SettingError
    """
    _check_kinds(spec)
    _check_function(spec)
    _check_taken(spec)
    _check_priors(spec)
    if spec.QR and spec.sparse:
        raise SettingError("QR = True makes predictors dense, sparse = True keeps them sparse: choose one.")
    if spec.prior_PD and spec.mean_PPD:
        raise SettingError("mean_PPD = True predicts the data, which prior_PD = True leaves out: choose one.")
    if spec.compat not in (None, "rstanarm"):
        raise SettingError(f"compat = {spec.compat!r} is not known: leave it out, or use 'rstanarm'.")
    if spec.na_action not in ("omit", "fail"):
        raise SettingError(f"na_action = {spec.na_action!r} is not known: use 'omit' or 'fail'.")
    _check_algorithm(spec)


def _check_kinds(spec: ModelSpec) -> None:
    """Refuse values of a kind that a setting never has, which JSON, cells and variables may hold."""
    for name in ("function", "formula", "data", "na_action", "algorithm"):
        _require_kind(spec, name, str, "should be text")
    for name in ("weights", "offset", "subset", "compat", "random"):
        _require_kind(spec, name, str | None, "should be text")
    for name in ("prior_PD", "QR", "sparse"):
        _require_kind(spec, name, bool, "is neither True nor False")
    _require_kind(spec, "mean_PPD", bool | None, "is neither True nor False")
    _require_kind(spec, "family", Family, 'should be a family, such as "gaussian"')
    _require_kind(spec, "sampling", Sampling, "should be settings of the sampler")
    for pair in spec.contrasts:
        if not all(isinstance(part, str) for part in pair):
            raise SettingError(
                f'contrasts name one contrast for each factor, as in contrasts={{"f": "contr.sum"}}, not {reprlib.repr(pair)}.'
            )


def _require_kind(spec: ModelSpec, name: str, kind: type | UnionType, otherwise: str) -> None:
    value = getattr(spec, name)
    if not isinstance(value, kind):
        raise SettingError(f"{name} = {reprlib.repr(value)} {otherwise}.")


def _check_function(spec: ModelSpec) -> None:
    if spec.function not in FUNCTIONS:
        raise SettingError(
            f"There is no model function {spec.function!r}: use one of {', '.join(FUNCTIONS)}."
            f"{nearest(spec.function, FUNCTIONS)}"
        )
    fixed = FIXED_FAMILY.get(spec.function, spec.family.name)
    if spec.family.name != fixed:
        raise FamilyError(
            f"{spec.function} is for the {fixed} family, not for {spec.family}: use stan_glm or stan_glmer, "
            f"or family={fixed}()."
        )
    if spec.function in _IDENTITY and spec.family.link != "identity":
        raise FamilyError(
            f"{spec.function} has the identity link, not {spec.family.link!r}: use stan_glm or stan_glmer with "
            f'family="gaussian" and link="{spec.family.link}".'
        )


def _check_taken(spec: ModelSpec) -> None:
    """Refuse what the function has no place for."""
    absent = (
        *(_NOT_OF_LM if spec.function == "stan_lm" else ()),
        *(_NOT_OF_NLMER if spec.function == "stan_nlmer" else ()),
        *(() if spec.mixed else ("prior_covariance",)),
        *(() if spec.function == "stan_gamm4" else _OF_GAMM4),
    )
    for field in (f for f in fields(spec) if f.name in absent):
        default = field.default if field.default_factory is MISSING else field.default_factory()
        if getattr(spec, field.name) != default:
            raise SettingError(f"{spec.function} has no {field.name}: leave it out.")


def _check_priors(spec: ModelSpec) -> None:
    if spec.function == "stan_lm" and spec.prior == default_prior_coef():
        raise PriorError(
            "stan_lm needs a prior of R2, the share of variance that the predictors explain: give prior=R2(0.5), with "
            "a guess of your own, or prior=None for a uniform one."
        )
    check_prior("prior", spec.prior, _COEF_OF.get(spec.function, _COEF), flat=True)
    intercepts = (Normal,) if spec.function == "stan_lm" else (Normal, StudentT)
    check_prior("prior_intercept", spec.prior_intercept, intercepts, flat=True)
    if (
        spec.function == "stan_lm"
        and isinstance(spec.prior_intercept, Normal)
        and spec.prior_intercept.autoscale
    ):
        raise PriorError(
            "prior_intercept of stan_lm does not autoscale: leave autoscale out; without a scale it is as wide as the "
            "mean of the outcome is uncertain."
        )
    check_prior("prior_aux", spec.prior_aux, (Normal, StudentT, Exponential), flat=not spec.prior_PD)
    check_prior("prior_covariance", spec.prior_covariance, (Decov, Lkj), flat=False)
    check_prior("prior_smooth", spec.prior_smooth, (Normal, StudentT, Exponential), flat=not spec.prior_PD)
    if spec.prior_smooth is not None and spec.prior_smooth.autoscale:
        raise PriorError(
            "prior_smooth does not autoscale, for it is on the scale of the linear predictor (of a Gaussian outcome relative "
            "to sigma): leave autoscale out."
        )
    if spec.family.aux is None and spec.prior_aux != exponential(autoscale=True):
        raise PriorError(f"The {spec.family.name} family has no auxiliary parameter: leave prior_aux out.")
    if spec.QR and isinstance(spec.prior, Hs | HsPlus | Lasso | ProductNormal):
        raise PriorError(
            "A shrinkage prior says that single coefficients are near 0, which means nothing for the rotated "
            "ones of QR = True: leave QR out."
        )
    flat = spec.prior is None or spec.prior_intercept is None
    if spec.prior_PD and flat and spec.function != "stan_lm":  # there None is a uniform R2
        raise SettingError("prior_PD = True cannot draw from a flat prior: give prior= and prior_intercept=.")


def _check_algorithm(spec: ModelSpec) -> None:
    if spec.algorithm not in ALGORITHMS:
        raise SettingError(
            f"algorithm = {spec.algorithm!r} is not known: use one of {', '.join(ALGORITHMS)}."
            f"{nearest(str(spec.algorithm), ALGORITHMS)}"
        )
    if spec.algorithm == "sampling":
        if spec.sampling.draws is not None:
            raise SettingError(
                'draws is for approximations: leave it out, or give algorithm="laplace" or another; iter and chains '
                "set the length of MCMC."
            )
        return
    if spec.algorithm == "optimizing" and spec.function in MIXED:
        raise SettingError(
            f'{spec.function} has no algorithm="optimizing", for the joint mode of effects and their variances is far '
            'from typical: use "sampling", or "laplace" or "pathfinder" as approximations.'
        )
    blank = Sampling()
    for name in (f.name for f in fields(Sampling) if f.name in _MCMC_ONLY):
        if getattr(spec.sampling, name) != getattr(blank, name):
            raise SettingError(
                f'{name} is for MCMC, not for algorithm="{spec.algorithm}": leave it out; draws= sets the number of draws.'
            )
