"""`ModelSpec`: every way of writing it down can be read back, and its fingerprint knows what decides the draws."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from nbmixed.errors import FamilyError, PriorError, SettingError
from nbmixed.notebook.cell import to_request
from nbmixed.spec.arguments import to_spec
from nbmixed.spec.family import FAMILIES, binomial, neg_binomial_2, poisson
from nbmixed.spec.model import FUNCTIONS, ModelSpec
from nbmixed.spec.priors import (
    CONSTRUCTORS,
    cauchy,
    decov,
    default_prior_coef,
    exponential,
    normal,
    student_t,
)
from nbmixed.spec.sampling import Sampling

SPECS = {
    "defaults": ModelSpec("stan_lmer", "y ~ x + (1 | g)"),
    "seed": ModelSpec("stan_lmer", "y ~ x + (x || g)", "d", sampling=Sampling(seed=4294967295)),
    "family": ModelSpec("stan_glmer", "cbind(a, b) ~ x + (1 | g)", "herds", family=binomial()),
    "fixed family": ModelSpec("stan_glmer_nb", "y ~ (1 | g)", family=neg_binomial_2(), compat="rstanarm"),
    "priors": ModelSpec(
        "stan_lmer",
        "y ~ x + I(x^2) + (x | g) + (1 | h)",
        prior=normal([0, 1], [2.5, 0.1]),
        prior_intercept=student_t(4, 10, 5),
        prior_aux=cauchy(0, 5, autoscale=True),
        prior_covariance=decov(regularization=2, scale=[1, 10]),
    ),
    "flat priors": ModelSpec("stan_glm", "y ~ x", prior=None, prior_intercept=None, prior_aux=None),
    "a default written down": ModelSpec("stan_glm", "y ~ x", prior=normal(0, 2.5, autoscale=True)),
    "columns": ModelSpec(
        "stan_glm", "y ~ f", weights="w", offset="log(exposure2)", subset='f != "a"', family=poisson()
    ),
    "a column with spaces": ModelSpec("stan_glm", "y ~ `my col`", weights="`my col`"),
    "contrasts": ModelSpec("stan_glm", "y ~ f", contrasts=(("f", "contr.sum"),), na_action="fail"),
    "prior only": ModelSpec("stan_glm", "y ~ x", prior_PD=True, prior_aux=exponential(2)),
    "sampler": ModelSpec(
        "stan_glm",
        "y ~ x",
        sampling=Sampling(
            chains=2, iter=100, warmup=50, thin=5, cores=1, seed=3, init=0, init_r=0.5, adapt_delta=0.99,
            max_treedepth=12, refresh=0,
        ),
    ),
}  # fmt: skip


def each_spec(function):
    return pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)(function)


FRAME = pd.DataFrame({c: [0.0] for c in ("y", "x", "f", "g", "h", "a", "b", "w", "exposure2", "my col")})


@each_spec
def test_a_dictionary_through_json_is_the_same_spec(spec):
    assert ModelSpec.from_dict(json.loads(json.dumps(spec.to_dict()))) == spec


@each_spec
def test_the_call_is_the_same_spec(spec):
    def reader(function):
        return lambda formula, data, **arguments: to_spec(function, formula, arguments, data)[0]

    names = {f: reader(f) for f in FUNCTIONS} | CONSTRUCTORS | FAMILIES | {spec.data: spec.data}
    assert eval(spec.to_call(), names) == spec


@each_spec
def test_the_cell_is_the_same_spec(spec):
    head, body = spec.to_magic("herd_fit").split("\n", 1)
    magic, line = head.split(" ", 1)
    request = to_request(magic.removeprefix("%%"), line, body, {spec.data: FRAME})
    assert request.spec == spec
    assert request.name == "herd_fit"


def test_only_what_differs_from_the_defaults_is_written():
    spec = replace(SPECS["defaults"], data="sleepstudy")
    assert spec.to_call() == 'stan_lmer("y ~ x + (1 | g)", data=sleepstudy)'
    assert spec.to_magic("m") == "%%stan_lmer m --data sleepstudy\ny ~ x + (1 | g)"


def test_a_cell_has_options_above_and_assignments_below():
    spec = ModelSpec(
        "stan_glmer",
        "y ~ (1 | g)",
        "d",
        family=poisson(),
        prior_covariance=decov(2),
        sampling=Sampling(adapt_delta=0.99),
    )
    assert spec.to_magic().splitlines() == [
        "%%stan_glmer fit --data d --family poisson --adapt-delta 0.99",
        "y ~ (1 | g)",
        "prior_covariance = decov(regularization=2)",
    ]


BASE = ModelSpec("stan_lmer", "y ~ x + (x | g)", sampling=Sampling(seed=1))
DECISIVE = {
    "function": {"function": "stan_glmer"},
    "formula": {"formula": "y ~ (x | g)"},
    "family": {"function": "stan_glmer_nb", "family": neg_binomial_2()},
    "prior": {"prior": normal(0, 1)},
    "default prior, not autoscaled": {"prior": normal(0, 2.5)},
    "flat prior": {"prior": None},
    "prior_intercept": {"prior_intercept": normal(0, 2.5, autoscale=True)},  # the default sits at the mean
    "prior_aux": {"prior_aux": exponential()},
    "prior_covariance": {"prior_covariance": decov(2)},
    "prior_PD": {"prior_PD": True},
    "weights": {"weights": "w"},
    "offset": {"offset": "x"},
    "subset": {"subset": "x > 0"},
    "contrasts": {"contrasts": (("g", "contr.sum"),)},
    "na_action": {"na_action": "fail"},
    "compat": {"compat": "rstanarm"},
    **{
        f"sampling: {name}": {"sampling": replace(BASE.sampling, **{name: value})}
        for name, value in {
            "chains": 2, "iter": 4000, "warmup": 500, "thin": 2, "seed": 2, "init": 0, "init_r": 1.0,
            "adapt_delta": 0.8, "max_treedepth": 10,
        }.items()
    },
}  # fmt: skip
INDIFFERENT = {
    "name of the data": {"data": "mine"},
    "cores": {"sampling": Sampling(seed=1, cores=1)},
    "refresh": {"sampling": Sampling(seed=1, refresh=0)},
    "the default warmup": {"sampling": Sampling(seed=1, warmup=1000)},
    "the default adapt_delta": {"sampling": Sampling(seed=1, adapt_delta=0.95)},
}


def test_the_fingerprint_changes_with_what_decides_the_draws():
    prints = [replace(BASE, **change).fingerprint() for change in DECISIVE.values()]
    assert len({BASE.fingerprint(), *prints}) == len(DECISIVE) + 1


@pytest.mark.parametrize("change", INDIFFERENT.values(), ids=INDIFFERENT)
def test_the_fingerprint_changes_with_nothing_else(change):
    assert replace(BASE, **change).fingerprint() == BASE.fingerprint()


def test_the_seed_is_written_down():
    seeded = SPECS["defaults"].with_seed(7)
    assert "seed=7" in seeded.to_call()
    assert replace(seeded, sampling=Sampling()) == SPECS["defaults"]


class TestRefusals:
    def test_an_unknown_function(self):
        with pytest.raises(
            SettingError, match=r"no model function 'stan_gmler'.*Did you mean 'stan_glmer'\?"
        ):
            ModelSpec("stan_gmler", "y ~ (1 | g)")

    @pytest.mark.parametrize("function", ["stan_glm_nb", "stan_glmer_nb"])
    def test_a_family_that_is_not_the_functions(self, function):
        with pytest.raises(FamilyError, match="is for the neg_binomial_2 family"):
            ModelSpec(function, "y ~ (1 | g)")

    @pytest.mark.parametrize(
        "argument, prior",
        [
            ("prior", exponential()),
            ("prior_intercept", decov()),
            ("prior_aux", decov()),
            ("prior_covariance", normal()),
            ("prior_covariance", None),
            ("prior", normal),
        ],
    )
    def test_a_prior_in_the_wrong_place(self, argument, prior):
        with pytest.raises(PriorError, match=f"^{argument} "):
            ModelSpec("stan_lmer", "y ~ (1 | g)", **{argument: prior})

    def test_a_prior_of_an_auxiliary_parameter_that_is_not_there(self):
        with pytest.raises(PriorError, match="poisson family has no auxiliary parameter"):
            ModelSpec("stan_glm", "y ~ x", family=poisson(), prior_aux=exponential(2))

    @pytest.mark.parametrize("argument", ["prior", "prior_intercept", "prior_aux"])
    def test_draws_from_a_flat_prior(self, argument):
        with pytest.raises((SettingError, PriorError), match=r"flat|cannot be None"):
            ModelSpec("stan_glm", "y ~ x", prior_PD=True, **{argument: None})

    @pytest.mark.parametrize(
        "setting", [{"compat": "lme4"}, {"na_action": "pass"}, {"prior_PD": "yes"}, {"prior_PD": 1}]
    )
    def test_a_setting_that_is_not_known(self, setting):
        with pytest.raises(SettingError, match=f"^{next(iter(setting))} = "):
            ModelSpec("stan_glm", "y ~ x", **setting)


def test_the_default_prior_is_the_default():
    assert ModelSpec("stan_glm", "y ~ x", prior=default_prior_coef()) == ModelSpec("stan_glm", "y ~ x")
