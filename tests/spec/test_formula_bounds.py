"""A formula of any size is read, or refused at once with the bound named."""

import gc
import time
from contextlib import contextmanager

import pytest

from nbmixed.errors import FormulaError
from nbmixed.spec.formula import parse
from nbmixed.spec.formula_parse import MOST_CHARACTERS, MOST_NESTED
from nbmixed.spec.terms import MOST_TERMS

X = [f"x{i}" for i in range(3000)]


@contextmanager
def uncollected():
    """Keep the garbage collector, whose time grows with what other tests hold, out of a measurement."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def refusal(text: str) -> str:
    before = time.thread_time()
    with pytest.raises(FormulaError) as caught, uncollected():
        parse(text)
    assert time.thread_time() - before < 1
    assert len(str(caught.value)) < 1200, "a long formula is shown around the place only"
    return str(caught.value)


@pytest.mark.parametrize("n", [2, 32, 33, 100, 700, 3000])
def test_a_sum_may_have_any_number_of_terms(n):
    formula = parse("y ~ " + " + ".join(X[:n]))
    assert formula.terms().labels == tuple(X[:n])
    assert str(formula) == "y ~ " + " + ".join(X[:n])
    assert parse(str(formula)) == formula


def test_so_may_a_sum_of_group_specific_terms():
    formula = parse("y ~ z + " + " + ".join(f"(1 | {x})" for x in X[:600]))
    assert [bar.group_name for bar in formula.bars] == X[:600]


def test_what_is_taken_out_of_a_long_sum_is_out():
    text = "y ~ 0 + " + " + ".join(X[:80]) + " - x3 + " + " + ".join(X[80:200])
    terms = parse(text).terms()
    assert terms.labels == tuple(x for x in X[:200] if x != "x3")
    assert not terms.intercept


@pytest.mark.parametrize(
    "right",
    [
        "(" * 400 + "x" + ")" * 400,
        "(" * 20_000 + "x" + ")" * 20_000,
        "log(" * 200 + "x" + ")" * 200,
        "-" * 5000 + "x",
        "!" * 300 + "x",
        "I(" + "^".join(X[:200]) + ")",
        "I(" + " * ".join(X[:2000]) + ")",
        " - ".join(X[:500]),
        ":".join(X[:300]),
        "(1 | " + " / ".join(X[:300]) + ")",
    ],
)
def test_deep_nesting_is_refused(right):
    assert f"nested more than {MOST_NESTED} deep" in refusal(f"y ~ {right}")


def test_moderate_nesting_is_read():
    deep = MOST_NESTED - 10
    assert parse("y ~ " + "(" * deep + "x" + ")" * deep).terms().labels == ("x",)


@pytest.mark.parametrize("exponent", ["1000000000", "7", "99999999999999999999"])
def test_a_power_ends_when_nothing_new_comes(exponent):
    assert parse(f"y ~ x^{exponent}").terms().labels == ("x",)
    assert parse(f"y ~ (a + b)^{exponent}").terms().labels == ("a", "b", "a:b")


@pytest.mark.parametrize(
    "right",
    [
        " * ".join(X[:22]),
        "(" + " + ".join(X[:40]) + ")^9",
        "(" + " + ".join(X[:200]) + "):(" + " + ".join(X[200:400]) + ")",
        "(" + " * ".join(X[:22]) + " | g)",
        "(1 + " + " * ".join(X[:30]) + " || g)",
    ],
)
def test_too_many_interactions_are_refused(right):
    assert f"more than {MOST_TERMS:,} terms" in refusal(f"y ~ {right}")


@pytest.mark.parametrize("number", ["1e999", "2e308", "9" * 400, "1e999L"])
def test_a_number_too_large_is_refused(number):
    assert "too large for a number" in refusal(f"y ~ I(x * {number})")


def test_a_text_too_long_is_refused():
    assert f"{MOST_CHARACTERS:,}" in refusal("y ~ " + "x + " * MOST_CHARACTERS + "x")


def test_what_cannot_be_written_is_shown_as_a_mark():
    refusal("y ~ x \ud800").encode()
