"""Prior distributions as values, with rstanarm's names, arguments and defaults."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from numbers import Real
from typing import Any

from nbmixed.errors import PriorError

Numbers = float | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LocationScale:
    """What normal and Student-t priors have in common.

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
class Exponential:
    """Exponential prior of an auxiliary parameter; made by `exponential`."""

    rate: float = 1.0
    autoscale: bool = False


@dataclass(frozen=True, slots=True)
class Decov:
    """Prior of group-level covariance matrices; made by `decov`."""

    regularization: Numbers = 1.0
    concentration: Numbers = 1.0
    shape: Numbers = 1.0
    scale: Numbers = 1.0


Prior = Normal | StudentT
AuxPrior = Normal | StudentT | Exponential


def normal(location: Any = 0, scale: Any = None, autoscale: bool = False) -> Normal:
    """Normal prior.

    Parameters
    ----------
    location, scale
        Mean and standard deviation: numbers, or sequences with one value for each coefficient.
    autoscale
        Multiply the scale by what features of the data ask for (sd of the outcome over the sd of
        the predictor, for a Gaussian outcome).

    Examples
    --------
    >>> normal(0, [2.5, 10]).scale
    (2.5, 10.0)
    """
    return Normal(_numbers("location", location), _positive("scale", scale), bool(autoscale))


def student_t(df: Any = 1, location: Any = 0, scale: Any = None, autoscale: bool = False) -> StudentT:
    """Student-t prior with `df` degrees of freedom; exact, not rstanarm's polynomial approximation."""
    degrees = _positive("df", df)
    if degrees is None:
        raise PriorError("df = None is not a number of degrees of freedom: give a positive number.")
    return StudentT(_numbers("location", location), _positive("scale", scale), bool(autoscale), df=degrees)


def cauchy(location: Any = 0, scale: Any = None, autoscale: bool = False) -> StudentT:
    """Cauchy prior: `student_t` with one degree of freedom."""
    return student_t(1, location, scale, autoscale)


def exponential(rate: Any = 1, autoscale: bool = False) -> Exponential:
    """Exponential prior with the given rate (1 / mean), for auxiliary parameters.

    With `autoscale` the rate is divided by the standard deviation of a Gaussian outcome.
    """
    value = _positive("rate", rate)
    if not isinstance(value, float):
        raise PriorError(f"rate = {rate!r} should be one positive number.")
    return Exponential(value, bool(autoscale))


def decov(regularization: Any = 1, concentration: Any = 1, shape: Any = 1, scale: Any = 1) -> Decov:
    """Prior of the covariance matrix of a group-level term.

    The correlation matrix is LKJ(`regularization`); the variances are the trace times a symmetric
    Dirichlet(`concentration`) simplex; the trace of a p x p matrix is p times the square of a scale
    that is Gamma(`shape`, 1) times `scale` (relative to sigma in the Gaussian family). Sequences
    give one value for each term.

    References
    ----------
    rstanarm's documentation of `decov`; Lewandowski, Kurowicka and Joe (2009) for LKJ.
    """
    given = {"regularization": regularization, "concentration": concentration, "shape": shape, "scale": scale}
    values: dict[str, Numbers] = {}
    for name, value in given.items():
        checked = _positive(name, value)
        if checked is None:
            raise PriorError(f"{name} = None is not a positive number.")
        values[name] = checked
    return Decov(**values)


def default_prior_coef() -> Normal:
    """The default prior of coefficients: normal(0, 2.5, autoscale=True)."""
    return Normal(0.0, 2.5, True, default=True)


def default_prior_intercept() -> Normal:
    """The default prior of the intercept: normal(m, 2.5, autoscale=True), m the mean of a Gaussian outcome, else 0."""
    return Normal(0.0, 2.5, True, default=True)


CONSTRUCTORS = {f.__name__: f for f in (normal, student_t, cauchy, exponential, decov)}


def check_prior(argument: str, prior: object, allowed: tuple[type, ...], *, flat: bool) -> None:
    """Refuse a prior that cannot stand in `argument`, in one sentence.

    Raises
    ------
    PriorError
        For a constructor that was not called, None where a flat prior is not allowed, or the wrong kind.
    """
    names = [n for n, f in CONSTRUCTORS.items() if _returns(f) in allowed]
    choice = ", ".join(f"{n}(...)" for n in names) + (" or None" if flat else "")
    name = getattr(prior, "__name__", "")
    if name in CONSTRUCTORS:
        raise PriorError(f"{argument} = {name} is the function itself: call it, as in {argument}={name}().")
    if prior is None:
        if not flat:
            raise PriorError(f"{argument} cannot be None here: give {choice}.")
        return
    if not isinstance(prior, allowed):
        raise PriorError(f"{argument} = {prior!r} is not a prior that can stand here: give {choice}.")


def _returns(constructor: Any) -> type:
    return {
        "normal": Normal,
        "student_t": StudentT,
        "cauchy": StudentT,
        "exponential": Exponential,
        "decov": Decov,
    }[constructor.__name__]


def _numbers(name: str, value: Any) -> Numbers:
    if _is_number(value):
        return _finite(name, float(value))
    values = _floats(value)
    if values is None:
        raise PriorError(f"{name} = {value!r} should be a number or a sequence of numbers.")
    if not values:
        raise PriorError(f"{name} is an empty sequence: give one number, or one for each coefficient.")
    return tuple(_finite(name, v) for v in values)


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, Real)


def _floats(value: Any) -> tuple[float, ...] | None:
    if isinstance(value, str):
        return None
    try:
        return tuple(map(float, value))
    except (TypeError, ValueError):
        return None


def _finite(name: str, value: float) -> float:
    if not math.isfinite(value):
        raise PriorError(f"{name} = {value!r} should be finite; a flat prior is None.")
    return value


def _positive(name: str, value: Any) -> Numbers | None:
    if value is None:
        return None
    numbers = _numbers(name, value)
    if any(not v > 0 for v in (numbers if isinstance(numbers, tuple) else (numbers,))):
        raise PriorError(f"{name} = {value!r} should be positive.")
    return numbers


def code(prior: Prior | AuxPrior | Decov | None) -> str:
    """The call that makes `prior`, with trailing defaults left out.

    >>> code(normal(0, 2.5, autoscale=True))
    'normal(0, 2.5, autoscale=True)'
    >>> code(cauchy(0, [5, 1]))
    'student_t(1, 0, (5, 1))'
    >>> code(decov(shape=2))
    'decov(shape=2)'
    """
    if prior is None:
        return "None"
    if isinstance(prior, Decov):
        shown = {f.name: getattr(prior, f.name) for f in fields(prior) if getattr(prior, f.name) != f.default}
        return f"decov({', '.join(f'{name}={_text(value)}' for name, value in shown.items())})"
    name, values = _positional(prior)
    texts = [_text(v) for v in values] + ["autoscale=True"] * prior.autoscale
    return f"{name}({', '.join(texts)})"


def _positional(prior: Prior | AuxPrior) -> tuple[str, list[Numbers]]:
    if isinstance(prior, Exponential):
        return "exponential", [prior.rate] if prior.rate != 1 else []
    values = [prior.location] if prior.scale is None else [prior.location, prior.scale]
    if values == [0.0]:
        values = []
    return ("student_t", [prior.df, *values]) if isinstance(prior, StudentT) else ("normal", values)


def _text(value: Numbers) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(_text(v) for v in value)}{',' * (len(value) == 1)})"
    return repr(int(value)) if value.is_integer() else repr(value)


def to_dict(prior: Prior | AuxPrior | Decov | None) -> dict[str, Any] | None:
    """A JSON-ready dictionary with the constructor's name under "dist"."""
    if prior is None:
        return None
    return {"dist": type(prior).__name__, **{f.name: getattr(prior, f.name) for f in fields(prior)}}


def from_dict(values: dict[str, Any] | None) -> Any:
    """The prior that `to_dict` described."""
    if values is None:
        return None
    kinds: dict[str, Any] = {k.__name__: k for k in (Normal, StudentT, Exponential, Decov)}
    kind = kinds[values["dist"]]
    given = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items() if k != "dist"}
    return kind(**given)
