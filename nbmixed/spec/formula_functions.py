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

SHORT_CONTRASTS = frozenset(name.removeprefix("contr.") for name in CONTRASTS)
"""What R takes for them inside `C()`, as in `C(f, sum)`."""

ELSEWHERE = {
    "Sum": "write C(f, contr.sum)",
    "Helmert": "write C(f, contr.helmert)",
    "Poly": "write C(f, contr.poly)",
    "Treatment": 'write C(f, contr.treatment, base = 2) with the place of the reference level, or relevel(f, ref = "b")',
    "Diff": "compute the contrasts as columns of the data first",
    "Q": "write a name that is none of R in backquotes",
    "mo": "write factor(f), or ordered(f) for polynomial contrasts",
    "gp": "write s(x) in stan_gamm4",
    "lo": "write s(x) in stan_gamm4",
    "rcs": "write ns(x, df = 4)",
    "pspline": 'write s(x, bs = "ps") in stan_gamm4',
    "strata": "write (1 | g), or factor(g)",
    "lag": "compute it as a column of the data first",
    "diff": "compute it as a column of the data first",
}
"""Functions of other formula languages, and what stands for them here."""

SPECIAL = _words("offset")
"""Read by the formula itself."""

SMOOTHS = _words("s t2 te ti")
"""Smooth terms; kept apart, for the models that take them."""

EXPRESSION = ELEMENTWISE | SUMMARIES | BASES | FACTORS | CONVERSIONS | CONTRASTS
KNOWN = EXPRESSION | SPECIAL | SMOOTHS


def bare(function: str) -> str:
    """A function's name without its package.

    >>> bare("splines::bs")
    'bs'
    """
    return function.rpartition("::")[2]
