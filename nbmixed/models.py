"""The model functions, with rstanarm's names and arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from nbmixed import caller
from nbmixed.calls import checked
from nbmixed.fitting import fit
from nbmixed.methods.diagnosis import UNNAMED
from nbmixed.spec.arguments import (
    Gamm4Arguments,
    GlmArguments,
    GlmerArguments,
    LmArguments,
    signed,
    to_spec,
)
from nbmixed.stanreg import StanReg


@signed
@checked
def stan_glm(formula: str, data: Any = None, **arguments: Unpack[GlmArguments]) -> StanReg:
    """Bayesian generalized linear model.

    Parameters
    ----------
    formula
        As in R: ``"y ~ x + factor(f)"``.
    data
        A data frame (pandas, polars, or any that narwhals reads).
    family
        A family's name, or a family: ``gaussian`` (default) and ``student`` with links identity, log, inverse;
        ``Gamma`` (inverse, log, identity); ``inverse_gaussian`` (1/mu^2, inverse, log, identity); ``beta`` (logit,
        probit, cloglog, cauchit); ``binomial`` (logit, probit, cauchit, log, cloglog); ``beta_binomial`` (logit,
        probit, cauchit, cloglog); ``poisson`` and ``neg_binomial_2`` (log, identity, sqrt). As in
        ``family=Gamma(link="log")``. Links that bound the linear predictor keep the mean possible in every draw.
    link
        The link, where `family` is a name.
    weights
        Likelihood weights: an array, a column, or an expression; in every family they count as
        replicated rows. For a binomial proportion they are the numbers of trials.
    offset, subset
        An array, a column, or an expression such as ``"log(exposure2)"``. A pandas Series, here and in `weights`, goes
        to the rows by its index, and is refused where that is not the data's.
    contrasts
        ``{"f": "contr.sum"}``.
    na_action
        "omit" drops rows with missing values, once and counted; "fail" refuses them.
    prior, prior_intercept, prior_aux
        Priors of coefficients (`normal`, `student_t`, `cauchy`, `laplace`, `lasso`, `product_normal`, `hs`,
        `hs_plus`), of the intercept after predictors are centred (`normal`, `student_t`, `cauchy`), and of the
        auxiliary parameter (these and `exponential`); None is flat. Defaults and autoscaling are rstanarm's, with two
        additions: they know a Gaussian outcome less its offset; and with other links, where the intercept that gives the
        mean outcome is 4 and more of their scales away, they reach it (a far offset moves the default of the intercept;
        without a log the size of the linear predictor multiplies default scales). `prior_summary` shows what was used.
    prior_PD
        Draw from the prior.
    algorithm
        "sampling" is MCMC (NUTS). The others approximate, quickly: "meanfield" and "fullrank" (ADVI), "laplace",
        "pathfinder", and "optimizing" (normal around the mode, as rstanarm; not with groups). Their draws are
        resampled by importance, and Pareto khat says whether they can be trusted (`check`, `summary`).
    QR
        Priors of the coefficients are those of the orthogonal columns of a QR decomposition of the predictors; columns
        that depend on others are left out, and a note names them.
    sparse
        Predictors are kept sparse, and not centred: `prior_intercept` is that of the intercept itself.
    mean_PPD
        Whether `summary` reports mean_PPD; by default it does unless with prior_PD or "optimizing".
    compat
        "rstanarm" reproduces rstanarm where this package differs on purpose: group-level standard
        deviations relative to the auxiliary parameter in every family that has one, and the row scale
        of `decov` for terms of three and more coefficients; default priors as they are there.
    chains, iter, warmup, thin, cores, seed, init, init_r, adapt_delta, max_treedepth, refresh
        Of MCMC, see `Sampling`. ``init="pathfinder"`` or ``"laplace"`` starts chains at draws of a quick
        approximation.
    draws
        Draws of an approximation, 1000 by default.
    cache
        "on_change" reads the draws of an earlier call if nothing that decides them has changed, else fits and keeps them;
        "always" fits anew and keeps the result; "never" does neither. None is `nbmixed.options.cache`: "on_change" in
        notebooks, "never" in plain Python. Needs a `seed`; the printout says when draws came from the cache.
    executor
        Any `concurrent.futures.Executor`, or a Dask client: each chain is a job of it, with the same draws as here.

    Returns
    -------
    StanReg

    Raises
    ------
    NbmixedError
        Before any sampling, in one sentence, for bad input; also for a continuous outcome that never varies, and a real
        one that the model reproduces exactly.

    Examples
    --------
    >>> from nbmixed import datasets, stan_glm
    >>> fit = stan_glm("kid_score ~ mom_iq", data=datasets.load("kidiq"), seed=1, chains=1, iter=400)
    >>> list(fit.fixef().index)
    ['(Intercept)', 'mom_iq']
    """
    return _fit_call("stan_glm", formula, data, arguments)


@signed
@checked
def stan_glm_nb(formula: str, data: Any = None, **arguments: Unpack[GlmArguments]) -> StanReg:
    """`stan_glm` with the negative binomial family."""
    return _fit_call("stan_glm_nb", formula, data, arguments)


@signed
@checked
def stan_glmer(formula: str, data: Any = None, **arguments: Unpack[GlmerArguments]) -> StanReg:
    """Bayesian generalized linear model with group-specific terms.

    As `stan_glm`, with lme4's bars in the formula and `prior_covariance=decov(...)` or `lkj(...)` for
    the covariance matrices of the group-level terms. Under `decov` group-level standard deviations are
    relative to sigma in the Gaussian family and stand alone elsewhere. There is no "optimizing": the
    joint mode of effects and their variances is far from typical.

    Examples
    --------
    >>> from nbmixed import datasets, stan_glmer
    >>> cbpp = datasets.load("cbpp")
    >>> fit = stan_glmer("cbind(incidence, size - incidence) ~ period + (1 | herd)", data=cbpp,
    ...                  family="binomial", seed=1, chains=1, iter=400)
    >>> fit.ngrps()
    {'herd': 15}
    """
    return _fit_call("stan_glmer", formula, data, arguments)


@signed
@checked
def stan_lmer(formula: str, data: Any = None, **arguments: Unpack[GlmerArguments]) -> StanReg:
    """`stan_glmer` for a Gaussian outcome: group effects are integrated out and drawn exactly afterwards.

    Examples
    --------
    >>> from nbmixed import datasets, stan_lmer
    >>> sleepstudy = datasets.load("sleepstudy")
    >>> fit = stan_lmer("Reaction ~ Days + (Days | Subject)", data=sleepstudy, seed=1, chains=1, iter=400)
    >>> fit.nobs()
    180
    """
    return _fit_call("stan_lmer", formula, data, arguments)


@signed
@checked
def stan_glmer_nb(formula: str, data: Any = None, **arguments: Unpack[GlmerArguments]) -> StanReg:
    """`stan_glmer` with the negative binomial family."""
    return _fit_call("stan_glmer_nb", formula, data, arguments)


@signed
@checked
def stan_nlmer(formula: str, data: Any = None, **arguments: Unpack[GlmerArguments]) -> StanReg:
    """Bayesian nonlinear model with group-specific terms: a curve with Gaussian errors.

    Parameters
    ----------
    formula
        In three parts, ``outcome ~ curve ~ what varies by group``: ``"circumference ~ SSlogis(age, Asym, xmid, scal) ~
        Asym | Tree"``. The curve is one of R's self-starting functions (SSasymp, SSasympOff, SSasympOrig, SSbiexp,
        SSfol, SSfpl, SSgompertz, SSlogis, SSmicmen, SSweibull), its inputs columns or expressions of them; or an
        expression of your own, ``"conc ~ Dose * exp(-k * Time) / V ~ k + V | Subject"``, in which the names of the third
        part and those that are neither columns nor variables are parameters. The third part takes lme4's bars over
        parameters, several of them in parentheses, ``||`` for uncorrelated ones, and predictors of a parameter:
        ``(Asym ~ treatment) + (Asym + xmid | Tree)``, whose coefficients are ``Asym`` and ``Asym:treatmentB``.
    prior
        Of the parameters: `normal`, `student_t`, `cauchy`, `laplace`; None is flat. The default is normal around the
        least-squares estimate without groups, with 2.5 times the change of the parameter that moves the curve by one
        standard deviation of the outcome; ``autoscale=True`` has scales in these units. Predictors of parameters are
        centred, coefficients of predictors have priors around 0.
    prior_covariance
        `decov` is relative to sigma: standard deviations are those of what an effect adds to the curve, so that the prior
        does not depend on units. `lkj` as in `stan_glmer`.
    QR
        Priors are those of the orthogonal columns of each parameter's predictors; without predictors little changes.
    compat
        "rstanarm": the same default scale for all parameters, around 0; decov without units of parameters; `scal` of
        SSlogis and SSfpl with its prior and its group effects on the log scale, its coefficient reported on the natural
        one. Without it effects add to `scal` as the formula says.
    data, weights, offset, subset, na_action, contrasts, prior_aux, prior_PD, algorithm, mean_PPD, ...
        As in `stan_glmer`; an offset is added to the curve.

    Notes
    -----
    Chains start around the least-squares fit, so that `init_r` rarely matters. Where other parameter values fit about
    as well (SSfol with its two rates exchanged) chains start at each in turn, and a note says so: R-hat then
    tells whether they meet. SSbiexp starts with ``lrc1 > lrc2`` and SSfpl with ``scal > 0``, as in R.

    Examples
    --------
    >>> from nbmixed import datasets, stan_nlmer
    >>> fit = stan_nlmer("circumference ~ SSlogis(age, Asym, xmid, scal) ~ Asym | Tree", data=datasets.load("Orange"),
    ...                  seed=1, chains=1, iter=400)
    >>> list(fit.fixef().index)
    ['Asym', 'xmid', 'scal']
    """
    return _fit_call("stan_nlmer", formula, data, arguments)


@signed
@checked
def stan_lm(formula: str, data: Any = None, **arguments: Unpack[LmArguments]) -> StanReg:
    """Bayesian linear regression with a prior of R2, the share of the outcome's variance that predictors explain.

    Nothing else needs a prior: the marginal sd of the outcome is flat on the log scale, and so is the direction
    in which the predictors explain. Besides `sigma` the fit has `R2` and `log-fit_ratio`, the logarithm of the
    marginal sd of the outcome under the model over that in the data.

    Parameters
    ----------
    formula, data, weights, offset, subset, na_action, contrasts, algorithm, mean_PPD
        As in `stan_glm`. Rows of weight w count as w rows, for R2 as well.
    prior
        `R2(location, what)`; None is a uniform prior of R2.
    prior_intercept
        Of the intercept after the predictors are centred. None is flat. The scale of `normal(location)`, where none
        is given, is the standard error of a mean: the marginal sd of the outcome over sqrt(N).
    prior_PD
        Draw from the prior, with a marginal sd of 1, as rstanarm; needs a `prior_intercept`.

    Raises
    ------
    NbmixedError
        Before any sampling, in one sentence, for bad input: no predictor, fewer rows than coefficients, a location that R2
        cannot have.

    Examples
    --------
    >>> from nbmixed import R2, datasets, stan_lm
    >>> fit = stan_lm("kid_score ~ mom_iq + mom_age + mom_hs", data=datasets.load("kidiq"), prior=R2(0.3),
    ...               seed=1, chains=1, iter=400)
    >>> [str(name) for name in fit.posterior.aux_names]
    ['sigma', 'log-fit_ratio', 'R2']
    """
    return _fit_call("stan_lm", formula, data, arguments)


@signed
@checked
def stan_gamm4(formula: str, data: Any = None, **arguments: Unpack[Gamm4Arguments]) -> StanReg:
    """Bayesian generalized additive mixed model: smooth functions of predictors beside group-specific terms.

    As `stan_glmer`, with the smooths of mgcv in the formula and the bars in `random`. Each smooth is a sum of basis
    functions whose coefficients are normal with an unknown standard deviation: the wiggliness is estimated with the rest.
    In the Gaussian family smooths are integrated out together with the group effects, and their standard deviations
    are relative to sigma, as those of groups are.

    Parameters
    ----------
    formula
        With at least one ``s(x)``: arguments ``k``, ``bs`` ("tp", "ts", "cr", "cs", "cc", "ps", "re", "fs"), ``m`` and ``by``
        (a number, or a factor for a smooth a level); ``s(x, z)`` of two variables, and tensor products ``t2(x, z)``.
    random
        Group-specific terms as in ``"~ (1 | g)"``, or None.
    knots
        By variable the places of knots of "cr", "cs" and "cc" smooths: all of them, or the two ends of a cycle.
    prior_smooth
        Of the standard deviations of smooths: `exponential`, or half of `normal`, `student_t` or `cauchy`; a value for
        all or one for each. None is flat.
    **arguments
        Those of `stan_glmer`.

    Returns
    -------
    StanReg
        Coefficients of smooths are ``s(x).1``, ..., their standard deviations ``smooth_sd[s(x)1]`` (of the wiggly
        functions) and ``smooth_sd[s(x)2]`` (of those without a penalty of their own, such as straight lines).
        `plot_nonlinear` draws the smooths.

    Examples
    --------
    >>> from nbmixed import datasets, stan_gamm4
    >>> fit = stan_gamm4("conc ~ s(Time, k = 6)", data=datasets.load("Theoph"), random="~ (1 | Subject)",
    ...                  seed=1, chains=1, iter=400)
    >>> fit.posterior.smooth_names
    ['smooth_sd[s(Time)1]', 'smooth_sd[s(Time)2]']
    """
    return _fit_call("stan_gamm4", formula, data, arguments)


def _fit_call(function: str, formula: str, data: Any, arguments: Mapping[str, Any]) -> StanReg:
    spec, arrays = to_spec(function, formula, arguments)
    return fit(spec, data, name=caller.variable(UNNAMED), **arrays)
