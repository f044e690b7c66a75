"""The draws in the container of the installed arviz, and as an xarray Dataset."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.fit.draws import Posterior

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
    b_G, Sigma_G
        Effects (``G``, ``G_coef``) and covariance matrix (``G_coef``, ``G_coef_``) of grouping factor G;
        further terms of the same factor are numbered G_2, ..., and so is a factor whose name is taken.
    """
    import xarray as xr

    variables: Variables = {"beta": (["coef"], posterior.parameters.coef)}
    coords: dict[str, Any] = {"coef": list(posterior.coef_names)}
    variables |= {name: ([], posterior.array([name])[..., 0]) for name in posterior.aux_names}
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


def to_arviz(posterior: Posterior, design: Design) -> Any:
    """`InferenceData` (arviz 0.23) or `DataTree` (arviz 1.x) with posterior, sample_stats, observed_data.

    Draws from an approximation are one chain; its `sample_stats` hold `lp` alone.
    """
    import xarray as xr

    chains, draws = posterior.shape
    stats = xr.Dataset(
        {k: (["chain", "draw"], np.asarray(v)) for k, v in posterior.sample_stats.items()},
        coords={"chain": np.arange(chains), "draw": np.arange(draws)},
    )
    groups = {"posterior": to_dataset(posterior), "sample_stats": stats}
    if design.response is not None:
        rows = {"obs": np.arange(design.nobs)}
        groups["observed_data"] = xr.Dataset(
            {design.response.name: (["obs"], design.response.y)}, coords=rows
        )
    return _container(groups)


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
    taken = {"chain", "draw", "coef", "beta", *posterior.aux_names}
    labels = []
    for term in posterior.terms:
        candidates = (term.group if k == 1 else f"{term.group}_{k}" for k in count(1))
        label = next(c for c in candidates if not taken & _names(c))
        taken |= _names(label)
        labels.append(label)
    return labels


def _names(label: str) -> set[str]:
    return {label, f"{label}_coef", f"{label}_coef_", f"b_{label}", f"Sigma_{label}"}
