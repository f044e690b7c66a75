"""What goes into a program and what comes out of it, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.programs.elimination import Elimination

Floats = NDArray[np.float64]
_DENSE_METRIC = 40  # parameters up to which a warmup estimates their covariance well


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Intercept and coefficients of centred predictors are ``center + spread @ z``.

    Attributes
    ----------
    center
        Shape (K1,), where K1 counts the intercept, which comes first.
    spread
        Shape (K1, K1).
    x_means
        Means subtracted from the predictors, shape (K,); zeros without an intercept.
    has_intercept
        Whether the first coordinate is the intercept.
    rotation
        With QR, what takes the program's coefficients to those of the predictors, shape (K, K).
    linear
        False where the program itself gives the coefficients, for they are no linear function of z:
        shrinkage priors, bounded links, and beside terms of few levels.
    exponentiated
        Places of coefficients that are reported as exponentials of what is sampled.
    """

    center: Floats
    spread: Floats
    x_means: Floats
    has_intercept: bool
    rotation: Floats | None = None
    linear: bool = True
    exponentiated: tuple[int, ...] = ()

    def coefficients(self, draws: Mapping[str, Floats]) -> Floats:
        """Coefficients of the predictors as given (not centred or rotated), shape (..., K1), from a program's draws."""
        coef = self.center + draws["z"] @ self.spread.T if self.linear else draws["coefficient"].copy()
        first = int(self.has_intercept)
        if self.rotation is not None:
            coef[..., first:] = coef[..., first:] @ self.rotation.T
        if self.has_intercept:
            coef[..., 0] -= coef[..., 1:] @ self.x_means
        for k in self.exponentiated:
            coef[..., k] = np.exp(coef[..., k])
        return coef


@dataclass(frozen=True, slots=True)
class Packed:
    """A program's name, its data, and what `unpack` needs to read its draws.

    Attributes
    ----------
    program
        Name of the Stan program.
    data
        Its data block.
    coordinates
        How its coefficients are coded.
    term_order
        The program's terms as positions in `Design.groups`.
    aux_unit
        Unit of the auxiliary parameter, or None where the program has none.
    metric
        What warmup should estimate: "diag_e", or "dense_e" where there are few parameters.
    smooth_sds
        Printed names of the standard deviations of smooths, whose blocks are the last positions of `term_order`.
    starts
        Where chains start, in turn: for vectors of the program by name their values, and how much of `init_r` they may
        be away from them. None leaves it to Stan.
    rotations
        From the program's coefficients of each block of smooths to those of its columns; empty where they are the same.
    elimination
        How the program's integrated effects are eliminated, for the draws of them that are made afterwards.
    """

    program: str
    data: Mapping[str, Any]
    coordinates: Coordinates
    term_order: tuple[int, ...]
    aux_unit: float | None
    metric: str = "diag_e"
    smooth_sds: tuple[str, ...] = ()
    starts: tuple[Mapping[str, tuple[Floats, Floats | float]], ...] = ()
    rotations: tuple[Floats, ...] = ()
    elimination: Elimination | None = None


@dataclass(frozen=True, slots=True)
class Parameters:
    """Draws of the parameters of a multilevel model, in the order of the design.

    Attributes
    ----------
    coef
        Shape (chains, draws, K1), intercept first, for the predictors as given; then of smooths.
    aux
        Shape (chains, draws), or None.
    theta_L
        For each group-level term the lower Cholesky factor of its covariance matrix, shape
        (chains, draws, p, p), on the scale of the linear predictor: Sigma = theta_L theta_L'.
    smooth_sd
        Standard deviations of the coefficients of smooths, by printed name, each (chains, draws), on the scale of the
        linear predictor.
    further
        Further parameters by their printed names (such as `nu`), each of shape (chains, draws).
    """

    coef: Floats
    aux: Floats | None
    theta_L: tuple[Floats, ...]
    further: Mapping[str, Floats] = field(default_factory=dict)
    smooth_sd: Mapping[str, Floats] = field(default_factory=dict)


def metric(data: Mapping[str, Any], n_effects: int) -> str:
    """The metric that suits a program with these data and that many sampled effects."""
    size = data["has_intercept"] + data["K"] + 1 + sum(p * (p + 1) // 2 for p in data["p"]) + n_effects
    return "dense_e" if size <= _DENSE_METRIC else "diag_e"
