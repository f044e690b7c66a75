"""Formulas as R 4.2.2 deparses them."""

from __future__ import annotations

import pytest

from nbmixed.display.deparse import deparse, printed_formula

LONG = (
    "log(a_long_name_for_outcome + another_long_name, base=2) ~ I(alpha^2) + poly(beta_variable, 2, raw = TRUE)"
    " + gamma_variable:delta_variable + epsilon/zeta + (1 + alpha + gamma_variable | g1/g2)"
    ' + (0 + beta_variable || g3) + s(zeta, k = 5, bs = "tp") - 1'
)
LONG_OUTCOME = (
    "cbind(incidence_of_something, size_of_the_thing_very_long_name - incidence_of_something)"
    """ ~ factor(period, levels = c("a","b", 'c')) + (1|herd)"""
)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Reaction~Days+( Days|Subject )", ["Reaction ~ Days + (Days | Subject)"]),
        (
            "y ~ sqrt(roach1) + treatment + offset(log(exposure2)) + (1 | senior)",
            ["y ~ sqrt(roach1) + treatment + offset(log(exposure2)) + (1 | ", "    senior)"],
        ),
        (
            LONG,
            [
                "log(a_long_name_for_outcome + another_long_name, base = 2) ~ ",
                "    I(alpha^2) + poly(beta_variable, 2, raw = TRUE) + gamma_variable:delta_variable + ",
                "        epsilon/zeta + (1 + alpha + gamma_variable | g1/g2) + ",
                '        (0 + beta_variable || g3) + s(zeta, k = 5, bs = "tp") - ',
                "        1",
            ],
        ),
        (
            LONG_OUTCOME,
            [
                "cbind(incidence_of_something, size_of_the_thing_very_long_name - ",
                '    incidence_of_something) ~ factor(period, levels = c("a", ',
                '    "b", "c")) + (1 | herd)',
            ],
        ),
        (
            "y ~ x^2 %in% b + a %% 3 + (!a) + -(b) + a[1] + d$e + a**2 + `my var` + (a > b & c == d)",
            ["y ~ x^2 %in% b + a%%3 + (!a) + -(b) + a[1] + d$e + a^2 + `my var` + ", "    (a > b & c == d)"],
        ),
        (
            "~ a:b:c*d/e + I(a-b-c) + ((a)) + f(-1) + f() + f(x=-1, 'it\"s', \"it's\")",
            ["~a:b:c * d/e + I(a - b - c) + ((a)) + f(-1) + f() + f(x = -1, ", '    "it\\"s", "it\'s")'],
        ),
        ("y ~ 1e6 + 1e-5 + 100000 + 123456 + .5 + 1L", ["y ~ 1e+06 + 1e-05 + 1e+05 + 123456 + 0.5 + 1L"]),
    ],
)
def test_as_R(text, lines):
    assert deparse(text) == lines


def test_lines_after_the_first_are_indented_by_a_tab_as_rstanarm_does():
    printed = printed_formula("conc ~ SSfol(Dose, Time, lKe, lKa, lCl) ~ (0 + lKe + lKa + lCl | Subject)")
    assert printed == "conc ~ SSfol(Dose, Time, lKe, lKa, lCl) ~ (0 + lKe + lKa + lCl | \n\t   Subject)"


@pytest.mark.parametrize("text", ["y ~ (x", "cyl == 4 and wt > 3", "y ~ x ? z", "", "y ~ 'open"])
def test_what_is_not_R_comes_back_as_written(text):
    assert deparse(text) == [text]


def test_deparsing_twice_changes_nothing():
    once = " ".join(deparse(LONG))
    assert deparse(once) == deparse(LONG)
