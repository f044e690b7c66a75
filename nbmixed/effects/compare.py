"""`comparisons`: what another value of a variable does to expected outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.calls import checked
from nbmixed.effects.cells import By, Rows, told
from nbmixed.effects.changes import Change, Contrast, Variables, contrasts
from nbmixed.effects.measures import Measure, measure
from nbmixed.effects.question import AUTO, Question
from nbmixed.effects.result import Effects, effects
from nbmixed.effects.source import source
from nbmixed.effects.variables import model_variables
from nbmixed.effects.words import quantity, sentence
from nbmixed.errors import SettingError
from nbmixed.fit.predict import check_prob
from nbmixed.methods.diagnosis import caution

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg

Floats = NDArray[np.float64]
_CHANCES = ("binomial", "beta_binomial", "beta")


@checked
def comparisons(
    fit: StanReg,
    variables: Variables,
    newdata: Any = None,
    *,
    by: By = None,
    comparison: str = "difference",
    re_form: str | None = AUTO,
    group_effects: str = "typical",
    type: str = "response",  # noqa: A002
    prob: float = 0.9,
    offset: Any = None,
    weights: Any = None,
) -> Effects:
    """Expected outcomes of rows with another value of a variable, compared, all else in the rows as it is.

    The estimand: in every row the variable is set to the high value, and to the low one; expected outcomes are averaged
    over rows as `by` says; then the two averages are compared. So a ratio is one of averages and not an average of
    ratios, and an odds ratio with `by` is one of average chances, unlike the exponential of a coefficient.

    Parameters
    ----------
    fit
        A fitted model.
    variables
        Names, or by name what is compared. Of numbers: a step such as 1 (the default: each row's value plus 1 against
        itself, but 1 against 0 of a variable that has no other values), "sd" or "2sd" (such a step), a pair (low, high), "iqr" or "minmax" (quartiles, or ends, of the data of
        the fit). Of factors and truth values: "reference" (the default: each level against the first), "pairwise",
        "sequential", or a pair of levels. Several variables are compared one after the other. The names of groups, of
        the fit or new ones, can be compared too.
    newdata, by, re_form, group_effects, type, prob, offset, weights
        As in `predictions`; ``by=True`` averages over all rows.
    comparison
        "difference", "ratio", "log_ratio", "lift" (relative change), and of chances "odds_ratio" and "log_odds_ratio".

    Returns
    -------
    Effects
        With "p_direction", the posterior probability that the comparison has the sign (of ratios: is on the side of 1) that
        most draws give it.

    Raises
    ------
    DataError, SettingError
        As in `predictions`, and for a variable that the model does not have.

    Examples
    --------
    >>> from nbmixed import comparisons, datagrid, datasets, stan_lmer
    >>> sleepstudy = datasets.load("sleepstudy")
    >>> fit = stan_lmer("Reaction ~ Days + (Days | Subject)", sleepstudy, seed=1, chains=1, iter=400)
    >>> comparisons(fit, {"Days": (0, 9)}, by=True, re_form="NA").estimand
    'Difference of expected outcome, averaged over the 180 rows, for a typical group of Subject (effects 0)'
    >>> comparisons(fit, "Days", datagrid(fit, Subject=["308", "335"])).to_frame()[["contrast", "Subject"]]
      contrast Subject
    0       +1     308
    1       +1     335

    Of levels ``comparisons(fit, {"period": "pairwise"}, by=True, comparison="odds_ratio")``.
    """
    check_prob(prob)
    question = Question(fit, type, re_form, group_effects)
    how = _checked(fit, comparison, type)
    wanted = contrasts(variables, model_variables(fit.design))
    rows = source(fit, newdata, offset, by, weights)
    known: dict[tuple[str, Change], Floats] = {}
    draws = [
        how.of(_mean(rows, question, c, c.low, known), _mean(rows, question, c, c.high, known))
        for c in wanted
    ]
    labels = pd.concat([_labels(rows, c, how.sign) for c in wanted], ignore_index=len(wanted) > 1)
    columns = [*rows.frame.columns, *(c.variable.name for c in wanted)]
    binary = " or ".join(c.variable.name for c in wanted if c.zero_one)
    what = f"{how.words} of {quantity(fit, type)}{f' as {binary} goes from 0 to 1' if binary else ''}"
    words = sentence(what, told(by, rows), question.groups_told(columns))
    return effects(labels, np.concatenate(draws, axis=1), words, prob, null=how.null, findings=caution(fit))


def _mean(
    rows: Rows,
    question: Question,
    contrast: Contrast,
    change: Change,
    known: dict[tuple[str, Change], Floats],
) -> Floats:
    """The average with a change, computed once for each."""
    key = (contrast.variable.name, change)
    if key not in known:
        known[key] = rows.means(question, lambda frame: change.apply(contrast.variable, frame))
    return known[key]


def _labels(rows: Rows, contrast: Contrast, sign: str) -> pd.DataFrame:
    """Variable, contrast and what tells cells apart; a variable that is set says nothing of a row."""
    name = contrast.variable.name
    own = rows.labels
    if rows.cell is None and not contrast.high.step:
        own = own.drop(columns=name, errors="ignore")
    first = pd.DataFrame({"variable": name, "contrast": contrast.told(sign)}, index=own.index)
    return pd.concat([first, own.drop(columns=["variable", "contrast"], errors="ignore")], axis=1)


def _checked(fit: StanReg, comparison: str, type: str) -> Measure:  # noqa: A002
    how = measure(comparison)
    if type == "link" and comparison != "difference":
        raise SettingError(
            "Linear predictors are compared by their difference; give type='response' for others."
        )
    if how.odds and fit.family.name not in _CHANCES:
        raise SettingError(
            f"comparison={comparison!r} is for chances, and the {fit.family.name} family has none; give 'ratio' or 'difference'."
        )
    return how
