"""Where the marginal posterior of a Gaussian multilevel model has its mode, and how wide it is there.

Found once, before sampling, by a few Newton steps on log sds, canonical partial correlations and log sigma, the
coefficients at their conditional mode. It only places coordinates: priors of the sds enter roughly, and a wrong place or
unit costs speed, not the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.programs.elimination import Elimination
from nbmixed.programs.elimination_draws import Fronts, eliminate
from nbmixed.programs.mode import Mode
from nbmixed.programs.portable import few_digits, on_grid
from nbmixed.programs.term_priors import n_correlations
from nbmixed.programs.terms import block_diagonal, unpack_theta_L

Floats = NDArray[np.float64]
_STEPS = 10
_DIFFERENCE = 0.02  # in log sds: likelihoods bend over distances of about 1
_CLOSE = 0.05  # of a Newton step, in posterior sds
_WIDEST = 1.0  # unit, and the least curvature with it
_LONGEST = 1.5  # step
_FARTHEST = 6.0  # from the start
_SHARES = np.array([1.0, 0.5, 0.25, 0.1, 0.03, 0.01])
_NUMBERS = 20_000_000  # worked on at once


@dataclass(frozen=True, slots=True)
class MarginalMode:
    """A place and a unit for each parameter.

    Attributes
    ----------
    coef, curvature
        Conditional mode of the coefficients, shape (K1,), and minus the second derivatives there, shape (K1, K1).
    place, unit
        Of log sd_raw, atanh cpc and log aux_raw, in the order of the program's integrated terms.
    """

    coef: Floats
    curvature: Floats
    place: Floats
    unit: Floats

    def with_coefficients(self, mode: Mode) -> Mode:
        """A mode of the model without group effects, moved to where coefficients are beside them."""
        return replace(mode, coef=self.coef, curvature=self.curvature)


def placed_terms(at: MarginalMode | None, p: Sequence[int], n_integrated: int) -> dict[str, Any]:
    """Places and units as the program takes them; 0 and 1 for terms that are sampled, and without a mode.

    The last digits do not depend on a machine's linear algebra library.
    """
    own = p[:n_integrated]
    n_sd, n_cpc, more = sum(own), n_correlations(own), p[n_integrated:]
    x, unit = np.zeros(n_sd + n_cpc + 1), np.ones(n_sd + n_cpc + 1)
    if at is not None:
        unit = few_digits(at.unit, bits=4)
        x = on_grid(at.place, unit / 4)
    sds, cpcs = sum(more), n_correlations(more)
    return {
        "sd_place": np.append(x[:n_sd], np.zeros(sds)),
        "sd_step": np.append(unit[:n_sd], np.ones(sds)),
        "cpc_place": np.append(x[n_sd:-1], np.zeros(cpcs)),
        "cpc_step": np.append(unit[n_sd:-1], np.ones(cpcs)),
        "aux_place": float(x[-1]),
        "aux_step": float(unit[-1]),
    }


def marginal_mode(
    data: Mapping[str, Any], found: Elimination, mode: Mode, aux_unit: float
) -> MarginalMode | None:
    """The mode of the posterior of a program's data, its sampled terms left out; None where it is not found.

    Parameters
    ----------
    data
        Terms and cross-products of stan/lmm.stan.
    mode
        Of the model without group effects.
    aux_unit
        Unit of sigma.
    """
    density = _Density.of(data, found, mode, aux_unit)
    start = density.start()
    try:
        with np.errstate(all="ignore"):
            x, delta, curvature, hessian = _climbed(density, start)
            unit = np.minimum(np.sqrt(np.diag(np.linalg.inv(hessian))), _WIDEST)
            np.linalg.cholesky(curvature)
    except np.linalg.LinAlgError:
        return None
    if not (np.isfinite(x).all() and np.isfinite(unit).all() and np.isfinite(delta).all()):
        return None
    x = np.clip(x, start - _FARTHEST, start + _FARTHEST)
    return MarginalMode(data["least_squares"] + delta, curvature, x, unit)


def _climbed(density: _Density, x: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The mode, the coefficients there less the least-squares fit, and the curvatures of both."""
    delta, curvature = density.coefficients(x)
    hessian = np.eye(len(x))
    for _ in range(_STEPS):
        gradient, hessian = density.derivatives(x, delta)
        step = np.linalg.solve(hessian, gradient)
        step *= min(1.0, _LONGEST / float(np.max(np.abs(step))))
        shares = np.append(0.0, _SHARES)
        values = density(x[:, None] + np.outer(step, shares), delta)
        best = int(np.argmax(np.where(np.isfinite(values), values, -np.inf)))
        x = x + shares[best] * step
        delta, curvature = density.coefficients(x)
        if best == 0 or float(gradient @ step) < _CLOSE**2:
            break
    return x, delta, curvature, hessian


@dataclass(frozen=True, slots=True, eq=False)
class _Density:
    """The log posterior of (log sd_raw, atanh cpc, log aux_raw) for given coefficients, of many points at once."""

    data: Mapping[str, Any]
    found: Elimination
    fronts: Fronts
    mode: Mode
    aux_unit: float

    @staticmethod
    def of(data: Mapping[str, Any], found: Elimination, mode: Mode, aux_unit: float) -> _Density:
        """With the terms that are integrated out alone."""
        cut = data["n_integrated"]
        p, l = data["p"][:cut], data["l"][:cut]  # noqa: E741 - its name in the program
        own = {"p": p, "l": l, "relative": data["relative"][:cut], "sd_unit": data["sd_unit"][: sum(p)]}
        own |= {"regularization": data["regularization"][:cut], "sd_dist": data["sd_dist"][:cut]}
        return _Density({**data, **own}, found, Fronts.of(found), mode, aux_unit)

    def start(self) -> Floats:
        """Effects with half of the residual sd, uncorrelated."""
        p, levels, unit = self.data["p"], self.data["l"], self.data["sd_unit"]
        size = np.zeros(len(self.data["ZtrX"]))
        for stage in self.found.stages:
            size[stage.effects] = np.diagonal(stage.own, axis1=1, axis2=2)
        size[self.found.root] = np.diagonal(self.found.root_ZtZ)
        widths = np.repeat(levels, p).astype(np.int64)
        starts = np.cumsum(widths) - widths
        mean_square = np.add.reduceat(size, starts) / self.data["total_weight"] if len(p) else np.empty(0)
        relative = np.repeat(np.where(np.array(self.data["relative"]) == 1, 1.0, self.aux_unit), p)
        raw = 0.5 * relative / (np.sqrt(np.maximum(mean_square, 1e-300)) * unit)
        return np.concatenate([np.log(np.clip(raw, 1e-6, 1e6)), np.zeros(n_correlations(p)), [np.log(0.8)]])

    def parameters(self, x: Floats) -> tuple[Floats, Floats]:
        """theta_L as one matrix, shape (rows, rows, points), and sigma."""
        n_sd = sum(self.data["p"])
        sigma = self.aux_unit * np.exp(x[-1])
        named = {"sd_raw": np.exp(x[:n_sd]).T[None], "cpc": np.tanh(x[n_sd:-1]).T[None]}
        factors = unpack_theta_L(named, self.data, range(len(self.data["p"])), None)
        scale = [1.0 if r else 1 / sigma[:, None, None] for r in self.data["relative"]]
        return block_diagonal([f[0] * s for f, s in zip(factors, scale, strict=True)], len(sigma)), sigma

    def coefficients(self, x: Floats) -> tuple[Floats, Floats]:
        """Their conditional mode less the least-squares fit, and their precision."""
        data, mode = self.data, self.mode
        K1 = len(data["least_squares"])
        theta_L, sigma = self.parameters(np.repeat(x[:, None], 1 + K1, axis=1))
        columns = max(1, _NUMBERS // self.fronts.doubles)
        parts = [
            eliminate(self.found, self.fronts, data["ZtrX"][:, some], theta_L[..., some]).halves()
            for some in (slice(i, i + columns) for i in range(0, 1 + K1, columns))
        ]
        h = np.concatenate(parts, axis=1)
        Q = np.einsum("er,ec->rc", h, h)
        own = (data["XtX"] - Q[1:, 1:]) / sigma[0] ** 2 + np.diag(mode.precision)
        rest = Q[1:, 0] / sigma[0] ** 2 - mode.precision * (data["least_squares"] - mode.location)
        return np.linalg.solve(own, rest), own

    def __call__(self, x: Floats, delta: Floats) -> Floats:
        """At points x, shape (parameters, points)."""
        step = max(1, _NUMBERS // self.fronts.doubles)
        parts = [self._some(x[:, i : i + step], delta) for i in range(0, x.shape[1], step)]
        return np.concatenate(parts)

    def _some(self, x: Floats, delta: Floats) -> Floats:
        data, n_sd = self.data, sum(self.data["p"])
        theta_L, sigma = self.parameters(x)
        u = data["ZtrX"] @ np.append(1.0, delta)
        after = eliminate(self.found, self.fronts, np.repeat(u[:, None], x.shape[1], axis=1), theta_L)
        ssq = data["ssr"] + delta @ data["XtX"] @ delta - np.sum(after.halves() ** 2, axis=0)
        likelihood = -data["total_weight"] * np.log(sigma) - 0.5 * after.log_det - 0.5 * ssq / sigma**2
        flat = np.repeat(np.array(data["sd_dist"]) == 0, data["p"])[:, None]
        sds = np.sum(x[:n_sd] - np.where(flat, 0.0, np.exp(x[:n_sd])), axis=0)
        shrink = np.concatenate([*map(_of_cpc, data["p"], data["regularization"]), np.empty(0)])
        cpcs = shrink @ np.log1p(-(np.tanh(x[n_sd:-1]) ** 2))
        return np.asarray(likelihood + sds + cpcs + x[-1])

    def derivatives(self, x: Floats, delta: Floats) -> tuple[Floats, Floats]:
        """The gradient, and minus the second derivatives, made positive."""
        n = len(x)
        one = _DIFFERENCE * np.eye(n)
        i, j = np.triu_indices(n, 1)
        values = self(x[:, None] + np.hstack([np.zeros((n, 1)), one, -one, one[i].T + one[j].T]), delta)
        here, up, down, both = values[0], values[1 : 1 + n], values[1 + n : 1 + 2 * n], values[1 + 2 * n :]
        second = np.diag(up - 2 * here + down)
        second[i, j] = second[j, i] = both - up[i] - up[j] + here
        level, turn = np.linalg.eigh(-second / _DIFFERENCE**2)
        hessian = (turn * np.maximum(level, _WIDEST**-2)) @ turn.T
        return (up - down) / (2 * _DIFFERENCE), hessian


def _of_cpc(p: int, regularization: float) -> Floats:
    """The power of 1 - cpc^2 in the density of atanh cpc, row by row."""
    return np.array([regularization + 0.5 * (p - 2 - j) for i in range(1, p) for j in range(i)])
