"""stan_gamm4 takes its smooths from the formula and its group-specific terms from `random`."""

import pytest

from nbmixed.errors import FormulaError
from nbmixed.spec.random import additive_formula


def test_the_parts_come_together():
    formula = additive_formula("y ~ s(x) + z + offset(w)", "~ (1 | g) + (z | h)")
    assert [str(bar) for bar in formula.bars] == ["1 | g", "z | h"]
    assert len(formula.smooths) == len(formula.offsets) == 1
    assert formula.terms().labels == ("z",)
    assert str(formula) == "y ~ s(x) + z + offset(w)"


def test_groups_may_be_absent():
    assert additive_formula("y ~ s(x)").bars == ()


@pytest.mark.parametrize(
    "formula, random, message",
    [
        ("y ~ x", None, r"at least one smooth such as s\(x\): add one, or use stan_glmer"),
        ("y ~ s(x) + (1 | g)", None, r'take 1 \| g out of the formula and give random="~ \(1 \| g\)"'),
        ("y ~ s(x)", "(1 | g)", "has no ~"),
        ("y ~ s(x)", "y ~ (1 | g)", "no outcome"),
        ("y ~ s(x)", "~ g", "holds group-specific terms and no outcome"),
        ("y ~ s(x)", "~ z + (1 | g)", "group-specific terms only"),
        ("y ~ s(x)", "~ s(z) + (1 | g)", "group-specific terms only"),
        ("y ~ s(x)", 3, "random should be text"),
        ("y ~ s(x)", "~ (1 | g", r"\("),
    ],
)
def test_what_cannot_be_a_model(formula, random, message):
    with pytest.raises(FormulaError, match=message):
        additive_formula(formula, random)
