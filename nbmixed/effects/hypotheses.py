"""`hypothesis`: the posterior probability of statements about parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.calls import checked
from nbmixed.effects.expression import evaluate, parameters_in
from nbmixed.effects.result import Effects, effects
from nbmixed.effects.statement import EQUALITY, joined, read_statement
from nbmixed.errors import SettingError
from nbmixed.fit.predict import check_prob
from nbmixed.methods.diagnosis import caution
from nbmixed.spec.formula_nodes import Binary, Expr, Paren, Unary

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


@checked
def hypothesis(fit: StanReg, *hypotheses: str, prob: float = 0.9) -> Effects:
    """Posterior probability and odds of statements about parameters.

    Parameters
    ----------
    fit
        A fitted model.
    *hypotheses
        Texts such as "Days > 5", "exp(treatment) < 0.8", "floor + log_uranium = 0", "Days > 5 & Days < 15". Names are those
        of ``fit.to_frame()``, back-ticked or quoted where they are no names of R: "`b[Days Subject:308]` > 0". They may be
        combined by + - * / ^ and abs, exp, log, sqrt, plogis, qlogis.
    prob
        Of the central interval.

    Returns
    -------
    Effects
        For each statement "estimate" and interval of its left side less its right side;
        "probability", the share of draws in which it holds, and its "odds". Odds of inf mean that it holds in all draws,
        and its odds can be told only to be about as large as the number of draws.

        Statements joined by ``&`` or ``|`` have no estimate. Statements of equality have no probability: that of one point
        is 0, and the Bayes factor in its place, the Savage-Dickey ratio of densities, is left out because from draws it
        can only be had from smoothed densities, whose error is largest where the statement is least likely. Look whether
        the interval has 0 inside, or state how close is equal: "abs(a - b) < 0.1".

    Raises
    ------
    SettingError
        For a text that is no statement, or an unknown name.

    Examples
    --------
    >>> from nbmixed import datasets, hypothesis, stan_lmer
    >>> sleepstudy = datasets.load("sleepstudy")
    >>> fit = stan_lmer("Reaction ~ Days + (Days | Subject)", sleepstudy, seed=1, chains=1, iter=400)
    >>> found = hypothesis(fit, "Days > 5", "Days > 5 & Days < 15").to_frame()
    >>> bool(found["probability"][0] == (fit.to_frame()["Days"] > 5).mean())
    True
    """
    check_prob(prob)
    if not hypotheses:
        raise SettingError("Give at least one hypothesis, a text such as 'Days > 5'.")
    read = [read_statement(text, fit.posterior.names) for text in hypotheses]
    parameters = [parameters_in(expr, fit.posterior) for expr in read]
    size = fit.posterior.size
    pairs = list(zip(read, parameters, strict=True))
    draws = np.stack([np.broadcast_to(_difference(e, p), (size,)) for e, p in pairs], axis=1)
    probability = np.array([_probability(e, p) for e, p in pairs])
    with np.errstate(divide="ignore"):
        odds = probability / (1 - probability)
    labels = pd.DataFrame({"hypothesis": [" ".join(text.split()) for text in hypotheses]})
    words = "Left side less right side of each hypothesis, and the posterior probability that it holds"
    return effects(labels, draws, words, prob, findings=caution(fit), probability=probability, odds=odds)


def _difference(expr: Expr, parameters: dict[str, Floats]) -> Floats:
    """Left side less right side; nan for statements joined together."""
    if joined(expr):
        return np.array(np.nan)
    assert isinstance(expr, Binary)
    return evaluate(expr.left, parameters) - evaluate(expr.right, parameters)


def _probability(expr: Expr, parameters: dict[str, Floats]) -> float:
    """Share of draws in which a statement holds; nan for an equality."""
    truths = _holds(expr, parameters)
    return float("nan") if truths is None else float(np.mean(truths))


def _holds(expr: Expr, parameters: dict[str, Floats]) -> Truths | None:
    """Whether a statement holds, in each draw; None where an equality is part of it."""
    match expr:
        case Paren(inner=inner):
            return _holds(inner, parameters)
        case Unary(operand=operand):
            denied = _holds(operand, parameters)
            return None if denied is None else ~denied
    assert isinstance(expr, Binary)
    if joined(expr):
        sides = [_holds(expr.left, parameters), _holds(expr.right, parameters)]
        if sides[0] is None or sides[1] is None:
            return None
        return sides[0] & sides[1] if expr.op.startswith("&") else sides[0] | sides[1]
    if expr.op == EQUALITY:
        return None
    difference = evaluate(expr.left, parameters) - evaluate(expr.right, parameters)
    return difference > 0 if expr.op.startswith(">") else difference < 0
