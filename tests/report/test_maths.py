"""Formulas that browsers draw without a script."""

import re

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from nbmixed.report.maths import to_mathml
from nbmixed.report.render import to_html


def shown(formula, *, display=False):
    """The symbols of a formula, without their elements."""
    from html import unescape

    return unescape(re.sub(r"<[^>]*>", "", to_mathml(formula, display=display)))


def test_inline_and_on_a_line_of_its_own():
    assert 'display="inline"' in to_mathml("x", display=False)
    assert 'display="block"' in to_mathml("x", display=True)


@pytest.mark.parametrize(
    "formula, symbols",
    [
        (r"y_i \sim \mathrm{N}(\mu, \tau^2)", "yi\N{TILDE OPERATOR}N(μ,τ2)"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a=bc=d"),
        (r"a < b", "a<b"),
    ],
)
def test_what_these_models_are_written_with(formula, symbols):
    assert shown(formula) == symbols


def test_a_relation_is_an_operator_which_has_space_around_it():
    assert "<mo>&#x0223C;</mo>" in to_mathml(r"y \sim N", display=False)


def test_what_cannot_be_read_stays_as_it_was_written():
    assert to_mathml("1 < x_{", display=False) == "<code>1 &lt; x_{</code>"


def test_a_page_has_no_dollars_left_and_code_keeps_its_own(tmp_path):
    text = "With $\\tau$:\n\n$$s_j = \\tau$$\n\nand `$HOME`\n\n\\begin{align*} a &= 1 \\end{align*}"
    page = to_html(new_notebook(cells=[new_markdown_cell(text)]), tmp_path / "a.ipynb")
    assert page.count("<math") == 3
    assert "<code>$HOME</code>" in page
    assert "$" not in page.replace("$HOME", "").partition("<main>")[2]
