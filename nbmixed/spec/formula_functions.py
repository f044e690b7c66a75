"""The functions a formula may call. What they compute is in `nbmixed.design.transforms`."""

from __future__ import annotations

ELEMENTWISE = frozenset(
    "abs acos acosh asin asinh atan atanh ceiling cos cosh exp expm1 floor ifelse log log10 log1p log2 "
    "plogis pmax pmin pnorm qlogis qnorm round sign sin sinh sqrt tan tanh trunc".split()
)
"""One value a row, from that row alone."""

SUMMARIES = frozenset("length max mean median min quantile sd sum var".split())
"""Numbers of the data a model was fitted to; kept for new data."""

BASES = frozenset("bs center ns poly scale standardize".split())
"""Columns whose basis is fixed by the data a model was fitted to; kept for new data."""

FACTORS = frozenset("C as.factor as.ordered cut factor interaction ordered relevel".split())
"""Categorical variables."""

CONVERSIONS = frozenset("I as.character as.integer as.logical as.numeric c cbind identity".split())
"""Values of another kind."""

SPECIAL = frozenset({"offset"})
"""Read by the formula itself."""

SMOOTHS = frozenset({"s", "t2", "te", "ti"})
"""Smooth terms; kept apart, for the models that take them."""

EXPRESSION = ELEMENTWISE | SUMMARIES | BASES | FACTORS | CONVERSIONS
KNOWN = EXPRESSION | SPECIAL | SMOOTHS


def bare(function: str) -> str:
    """A function's name without its package.

    >>> bare("splines::bs")
    'bs'
    """
    return function.rpartition("::")[2]
