"""What can be read into the builder, and what is said of what cannot."""

from types import SimpleNamespace

import pandas as pd
import pytest

from nbmixed.errors import NbmixedError
from nbmixed.notebook.builder.doors import read_model
from nbmixed.notebook.builder.draft import Draft
from nbmixed.spec.family import poisson
from nbmixed.spec.model import ModelSpec

SPEC = ModelSpec("stan_glmer", "y ~ x + (1 | g)", "d", poisson())
VARIABLES = {
    "d": pd.DataFrame({"y": [1, 2], "x": [0, 1], "g": ["a", "b"]}),
    "kept": SimpleNamespace(spec=SPEC),
    "n": 3,
}


def test_a_fit_is_found_by_its_name():
    assert read_model(" kept ", VARIABLES).checked().spec == SPEC


def test_a_formula_keeps_the_rest_and_takes_the_function_that_suits_it():
    start = Draft("stan_glm", "y ~ x", data="d", family="poisson", link="log", sampling={"seed": 1})
    draft = read_model("y ~ x + (1 | g)", VARIABLES, start)
    assert (draft.function, draft.family, draft.sampling) == ("stan_glmer", "poisson", {"seed": 1})


@pytest.mark.parametrize(
    "call", ['nm.stan_glm("y ~ x", d, family="poisson")', 'f = stan_glm("y ~ x", data=d, family="poisson")']
)
def test_calls_in_several_spellings(call):
    assert read_model(call, VARIABLES).checked().spec == ModelSpec("stan_glm", "y ~ x", "d", poisson())


def test_weights_of_a_call_that_are_an_array_become_the_name_of_the_variable():
    draft = read_model('stan_glm("y ~ x", data=d, weights=d["x"], offset="log(x)")', VARIABLES)
    assert draft.columnwise == {"weights": "d['x']", "offset": "log(x)"}


@pytest.mark.parametrize(
    "text, says",
    [
        ("", "The formula"),
        ("y ~ x +", "something is missing"),
        ("kep", "Did you mean 'kept'?"),
        ("n", "not a fit"),
        ("%%stan_lmr fit --data d\ny ~ x", "Did you mean 'stan_lmer'?"),
        ("%%stan_glm fit --data e\ny ~ x", "no data frame 'e'"),
        ("stan_glm('y ~ x', data=d", "cannot be read"),
        ("stan_glme('y ~ x')", "Did you mean 'stan_glmer'?"),
        ("stan_glm(formula, data=d)", "no formula in quotes"),
        ("stan_glm('y ~ x', prir=normal())", "Did you mean 'prior'?"),
        ("stan_glm('y ~ x', prior=open('f'))", "cannot be used"),
        ("{", "not JSON"),
        ("{}", "does not describe a model"),
        ('{"function": 3}', "does not describe a model"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(text, says):
    with pytest.raises(NbmixedError, match=r".") as caught:
        read_model(text, VARIABLES)
    assert says in str(caught.value)
