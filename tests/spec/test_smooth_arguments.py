"""Arguments of smooths are read as R would."""

import pytest

from nbmixed.errors import FormulaError
from nbmixed.spec.formula_nodes import Call
from nbmixed.spec.formula_parse import parse_expression
from nbmixed.spec.smooth_arguments import flag, integers, texts

CALL = Call("s", ())


@pytest.mark.parametrize(
    ("written", "expected"), [("4", (4,)), ("c(4, 5L)", (4, 5)), ("NA", ()), ("-1", ()), ("c(NA, NA)", ())]
)
def test_integers(written, expected):
    assert integers(CALL, "k", parse_expression(written), least=1, most=99) == expected


@pytest.mark.parametrize("written", ["x", "0", "-2", "1.5", '"a"', "c(4, NA)", "Inf"])
def test_what_is_no_integer(written):
    with pytest.raises(FormulaError, match="should be a whole number from 1 to"):
        integers(CALL, "k", parse_expression(written), least=1, most=99)


def test_texts():
    assert texts(CALL, "bs", parse_expression("c('cr', \"ps\")")) == ("cr", "ps")
    assert texts(CALL, "bs", None) == ()


@pytest.mark.parametrize(
    ("written", "expected"), [("TRUE", True), ("T", True), ("FALSE", False), ("F", False)]
)
def test_flag(written, expected):
    assert flag(CALL, "full", parse_expression(written)) is expected
