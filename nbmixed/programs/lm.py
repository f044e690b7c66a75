"""Linear regression with a prior of R2 (`stan_lm`): its priors, its data, and its draws read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag

from nbmixed.design.build import Design
from nbmixed.design.fixed import dependent_columns
from nbmixed.errors import DataError, PriorError, SettingError, listed
from nbmixed.programs.packed import Coordinates, Packed, Parameters, metric
from nbmixed.programs.r2 import shapes
from nbmixed.programs.scale import ResolvedPrior, ResolvedPriors
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.prior_values import Normal, R2Prior

Floats = NDArray[np.float64]
_STEPS = 20
_EXACT_FIT = 1e-6  # a residual sd below this share of the outcome's is rounding error
_FLAT, _NORMAL, _CENTRAL_LIMIT = 0, 1, 2


def resolve_lm_priors(design: Design, spec: ModelSpec) -> ResolvedPriors:
    """Priors of `stan_lm`: of R2 (None is uniform) and of the intercept.

    An intercept scale that was left out stays empty: it is Delta / sqrt(N), with Delta the marginal sd of
    the outcome.

    Raises
    ------
    PriorError
        For a location that the number of predictors does not allow, or an intercept prior without an intercept.
    """
    assert spec.prior is None or isinstance(spec.prior, R2Prior)
    K = design.X.shape[1] - design.has_intercept
    if not K:
        raise SettingError(
            "stan_lm needs a predictor, for R2 is what predictors explain: add one, or use stan_glm."
        )
    if spec.prior_intercept is not None and not design.has_intercept:
        raise PriorError("The model has no intercept: leave prior_intercept out.")
    if spec.prior_PD and design.has_intercept and spec.prior_intercept is None:
        raise PriorError(
            "prior_PD = True cannot draw the intercept from a flat prior: give one, such as prior_intercept=normal(0)."
        )
    shapes(spec.prior, K)
    empty = np.empty(0)
    return ResolvedPriors(
        coef=ResolvedPrior(spec.prior, empty, empty),
        intercept=_intercept(spec) if design.has_intercept else None,
        aux=None,
        aux_name="sigma",
        covariance=None,
    )


def pack(design: Design, spec: ModelSpec, priors: ResolvedPriors) -> Packed:
    """Data of stan/lm.stan. Costs O(N K^2) once; what the sampler sees does not grow with the number of rows.

    Rows of weight w count as w rows, in R2 as in the likelihood.

    Raises
    ------
    DataError
        With fewer rows than predictors (and intercept), predictors that depend on each other, or a constant outcome.
    """
    assert spec.prior is None or isinstance(spec.prior, R2Prior)
    X, y, w, x_means = _weighted(design)
    total, K = float(w.sum()), X.shape[1]
    R: Floats = np.asarray(np.linalg.qr(np.sqrt(w)[:, None] * X, mode="r"))
    a, b = shapes(spec.prior, K)
    mean_y = float(np.average(y, weights=w)) if design.has_intercept else 0.0
    theta_hat = np.linalg.solve(R.T, X.T @ (w * (y - mean_y)))
    sum_squares = float(w @ (y - mean_y) ** 2)
    if not sum_squares > 0 and not spec.prior_PD:
        raise DataError(
            "The outcome is the same in every row, so that there is no variance to explain: look at the data."
        )
    residual = y - mean_y - X @ np.linalg.solve(R, theta_hat)
    ssr = max(float(w @ residual**2), _EXACT_FIT**2 * sum_squares)
    intercept = _intercept_data(priors.intercept)
    data: dict[str, Any] = {
        "K": K,
        "has_intercept": int(design.has_intercept),
        "R2_a": a,
        "R2_b": b,
        "prior_only": int(spec.prior_PD),
        **intercept,
        "total_weight": total,
        "ssr": ssr,
        "theta_hat": theta_hat,
        "mean_y": mean_y,
        "sd_y": np.sqrt(sum_squares / (total - 1)) or 1.0,
    }
    place = prior_coordinates(data) if spec.prior_PD else posterior_coordinates(data)
    to_coef = np.sqrt(total - 1) * np.linalg.inv(R)
    ones = np.eye(int(design.has_intercept))
    coordinates = Coordinates(
        np.zeros(K + len(ones)), block_diag(ones, to_coef), x_means, design.has_intercept
    )
    return Packed("lm", data | place, coordinates, (), None, metric({**data, "p": []}, 0))


def posterior_coordinates(data: Mapping[str, Any]) -> dict[str, Any]:
    """Where the posterior is and how wide: the least-squares fit, shrunk as the prior shrinks it."""
    a, b, K, freedom = data["R2_a"], data["R2_b"], data["K"], data["total_weight"] - 1
    square = float(data["theta_hat"] @ data["theta_hat"])
    kept = 1.0
    for _ in range(_STEPS):
        sigma = np.sqrt((data["ssr"] + (1 - kept) ** 2 * square) / freedom) or 1.0
        size = max(kept**2 * square, K * sigma**2) / (sigma**2 * freedom)
        precision = (2 * (a + b) / (1 + size) + max(K - 2 * a, 0.0) / size) / freedom
        kept = 1 / (1 + precision)
    shrink = size ** (a / K - 0.5)  # of y against w, see stan/lm.stan
    w_hat = kept * data["theta_hat"] / (sigma * np.sqrt(freedom))
    return {
        "sigma_unit": sigma,
        "center": w_hat * shrink,
        "spread": shrink * np.sqrt(kept / freedom),
        **_intercept_coordinates(data, sigma),
    }


def prior_coordinates(data: Mapping[str, Any]) -> dict[str, Any]:
    """Scales of the prior; the marginal sd of the outcome is 1."""
    scale = data["intercept_scale"] if data["intercept_dist"] == _NORMAL else data["total_weight"] ** -0.5
    return {
        "sigma_unit": 1.0,
        "center": np.zeros(data["K"]),
        "spread": max(2 * (data["R2_a"] + data["R2_b"]), data["K"]) ** -0.5,
        "intercept_center": data["intercept_location"],
        "intercept_spread": scale,
    }


def unpack(packed: Packed, draws: Mapping[str, Floats]) -> Parameters:
    """Coefficients, sigma, log-fit_ratio (not in draws from the prior) and R2, each (chains, draws, ...)."""
    w, sigma = draws["w"], draws["sigma"]
    intercept = [draws["intercept"]] if packed.coordinates.has_intercept else []
    z = np.concatenate([*intercept, sigma[..., None] * w], axis=-1)
    square = np.sum(w**2, axis=-1)
    ratio = sigma * np.sqrt(1 + square) / packed.data["sd_y"]
    fitted = {} if packed.data["prior_only"] else {"log-fit_ratio": np.log(ratio)}
    return Parameters(
        coef=packed.coordinates.coefficients({"z": z}),
        aux=sigma,
        theta_L=(),
        further={**fitted, "R2": square / (1 + square)},
    )


def _intercept(spec: ModelSpec) -> ResolvedPrior:
    prior = spec.prior_intercept
    if prior is None:
        return ResolvedPrior(None, np.empty(0), np.empty(0))
    assert isinstance(prior, Normal)
    location, scale = np.atleast_1d(prior.location), np.atleast_1d([] if prior.scale is None else prior.scale)
    if location.size != 1 or scale.size > 1:
        raise PriorError(
            "prior_intercept: location and scale are one number each, for there is one intercept."
        )
    return ResolvedPrior(prior, location.astype(float), scale.astype(float))


def _intercept_data(prior: ResolvedPrior | None) -> dict[str, Any]:
    if prior is None or prior.prior is None:
        return {"intercept_dist": _FLAT, "intercept_location": 0.0, "intercept_scale": 1.0}
    known = bool(prior.scale.size)
    return {
        "intercept_dist": _NORMAL if known else _CENTRAL_LIMIT,
        "intercept_location": float(prior.location[0]),
        "intercept_scale": float(prior.scale[0]) if known else 1.0,
    }


def _intercept_coordinates(data: Mapping[str, Any], sigma: float) -> dict[str, float]:
    """Location and, in units of sigma, scale of the intercept's posterior."""
    own = data["total_weight"] / sigma**2
    scale = {_NORMAL: data["intercept_scale"], _CENTRAL_LIMIT: data["sd_y"] * data["total_weight"] ** -0.5}
    prior = scale[data["intercept_dist"]] ** -2 if data["intercept_dist"] != _FLAT else 0.0
    center = (own * data["mean_y"] + prior * data["intercept_location"]) / (own + prior)
    return {"intercept_center": center, "intercept_spread": (own + prior) ** -0.5 / sigma}


def _weighted(design: Design) -> tuple[Floats, Floats, Floats, Floats]:
    """Predictors centred by their weighted means, outcome less offset, weights, and those means."""
    assert design.response is not None
    X = design.X[:, 1:] if design.has_intercept else design.X
    names = design.coef_names[1:] if design.has_intercept else design.coef_names
    y = design.response.y if design.offset is None else design.response.y - design.offset
    w = np.ones(len(y)) if design.weights is None else design.weights
    used, asked = int((w > 0).sum()), design.X.shape[1] + len(design.dropped_cols)
    if used < asked:
        raise DataError(
            f"The prior of R2 needs at least as many rows as coefficients, but there are {used} rows and {asked} coefficients: "
            "leave predictors out, or use stan_glm."
        )
    if not w.sum() > 1:
        raise DataError(
            f"The weights add up to {w.sum():g}, but stan_lm takes them as numbers of rows: scale them to add up to the "
            "number of observations."
        )
    means = np.average(X, axis=0, weights=w) if design.has_intercept else np.zeros(X.shape[1])
    centred = X - means
    if dependent := dependent_columns(np.sqrt(w)[:, None] * centred):
        raise DataError(
            f"The prior of R2 needs predictors that differ: {listed(names[k] for k in dependent)} is a combination "
            "of the others. Leave it out, or use stan_glm."
        )
    return centred, y, w, means
