"""Formulas are printed as R's `deparse` prints them."""

import json
import re
from pathlib import Path

import pytest

from nbmixed.spec.formula import parse
from nbmixed.spec.formula_deparse import number

FITS = sorted((Path(__file__).parent.parent / "reference").glob("*.json"))


def printed_formula(path: Path) -> str | None:
    """The formula in the output of print.stanreg, or None for models of another kind."""
    text = json.loads(path.read_text()).get("print")
    found = re.search(r" formula: +(.*?)\n observations", text or "", re.DOTALL)
    if found is None or "SS" in found.group(1):
        return None
    return found.group(1)


PRINTED = [(p.stem, f) for p in FITS if (f := printed_formula(p)) is not None]


@pytest.mark.parametrize(("name", "shown"), PRINTED, ids=[name for name, _ in PRINTED])
def test_lines_break_where_r_breaks_them(name, shown):
    formula = parse(re.sub(r"\s+", " ", shown))
    assert [line.strip() for line in formula.lines()] == [line.strip() for line in shown.split("\n")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("cbind(s,n-s)~period+(1|herd)", "cbind(s, n - s) ~ period + (1 | herd)"),
        ("y~x**2-1", "y ~ x^2 - 1"),
        ("y~ -1+x", "y ~ -1 + x"),
        ("~(1|a / b)", "~(1 | a/b)"),
        ("y~(x||g)+a : b", "y ~ (x || g) + a:b"),
        ("y~f2%in%f", "y ~ f2 %in% f"),
        ("y~I(x%%2)+I(x %/% 2)", "y ~ I(x%%2) + I(x%/%2)"),
        ("y~poly(x,degree=2,raw=TRUE)", "y ~ poly(x, degree = 2, raw = TRUE)"),
        ("y~I(x>=2&!z)", "y ~ I(x >= 2 & !z)"),
        ("y~`dose (mg)`+`x`", "y ~ `dose (mg)` + x"),
        ("y~C(f,contr.sum)", "y ~ C(f, contr.sum)"),
        ("I(f=='a')~x", 'I(f == "a") ~ x'),
        ("y~splines::bs(x,df=4)", "y ~ splines::bs(x, df = 4)"),
    ],
)
def test_spacing_is_r_s(text, shown):
    assert str(parse(text)) == shown
    assert str(parse(shown)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1000", "1000"),
        ("100000", "1e+05"),
        ("123456", "123456"),
        ("0.0001", "1e-04"),
        ("0.00012", "0.00012"),
        ("2.50", "2.5"),
    ],
)
def test_numbers_take_the_shorter_notation(text, shown):
    assert number(text) == shown
