"""The draws in the container of the installed arviz, and as an xarray Dataset."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.errors import SettingError, nearest
from nbmixed.fit.draws import Posterior
from nbmixed.fit.log_lik import log_lik
from nbmixed.fit.predict import outcomes
from nbmixed.fit.request import Fitted, request

if TYPE_CHECKING:
    import xarray as xr

Variables = dict[str, tuple[list[str], NDArray[np.generic]]]


def to_dataset(posterior: Posterior) -> xr.Dataset:
    """Draws with named coordinates.

    Variables
    ---------
    beta
        Coefficients, dimension ``coef``.
    sigma, nu, reciprocal_dispersion, ...
        The auxiliary parameters, if any, under their printed names.
    smooth_sd
        Standard deviations of smooths, if any, dimension ``smooth``.
    b_G, Sigma_G
        Effects (``G``, ``G_coef``) and covariance matrix (``G_coef``, ``G_coef_``) of grouping factor G;
        further terms of the same factor are numbered G_2, ..., and so is a factor whose name is taken.
    """
    import xarray as xr

    variables: Variables = {"beta": (["coef"], posterior.parameters.coef)}
    coords: dict[str, Any] = {"coef": list(posterior.coef_names)}
    variables |= {name: ([], draws) for name, draws in posterior.auxiliary.items()}
    smooth = posterior.parameters.smooth_sd
    if smooth:
        variables["smooth_sd"] = (["smooth"], np.stack(list(smooth.values()), axis=-1))
        coords["smooth"] = [name.removeprefix("smooth_sd[").removesuffix("]") for name in smooth]
    for label, term, b, Sigma in zip(
        _labels(posterior), posterior.terms, posterior.effects, posterior.Sigma, strict=True
    ):
        coords |= {
            label: list(term.levels),
            f"{label}_coef": list(term.coefs),
            f"{label}_coef_": list(term.coefs),
        }
        variables[f"b_{label}"] = ([label, f"{label}_coef"], b)
        variables[f"Sigma_{label}"] = ([f"{label}_coef", f"{label}_coef_"], Sigma)
    chains, draws = posterior.shape
    coords |= {"chain": np.arange(chains), "draw": np.arange(draws)}
    return xr.Dataset({k: (["chain", "draw", *dims], v) for k, (dims, v) in variables.items()}, coords=coords)


GROUPS = (
    "posterior",
    "posterior_predictive",
    "log_likelihood",
    "sample_stats",
    "observed_data",
    "constant_data",
    "prior",
    "prior_predictive",
)
OF_PRIOR = ("prior", "prior_predictive")
CHEAP = ("posterior", "log_likelihood", "sample_stats", "observed_data", "constant_data")


def to_arviz(fitted: Fitted, groups: Sequence[str] | None = None, prior: Fitted | None = None) -> Any:
    """`InferenceData` (arviz 0.23) or `DataTree` (arviz 1.x).

    Parameters
    ----------
    groups
        Which of `GROUPS`; None for all but `posterior_predictive` and `prior_predictive`.
    prior
        The same model with draws from its prior, for the groups `prior` and `prior_predictive`.

    Returns
    -------
    Draws from an approximation are one chain; its `sample_stats` hold `lp` alone. Rows have the coordinate `obs`, the
    labels of the data where they are distinct. `log_likelihood` and `posterior_predictive` have the outcome's name, in
    which a slash is written ÷ (`chain`, `draw` and `obs`, which are dimensions, end in `_outcome`); `constant_data` has the predictors (`X`), the level of each grouping factor, offset, weights and trials.

    Raises
    ------
    SettingError
        For an unknown group, one that needs `prior`, and the prior of another model.
    """
    chosen = (*CHEAP, *(["prior"] if prior else [])) if groups is None else tuple(groups)
    for group in chosen:
        if group not in GROUPS:
            raise SettingError(
                f"There is no group {group!r}: use {', '.join(GROUPS)}.{nearest(str(group), GROUPS)}"
            )
        if group in OF_PRIOR and prior is None:
            raise SettingError(
                f"The group {group!r} needs draws from the prior: give prior=update(fit, prior_PD=True)."
            )
    if prior is not None and prior.posterior.names != fitted.posterior.names:
        raise SettingError(
            "prior= is of a model with other parameters: give prior=update(fit, prior_PD=True)."
        )
    made = {group: _MAKERS[group](prior if prior and group in OF_PRIOR else fitted) for group in chosen}
    return _container({group: _named(dataset) for group, dataset in made.items() if dataset is not None})


def _named(dataset: xr.Dataset) -> xr.Dataset:
    """Names without slashes, which a `DataTree` takes for paths: "s/n" is called "s÷n"."""
    return dataset.rename(
        {n: str(n).replace("/", "÷") for n in {*dataset.variables, *dataset.dims} if "/" in str(n)}
    )


def _posterior(fitted: Fitted) -> xr.Dataset:
    return to_dataset(fitted.posterior)


def _sample_stats(fitted: Fitted) -> xr.Dataset:
    import xarray as xr

    stats = {k: (["chain", "draw"], np.asarray(v)) for k, v in fitted.posterior.sample_stats.items()}
    return xr.Dataset(stats, coords=_chains(fitted))


def _observed_data(fitted: Fitted) -> xr.Dataset | None:
    import xarray as xr

    response = fitted.design.response
    if response is None:
        return None
    return xr.Dataset({_outcome(response.name): (["obs"], response.y)}, coords=_obs(fitted))


def _constant_data(fitted: Fitted) -> xr.Dataset:
    import xarray as xr

    design = fitted.design
    variables: Variables = {"X": (["obs", "coef"], design.X)}
    for term in design.groups:
        levels = np.array(term.levels, dtype=np.str_)[term.index]
        variables.setdefault(
            term.group if term.group not in ("obs", "coef", "X") else f"{term.group}_level", (["obs"], levels)
        )
    trials = None if design.response is None else design.response.trials
    for name, values in (("offset", design.offset), ("weights", design.weights), ("trials", trials)):
        if values is not None:
            variables[name] = (["obs"], values)
    return xr.Dataset(variables, coords={**_obs(fitted), "coef": list(design.coef_names)})


def _log_likelihood(fitted: Fitted) -> xr.Dataset | None:
    return None if fitted.design.response is None else _by_row(fitted, log_lik(request(fitted)))


def _posterior_predictive(fitted: Fitted) -> xr.Dataset:
    return _by_row(fitted, outcomes(request(fitted)))


def _by_row(fitted: Fitted, values: NDArray[np.float64]) -> xr.Dataset:
    """Draws of something of each row, under the name of the outcome."""
    import xarray as xr

    response = fitted.design.response
    assert response is not None
    shaped = values.reshape(*fitted.posterior.shape, -1)
    return xr.Dataset(
        {_outcome(response.name): (["chain", "draw", "obs"], shaped)},
        coords={**_chains(fitted), **_obs(fitted)},
    )


def _outcome(name: str) -> str:
    """The outcome's name, with an ending where a dimension has it."""
    return f"{name}_outcome" if name in ("chain", "draw", "obs") else name


def _chains(fitted: Fitted) -> dict[str, Any]:
    chains, draws = fitted.posterior.shape
    return {"chain": np.arange(chains), "draw": np.arange(draws)}


def _obs(fitted: Fitted) -> dict[str, Any]:
    """Labels of the rows; their places where labels repeat or have several levels."""
    index = fitted.design.frame.index
    plain = index.is_unique and index.nlevels == 1
    return {"obs": index.to_numpy() if plain else np.arange(fitted.design.nobs)}


_MAKERS: dict[str, Callable[[Fitted], Any]] = {
    "posterior": _posterior,
    "posterior_predictive": _posterior_predictive,
    "log_likelihood": _log_likelihood,
    "sample_stats": _sample_stats,
    "observed_data": _observed_data,
    "constant_data": _constant_data,
    "prior": _posterior,
    "prior_predictive": _posterior_predictive,
}


def _container(groups: Mapping[str, xr.Dataset]) -> Any:
    import xarray as xr

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"\s*ArviZ is undergoing a major refactor", FutureWarning)
        import arviz as az  # 0.23 announces its successor once a day
    if az.__version__.startswith("0."):
        return az.InferenceData(**dict[str, Any](groups))
    return xr.DataTree.from_dict(dict(groups))


def _labels(posterior: Posterior) -> list[str]:
    """A label for each term, numbered where its variables or coordinates would meet others of their name."""
    taken = {"chain", "draw", "coef", "beta", "smooth", "smooth_sd", *posterior.auxiliary}
    labels = []
    for term in posterior.terms:
        candidates = (term.group if k == 1 else f"{term.group}_{k}" for k in count(1))
        label = next(c for c in candidates if not taken & _names(c))
        taken |= _names(label)
        labels.append(label)
    return labels


def _names(label: str) -> set[str]:
    return {label, f"{label}_coef", f"{label}_coef_", f"b_{label}", f"Sigma_{label}"}
