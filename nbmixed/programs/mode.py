"""The mode of a model without its group effects, found by least squares that are reweighted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.design.fixed import dependent_columns
from nbmixed.design.least_squares import least_squares
from nbmixed.errors import DataError, listed
from nbmixed.programs.information import Outcome
from nbmixed.programs.predictors import Predictors
from nbmixed.programs.scale import ResolvedPrior, ResolvedPriors, column_sd
from nbmixed.spec.family import Family
from nbmixed.spec.prior_values import Hs, HsPlus, Laplace, Lasso, ProductNormal

Floats = NDArray[np.float64]
SHRUNK = (Lasso, ProductNormal, Hs, HsPlus)
_STEPS = 25
_HALVINGS = 40
_LONGEST_STEP = 5.0  # on the scale of the linear predictor
_FLAT_PRECISION = 1e-8  # of a flat prior, in units of the data
_FLAT = ResolvedPrior(None, np.empty(0), np.empty(0))


@dataclass(frozen=True, slots=True)
class Mode:
    """Where the coefficients are without group effects, and how well they are known.

    Attributes
    ----------
    coef
        Intercept (if any) and coefficients, shape (K1,).
    curvature
        Minus the second derivatives of the log posterior there, shape (K1, K1).
    eta
        Linear predictors, shape (N,).
    location, precision
        Of the priors, shape (K1,); a flat one has a precision that hardly counts.
    """

    coef: Floats
    curvature: Floats
    eta: Floats
    location: Floats
    precision: Floats
    outcome: Outcome

    def information(self) -> tuple[Floats, Floats]:
        """Score and Fisher information of each row for its linear predictor."""
        return self.outcome.working(self.eta, len(self.coef))

    def aux(self) -> float:
        """A rough estimate of the auxiliary parameter."""
        return self.outcome.aux(self.eta, len(self.coef))


def find_mode(columns: Predictors, design: Design, family: Family, priors: ResolvedPriors) -> Mode:
    """The mode of a model without its group effects.

    Raises
    ------
    DataError
        For predictors that flat priors leave undecided.
    """
    X, outcome = columns.with_intercept(), Outcome.of(design, family)
    location, precision = prior_moments(priors, columns)
    precision = np.where(precision > 0, precision, _nearly_flat(X, outcome.y, family))
    if priors.coef.prior is None:
        _refuse_dependent(X, design.parametric.coef_names)
    coef, curvature = _mode(X, outcome, location, precision, columns.has_intercept)
    return Mode(coef, curvature, X @ coef + outcome.offset, location, precision, outcome)


def prior_moments(priors: ResolvedPriors, columns: Predictors) -> tuple[Floats, Floats]:
    """Location and precision of each coefficient's prior, both 0 for a flat one."""
    coef = _moments(priors.coef, columns.X)
    if not columns.has_intercept:
        return coef
    first = _moments(priors.intercept or _FLAT, np.ones((1, 1)))
    return np.concatenate([first[0], coef[0]]), np.concatenate([first[1], coef[1]])


def _moments(prior: ResolvedPrior, X: Floats) -> tuple[Floats, Floats]:
    size = X.shape[1]
    if prior.prior is None or size == 0:
        return np.zeros(size), np.zeros(size)
    if isinstance(prior.prior, SHRUNK):
        return np.zeros(size), (2.5 / column_sd(X)) ** -2.0
    spread = prior.used_scale * (np.sqrt(2) if isinstance(prior.prior, Laplace) else 1.0)
    return prior.location, spread**-2


def _nearly_flat(X: Floats, y: Floats, family: Family) -> Floats:
    """Precisions that stand for flat priors, so small that only directions without information notice."""
    unit = float(np.mean(y**2)) if family.real_line else 1.0
    precision: Floats = _FLAT_PRECISION * np.mean(X**2, axis=0) / max(unit, 1e-300)
    return precision


def _refuse_dependent(X: Floats, names: Sequence[str]) -> None:
    """Raise a DataError for predictors that flat priors leave undecided: the posterior would be improper."""
    dependent = dependent_columns(X)
    if dependent:
        raise DataError(
            f"With flat priors {listed(names[k] for k in dependent)} cannot be told from the other predictors, "
            "of which it is a combination: leave it out, or give prior=."
        )


def _mode(
    X: Floats, outcome: Outcome, location: Floats, precision: Floats, has_intercept: bool
) -> tuple[Floats, Floats]:
    """Penalised iteratively reweighted least squares (McCullagh and Nelder 1989, 2.5), kept where means are possible."""
    coef = _start(X, outcome, location, has_intercept)
    curvature = _rough_curvature(X, precision)
    with np.errstate(all="ignore"):
        for _ in range(_STEPS):
            score, information = outcome.working(X @ coef + outcome.offset, X.shape[1])
            hessian = X.T @ (information[:, None] * X) + np.diag(precision)
            step = newton_step(hessian, X.T @ score - precision * (coef - location))
            if step is None:
                break
            curvature = hessian
            step = step * possible_share(X @ step, X @ coef + outcome.offset, outcome)
            coef = coef + step
            if _largest(step) < 1e-8 * (1 + _largest(coef)):
                break
    return coef, curvature


def _rough_curvature(X: Floats, precision: Floats) -> Floats:
    """What stands for the curvature where none can be had: each row says as much as an outcome of variance 1."""
    return np.asarray(X.T @ X + np.diag(precision))


def newton_step(hessian: Floats, gradient: Floats) -> Floats | None:
    """The step to the mode of a quadratic; None where the numbers went wrong."""
    try:
        np.linalg.cholesky(hessian)
        step = np.asarray(np.linalg.solve(hessian, gradient), dtype=np.float64)
    except np.linalg.LinAlgError:
        return None
    return step if np.isfinite(step).all() else None


def possible_share(toward: Floats, eta: Floats, outcome: Outcome) -> float:
    """How much of a step of linear predictors neither runs away nor leaves the means that are possible."""
    if outcome.family.real_line and outcome.family.link == "identity":
        return 1.0
    limit = _LONGEST_STEP if outcome.family.bound == 0 else _largest(eta)
    share = min(1.0, limit / _largest(toward))
    for _ in range(_HALVINGS):
        if outcome.possible(eta + share * toward):
            return share
        share /= 2
    return 0.0


def _largest(values: NDArray[np.floating]) -> float:
    return float(np.max(np.abs(values), initial=1e-300))


def _start(X: Floats, outcome: Outcome, location: Floats, has_intercept: bool) -> Floats:
    """Coefficients that give about the mean outcome everywhere, and means that are possible."""
    if outcome.family.real_line and outcome.family.link == "identity":
        return location
    typical = outcome.typical()
    if not has_intercept:
        level = np.full(len(X), typical) - outcome.offset
        return least_squares(X, level) if X.shape[1] else np.zeros(0)
    coef, bound = np.zeros_like(location), outcome.family.bound
    coef[0] = typical - outcome.typical_offset()
    if not outcome.possible(coef[0] + outcome.offset):
        coef[0] = bound * (abs(typical) - float(np.min(bound * outcome.offset)))
    return coef
