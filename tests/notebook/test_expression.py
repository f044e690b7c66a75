"""Values in a cell."""

import numpy as np
import pytest

from nbmixed.errors import PriorError, SettingError
from nbmixed.notebook.expression import evaluate
from nbmixed.spec.family import Family, beta, binomial, inverse_gaussian
from nbmixed.spec.prior_values import Normal
from nbmixed.spec.priors import R2, decov, hs, hs_plus, laplace, lasso, lkj, normal, product_normal, student_t


@pytest.mark.parametrize(
    "text, expected",
    [
        ("None", None),
        ("NULL", None),
        ("True", True),
        ("TRUE", True),
        ("-2.5", -2.5),
        ("5 / 2 + 1", 3.5),
        ("2 ** 3", 8.0),
        ("'omit'", "omit"),
        ("[1, 2]", [1, 2]),
        ("c(1, 2)", [1, 2]),
        ('{"f": "contr.sum"}', {"f": "contr.sum"}),
        ("normal(0, 2.5)", normal(0, 2.5)),
        ("normal(0, 2.5, autoscale = TRUE)", normal(0, 2.5, autoscale=True)),
        ("student_t(df = 7, scale = c(1, 2))", student_t(7, 0, [1, 2])),
        ("decov(regularization=2)", decov(2)),
        ('binomial(link = "logit")', Family("binomial", "logit")),
        ('inverse.gaussian(link = "log")', Family("inverse.gaussian", "log")),
        ("inverse.gaussian", inverse_gaussian),
        ("Gamma('log')", Family("Gamma", "log")),
        ("hs(df = 3, global_scale = 0.1)", hs(3, global_scale=0.1)),
        ("hs_plus()", hs_plus()),
        ("lasso(df = 2)", lasso(2)),
        ("laplace(0, 2.5)", laplace(0, 2.5)),
        ("product_normal(df = 3)", product_normal(3)),
        ("lkj(regularization = 2, scale = c(1, 2))", lkj(2, [1, 2])),
        ('R2(location = 0.5, what = "median")', R2(0.5, "median")),
        ("binomial", binomial),
        ("normal", normal),
    ],
)
def test_what_can_stand_in_a_cell(text, expected):
    assert evaluate("family", text, {}) == expected


def test_the_users_variables_are_data():
    variables = {"s": np.array([1.0, 2.0]), "m": np.float64(3), "mine": normal(0, 1)}
    assert evaluate("prior", "normal(m, s)", variables) == Normal(3.0, (1.0, 2.0))
    assert evaluate("prior", "normal(m * 2, 1)", variables) == Normal(6.0, 1.0)
    assert evaluate("prior", "mine", variables) == normal(0, 1)


def test_data_of_the_user_go_before_families_and_priors_of_the_same_name():
    variables = {"beta": 0.5, "R2": 0.3, "laplace": np.ones(2)}
    assert evaluate("prior", "normal(beta, R2)", variables) == normal(0.5, 0.3)
    assert evaluate("prior", "R2(R2)", variables) == R2(0.3)
    assert evaluate("prior", "laplace(0, laplace)", variables) == laplace(0, [1, 1])


def test_where_a_family_goes_beta_is_the_family():
    assert evaluate("family", "beta", {"beta": 0.5}) is beta


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "open('/etc/passwd')",
        "np.sqrt(2)",
        "variable[0]",
        "variable.attribute",
        "[x for x in (1, 2)]",
        "lambda: 1",
        "f'{variable}'",
        "{**variable}",
        "normal(*variable)",
        "normal(**variable)",
        "(x := 1)",
        "1 if True else 2",
        "helper(1)",
        "helper",
        "np",
        "'a' * 10",
        "9 ** 9 ** 9 ** 9",
        "1 / 0",
        "1 +",
        "normal(0 1)",
    ],
)
def test_nothing_else_is_evaluated(text):
    called = []
    variables = {"variable": [1], "helper": called.append, "np": np}
    with pytest.raises(SettingError, match=r"^prior = "):
        evaluate("prior", text, variables)
    assert called == []


@pytest.mark.parametrize(
    "text, message",
    [
        ("norml(0, 1)", "norml(...) cannot be used in a cell. Did you mean 'normal'?"),
        ("normal(0, scal=1)", "normal() takes location, scale, autoscale, each once. Did you mean 'scale'?"),
        ("normal(0, 1, True, 2)", "normal() takes location, scale, autoscale, each once."),
        ("normal(0, my_scal)", "the notebook has no variable 'my_scal'. Did you mean 'my_scale'?"),
        ("np.sqrt(2)", "np.sqrt(2) is not read in a cell. Compute it in Python before"),
    ],
)
def test_refusals_say_what_to_do(text, message):
    with pytest.raises(SettingError) as raised:
        evaluate("prior", text, {"my_scale": 2.0, "np": np})
    assert message in str(raised.value)


def test_a_priors_own_errors_pass():
    with pytest.raises(PriorError, match="scale = -1 should be positive"):
        evaluate("prior", "normal(0, -1)", {})
