"""`predictions`: expected outcomes at rows, or averaged over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbmixed.calls import checked
from nbmixed.effects.cells import By, told
from nbmixed.effects.question import AUTO, Question
from nbmixed.effects.result import Effects, effects
from nbmixed.effects.source import source
from nbmixed.effects.words import quantity, sentence
from nbmixed.fit.predict import check_prob
from nbmixed.methods.diagnosis import caution

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg


@checked
def predictions(
    fit: StanReg,
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
    """Expected outcomes with their posterior: at each row, or averaged over rows.

    The estimand is the mean of the outcomes of very many like cases (of binomial outcomes the chance of success of one
    trial), not a single outcome; for that see `fit.predictive_interval`.

    Parameters
    ----------
    fit
        A fitted model.
    newdata
        Rows to speak of, such as a grid of `datagrid`; by default those of the fit.
    by
        None: one statement a row. True: the average over all rows. Columns, as in ``by="period"``: the average over the rows
        within each of their combinations that occurs. Each row counts once, unless there are `weights`.
    re_form
        The group-specific terms whose effects count, as in `fit.posterior_predict`: None for all, "NA" for none, or a
        formula. By default those whose grouping factors the rows have.
    group_effects
        Of the other terms. "typical": a group whose effects are 0, which is the middle of the population on the scale of
        the link. "averaged": the mean over the population of groups, which with a curved link is another number.
    type
        "response", or "link" for the linear predictor.
    prob
        Of the central posterior interval.
    offset
        For newdata, as in `fit.posterior_predict`.
    weights
        What each row counts for in averages: numbers, or the name of a column, as the weights of the fit that say how many
        cases a row stands for, or the shares of a population. The weights and numbers of trials of the fit are not taken
        by themselves.

    Returns
    -------
    Effects
        `to_frame()`, `draws` (all of each statement), and `contrast()`, which compares the statements with one another.

    Raises
    ------
    DataError
        For columns or values that rows lack, or have and the fit had not.
    SettingError
        For an argument out of range.

    Examples
    --------
    >>> from nbmixed import datagrid, datasets, predictions, stan_lmer
    >>> sleepstudy = datasets.load("sleepstudy")
    >>> fit = stan_lmer("Reaction ~ Days + (Days | Subject)", sleepstudy, seed=1, chains=1, iter=400)
    >>> predictions(fit, datagrid(fit, Days=[0, 5, 9])).estimand
    'Expected outcome, at each row, for a typical group of Subject (effects 0)'
    >>> predictions(fit, by="Days").estimand
    "Expected outcome, averaged over the 180 rows within Days, given the row's own group of Subject"
    """
    check_prob(prob)
    question = Question(fit, type, re_form, group_effects)
    rows = source(fit, newdata, offset, by, weights)
    words = sentence(quantity(fit, type), told(by, rows), question.groups_told(list(rows.frame.columns)))
    return effects(rows.labels, rows.means(question), words, prob, findings=caution(fit))
