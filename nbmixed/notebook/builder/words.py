"""A model in words, beside its formula."""

from __future__ import annotations

from collections.abc import Iterator

from nbmixed.notebook.builder.parts import Group, Parts
from nbmixed.spec.family import Family
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_nodes import Binary, Call, Expr
from nbmixed.spec.formula_parse import parse_expression

_DISTRIBUTED = {
    "gaussian": "is normal",
    "student": "is Student-t, which forgives outliers,",
    "Gamma": "is Gamma",
    "inverse.gaussian": "is inverse Gaussian",
    "beta": "is a share, beta",
    "binomial": "is binomial",
    "beta_binomial": "is beta-binomial",
    "poisson": "is a Poisson count",
    "neg_binomial_2": "is a negative binomial count",
}
_LINKED = {
    "identity": "{mean}",
    "log": "the logarithm of its {mean}",
    "logit": "the log odds of its {mean}",
    "probit": "the probit of its {mean}",
    "cloglog": "the complementary log-log of its {mean}",
    "cauchit": "the cauchit of its {mean}",
    "inverse": "the inverse of its {mean}",
    "sqrt": "the square root of its {mean}",
    "1/mu^2": "the inverse square of its {mean}",
}
_SPREAD = {
    "gaussian": "sigma is the standard deviation around it.",
    "student": "sigma is the scale around it, and nu the degrees of freedom.",
    "Gamma": "Its variance is the squared mean divided by shape.",
    "inverse.gaussian": "Its variance is the cubed mean divided by lambda.",
    "beta": "The larger (phi), the nearer shares are to their mean.",
    "beta_binomial": "The larger phi, the nearer it is to a binomial.",
    "neg_binomial_2": "Its variance is the mean plus the squared mean divided by reciprocal_dispersion.",
}
_CHANCE = ("binomial", "beta_binomial")


def in_words(parts: Parts, family: Family) -> tuple[str, ...]:
    """Sentences that say what the model is.

    Examples
    --------
    >>> from nbmixed.spec.family import gaussian
    >>> parts = Parts("Reaction", ("Days",), groups=(Group("Subject", ("Days",)),))
    >>> for sentence in in_words(parts, gaussian()):
    ...     print(sentence)
    Reaction is normal with mean = intercept + Days.
    sigma is the standard deviation around it.
    The intercept and the effect of Days differ between levels of Subject, and are correlated.
    """
    subject, mean = _outcome(parts.outcome, family)
    linked = _LINKED[family.link].format(mean=mean)
    first = f"{subject} {_DISTRIBUTED[family.name]} with {linked} = {_predictor(parts)}."
    spread = _SPREAD.get(family.name)
    groups = (_varying(group, parts.curve is not None) for group in parts.groups)
    return (first, *(() if spread is None else (spread,)), *_further(parts), *groups)


def _outcome(code: str, family: Family) -> tuple[str, str]:
    """What is explained, and what its mean is called."""
    if family.name not in _CHANCE:
        return code, "mean"
    expr = parse_expression(code)
    if isinstance(expr, Call) and expr.function == "cbind" and len(expr.arguments) == 2:
        yes, no = (a.value for a in expr.arguments)
        return f"{deparse(yes)} out of {_total(yes, no)}", "probability"
    return code, "probability"


def _total(yes: Expr, no: Expr) -> str:
    """The number of trials: n for cbind(y, n - y)."""
    if isinstance(no, Binary) and no.op == "-" and deparse(no.right) == deparse(yes):
        return deparse(no.left)
    return f"{deparse(yes)} + {deparse(no)}"


def _predictor(parts: Parts) -> str:
    if parts.curve is not None:
        return str(parts.curve)
    smooths = (f"a smooth function of {_smoothed(s)}" for s in parts.smooths)
    pieces = [*(["intercept"] if parts.intercept else []), *map(_term, parts.terms), *smooths, *parts.offsets]
    return " + ".join(pieces) or "0"


def _term(code: str) -> str:
    return code.replace(":", " \u00d7 ") if "(" not in code and "`" not in code else code


def _smoothed(code: str) -> str:
    call = parse_expression(code)
    assert isinstance(call, Call)
    variables = [deparse(a.value) for a in call.arguments if not a.name]
    by = [deparse(a.value) for a in call.arguments if a.name == "by"]
    return " and ".join(variables) + (f", one for each {by[0]}" if by else "")


def _further(parts: Parts) -> Iterator[str]:
    for offset in parts.offsets:
        yield f"{offset} enters as it is, with no coefficient."
    if parts.curve is not None and parts.curve.parameters:
        yield f"Parameters are {_listed(parts.curve.parameters)}."


def _varying(group: Group, of_curve: bool) -> str:
    slopes = [slope if of_curve else f"the effect of {_term(slope)}" for slope in group.slopes]
    effects = [*(["the intercept"] if group.intercept and not of_curve else []), *slopes]
    one = len(effects) == 1
    said = f"{_listed(effects)} {'differs' if one else 'differ'} between {_levels(group.by)}"
    related = "" if one else (", and are correlated" if group.correlated else ", independently of each other")
    begin = said[0] if of_curve else said[0].upper()  # names of parameters keep their case
    return begin + said[1:] + related + "."


def _levels(by: str) -> str:
    """What the levels of a grouping factor are.

    >>> _levels("a/b"), _levels("a:b"), _levels("g")
    ('levels of a, and of b within a', 'combinations of a and b', 'levels of g')
    """
    if "`" in by or "(" in by:
        return f"levels of {by}"
    if "/" in by:
        outer, *inner = by.split("/")
        return f"levels of {outer}" + "".join(f", and of {b} within {outer}" for b in inner)
    return f"combinations of {_listed(by.split(':'))}" if ":" in by else f"levels of {by}"


def _listed(words: list[str] | tuple[str, ...]) -> str:
    """Words joined for a sentence.

    >>> _listed(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
