"""The outcome: read and checked for its family before anything is sampled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.evaluate import Scope, evaluate
from nbmixed.design.values import Array, Factor, Matrix, Value
from nbmixed.errors import DataError, FamilyError, FormulaError, nearest
from nbmixed.spec.family import FAMILIES
from nbmixed.spec.formula import Formula

COUNTS = frozenset({"poisson", "neg_binomial_2"})


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """The outcome in the data.

    Attributes
    ----------
    y
        (N,) values; for `cbind` and proportions the number of successes.
    trials
        (N,) for `cbind` and proportions, else None.
    name
        The left side of the formula.
    levels
        Labels of failure and success of a two-level factor, else empty.
    """

    y: Array
    trials: NDArray[np.int64] | None
    name: str
    levels: tuple[str, ...] = ()


def read_response(
    formula: Formula, scope: Scope, family: str, weights: Array | None
) -> tuple[Response, Array | None]:
    """Evaluate the left side, check it for the family; return it with the likelihood weights left.

    Parameters
    ----------
    weights
        (N,) or None. With proportions as outcome of a binomial model they are the trials, and no
        likelihood weights are left.

    Raises
    ------
    DataError
        When the family cannot have given these values.
    """
    if formula.response is None:
        raise FormulaError("The formula has no outcome: write one before the ~.", formula.text)
    if family not in FAMILIES:
        raise FamilyError(f"Unknown family {family!r}.{nearest(family, FAMILIES)}")
    name = formula.response_name
    value = evaluate(formula.response, scope)
    if isinstance(value, Factor) and value.kind == "text":
        raise DataError(
            f"The outcome {name} is text. Make it numbers, or, for a binomial model, 0/1 or a categorical "
            "with two levels."
        )
    if not isinstance(value, Factor | Matrix) and np.asarray(value).shape != (scope.n,):
        raise DataError(f"The outcome {name} must have one value for each of the {scope.n} rows.")
    response = _binomial(value, name, weights) if family == "binomial" else _plain(value, name, family)
    are_trials = response.trials is not None and not isinstance(value, Matrix)
    return response, None if are_trials else weights


def _plain(value: Value, name: str, family: str) -> Response:
    y = _numbers(value, name, family)
    if family in COUNTS:
        _check_counts(y, f"The outcome {name} of a {family} model")
    return Response(y, None, name)


def _binomial(value: Value, name: str, weights: Array | None) -> Response:
    if isinstance(value, Matrix):
        return _successes_failures(value, name)
    if isinstance(value, Factor):
        return _two_levels(value, name)
    y = _numbers(value, name, "binomial")
    if np.isin(y, (0.0, 1.0)).all():
        return Response(y, None, name)
    if ((y >= 0) & (y <= 1)).all():
        return _proportions(y, name, weights)
    raise DataError(
        f"The outcome {name} of a binomial model must be 0 or 1. For counts write cbind(successes, failures)."
    )


def _successes_failures(value: Matrix, name: str) -> Response:
    if value.values.shape[1] != 2:
        raise DataError(
            f"{name} has {value.values.shape[1]} columns; a binomial outcome has two: successes and failures."
        )
    _check_finite(value.values, name)
    _check_counts(value.values, f"Successes and failures in {name}")
    successes, failures = value.values.T
    return Response(successes.copy(), np.round(successes + failures).astype(np.int64), name)


def _two_levels(value: Factor, name: str) -> Response:
    if len(value.levels) != 2:
        raise DataError(
            f"The outcome {name} has {len(value.levels)} levels; a binomial model needs two, failure first."
        )
    return Response(value.codes.astype(np.float64), None, name, value.levels)


def _proportions(y: Array, name: str, weights: Array | None) -> Response:
    if weights is None:
        raise DataError(
            f"The outcome {name} holds proportions: give the numbers of trials as weights, "
            "or write cbind(successes, failures)."
        )
    if (weights <= 0).any() or (weights != np.round(weights)).any():
        raise DataError(
            f"With proportions as outcome ({name}) the weights are numbers of trials: positive whole numbers."
        )
    successes = y * weights
    counts = np.round(successes)
    off = np.abs(successes - counts) > 1e-8 * np.maximum(1.0, counts)
    if off.any():
        row = int(np.flatnonzero(off)[0])
        raise DataError(
            f"{name} times its weight is not a whole number of successes in {np.count_nonzero(off)} row(s): "
            f"{y[row]:g} of {weights[row]:g} is {successes[row]:g}. Write cbind(successes, failures)."
        )
    return Response(counts, weights.astype(np.int64), name)


def _numbers(value: Value, name: str, family: str) -> Array:
    if isinstance(value, Matrix):
        raise DataError(f"The outcome {name} has several columns; only a binomial model takes two.")
    if isinstance(value, Factor):
        raise DataError(f"The outcome {name} is a factor; a {family} model needs numbers.")
    y: Any = np.asarray(value, dtype=np.float64)
    return _check_finite(y, name)


def _check_finite(y: Array, name: str) -> Array:
    if not np.isfinite(y).all():
        raise DataError(f"The outcome {name} has infinite or undefined values; remove or recode them.")
    return y


def _check_counts(y: Array, what: str) -> None:
    if (y < 0).any():
        raise DataError(f"{what} must not be negative; the smallest is {y.min():g}.")
    if (y != np.round(y)).any():
        first = y[y != np.round(y)].flat[0]
        raise DataError(f"{what} must be whole numbers; found {first:g}.")
