"""Arguments of public functions: a name that is none is refused in a sentence with what is near, also in other packages."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from nbmixed.errors import SettingError, listed, nearest

F = TypeVar("F", bound=Callable[..., Any])
C = TypeVar("C", bound=type)

OWN_NAMES = {
    **dict.fromkeys(("n_chains", "nchains", "num_chains"), "chains"),
    **dict.fromkeys(
        ("n_iter", "niter", "iterations", "n_samples", "num_samples", "samples", "ndraws"), "iter"
    ),
    **dict.fromkeys(("tune", "n_warmup", "num_warmup", "iter_warmup", "burnin"), "warmup"),
    **dict.fromkeys(("random_seed", "random_state", "rng"), "seed"),
    **dict.fromkeys(("target_accept", "delta"), "adapt_delta"),
    **dict.fromkeys(("treedepth", "max_tree_depth"), "max_treedepth"),
    **dict.fromkeys(("start", "inits", "initvals", "init_vals"), "init"),
    **dict.fromkeys(("n_cores", "parallel", "n_jobs", "parallel_chains", "cl"), "cores"),
    **dict.fromkeys(("prior_ranef", "prior_re", "cov_ranef", "prior_cov"), "prior_covariance"),
    **dict.fromkeys(("sample_prior", "prior_only", "prior_predictive"), "prior_PD"),
    **dict.fromkeys(("method", "inference_method", "inference"), "algorithm"),
    **dict.fromkeys(("verbose", "progressbar", "show_messages", "silent"), "refresh"),
    **dict.fromkeys(("dropna", "missing", "na.action"), "na_action"),
    **dict.fromkeys(("re_formula", "include_group_specific"), "re_form"),
    **dict.fromkeys(("data", "new_data", "X_new"), "newdata"),
    **dict.fromkeys(("nsamples", "n_draws", "num_draws", "ndraws", "nsim"), "draws"),
    **dict.fromkeys(("probs", "ci_level", "conf_level", "level", "hdi_prob", "cred_mass"), "prob"),
    **dict.fromkeys(("variable", "var_names", "parameters", "pars"), "pars"),
    **dict.fromkeys(("scale", "sd"), "scale"),
    **dict.fromkeys(("mu", "mean"), "location"),
    **dict.fromkeys(("eta",), "regularization"),
    **dict.fromkeys(("allow_new_levels", "sample_new_levels"), "new_levels"),
    "file": "cache",
    "k": "K",
}
"""Names that other packages have for arguments, and ours."""

INSTEAD = {
    "moment_match": "reloo(fit) fits anew without each row whose Pareto k is high",
    "k_threshold": "reloo(fit) fits anew without each row whose Pareto k is high",
    "reloo": "reloo(fit) fits anew without each row whose Pareto k is high",
    "save_fits": "the fits of the folds are not kept; fit_all() keeps fits of several models",
    "save_psis": "loo() keeps the Pareto k of each row",
    "control": "adapt_delta= and max_treedepth= are arguments themselves",
    "backend": "models are compiled Stan programs and there is no other backend; algorithm= chooses the method",
    "nuts_sampler": "models are compiled Stan programs and there is no other sampler; algorithm= chooses the method",
    "save_warmup": "draws of the warmup are not kept",
    "save_pars": "all parameters are kept",
    "save_all_pars": "all parameters are kept",
    "knots": "knots are for the smooths of stan_gamm4; in other formulas write ns(x, knots = c(1, 2))",
    "threads": "chains run side by side, as many as cores= says",
    "priors": "prior=, prior_intercept=, prior_aux= and prior_covariance= are arguments of their own",
    "auto_scale": "autoscale=True is an argument of each prior, as in normal(0, 2.5, autoscale=True)",
    "autoscale": "autoscale=True is an argument of each prior, as in normal(0, 2.5, autoscale=True)",
    "noncentered": "the coordinates of group effects are chosen by the program",
    "categorical": "write factor(x) in the formula",
    "REML": "the posterior takes its place: there is no maximum to restrict",
    "nAGQ": "group effects are sampled or integrated out, without quadrature",
    "stanvars": "Stan programs are fixed here; priors are arguments",
    "autocor": "residuals are independent given the model; there are no autocorrelation terms",
    "model": "the data of the fit are always kept, as fit.data",
    "x": "the design is always kept, as fit.design",
    "y": "the outcome is always kept, as fit.design.response",
    "allow_new_levels": "new levels are always allowed, their effects drawn from the distribution of groups",
    "sample_new_levels": "effects of new levels are drawn from the distribution of groups",
    "robust": "estimates are medians and MADs here; posterior draws are in fit.to_frame()",
    "idata_kwargs": "fit.to_arviz() gives the draws as ArviZ has them",
}
"""Arguments of other packages that have no equal here, and what there is."""


def checked(function: F) -> F:
    """Have a call with arguments that the function does not take refused in a sentence.

    Raises
    ------
    SettingError
        By the function, in place of a TypeError.

    Examples
    --------
    >>> @checked
    ... def fit(data, *, chains=4):
    ...     return chains
    >>> fit([], n_chains=2)
    Traceback (most recent call last):
    nbmixed.errors.SettingError: fit has no argument 'n_chains'. It is called 'chains' here.
    """
    signature = inspect.signature(function)

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            signature.bind(*args, **kwargs)
        except TypeError as error:
            raise SettingError(_refusal(function.__name__, signature, kwargs, str(error))) from None
        return function(*args, **kwargs)

    return call  # type: ignore[return-value]


def checked_methods(cls: C) -> C:
    """Apply `checked` to every public method of a class."""
    for name, member in list(vars(cls).items()):
        if inspect.isfunction(member) and not name.startswith("_"):
            setattr(cls, name, checked(member))
    return cls


def no_argument(function: str, name: str, known: Iterable[str]) -> str:
    """Return the sentence on an argument that a function does not have, with what is near.

    >>> no_argument("loo", "moment_match", ["fit"])
    "loo has no argument 'moment_match': reloo(fit) fits anew without each row whose Pareto k is high."
    """
    known = list(known)
    said = f"{function} has no argument {name!r}"
    if OWN_NAMES.get(name) in known:
        return f"{said}. It is called {OWN_NAMES[name]!r} here."
    if name in INSTEAD:
        return f"{said}: {INSTEAD[name]}."
    if hint := nearest(name, known):
        return f"{said}.{hint}"
    return f"{said}. Its arguments are {listed(known, 25)}." if known else f"{said}, and takes none."


def _refusal(function: str, signature: inspect.Signature, given: dict[str, Any], error: str) -> str:
    known = [name for name in signature.parameters if name != "self"]
    variable = any(p.kind is p.VAR_KEYWORD for p in signature.parameters.values())
    unknown = [] if variable else [name for name in given if name not in known]
    if unknown:
        return no_argument(function, unknown[0], known)
    if error.startswith("missing"):
        name = error.rpartition(": ")[2].strip("'")
        return f"{function} needs a value for {name}: call {function}({', '.join(known)})."
    if error.startswith("multiple"):
        return f"{function} is given one of its arguments twice, by place and by name: give it once."
    places = [n for n, p in signature.parameters.items() if p.kind is p.POSITIONAL_OR_KEYWORD and n != "self"]
    return (
        f"{function} takes {listed(places) or 'nothing'} by place; give the others by name, as in name=value."
    )
