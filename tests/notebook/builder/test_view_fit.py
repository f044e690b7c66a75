"""What a fit in doubt says in the form."""

import warnings

import pytest

from nbmixed import datasets
from nbmixed.errors import FitWarning
from nbmixed.notebook.builder.app import ModelBuilder


def fitted(**settings):
    builder = ModelBuilder("d", variables={"d": datasets.load("sleepstudy")})
    builder.state.write_formula("Reaction ~ Days + (Days | Subject)")
    for name, value in ({"chains": "2", "iter": "400", "seed": "3"} | settings).items():
        builder.view("sampler").numbers[name].value = value
    builder.wait()
    builder.view("fit").start.click()
    builder.wait()
    return builder.view("fit").result.value


def test_a_fit_in_doubt_warns_once_and_says_so_above_its_estimates():
    with pytest.warns(FitWarning, match="The fit ") as caught:
        shown = fitted(adapt_delta="0.2")
    assert len([w for w in caught if w.category is FitWarning]) == 1
    assert shown.count("The draws are in doubt") == 1
    assert shown.index("The draws are in doubt") < shown.index("Estimates") < shown.index("Fit again with")


def test_nothing_is_said_when_all_is_well():
    with warnings.catch_warnings():
        warnings.simplefilter("error", FitWarning)
        shown = fitted(iter="1000")
    assert "nbmixed-problem" not in shown
