"""What can stand where: priors by argument, algorithms by model function. For completion and help."""

from __future__ import annotations

from nbmixed.spec.model_checks import ALGORITHMS, MIXED

_SHRINKAGE = ("laplace", "lasso", "product_normal", "hs", "hs_plus")
_PRIORS: dict[str, tuple[str, ...]] = {
    "prior": ("normal", "student_t", "cauchy", *_SHRINKAGE, "default_prior_coef", "None"),
    "prior_intercept": ("normal", "student_t", "cauchy", "default_prior_intercept", "None"),
    "prior_aux": ("exponential", "normal", "student_t", "cauchy", "None"),
    "prior_smooth": ("exponential", "normal", "student_t", "cauchy", "None"),
    "prior_covariance": ("decov", "lkj"),
}
_PRIORS_LM: dict[str, tuple[str, ...]] = {"prior": ("R2", "None"), "prior_intercept": ("normal", "None")}
_PRIORS_NLMER = {
    "prior": ("normal", "student_t", "cauchy", "laplace", "default_prior_coef", "None"),
    "prior_aux": _PRIORS["prior_aux"],
    "prior_covariance": _PRIORS["prior_covariance"],
}
_PRIORS_OF = {"stan_lm": _PRIORS_LM, "stan_nlmer": _PRIORS_NLMER}
_DEFAULTS = {
    "prior": "normal(0, 2.5, autoscale=True)",
    "prior_intercept": "the same, around the mean outcome if Gaussian",
    "prior_aux": "exponential(1, autoscale=True)",
    "prior_smooth": "exponential()",
    "prior_covariance": "decov()",
}
_DEFAULTS_LM = {"prior": "none, it has to be given", "prior_intercept": "None"}


def priors_of(function: str, key: str) -> tuple[str, ...]:
    """Constructors of the priors that `key` takes in `function`, "None" where it may be flat; else none.

    >>> priors_of("stan_lmer", "prior_covariance")
    ('decov', 'lkj')
    """
    return _PRIORS_OF.get(function, _PRIORS).get(key, ())


def default_of(function: str, key: str) -> str:
    """The default of a prior, in words or code."""
    return (_DEFAULTS_LM if function == "stan_lm" else _DEFAULTS)[key]


def algorithms_of(function: str) -> tuple[str, ...]:
    """The algorithms that can fit models of `function`.

    >>> "optimizing" in algorithms_of("stan_glm"), "optimizing" in algorithms_of("stan_glmer")
    (True, False)
    """
    return tuple(a for a in ALGORITHMS if a != "optimizing" or function not in MIXED)
