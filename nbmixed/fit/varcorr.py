"""Covariances of the group-level effects, as lme4's `VarCorr`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_Row = tuple[str, str | None, str | None, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class GroupCovariance:
    """One group-level term.

    Attributes
    ----------
    group
        Grouping factor.
    names
        Its p coefficients.
    Sigma
        Posterior mean of their covariance matrix, shape (p, p).
    """

    group: str
    names: tuple[str, ...]
    Sigma: Floats

    @property
    def stddev(self) -> Floats:
        """Square roots of the diagonal of the mean of Sigma: not the mean of the standard deviations."""
        return np.sqrt(np.diag(self.Sigma))

    @property
    def correlation(self) -> Floats:
        """Correlations in the mean of Sigma, shape (p, p); NaN where a standard deviation is 0."""
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = self.Sigma / np.outer(self.stddev, self.stddev)
        np.fill_diagonal(ratio, 1.0)
        return ratio


@dataclass(frozen=True, slots=True, eq=False)
class VarCorr:
    """All group-level terms of a model and the residual standard deviation.

    `residual` is the posterior mean of sigma, or None where the family has none.
    """

    terms: tuple[GroupCovariance, ...]
    residual: float | None = None

    def __getitem__(self, group: str) -> Floats:
        """Sigma of the first term with this grouping factor."""
        return next(t.Sigma for t in self.terms if t.group == group)

    def to_frame(self) -> pd.DataFrame:
        """Columns grp, var1, var2, vcov, sdcor: term by term variances, then covariances; the residual last."""
        rows: list[_Row] = [row for term in self.terms for row in _rows(term)]
        if self.residual is not None:
            rows.append(("Residual", None, None, self.residual**2, self.residual))
        frame = pd.DataFrame(rows, columns=["grp", "var1", "var2", "vcov", "sdcor"])
        return frame.astype({"var1": object, "var2": object, "vcov": float, "sdcor": float})


def varcorr(
    cnms: Sequence[tuple[str, Sequence[str]]], Sigma: Sequence[Floats], sigma: float | None = None
) -> VarCorr:
    """VarCorr from posterior means.

    Parameters
    ----------
    cnms
        For each term its grouping factor and its p coefficients.
    Sigma
        For each term the mean of its covariance matrix, shape (p, p).
    sigma
        Mean of the residual standard deviation, where the family has one.

    Notes
    -----
    As in rstanarm, every number comes from the posterior mean of Sigma, and the residual is the
    mean of sigma while `sigma()` and the auxiliary block of `print` show its median.
    """
    return VarCorr(
        tuple(GroupCovariance(g, tuple(names), S) for (g, names), S in zip(cnms, Sigma, strict=True)), sigma
    )


def _rows(term: GroupCovariance) -> Iterator[_Row]:
    for i, name in enumerate(term.names):
        yield term.group, name, None, float(term.Sigma[i, i]), float(term.stddev[i])
    for i, first in enumerate(term.names):
        for j in range(i + 1, len(term.names)):
            yield term.group, first, term.names[j], float(term.Sigma[i, j]), float(term.correlation[i, j])
