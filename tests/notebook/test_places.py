"""What completion and help offer is what the model functions take."""

import pytest

from nbmixed.errors import PriorError, SettingError
from nbmixed.notebook.places import algorithms_of, default_of, priors_of
from nbmixed.spec.arguments import argument_names, to_spec
from nbmixed.spec.model_checks import ALGORITHMS, FUNCTIONS
from nbmixed.spec.prior_checks import CONSTRUCTORS
from nbmixed.spec.prior_code import code
from nbmixed.spec.priors import R2

PRIORS = {name: make(0.5) if make is R2 else make() for name, make in CONSTRUCTORS.items()} | {"None": None}
PLACES = [(f, k) for f in FUNCTIONS for k in argument_names(f) if priors_of(f, k)]


def spec(function, **arguments):
    needed = {"prior": None} if function == "stan_lm" else {}
    return to_spec(function, "y ~ x + (1 | g)", needed | arguments)[0]


@pytest.mark.parametrize("function, key", PLACES)
def test_a_prior_is_offered_exactly_where_it_can_stand(function, key):
    offered = priors_of(function, key)
    for name, prior in PRIORS.items():
        alias = {"default_prior_coef", "default_prior_intercept"} - set(offered)
        if name in offered:
            assert getattr(spec(function, **{key: prior}), key) == prior
        elif name not in alias:
            with pytest.raises(PriorError):
                spec(function, **{key: prior})


def test_all_prior_arguments_are_places():
    assert {k for _, k in PLACES} == {
        "prior",
        "prior_intercept",
        "prior_aux",
        "prior_smooth",
        "prior_covariance",
    }
    assert priors_of("stan_glm", "weights") == ()


@pytest.mark.parametrize("function, key", [p for p in PLACES if p[0] != "stan_lm"])
def test_the_default_told_is_the_default(function, key):
    default = code(getattr(spec(function), key))
    told = default_of(function, "prior" if key == "prior_intercept" else key)
    assert told.replace("exponential(1, ", "exponential(").replace("(1)", "()") == default


@pytest.mark.parametrize("function", FUNCTIONS)
def test_algorithms(function):
    for name in ALGORITHMS:
        if name in algorithms_of(function):
            assert spec(function, algorithm=name).algorithm == name
        else:
            with pytest.raises(SettingError):
                spec(function, algorithm=name)
