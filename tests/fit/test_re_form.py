"""`re_form` names group-specific terms, whole or in part; anything else is refused in one sentence."""

import pytest

from nbmixed.errors import SettingError
from nbmixed.fit.re_form import chosen_terms
from tests.fit.posteriors import FRAME
from tests.prepared import prepared

ALL = slice(None)


def design(formula="y ~ x + (x | g) + (1 | h)"):
    return prepared("stan_lmer", formula, FRAME).design


@pytest.mark.parametrize("text", [None, "NULL"])
def test_all(text):
    assert chosen_terms(text, design()) == {0: ALL, 1: ALL}


@pytest.mark.parametrize("text", ["NA", "~0", "~ 0", "~1"])
def test_none(text):
    assert chosen_terms(text, design()) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("~ (x | g)", {0: ALL}),
        ("~ (1 + x | g)", {0: ALL}),
        ("~ (1 | h)", {1: ALL}),
        ("(1 | h)", {1: ALL}),
        ("~ (1 | g)", {0: [0]}),
        ("~ (0 + x | g)", {0: [1]}),
        ("~ (1 | h) + (0 + x | g)", {0: [1], 1: ALL}),
        ("~ (x || g)", {0: ALL}),
    ],
)
def test_some(text, expected):
    assert chosen_terms(text, design()) == expected


def test_terms_of_one_factor_apart():
    apart = design("y ~ x + (1 | g) + (0 + x | g)")
    assert chosen_terms("~ (0 + x | g)", apart) == {1: ALL}
    assert chosen_terms("~ (x | g)", apart) == {0: ALL, 1: ALL}


def test_nested_factors_as_written_or_spelled_out():
    nested = design("y ~ x + (1 | h/g)")
    assert chosen_terms("~ (1 | h/g)", nested) == {0: ALL, 1: ALL}
    assert chosen_terms("~ (1 | h)", nested) == {[t.group for t in nested.groups].index("h"): ALL}


def test_factors_and_bases_that_vary():
    wide = design("y ~ x + (0 + h | g)")
    assert chosen_terms("~ (0 + h | g)", wide) == {0: ALL}
    assert chosen_terms("~ (poly(x, 2) | g)", design("y ~ poly(x, 2) + (poly(x, 2) | g)")) == {0: ALL}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "~ (1 | gg)",
            r"names the grouping factor 'gg', which the model does not have: it has 'g', 'h'. Did you mean 'g'\?",
        ),
        ("~ (x | h)", "lets 'x' vary by 'h', which the model does not: there it is '(Intercept)'"),
        ("~ x", "must hold group-specific terms alone"),
        ("~ x + (1 | g)", "must hold group-specific terms alone"),
        ("y ~ (1 | g)", "must hold group-specific terms alone"),
        ("~ (1 | g", "re_form cannot be read"),
        ("~ (zz | g)", "no column 'zz'"),
        (True, "must be None"),
    ],
)
def test_refusals(text, message):
    with pytest.raises(SettingError) as told:
        chosen_terms(text, design())
    assert message.replace("\\", "") in str(told.value)
