"""The functions a formula may call. What they compute is in `nbmixed.design`."""

from __future__ import annotations


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


ELEMENTWISE = _words(
    "abs acos acosh asin asinh atan atanh ceiling cos cosh exp expm1 floor ifelse log log10 log1p log2",
    "plogis pmax pmin pnorm qlogis qnorm round sign sin sinh sqrt tan tanh trunc",
)
"""One value a row, from that row alone."""

SUMMARIES = _words("length max mean median min quantile sd sum var")
"""Numbers of the data a model was fitted to; kept for new data."""

BASES = _words("bs center ns poly scale standardize")
"""Columns whose basis is fixed by the data a model was fitted to; kept for new data."""

FACTORS = _words("C as.factor as.ordered cut factor interaction ordered relevel")
"""Categorical variables."""

CONVERSIONS = _words("I as.character as.integer as.logical as.numeric c cbind identity")
"""Values of another kind."""

CONTRASTS = frozenset(f"contr.{name}" for name in ("treatment", "SAS", "sum", "helmert", "poly"))
"""Codings of a factor, as in `C(f, contr.sum)`."""

SPECIAL = _words("offset")
"""Read by the formula itself."""

SMOOTHS = _words("s t2 te ti")
"""Smooth terms; kept apart, for the models that take them."""

EXPRESSION = ELEMENTWISE | SUMMARIES | BASES | FACTORS | CONVERSIONS
KNOWN = EXPRESSION | SPECIAL | SMOOTHS


def bare(function: str) -> str:
    """A function's name without its package.

    >>> bare("splines::bs")
    'bs'
    """
    return function.rpartition("::")[2]
