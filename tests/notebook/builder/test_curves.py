"""Expressions as curves."""

import pytest

from nbmixed.errors import FormulaError
from nbmixed.notebook.builder.curves import own_curve

COLUMNS = ["conc", "uptake", "plant"]


def test_self_starting_functions_may_be_part_of_an_expression():
    assert own_curve("base + SSmicmen(conc, Vm, K)", COLUMNS, {}).parameters == ("base", "Vm", "K")


@pytest.mark.parametrize(
    "text, said",
    [
        ("top * (1 - exp(-k * conc)", "never closed"),
        ("top * conc +", "something is missing"),
        ("top ~ conc", "the curve"),
        ("top + (1 | plant)", "the curve"),
        ("SSlogist(conc, a, b, c)", "Did you mean 'SSlogis'?"),
    ],
)
def test_what_is_no_curve_is_told(text, said):
    with pytest.raises(FormulaError, match=said.replace("?", r"\?")):
        own_curve(text, COLUMNS, {})
