"""Formulas of nonlinear models: three parts, self-starting functions, parameters, predictors, groups."""

import pytest

from nbmixed.errors import FormulaError
from nbmixed.spec.curve import parse_curve
from nbmixed.spec.curve_functions import CURVES, substituted
from nbmixed.spec.curve_varying import parameter_names
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_nodes import Name
from nbmixed.spec.formula_parse import parse_expression

LOGISTIC = "y ~ SSlogis(x, Asym, xmid, scal) ~ "


def bars(last):
    return [(parameter_names(bar), bar.group_name) for bar in parse_curve(LOGISTIC + last).bars]


class TestParts:
    def test_outcome_curve_groups(self):
        formula = parse_curve("circumference ~ SSlogis(age, Asym, xmid, scal) ~ Asym | Tree")
        assert deparse(formula.response) == "circumference"
        assert formula.function == "SSlogis"
        assert formula.declared == ("Asym", "xmid", "scal")
        assert str(formula) == "circumference ~ SSlogis(age, Asym, xmid, scal) ~ Asym | Tree"

    def test_inputs_are_any_expression(self):
        formula = parse_curve("y ~ SSlogis(log(x / 2), Asym, xmid, scal) ~ Asym | g")
        assert deparse(formula.arguments["input"]) == "log(x/2)"

    def test_arguments_may_be_named_as_in_R(self):
        formula = parse_curve("y ~ SSlogis(Asym = a, input = x, m, s) ~ a | g")
        assert {k: deparse(v) for k, v in formula.arguments.items()} == {
            "input": "x",
            "Asym": "a",
            "xmid": "m",
            "scal": "s",
        }

    def test_a_curve_of_ones_own(self):
        formula = parse_curve("conc ~ Dose * exp(-k * Time) / V ~ k + V | Subject")
        assert formula.function == ""
        assert formula.declared == ("k", "V")

    def test_functions_inside_an_expression_are_written_out(self):
        formula = parse_curve("y ~ base + SSmicmen(x, Vm, K) ~ Vm | g")
        assert deparse(formula.body()) == "base + (Vm * x/(K + x))"
        assert formula.function == ""
        assert formula.declared == ("Vm", "K")

    def test_scal_may_stand_for_its_logarithm(self):
        assert "exp(scal)" in deparse(parse_curve(LOGISTIC + "Asym | g").body(log_scale=True))
        assert "exp" not in deparse(parse_curve(LOGISTIC + "Asym | g").body())


class TestGroups:
    def test_without_parentheses(self):
        assert bars("Asym | g") == [(("Asym",), "g")]

    def test_several_parameters_are_correlated(self):
        assert bars("Asym + xmid | g") == [(("Asym", "xmid"), "g")]

    def test_zero_is_understood(self):
        assert bars("(0 + Asym + xmid | g)") == bars("Asym + xmid | g")

    def test_double_bar_is_uncorrelated(self):
        assert bars("(Asym + xmid || g)") == [(("Asym",), "g"), (("xmid",), "g")]

    def test_several_terms(self):
        assert bars("(Asym | g) + (xmid | h)") == [(("Asym",), "g"), (("xmid",), "h")]

    def test_nested(self):
        assert bars("Asym | a/b") == [(("Asym",), "b:a"), (("Asym",), "a")]


class TestPredictors:
    def test_of_one_parameter(self):
        formula = parse_curve(LOGISTIC + "(Asym ~ treatment * x) + (Asym | g)")
        assert [(n, deparse(e)) for n, e in formula.fixed] == [("Asym", "treatment * x")]

    def test_name_parameters_too(self):
        assert parse_curve("y ~ a * x^b ~ (b ~ 1) + (a | g)").declared == ("b", "a")


class TestRefusals:
    @pytest.mark.parametrize(
        "text, said",
        [
            ("y ~ x + (1 | g)", "in three parts"),
            ("y ~ SSlogis(x, a, b, c)", "in three parts"),
            ("y ~ SSlogistic(x, a, b, c) ~ a | g", "SSweibull.* Did you mean 'SSlogis'"),
            (
                "y ~ SSlogis(x, a, b) ~ a | g",
                r"4 arguments, SSlogis\(input, Asym, xmid, scal\), but is given 3",
            ),
            ("y ~ SSlogis(imput = x, a, b, c) ~ a | g", "Did you mean 'input'"),
            ("y ~ SSlogis(input = x, input = a, b, c) ~ a | g", "given 'input' twice"),
            ("y ~ SSlogis(x, a, b, 2) ~ a | g", "scal of SSlogis is a parameter to estimate"),
            ("y ~ SSlogis(x, a, b, b) ~ a | g", "same name"),
            ("y ~ SSlogis(x, a, b, c) ~ 1 | g", "should name the parameters that vary"),
            ("y ~ SSlogis(x, a, b, c) ~ (a * b | g)", "should name the parameters that vary"),
            ("y ~ SSlogis(x, a, b, c) ~ d | g", "d is not in the curve"),
            ("y ~ SSlogis(x, a, b, c) ~ x | g", "x is not a parameter of the curve"),
            ("y ~ SSlogis(x, a, b, c) ~ (a ~ z)", "Nothing varies by group"),
            ("y ~ SSlogis(x, a, b, c) ~ a + (b | g)", "cannot stand in the third part"),
            ("y ~ SSlogis(x, a, b, c) ~ (a | g) + (a + b | g)", "counted twice"),
            ("y ~ SSlogis(x, a, b, c) ~ (a ~ z) + (a ~ w) + (a | g)", "predictors twice"),
            ("y ~ SSlogis(x, a, b, c) ~ (a ~ 0) + (a | g)", "nothing to be estimated from"),
            ("y ~ (a | g) ~ a | g", "cannot be part of the curve"),
        ],
    )
    def test_in_one_sentence(self, text, said):
        with pytest.raises(FormulaError, match=said):
            parse_curve(text)


def test_all_ten_functions_are_there_in_Rs_order():
    assert list(CURVES) == sorted(CURVES) and len(CURVES) == 10


def test_substitution_is_simultaneous():
    expr = substituted(parse_expression("a - b"), {"a": Name("b"), "b": Name("a")})
    assert deparse(expr) == "b - a"


def test_other_models_point_to_the_one_for_curves():
    with pytest.raises(FormulaError, match="Self-starting curves are for stan_nlmer"):
        parse_expression("y ~ SSlogis(x, a, b, c)")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("y ~ Asym * s(age) ~ Asym | Tree", r"s\(\) cannot be part of the curve.*stan_gamm4"),
        ("y ~ a + splines::te(x, z) ~ a | g", r"te\(\) cannot be part of the curve"),
        ("y ~ exp(a * t2(x)) ~ a | g", r"t2\(\) cannot be part of the curve"),
        ("y ~ a * x + offset(z) ~ a | g", r"offset\(\) cannot be part of the curve: give offset="),
        ("y ~ a * ti() ~ a | g", r"ti\(\) cannot"),
        ("y ~ a * x ~ (a ~ offset(z)) + (a | g)", r"offset\(\) cannot be part of the predictors"),
        ("s(y) ~ a * x ~ a | g", r"s\(\) cannot be part of the outcome"),
    ],
)
def test_smooths_and_offsets_are_no_part_of_a_curve(text, message):
    with pytest.raises(FormulaError, match=message):
        parse_curve(text)
