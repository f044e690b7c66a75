"""`slopes`: how fast expected outcomes change with a variable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.calls import checked
from nbmixed.effects.cells import By, Rows, told
from nbmixed.effects.changes import Change
from nbmixed.effects.question import AUTO, Question
from nbmixed.effects.result import Effects, effects
from nbmixed.effects.source import source
from nbmixed.effects.variables import ModelVariable, find, model_variables
from nbmixed.effects.words import quantity, sentence
from nbmixed.errors import DataError, SettingError
from nbmixed.fit.predict import check_prob
from nbmixed.methods.diagnosis import caution

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg

Floats = NDArray[np.float64]
STEP = 1e-4  # of the range of the variable in the data of the fit


@checked
def slopes(
    fit: StanReg,
    variables: str | Sequence[str],
    newdata: Any = None,
    *,
    by: By = None,
    re_form: str | None = AUTO,
    group_effects: str = "typical",
    type: str = "response",  # noqa: A002
    prob: float = 0.9,
    offset: Any = None,
    weights: Any = None,
) -> Effects:
    """Derivatives of expected outcomes with respect to numeric variables, at each row or averaged over rows.

    They are central differences in each draw: the expected outcome half a step above the row's value less that half a
    step below, divided by the step, which is 1/10000 of the range of the variable in the data of the fit. For straight
    lines that is exact up to rounding; otherwise the error is of the order of the squared step.

    Parameters
    ----------
    fit
        A fitted model.
    variables
        One name or several, of numeric variables.
    newdata, by, re_form, group_effects, type, prob, offset, weights
        As in `predictions`.

    Returns
    -------
    Effects
        As `comparisons` gives them.

    Raises
    ------
    SettingError
        For a variable that is not numeric, or that the model does not have.
    DataError
        As in `predictions`, and where the formula has no value beside a row's, as ``sqrt(x)`` at 0.

    Examples
    --------
    >>> from nbmixed import datasets, slopes, stan_lmer
    >>> sleepstudy = datasets.load("sleepstudy")
    >>> fit = stan_lmer("Reaction ~ Days + (Days | Subject)", sleepstudy, seed=1, chains=1, iter=400)
    >>> found = slopes(fit, "Days", by="Subject")
    >>> found.estimand
    "Slope of expected outcome, averaged over the 180 rows within Subject, given the row's own group of Subject"
    >>> found.draws.shape
    (200, 18)
    """
    check_prob(prob)
    question = Question(fit, type, re_form, group_effects)
    known = model_variables(fit.design)
    wanted = [
        _numeric(find(name, known)) for name in ([variables] if isinstance(variables, str) else variables)
    ]
    if not wanted:
        raise SettingError("variables must name at least one numeric variable.")
    rows = source(fit, newdata, offset, by, weights)
    draws = np.concatenate([_slope(rows, question, v) for v in wanted], axis=1)
    labels = pd.concat([_labels(rows, v.name) for v in wanted], ignore_index=len(wanted) > 1)
    words = sentence(
        f"slope of {quantity(fit, type)}", told(by, rows), question.groups_told(list(rows.frame.columns))
    )
    return effects(labels, draws, words, prob, null=0.0, findings=caution(fit))


def _slope(rows: Rows, question: Question, variable: ModelVariable) -> Floats:
    step = STEP * float(variable.column.max() - variable.column.min())
    above, below = Change(step / 2, step=True), Change(-step / 2, step=True)
    try:
        high = rows.means(question, lambda frame: above.apply(variable, frame))
        low = rows.means(question, lambda frame: below.apply(variable, frame))
    except DataError as error:
        raise DataError(f"The slope of {variable.name!r} cannot be computed: {error}") from None
    return (high - low) / step


def _numeric(variable: ModelVariable) -> ModelVariable:
    if variable.kind != "numeric":
        raise SettingError(f"{variable.name!r} has levels and no slope; use comparisons() for it.")
    return variable


def _labels(rows: Rows, name: str) -> pd.DataFrame:
    first = pd.DataFrame({"variable": name}, index=rows.labels.index)
    return pd.concat([first, rows.labels.drop(columns="variable", errors="ignore")], axis=1)
