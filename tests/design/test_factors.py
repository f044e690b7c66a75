"""What a formula makes of the data of the fit is kept for new rows, at any depth of nesting."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nbmixed.design.build import build
from nbmixed.errors import NbmixedError
from nbmixed.spec.formula import parse

N = 48
RNG = np.random.default_rng(11)
DATA = pd.DataFrame(
    {
        "y": RNG.normal(size=N),
        "x": RNG.uniform(1, 9, N),
        "w": np.tile([2.0, 4.0, 8.0, 16.0], N // 4),
        "f": np.repeat(list("dacb"), N // 4),
        "h": pd.Categorical(np.tile(list("uvw"), N // 3), categories=list("wzvu")),
        "k": np.tile([True, False], N // 2),
        "g": np.repeat([f"g{j}" for j in range(8)], N // 8),
    }
)
EXPRESSIONS = """
as.integer(factor(f)) | as.numeric(as.factor(f)) | as.numeric(factor(h)) | as.numeric(h) | as.integer(factor(w))
relevel(factor(f), ref="b") | relevel(factor(w), ref=8) | relevel(f, "c") | as.numeric(relevel(factor(f), ref="b"))
factor(cut(x, 3)) | as.integer(cut(x, 4)) | factor(as.integer(cut(x, 3))) | cut(scale(x), 3) | cut(x, quantile(x, c(0, 0.5, 1)) + c(-1, 0, 1))
factor(w, labels=c("a", "b", "c", "d")) | factor(f, levels=c("d", "c", "b", "a")) | as.numeric(factor(f, levels=c("d", "c", "b", "a")))
interaction(f, k) | as.integer(interaction(f, h)) | interaction(factor(w), h) | relevel(interaction(k, h), ref="TRUE.u")
scale(log(x)) | poly(scale(x), 2) | I(x - mean(x)) | I((x - mean(x)) / sd(x)) | log(x / max(x)) | bs(scale(x), df=4) | ns(log(x), df=3)
pmin(x, median(x)) | ifelse(x > mean(x), 1, 0) | I(x > quantile(x, 0.3)) | scale(as.numeric(factor(f))) | poly(as.integer(factor(f)), 2)
as.character(w) | as.numeric(as.character(factor(f)) == "a") | factor(round(scale(x))) | ordered(f) | C(factor(f), contr.sum) | factor(f):x | I(as.integer(factor(f))^2)
"""
FORMS = [e.strip() for line in EXPRESSIONS.strip().split("\n") for e in line.split(" | ")]


def _same(design, rows):
    """Each row alone, and rows of one level, are coded as they were among all."""
    new = design.at(DATA.iloc[rows])
    np.testing.assert_allclose(new.X, design.X[rows], atol=1e-9)
    for a, b in zip(new.groups, design.groups, strict=True):
        np.testing.assert_array_equal(a.index, b.index[rows])
        np.testing.assert_allclose(a.Z, b.Z[rows], atol=1e-9)
    if design.offset is not None:
        np.testing.assert_allclose(new.offset, design.offset[rows], atol=1e-9)


ROWS = [[0], [N - 1], [17], list(range(12, 24)), list(np.flatnonzero(DATA.h == "v"))]


@pytest.mark.parametrize("expression", FORMS)
@pytest.mark.parametrize("place", ["fixed", "group"])
def test_rows_alone_are_coded_as_among_all(expression, place):
    formula = f"y ~ {expression}" if place == "fixed" else f"y ~ 1 + ({expression} | g)"
    design = build(parse(formula), DATA)
    for rows in ROWS:
        _same(design, rows)


@pytest.mark.parametrize(
    "group",
    [
        "factor(f)",
        "cut(x, 3)",
        "factor(cut(x, 3))",
        "interaction(f, k)",
        "factor(w):h",
        "relevel(factor(f), ref='b')",
    ],
)
def test_grouping_factors(group):
    design = build(parse(f"y ~ 1 + (1 | {group})"), DATA)
    for rows in ROWS:
        _same(design, rows)


@pytest.mark.parametrize("offset", ["scale(x)", "log(x / mean(x))", "as.numeric(factor(f))"])
def test_offsets(offset):
    for formula, argument in ((f"y ~ x + offset({offset})", None), ("y ~ x", offset)):
        design = build(parse(formula), DATA, offset=argument)
        for rows in ROWS:
            _same(design, rows)


@pytest.mark.parametrize("outcome", ["scale(y)", "y - mean(y)", "as.numeric(factor(f))", "log(x / max(x))"])
def test_outcomes(outcome):
    design = build(parse(f"{outcome} ~ w"), DATA)
    for rows in ROWS:
        np.testing.assert_allclose(design.at(DATA.iloc[rows]).response.y, design.response.y[rows])


@pytest.mark.parametrize(
    "smooth", ["s(log(x), k=5)", "s(scale(x), k=5)", "s(x, by=factor(f), k=4)", "s(x, k=5)"]
)
def test_smooths(smooth):
    design = build(parse(f"y ~ {smooth}"), DATA)
    for rows in ROWS:
        _same(design, rows)


def test_a_new_level_of_a_nested_factor_is_refused_but_for_groups():
    new = DATA.iloc[:2].assign(f="z")
    with pytest.raises(NbmixedError, match="the data of the fit did not have 'z'"):
        build(parse("y ~ as.integer(factor(f))"), DATA).at(new)
    with pytest.raises(NbmixedError, match="'z'"):
        build(parse("y ~ relevel(factor(f), ref='b')"), DATA).at(new)
    grouped = build(parse("y ~ 1 + (1 | factor(f))"), DATA).at(new)
    assert grouped.groups[0].new_levels == ("z",)
