"""A cell with several faults tells all of them at once."""

import pandas as pd
import pytest

from nbmixed.errors import SettingError
from nbmixed.notebook.faults import faults
from nbmixed.spec.family import FAMILIES

D = pd.DataFrame({"y": [1.0, 2.0, 4.0, 3.0], "x": [0, 1, 2, 3], "g": ["a", "b", "a", "b"]})


def found(line, body, function="stan_glmer"):
    return faults(function, line, body, {"d": D, "s": 2.0})


def test_a_right_cell_has_none():
    assert (
        found("fit --data d --chains 2 --seed 1", "y ~ x + (1 | g)\nprior = normal(0, s)\nweights = x") == []
    )


def test_every_fault_of_line_body_and_data():
    assert found(
        "fit --data d --chian 2 --iter many --family gausian",
        "y ~ z + w + (1 | g)\nprior = nomal(0, 1)\nprior_covariance = None\nna_acton = 'omit'",
    ) == [
        "There is no option --chian. Did you mean '--chains'?",
        "--iter many cannot be read: give a whole number.",
        "There is no setting 'na_acton'. Did you mean 'na_action'?",
        f"There is no family 'gausian': use one of {', '.join(FAMILIES)}. Did you mean 'gaussian'?",
        "prior = nomal(0, 1): nomal(...) cannot be used in a cell. Did you mean 'normal'?",
        "prior_covariance cannot be None here: give decov(...), lkj(...).",
        "The data have no column 'z'. The columns are 'y', 'x', 'g'.",
        "The data have no column 'w'. The columns are 'y', 'x', 'g'.",
    ]


@pytest.mark.parametrize(
    "line, body",
    [
        ("fit --data d --link logit", "y ~ x + (1 | g)"),
        ("fit --data d", "y ~ x"),
        ("fit --data e", "y ~ x + (1 | g)"),
        ("fit --data d", "y ~ x + (1 | g"),
        ("fit --data d", "prior = normal(0, 1)"),
        ("fit --data d --warmup 3000", "y ~ x + (1 | g)"),
        ("fit --data d --algorithm optimizing", "y ~ x + (1 | g)"),
    ],
)
def test_one_fault_is_told_once(line, body):
    assert len(found(line, body)) == 1


def test_the_cell_shows_the_list(shell):
    error = shell.run_cell("%%stan_lmer f --data d --chian 2\ny ~ xx + (1 | g)").error_in_exec
    assert isinstance(error, SettingError)
    assert str(error) == (
        "The cell has 2 faults.\n"
        "1. There is no option --chian. Did you mean '--chains'?\n"
        "2. The data have no column 'xx'. Did you mean 'x'?"
    )
