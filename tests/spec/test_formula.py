"""A formula is read into outcome, fixed part, bars, offsets and smooths."""

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from nbmixed.errors import FormulaError
from nbmixed.spec.formula import parse
from nbmixed.spec.formula_deparse import deparse

REFERENCES = Path(__file__).parent.parent / "reference" / "formulas"
CASES = [json.loads(p.read_text()) for p in sorted(REFERENCES.glob("*.json")) if p.stem != "data"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_parts_are_lme4_s(case):
    formula = parse(case["formula"])
    assert str(formula) == case["formula"]
    assert formula.response_name == case["response"]
    assert sorted(str(bar) for bar in formula.bars) == sorted(case["random_terms"])


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("y ~ x + (1 | g)", "x"),
        ("y ~ (1 | g)", "1"),
        ("y ~ (1 | g) + x", "x"),
        ("y ~ (1 | g) - 1", "-1"),
        ("y ~ 0 + (1 | g)", "0"),
        ("y ~ x * f + offset(z) + (x | g) - x:f", "x * f - x:f"),
        ("y ~ offset(log(e))", "1"),
        ("~(1 | g)", "1"),
    ],
)
def test_the_fixed_part_is_what_is_left(text, fixed):
    assert deparse(parse(text).fixed) == fixed


def test_offsets_and_smooths_are_kept_apart():
    formula = parse("y ~ s(x, k = 5) + z + offset(log(e)) + offset(w) + (1 | g)")
    assert [deparse(o) for o in formula.offsets] == ["log(e)", "w"]
    assert [deparse(s) for s in formula.smooths] == ["s(x, k = 5)"]
    assert formula.terms().labels == ("z",)


def test_a_formula_may_take_several_lines_and_comments():
    formula = parse("y ~ x +   # slope\n    (x | g)\n")
    assert str(formula) == "y ~ x + (x | g)"


def test_formulas_are_equal_when_they_say_the_same():
    assert parse("y~x+(1|g)") == parse("y ~ x + (1 | g)")
    assert parse("y ~ x") != parse("y ~ z")


def test_a_formula_can_be_pickled():
    formula = parse("cbind(a, b) ~ poly(x, 2) + (x || g)")
    assert pickle.loads(pickle.dumps(formula)) == formula


def test_the_dot_leaves_out_the_outcome_and_the_grouping_factors():
    formula = parse("log(y) ~ . - x + (1 | g:h)")
    assert formula.terms(["y", "x", "z", "g", "h"]).labels == ("z",)


def test_the_grouping_variables_are_known():
    assert parse("y ~ (1 | a/b) + (x | factor(g))").grouping_variables == ("b", "a", "g")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("  \n", "is empty"),
        ("y", "has no ~"),
        ("x + z", "has no ~"),
        ("y ~ a ~ b", "has one ~"),
        ("(1 | g) ~ x", "cannot be part of the outcome"),
        ("y ~ x:offset(z)", "add it with \\+"),
        ("y ~ log(s(x))", "add it with \\+"),
        ("y ~ offset()", "takes one expression"),
        ("y ~ 3", "1 is the intercept"),
    ],
)
def test_what_is_no_formula_is_refused(text, message):
    with pytest.raises(FormulaError, match=message):
        parse(text)


def test_an_error_shows_the_place():
    with pytest.raises(FormulaError) as caught:
        parse("y ~ x +\n (1 | g + h)")
    assert str(caught.value).endswith("\n    y ~ x +  (1 | g + h)\n                  ^")


def test_reading_a_formula_needs_no_numpy():
    code = "import sys, nbmixed.spec.formula; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
