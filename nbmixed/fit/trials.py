"""Numbers of trials of new rows of a binomial model, whether or not their outcomes are known."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.arguments import row_values
from nbmixed.design.build import Design
from nbmixed.design.coding import Coding
from nbmixed.design.evaluate import VARIABLES, Scope, evaluate
from nbmixed.design.frame import Columns, to_pandas
from nbmixed.design.values import Array, Matrix
from nbmixed.errors import DataError, NbmixedError
from nbmixed.spec.formula_nodes import names


def new_trials(fitted: Design, new: Design, newdata: Any) -> NDArray[np.int64]:
    """Numbers of trials of new rows, shape (N,).

    From the outcome where newdata have it. Otherwise from what of it does not depend on successes:
    ``cbind(incidence, size - incidence)`` needs `size` alone, proportions their weights.

    Raises
    ------
    DataError
        When newdata do not say.
    """
    assert fitted.coding is not None and fitted.response is not None and fitted.response.trials is not None
    if new.response is not None and new.response.trials is not None:
        return new.response.trials
    single = bool((fitted.response.trials == 1).all())
    try:
        totals = [_total(fitted.coding, newdata, unknown, single) for unknown in (0.0, 1.0)]
    except NbmixedError as error:
        raise DataError(f"{_told(fitted.response.name)} ({error})") from None
    first, second = totals
    if first is None or second is None or not np.array_equal(first, second):
        raise DataError(_told(fitted.response.name))
    if (first < 0).any() or (first != np.round(first)).any():
        raise DataError(
            f"The numbers of trials of {fitted.response.name} in newdata must be whole numbers, 0 or more."
        )
    return first.astype(np.int64)


def _total(coding: Coding, newdata: Any, unknown: float, single: bool) -> Array | None:
    """Trials with every column of the outcome that newdata lack, or have gaps in, set to a number."""
    assert coding.formula.response is not None
    frame = to_pandas(newdata)
    lacking = [
        name
        for name in names(coding.formula.response)
        if name not in coding.constants
        and name not in VARIABLES
        and (name not in frame.columns or frame[name].isna().any())
    ]
    columns = Columns(frame.assign(**dict.fromkeys(lacking, unknown)))
    scope = Scope(columns, len(frame), coding.constants, dict(coding.state))
    value = evaluate(coding.formula.response, scope)
    if isinstance(value, Matrix):
        return np.asarray(value.values.sum(axis=1), dtype=np.float64)
    return np.ones(len(frame)) if single else row_values(coding.weights, None, scope)


def _told(name: str) -> str:
    return (
        f"newdata do not say how many trials {name} counts; add the columns that the number of trials needs."
    )
