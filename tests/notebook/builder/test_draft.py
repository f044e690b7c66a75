"""Faults are told where they are, all at once."""

import pytest

from nbmixed.notebook.builder.draft import Draft, draft_of
from nbmixed.spec.model import ARRAY, ModelSpec

RIGHT = {"formula": "y ~ x + (1 | g)", "function": "stan_lmer", "data": "d"}


def problems(**fields):
    return Draft(**{**RIGHT, **fields}).checked().problems


def test_a_right_draft_is_a_model():
    assert Draft(**RIGHT).checked().spec == ModelSpec("stan_lmer", "y ~ x + (1 | g)", "d")


@pytest.mark.parametrize(
    "fields, field, says",
    [
        ({"formula": "y ~ x +"}, "formula", "something is missing"),
        ({"formula": "y ~ SSlogis(x) ~ A | g", "function": "stan_nlmer"}, "formula", "has 4 arguments"),
        (
            {"function": "stan_gamm4", "formula": "y ~ s(x)", "random": "~ x"},
            "random",
            "group-specific terms",
        ),
        ({"function": "stan_glmer", "family": "poisson", "link": "logit"}, "link", "no link 'logit'"),
        ({"family": "poisson", "link": "log"}, "family", "gaussian family"),
        ({"priors": {"prior": "normal(0, -1)"}}, "prior", "should be positive"),
        ({"priors": {"prior": "normal(0, 1"}}, "prior", "cannot be read"),
        ({"priors": {"prior_aux": "decov()"}}, "prior_aux", "not a prior that can stand here"),
        ({"priors": {"prior_covariance": "None"}}, "prior_covariance", "cannot be None"),
        ({"sampling": {"iter": 0}}, "iter", "out of range"),
        ({"sampling": {"iter": 100, "warmup": 100}}, "warmup", "out of range"),
        ({"sampling": {"draws": 100}}, "draws", "for approximations"),
        ({"others": {"algorithm": "optimizing"}}, "algorithm", "no algorithm"),
        ({"others": {"prior_PD": True}, "priors": {"prior": "None"}}, "prior_PD", "flat prior"),
    ],
)
def test_a_fault_is_told_at_its_field(fields, field, says):
    found = problems(**fields)
    assert list(found) == [field] and says in found[field]


def test_all_faults_are_told_at_once():
    found = problems(
        formula="y ~", priors={"prior": "nomal(0, 1)"}, sampling={"chains": 0, "adapt_delta": 2.0}
    )
    assert set(found) == {"formula", "prior", "chains", "adapt_delta"}
    assert "Did you mean 'normal'?" in found["prior"]


def test_arrays_become_variables_of_their_names():
    assert draft_of(ModelSpec("stan_glm", "y ~ x", weights=ARRAY)).columnwise == {"weights": "weights"}
