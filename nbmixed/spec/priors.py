"""Prior distributions, with rstanarm's names, arguments and defaults."""

from __future__ import annotations

from typing import Any, get_args

from nbmixed.calls import checked
from nbmixed.errors import PriorError
from nbmixed.spec.family import resolve_family
from nbmixed.spec.numbers import Numbers, numbers, of_terms, one_positive, positive, truth
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
    What,
)


@checked
def normal(location: Any = 0, scale: Any = None, autoscale: bool = False) -> Normal:
    """Normal prior.

    Parameters
    ----------
    location, scale
        Mean and standard deviation: numbers, or sequences with one value for each coefficient.
    autoscale
        Multiply the scale by what features of the data ask for (sd of the outcome over the sd of
        the predictor, for a Gaussian outcome).

    Examples
    --------
    >>> normal(0, [2.5, 10]).scale
    (2.5, 10.0)
    """
    return Normal(numbers("location", location), positive("scale", scale), truth("autoscale", autoscale))


@checked
def student_t(df: Any = 1, location: Any = 0, scale: Any = None, autoscale: bool = False) -> StudentT:
    """Student-t prior with `df` degrees of freedom; exact, not rstanarm's polynomial approximation."""
    return StudentT(
        numbers("location", location),
        positive("scale", scale),
        truth("autoscale", autoscale),
        df=_some("df", df),
    )


@checked
def cauchy(location: Any = 0, scale: Any = None, autoscale: bool = False) -> StudentT:
    """Cauchy prior: `student_t` with one degree of freedom."""
    return student_t(1, location, scale, autoscale)


@checked
def laplace(location: Any = 0, scale: Any = None, autoscale: bool = False) -> Laplace:
    """Laplace (double exponential) prior: most mass near the location, tails heavier than normal."""
    return Laplace(numbers("location", location), positive("scale", scale), truth("autoscale", autoscale))


@checked
def lasso(df: Any = 1, location: Any = 0, scale: Any = None, autoscale: bool = False) -> Lasso:
    """Laplace prior whose scale is multiplied by one unknown number for all coefficients, chi-squared with `df`.

    `df` is one number: the smaller, the more all coefficients are drawn to their locations.
    """
    return Lasso(
        numbers("location", location),
        positive("scale", scale),
        truth("autoscale", autoscale),
        df=one_positive("df", df),
    )


@checked
def product_normal(df: Any = 2, location: Any = 0, scale: Any = 1) -> ProductNormal:
    """Prior of the product of `df` normal variables with standard deviation `scale`, around `location`.

    Sharply peaked with heavy tails; `df` is a whole number, or one for each coefficient.
    """
    degrees = _some("df", df)
    if any(v != round(v) for v in (degrees if isinstance(degrees, tuple) else (degrees,))):
        raise PriorError(f"df = {df!r} counts normal variables: give whole numbers.")
    return ProductNormal(degrees, numbers("location", location), _some("scale", scale))


@checked
def hs(
    df: Any = 1, global_df: Any = 1, global_scale: Any = 0.01, slab_df: Any = 4, slab_scale: Any = 2.5
) -> Hs:
    """Regularised horseshoe prior of all coefficients together.

    Parameters
    ----------
    df
        Degrees of freedom of the half-t prior of each coefficient's own scale.
    global_df, global_scale
        Of the half-t prior of the scale they share (times sigma in a Gaussian model).
    slab_df, slab_scale
        Of the Student-t slab that even large coefficients are drawn by.

    References
    ----------
    Piironen and Vehtari (2017), Electronic Journal of Statistics 11.
    """
    return Hs(_some("df", df), *_horseshoe(global_df, global_scale, slab_df, slab_scale))


@checked
def hs_plus(
    df1: Any = 1,
    df2: Any = 1,
    global_df: Any = 1,
    global_scale: Any = 0.01,
    slab_df: Any = 4,
    slab_scale: Any = 2.5,
) -> HsPlus:
    """`hs` with a second local scale (half-t with `df2`) that multiplies the first (with `df1`).

    References
    ----------
    Bhadra, Datta, Polson and Willard (2017), Bayesian Analysis 12.
    """
    common = _horseshoe(global_df, global_scale, slab_df, slab_scale)
    return HsPlus(_some("df1", df1), _some("df2", df2), *common)


@checked
def exponential(rate: Any = 1, autoscale: bool = False) -> Exponential:
    """Exponential prior with the given rate (1 / mean), for auxiliary parameters and standard deviations of smooths.

    With `autoscale` the rate is divided by the standard deviation of a Gaussian outcome.
    """
    return Exponential(_some("rate", rate), truth("autoscale", autoscale))


@checked
def R2(location: Any, what: What = "mode") -> R2Prior:
    """Prior of R2, the share of the outcome's variance that predictors explain, for `stan_lm`.

    R2 is Beta(K / 2, eta) for K predictors, with eta such that `location` is what `what` says.

    Parameters
    ----------
    location
        Between 0 and 1; below 0 for ``what="log"``.
    what
        "mode" (needs three predictors), "mean", "median", or "log" for the mean of log(R2).
    """
    if not isinstance(what, str) or what not in get_args(What):
        raise PriorError(f"what = {what!r} is not known: use one of {', '.join(get_args(What))}.")
    value = numbers("location", location)
    if not isinstance(value, float):
        raise PriorError(f"location = {location!r} should be one number.")
    if what == "log" and not value < 0:
        raise PriorError(f"location = {location!r} is the mean of a logarithm of R2: give a negative number.")
    if what != "log" and not 0 < value < 1:
        raise PriorError(f"location = {location!r} is a {what} of R2: give a number between 0 and 1.")
    return R2Prior(value, what)


@checked
def decov(regularization: Any = 1, concentration: Any = 1, shape: Any = 1, scale: Any = 1) -> Decov:
    """Prior of the covariance matrix of a group-level term.

    The correlation matrix is LKJ(`regularization`); the variances are the trace times a symmetric
    Dirichlet(`concentration`) simplex; the trace of a p x p matrix is p times the square of a scale
    that is Gamma(`shape`, 1) times `scale` (relative to sigma in the Gaussian family). A sequence
    gives one value for each term, in the order of the formula; a mapping such as ``{"school": 2}`` those of
    all terms of a grouping factor, and the default to those of others.

    References
    ----------
    rstanarm's documentation of `decov`; Lewandowski, Kurowicka and Joe (2009) for LKJ.
    """
    given = {"regularization": regularization, "concentration": concentration, "shape": shape, "scale": scale}
    return Decov(**{name: of_terms(name, value) for name, value in given.items()})


@checked
def lkj(regularization: Any = 1, scale: Any = 10, df: Any = 1, autoscale: bool = True) -> Lkj:
    """Prior of the covariance matrix of a group-level term, its standard deviations on the scale of the outcome.

    The correlation matrix is LKJ(`regularization`), each standard deviation half-t with `df` degrees of
    freedom and `scale`. With `autoscale` the scale is multiplied by the sd of a Gaussian outcome and
    divided by the sd of the varying predictor. A sequence gives one value for each term, in the order of the
    formula, a mapping those of all terms of a grouping factor.
    """
    given = {"regularization": regularization, "scale": scale, "df": df}
    return Lkj(
        **{name: of_terms(name, value) for name, value in given.items()},
        autoscale=truth("autoscale", autoscale),
    )


@checked
def default_prior_coef(family: object = None) -> Normal:
    """The default prior of coefficients: normal(0, 2.5, autoscale=True), the same for every family."""
    return _default(family)


@checked
def default_prior_intercept(family: object = None) -> Normal:
    """The default prior of the intercept: normal(m, 2.5, autoscale=True), m the mean of a Gaussian outcome, else 0."""
    return _default(family)


def _default(family: object) -> Normal:
    if family is not None:
        resolve_family(family)
    return Normal(0.0, 2.5, True, default=True)


def _some(name: str, value: Any) -> Numbers:
    checked = positive(name, value)
    if checked is None:
        raise PriorError(f"{name} = None cannot be filled in: give a positive number.")
    return checked


def _horseshoe(global_df: Any, global_scale: Any, slab_df: Any, slab_scale: Any) -> tuple[float, ...]:
    given = {
        "global_df": global_df,
        "global_scale": global_scale,
        "slab_df": slab_df,
        "slab_scale": slab_scale,
    }
    return tuple(one_positive(name, value) for name, value in given.items())
