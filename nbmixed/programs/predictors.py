"""The columns that stand for the predictors in a program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.design.fixed import dependent_columns
from nbmixed.errors import SettingError
from nbmixed.spec.model import ModelSpec

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Predictors:
    """Predictors without the intercept, as a program has them.

    Attributes
    ----------
    X
        Shape (N, K): centred when there is an intercept, unless sparse; orthogonal with QR.
    x_means
        Means taken away, shape (K,).
    has_intercept
        Whether a column of ones belongs before them.
    rotation
        With QR, the matrix that takes coefficients of these columns to those of the predictors, shape (K, K).
    sparse
        Whether the program shall keep X in compressed rows.
    """

    X: Floats
    x_means: Floats
    has_intercept: bool
    rotation: Floats | None = None
    sparse: bool = False

    def with_intercept(self) -> Floats:
        """X with a column of ones in front when there is an intercept."""
        return np.column_stack([np.ones(len(self.X)), self.X]) if self.has_intercept else self.X


def predictors(design: Design, spec: ModelSpec) -> Predictors:
    """The predictors of a model.

    With QR the centred predictors are Q R, and the columns are Q times sqrt(N - 1) where the prior of the
    coefficients is autoscaled, else Q times the last diagonal element of R: rstanarm's documentation of `QR`.

    Raises
    ------
    SettingError
        QR with fewer than two predictors, or with no more rows than predictors.
    """
    X = design.parametric.X[:, int(design.has_intercept) :]
    centred = design.has_intercept and not spec.sparse
    means = X.mean(axis=0) if centred and len(X) else np.zeros(X.shape[1])
    if not spec.QR:
        return Predictors(X - means, means, design.has_intercept, sparse=spec.sparse)
    _require_rotatable(X - means)
    Q, R = np.linalg.qr(X - means)
    signs = np.where(np.diag(R) < 0, -1.0, 1.0)
    Q, R = Q * signs, R * signs[:, None]
    factor = np.sqrt(len(X) - 1) if getattr(spec.prior, "autoscale", False) else R[-1, -1]
    return Predictors(Q * factor, means, design.has_intercept, rotation=np.linalg.inv(R) * factor)


def _require_rotatable(X: Floats) -> None:
    N, K = X.shape
    if K < 2:
        raise SettingError(
            f"QR = True turns several predictors into orthogonal ones, and there is {K}: leave it out."
        )
    if N <= K or dependent_columns(X):
        raise SettingError(
            f"QR = True needs more rows than predictors, none a combination of others; there are {N} rows and {K} "
            "predictors: leave it out."
        )
