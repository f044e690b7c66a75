"""Arguments that a public function does not have are refused in one sentence, with what is near."""

import inspect
import pickle

import pytest

import nbmixed as nm
from nbmixed.calls import INSTEAD, OWN_NAMES
from nbmixed.errors import SettingError
from nbmixed.stanreg import StanReg

FUNCTIONS = [name for name in nm.__all__ if inspect.isfunction(getattr(nm, name))]
METHODS = [name for name, member in vars(StanReg).items() if inspect.isfunction(member) and name[0] != "_"]
MODELS = [name for name in FUNCTIONS if name.startswith("stan_")]
PLACE_HOLDERS = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def refusal(function, *arguments, **named) -> str:
    with pytest.raises(SettingError) as caught:
        function(*arguments, **named)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def takes_any_name(function) -> bool:
    return any(p.kind is p.VAR_KEYWORD for p in inspect.signature(function).parameters.values())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_refuses_in_a_sentence(name):
    function = getattr(nm, name)
    if takes_any_name(function):
        pytest.skip("it hands its arguments on")
    places = [p for p in inspect.signature(function).parameters.values() if p.kind in PLACE_HOLDERS]
    assert "has no argument 'wholly_unknown'" in refusal(function, *["y ~ x"] * len(places), wholly_unknown=1)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_refuses_in_a_sentence(name):
    method = getattr(StanReg, name)
    if not takes_any_name(method):
        assert f"{name} has no argument 'wholly_unknown'" in refusal(method, None, wholly_unknown=1)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "name", ["control", "prior_ranef", "n_chains", "tune", "backend", "save_warmup", "start", "priors"]
)
def test_arguments_of_other_packages(model, name):
    message = refusal(getattr(nm, model), "y ~ x", None, **{name: 1})
    assert f"has no argument '{name}'" in message
    assert (
        "called" in message
        or "Did you mean" in message
        or INSTEAD.get(name, "?") in message
        or "Its arguments" in message
    )


@pytest.mark.parametrize(
    ("function", "named", "message"),
    [
        (nm.loo, {"moment_match": True}, "reloo(fit)"),
        (StanReg.loo, {"k_threshold": 0.7}, "reloo(fit)"),
        (nm.kfold, {"save_fits": True}, "not kept"),
        (nm.kfold, {"k": 5}, "called 'K' here"),
        (StanReg.posterior_predict, {"re_formula": None}, "called 're_form' here"),
        (StanReg.posterior_predict, {"ndraws": 10}, "called 'draws' here"),
        (StanReg.posterior_epred, {"allow_new_levels": True}, "called 'new_levels' here"),
        (StanReg.posterior_interval, {"probs": 0.9}, "called 'prob' here"),
        (nm.stan_glm, {"knots": [1, 2]}, "ns(x, knots = c(1, 2))"),
        (nm.stan_lmer, {"target_accept": 0.9}, "called 'adapt_delta' here"),
        (nm.stan_lmer, {"REML": False}, "there is no maximum"),
        (nm.normal, {"sd": 2}, "called 'scale' here"),
        (nm.normal, {"mu": 2}, "called 'location' here"),
        (nm.lkj, {"eta": 2}, "called 'regularization' here"),
        (nm.binomial, {"lnk": "probit"}, "Did you mean 'link'?"),
    ],
)
def test_what_is_near_is_named(function, named, message):
    places = [p for p in inspect.signature(function).parameters.values() if p.kind in PLACE_HOLDERS]
    needed = ["y ~ x" for p in places if p.default is p.empty]
    assert message in refusal(function, *needed, **named)


def test_too_many_and_too_few():
    assert "takes 'formula', 'data' by place" in refusal(nm.stan_glm, "y ~ x", None, "poisson")
    assert "needs a value for formula" in refusal(nm.stan_glm)
    assert "needs a value for location" in refusal(nm.R2)
    assert "twice" in refusal(nm.normal, 0, location=1)


def test_our_own_names_are_arguments_of_something():
    everything = [getattr(nm, name) for name in FUNCTIONS] + [getattr(StanReg, name) for name in METHODS]
    known = {name for function in everything for name in inspect.signature(function).parameters}
    assert set(OWN_NAMES.values()) <= known


def test_functions_keep_their_help_and_can_be_pickled():
    assert list(inspect.signature(nm.stan_lmer).parameters)[:2] == ["formula", "data"]
    assert nm.stan_lmer.__doc__
    assert pickle.loads(pickle.dumps(nm.stan_lmer)) is nm.stan_lmer
