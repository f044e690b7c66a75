"""Prior distributions as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nbmixed.spec.numbers import Numbers, TermNumbers


@dataclass(frozen=True, slots=True)
class LocationScale:
    """What priors with a location and a scale have in common.

    `location` and `scale` are one number for all coefficients, or one for each; a `scale` of None
    is filled in by where the prior stands (2.5 for coefficients and intercept, 1 for auxiliaries).
    """

    location: Numbers = 0.0
    scale: Numbers | None = None
    autoscale: bool = False
    default: bool = False


@dataclass(frozen=True, slots=True)
class Normal(LocationScale):
    """Normal prior; made by `normal`."""


@dataclass(frozen=True, slots=True)
class StudentT(LocationScale):
    """Student-t prior; made by `student_t` and `cauchy`."""

    df: Numbers = 1.0


@dataclass(frozen=True, slots=True)
class Laplace(LocationScale):
    """Double exponential prior; made by `laplace`."""


@dataclass(frozen=True, slots=True)
class Lasso(LocationScale):
    """Laplace prior with a common unknown scale; made by `lasso`."""

    df: Numbers = 1.0


@dataclass(frozen=True, slots=True)
class ProductNormal:
    """Prior of a product of normal variables; made by `product_normal`."""

    df: Numbers = 2.0
    location: Numbers = 0.0
    scale: Numbers = 1.0


@dataclass(frozen=True, slots=True)
class Hs:
    """Regularised horseshoe; made by `hs`."""

    df: Numbers = 1.0
    global_df: float = 1.0
    global_scale: float = 0.01
    slab_df: float = 4.0
    slab_scale: float = 2.5


@dataclass(frozen=True, slots=True)
class HsPlus:
    """Regularised horseshoe with a second local scale; made by `hs_plus`."""

    df1: Numbers = 1.0
    df2: Numbers = 1.0
    global_df: float = 1.0
    global_scale: float = 0.01
    slab_df: float = 4.0
    slab_scale: float = 2.5


@dataclass(frozen=True, slots=True)
class Exponential:
    """Exponential prior of auxiliary parameters; made by `exponential`."""

    rate: Numbers = 1.0
    autoscale: bool = False


What = Literal["mode", "mean", "median", "log"]


@dataclass(frozen=True, slots=True)
class R2Prior:
    """Prior of the share of explained variance; made by `R2`."""

    location: float
    what: What = "mode"


@dataclass(frozen=True, slots=True)
class Decov:
    """Prior of group-level covariance matrices; made by `decov`."""

    regularization: TermNumbers = 1.0
    concentration: TermNumbers = 1.0
    shape: TermNumbers = 1.0
    scale: TermNumbers = 1.0


@dataclass(frozen=True, slots=True)
class Lkj:
    """Prior of group-level covariance matrices with free standard deviations; made by `lkj`."""

    regularization: TermNumbers = 1.0
    scale: TermNumbers = 10.0
    df: TermNumbers = 1.0
    autoscale: bool = True


Shrinkage = Lasso | ProductNormal | Hs | HsPlus
CoefPrior = Normal | StudentT | Laplace | Shrinkage
InterceptPrior = Normal | StudentT
AuxPrior = Normal | StudentT | Exponential
CovariancePrior = Decov | Lkj
Prior = CoefPrior | AuxPrior | CovariancePrior | R2Prior
