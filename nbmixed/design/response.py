"""The outcome: read and checked for its family before anything is sampled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.dates import refuse_dates
from nbmixed.design.evaluate import Scope, evaluate
from nbmixed.design.frame import Columns
from nbmixed.design.offending import Labels, Outcome
from nbmixed.design.values import Array, Factor, Matrix, Value
from nbmixed.errors import DataError, FamilyError, FormulaError, nearest
from nbmixed.spec.family import FAMILIES, links
from nbmixed.spec.formula import Formula

COUNTS = frozenset({"poisson", "neg_binomial_2"})
TRIALS = frozenset({"binomial", "beta_binomial"})
POSITIVE = frozenset({"Gamma", "inverse.gaussian"})
_LARGEST_COUNT = 2**31 - 1  # Stan's integers


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """The outcome in the data.

    Attributes
    ----------
    y
        (N,) values; for `cbind` and proportions the number of successes.
    trials
        (N,) for `cbind` and proportions, and ones for 0/1 outcomes of a beta-binomial model; else None.
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
    family
        As `Family.name`: "inverse.gaussian".
    weights
        (N,) or None. With proportions as outcome of a binomial or beta-binomial model they are the
        trials, and no likelihood weights are left.

    Raises
    ------
    DataError
        When the family cannot have given these values; the first offending row is named.
    """
    if formula.response is None:
        raise FormulaError("The formula has no outcome: write one before the ~.", formula.text)
    if not links(family):
        raise FamilyError(f"Unknown family {family!r}.{nearest(family, FAMILIES)}")
    outcome = Outcome(formula.response_name, family, _labels(scope))
    value = evaluate(formula.response, scope)
    if isinstance(value, Factor):
        refuse_dates(value, outcome.name)
    if isinstance(value, Factor) and value.kind == "text":
        raise DataError(
            f"The outcome {outcome.name} is text. Make it numbers, or, for a binomial model, 0/1 or a categorical "
            "with two levels."
        )
    if not isinstance(value, Factor | Matrix) and np.asarray(value).shape != (scope.n,):
        raise DataError(f"The outcome {outcome.name} must have one value for each of the {scope.n} rows.")
    if family not in TRIALS:
        return Response(_plain(value, outcome), None, outcome.name), weights
    response, are_trials = _successes(value, outcome, weights)
    return response, None if are_trials else weights


def _labels(scope: Scope) -> Labels:
    return scope.columns.frame.index if isinstance(scope.columns, Columns) else None


def _plain(value: Value, outcome: Outcome) -> Array:
    y = _numbers(value, outcome)
    if outcome.family in COUNTS:
        _check_counts(y, outcome)
    if outcome.family in POSITIVE:
        outcome.refuse(y <= 0, y, "be positive", "Leave such rows out, or take a family that has them.")
    if outcome.family == "beta":
        outcome.refuse(
            (y <= 0) | (y >= 1),
            y,
            "lie strictly between 0 and 1",
            "For successes among trials take the binomial or beta_binomial family and cbind(successes, failures).",
        )
    return y


def _successes(value: Value, outcome: Outcome, weights: Array | None) -> tuple[Response, bool]:
    """Successes among trials, and whether the trials came from the weights."""
    name = outcome.name
    if isinstance(value, Matrix):
        return _successes_failures(value, outcome), False
    if isinstance(value, Factor):
        return Response(_two_levels(value, outcome), _ones(value.codes, outcome), name, value.levels), False
    y = _numbers(value, outcome)
    if np.isin(y, (0.0, 1.0)).all():
        return Response(y, _ones(y, outcome), name), False
    outcome.refuse(
        (y < 0) | (y > 1),
        y,
        "be 0 or 1, or a proportion",
        "For counts write cbind(successes, failures).",
    )
    return _proportions(y, outcome, weights), True


def _ones(y: NDArray[Any], outcome: Outcome) -> NDArray[np.int64] | None:
    """One trial a row where the family always counts trials."""
    return np.ones(len(y), dtype=np.int64) if outcome.family == "beta_binomial" else None


def _successes_failures(value: Matrix, outcome: Outcome) -> Response:
    if value.values.shape[1] != 2:
        raise DataError(
            f"{outcome.name} has {value.values.shape[1]} columns; a {outcome.family} outcome has two: "
            "successes and failures."
        )
    _check_finite(value.values, outcome)
    _check_counts(value.values, outcome)
    successes, failures = value.values.T
    return Response(successes.copy(), np.round(successes + failures).astype(np.int64), outcome.name)


def _two_levels(value: Factor, outcome: Outcome) -> Array:
    if len(value.levels) != 2:
        raise DataError(
            f"The outcome {outcome.name} has {len(value.levels)} levels; a {outcome.family} model needs two, "
            "failure first."
        )
    return value.codes.astype(np.float64)


def _proportions(y: Array, outcome: Outcome, weights: Array | None) -> Response:
    if weights is None:
        raise DataError(
            f"The outcome {outcome.name} holds proportions, the first in {outcome.row((y > 0) & (y < 1))}: "
            "give the numbers of trials as weights, or write cbind(successes, failures)."
        )
    _check_trials(weights, outcome)
    successes = y * weights
    counts = np.round(successes)
    off = np.abs(successes - counts) > 1e-8 * np.maximum(1.0, counts)
    if off.any():
        row = int(np.flatnonzero(off)[0])
        raise DataError(
            f"{outcome.name} times its weight is not a whole number of successes in {outcome.row(off)}: "
            f"{y[row]:g} of {weights[row]:g} is {successes[row]:g}. Write cbind(successes, failures)."
        )
    return Response(counts, weights.astype(np.int64), outcome.name)


def _check_trials(weights: Array, outcome: Outcome) -> None:
    wrong = (weights <= 0) | (weights != np.round(weights))
    if wrong.any():
        raise DataError(
            f"With proportions as outcome ({outcome.name}) the weights are numbers of trials, positive whole "
            f"numbers, but the weight is {weights[wrong][0]:g} in {outcome.row(wrong)}."
        )


def _numbers(value: Value, outcome: Outcome) -> Array:
    if isinstance(value, Matrix):
        raise DataError(
            f"The outcome {outcome.name} has several columns; only a binomial or beta_binomial model takes two."
        )
    if isinstance(value, Factor):
        raise DataError(f"The outcome {outcome.name} is a factor; a {outcome.family} model needs numbers.")
    y: Any = np.asarray(value, dtype=np.float64)
    return _check_finite(y, outcome)


def _check_finite(y: Array, outcome: Outcome) -> Array:
    outcome.refuse(
        ~np.isfinite(y), y, "be finite", "Infinite and undefined values have to be removed or recoded."
    )
    return y


def _check_counts(y: Array, outcome: Outcome) -> None:
    outcome.refuse(y < 0, y, "not be negative", "Counts start at 0.")
    outcome.refuse(
        y != np.round(y), y, "be a whole number", "It counts something; for amounts take the Gamma family."
    )
    outcome.refuse(y > _LARGEST_COUNT, y, f"be at most {_LARGEST_COUNT}", "Count in larger units.")
