"""Curves as postfix code: values and derivatives of R's functions, derivatives of every operation, refusals."""

import json
from pathlib import Path

import numpy as np
import pytest

from nbmixed.design.curves_code import FUNCTIONS, compile_curve, stan_code
from nbmixed.design.curves_value import curve_gradient, curve_value
from nbmixed.errors import FormulaError
from nbmixed.spec.curve_functions import CURVES
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_nodes import Name
from nbmixed.spec.formula_parse import parse_expression

SELFSTART = json.loads((Path(__file__).parents[1] / "reference" / "curves" / "selfstart.json").read_text())
CASES = [(name, case) for name, entry in SELFSTART["values"].items() for case in entry["cases"]]
DIGITS = 1e-8  # the reference has ten significant digits, and differences of such numbers fewer


def code_of(text, *parameters):
    return compile_curve(parse_expression(text), parameters)


@pytest.mark.parametrize("name, case", CASES)
def test_values_and_gradients_are_Rs(name, case):
    curve, entry = CURVES[name], SELFSTART["values"][name]
    assert list(curve.arguments) == entry["argument_names"]
    code = compile_curve(curve.expression({a: Name(a) for a in curve.arguments}), curve.parameters)
    columns = np.array([entry["inputs"][deparse(c)] for c in code.columns], dtype=float)
    phi = [np.array(float(case["parameters"][p])) for p in curve.parameters]
    value, gradient = curve_gradient(code, columns, phi)
    np.testing.assert_allclose(value, case["value"], rtol=DIGITS, atol=1e-14)
    for k, p in enumerate(curve.parameters):
        np.testing.assert_allclose(gradient[k], case["gradient"][p], rtol=DIGITS, atol=1e-14)
    np.testing.assert_array_equal(curve_value(code, columns, phi), value)


OPERATIONS = [f"{f}(a * x + 0.1)" for f in FUNCTIONS] + [
    *(
        "a + b * x",
        "a - b * x",
        "x - a / b",
        "a^b",
        "a^2 - x",
        "x^a",
        "2^a",
        "a^3",
        "-a * x",
        "+a",
        "a / x / b",
    ),
    "I(a + x) * identity(b)",
]


@pytest.mark.parametrize("text", OPERATIONS)
def test_derivatives_are_those_of_differences(text):
    code = code_of(text, "a", "b")
    columns = np.array([[0.3, 0.5, 0.9]]) if code.columns else np.empty((0, 3))
    phi, step = np.array([0.7, 1.3]), 1e-5
    gradient = curve_gradient(code, columns, list(phi))[1]
    for k in range(2):
        up, down = phi + step * np.eye(2)[k], phi - step * np.eye(2)[k]
        slope = (curve_value(code, columns, list(up)) - curve_value(code, columns, list(down))) / (2 * step)
        np.testing.assert_allclose(gradient[k], slope, rtol=1e-6, atol=1e-8)  # of order step^2


class TestCode:
    def test_what_is_free_of_parameters_is_a_column_once(self):
        code = code_of("a * log(x) + b / log(x) + (log(x))", "a", "b")
        assert [deparse(c) for c in code.columns] == ["log(x)"]

    def test_numbers_are_constants(self):
        assert code_of("a * (2 + pi)", "a").constants == pytest.approx((2 + np.pi,))

    def test_any_function_may_be_applied_to_data(self):
        assert [deparse(c) for c in code_of("a * max(x)", "a").columns] == ["max(x)"]

    @pytest.mark.parametrize(
        "text", ["max(a, x)", "ifelse(a > 0, x, 1)", "a > x", "a %% 2", "poly(a, 2)", "exp(a, 2)"]
    )
    def test_but_not_to_parameters(self, text):
        with pytest.raises(FormulaError, match=r"curve"):
            code_of(text, "a")

    def test_places_count_from_one_in_stan(self):
        data = stan_code(code_of("a * x + 1", "a"))
        assert data["op"] == [3, 2, 13, 1, 11]
        assert data["arg"] == [1, 1, 0, 1, 0]
        assert data["depth"] == 2


class TestShapes:
    def test_parameters_by_draw(self):
        code = code_of("a * x + b", "a", "b")
        value = curve_value(code, np.ones((1, 3)), [np.ones((5, 1)), np.zeros((5, 3))])
        assert value.shape == (5, 3)

    def test_a_curve_without_columns_has_a_value_a_row(self):
        assert curve_value(code_of("a", "a"), np.empty((0, 4)), [np.array(2.0)]).tolist() == [2.0] * 4

    def test_zero_to_a_power_has_no_slope(self):
        assert curve_gradient(code_of("x^a", "a"), np.array([[0.0]]), [np.array(2.0)])[1].item() == 0
