"""Smooths are read from a formula; what cannot be one is told in a sentence."""

import pytest

from nbmixed.errors import FormulaError
from nbmixed.spec.formula import parse
from nbmixed.spec.smooth import smooth_specs


def read(smooth: str):
    (spec,) = smooth_specs(parse(f"y ~ {smooth}"))
    return spec


def refusal(smooth: str) -> str:
    with pytest.raises(FormulaError) as error:
        read(smooth)
    return str(error.value).splitlines()[0]


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("s(x)", "s(x)"),
        ("s( x,z , k=20)", "s(x,z)"),
        ("s(log(x + 1))", "s(log(x + 1))"),
        ("s(x, by = f)", "s(x)"),
        ("t2(x, z)", "t2(x,z)"),
        ("mgcv::s(x)", "s(x)"),
    ],
)
def test_labels_are_those_of_mgcv(written, label):
    assert read(written).label == label


def test_defaults():
    spec = read("s(x)")
    assert (spec.bs, spec.k, spec.m, spec.by, spec.d) == (("tp",), (), (), None, (1,))
    assert read("t2(x, z)").bs == ("cr", "cr")


@pytest.mark.parametrize("default", ["NA", "-1", "NULL"])
def test_default_dimension_spelt_out(default):
    assert read(f"s(x, k = {default})").k == ()


@pytest.mark.parametrize("k", ["5", "5L", "c(5)", "(5)", "5.0"])
def test_spellings_of_a_number(k):
    assert read(f"s(x, k = {k})").k == (5,)


def test_margins_recycle_and_may_differ():
    spec = read("t2(x, z, k = 4, bs = c('cr', \"ps\"), full = TRUE)")
    assert (spec.k, spec.bs, spec.full) == ((4, 4), ("cr", "ps"), True)


def test_margins_of_several_variables():
    spec = read('t2(x, z, w, d = c(2, 1), bs = c("tp", "cr"), k = c(12, 5))')
    assert (spec.d, spec.k) == ((2, 1), (12, 5))


def test_several_smooths_keep_their_order():
    specs = smooth_specs(parse("y ~ s(z) + a + s(x, by = a) + offset(w)"))
    assert [s.label for s in specs] == ["s(z)", "s(x)"]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('s(x, bs = "crr")', "There is no basis 'crr' for s(). Did you mean 'cr'?"),
        ('s(x, bs = "TP")', "Did you mean 'tp'?"),
        ('t2(x, z, bs = "fs")', "There is no basis 'fs' for t2()."),
        ("s(x, bs = cr)", 'should be a name in quotes, as in bs = "cr".'),
        ("s(x, z, w)", "s(x,z,w) has 3 variables, but a tp smooth takes at most 2: use t2()."),
        ('s(x, z, bs = "cr")', 's(x,z) has 2 variables, but bs = "cr" takes 1: use t2().'),
        ('s(x, bs = "fs")', 'bs = "fs" needs a number and a factor: write s(x, f, bs = "fs").'),
        ("te(x, z)", "te() has no separate penalties to put priors on: use t2() in its place."),
        ("ti(x, z)", "use t2() in its place."),
        ("t2(x)", "t2(x) has one margin: use s() in its place."),
        ("s()", "s() has no variable: write s(x)."),
        ("s(x, x)", "s(x, x) names a variable twice."),
        ("s(x, kk = 4)", "s() has no argument 'kk'. Did you mean 'k'?"),
        ("s(x, fx = TRUE)", "Leave fx out of s(x, fx = TRUE)"),
        ("s(x, sp = 2)", "the wiggliness is estimated here, with the prior prior_smooth."),
        ("s(x, k = 2.5)", "k = 2.5 in s(x, k = 2.5) should be a whole number from 1 to 1,000"),
        ("s(x, k = 0)", "should be a whole number from 1 to"),
        ("s(x, k = c(3, 4))", "k of s(x, k = c(3, 4)) has 2 values, but it takes 1."),
        ("t2(x, z, k = c(3, 4, 5))", "has 3 values, but it takes 2."),
        ("t2(x, z, d = c(2, 1))", "adds to 3, but there are 2 variables."),
        ('s(x, bs = "cr", m = 2)', 'm has no meaning for bs = "cr": leave it out.'),
        ("s(x, m = c(2, 2))", "m of s(x, m = c(2, 2)) has 2 numbers, more than the basis takes."),
        ("t2(x, z, full = 3)", "full = 3 in t2(x, z, full = 3) should be TRUE or FALSE."),
        ("s(x, k = 3, k = 4)", "gives k twice."),
    ],
)
def test_refusals(written, message):
    assert message in refusal(written)


def test_the_place_is_shown():
    with pytest.raises(FormulaError) as error:
        read('s(x, bs = "crr")')
    assert str(error.value).endswith('\n    y ~ s(x, bs = "crr")\n        ^')
