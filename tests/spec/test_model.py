"""`ModelSpec`: every way of writing it down can be read back, and its fingerprint knows what decides the draws."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from nbmixed.notebook.cell import to_request
from nbmixed.spec.arguments import to_spec
from nbmixed.spec.family import (
    FAMILIES,
    Gamma,
    beta,
    beta_binomial,
    binomial,
    gaussian,
    inverse_gaussian,
    neg_binomial_2,
    poisson,
    student,
)
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.model_checks import FUNCTIONS
from nbmixed.spec.prior_checks import CONSTRUCTORS
from nbmixed.spec.priors import (
    R2,
    cauchy,
    decov,
    default_prior_coef,
    exponential,
    hs,
    hs_plus,
    laplace,
    lasso,
    lkj,
    normal,
    product_normal,
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
    "a family with a dot": ModelSpec(
        "stan_glm", "y ~ x", family=inverse_gaussian(), weights="w", prior=laplace(0, [1, 2], autoscale=True)
    ),
    "a link": ModelSpec("stan_glmer", "y ~ x + (1 | g)", family=Gamma("log"), prior_covariance=lkj(2, [1, 2])),
    "beyond rstanarm": ModelSpec("stan_glm", "y ~ x", family=student("inverse"), prior=lasso(2)),
    "beta": ModelSpec("stan_glm", "y ~ x", family=beta("cloglog"), prior_aux=exponential(0.1), sparse=True),
    "beta-binomial": ModelSpec("stan_glm", "cbind(a, b) ~ x", family=beta_binomial("probit"), prior=hs()),
    "shrinkage": ModelSpec("stan_glm", "y ~ x", prior=hs_plus(2, [3, 4]), prior_intercept=cauchy(0, 2)),
    "products": ModelSpec("stan_glm", "y ~ x", prior=product_normal([2, 3], 1, 0.5), mean_PPD=False),
    "R2": ModelSpec("stan_lm", "y ~ x + w", prior=R2(0.5, "mean"), prior_intercept=None),
    "R2 by its logarithm": ModelSpec("stan_lm", "y ~ x", prior=R2(-0.7, "log"), prior_intercept=normal(0, 2)),
    "R2 unknown": ModelSpec("stan_lm", "y ~ x", prior=None, prior_intercept=None, mean_PPD=True),
    "rotated": ModelSpec("stan_glm", "y ~ x + w", QR=True, prior=student_t(4)),
    "approximate": ModelSpec(
        "stan_glm",
        "y ~ x",
        algorithm="optimizing",
        QR=True,
        sampling=Sampling(draws=500, seed=3, init="pathfinder", init_r=0.5),
    ),
    "approximate groups": ModelSpec("stan_glmer", "y ~ x + (1 | g)", algorithm="fullrank", sparse=True),
    "starts": ModelSpec("stan_lmer", "y ~ x + (1 | g)", sampling=Sampling(init="laplace")),
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
        family=poisson("sqrt"),
        prior_covariance=decov(2),
        algorithm="laplace",
        sparse=True,
        sampling=Sampling(seed=1),
    )
    assert spec.to_magic().splitlines() == [
        "%%stan_glmer fit --data d --family poisson --link sqrt --algorithm laplace --seed 1 --sparse",
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
    "algorithm": {"algorithm": "laplace"},
    "draws": {"algorithm": "laplace", "sampling": Sampling(seed=1, draws=500)},
    "QR": {"QR": True},
    "sparse": {"sparse": True},
    "link": {"function": "stan_glmer", "family": gaussian("log")},
    "shrinkage": {"prior": lasso()},
    **{
        f"sampling: {name}": {"sampling": replace(BASE.sampling, **{name.strip(): value})}
        for name, value in {
            "chains": 2, "iter": 4000, "warmup": 500, "thin": 2, "seed": 2, "init": 0, "init_r": 1.0,
            "adapt_delta": 0.8, "max_treedepth": 10, "init ": "pathfinder",
        }.items()
    },
}  # fmt: skip
INDIFFERENT = {
    "name of the data": {"data": "mine"},
    "cores": {"sampling": Sampling(seed=1, cores=1)},
    "refresh": {"sampling": Sampling(seed=1, refresh=0)},
    "the default warmup": {"sampling": Sampling(seed=1, warmup=1000)},
    "what is made afterwards": {"mean_PPD": False},
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


class TestAcceptanceRate:
    """rstanarm's: higher for priors with narrow valleys; a given value stands."""

    @pytest.mark.parametrize("prior", [hs(), hs_plus(), lasso(), product_normal()], ids=str)
    def test_shrinkage_priors_ask_for_more(self, prior):
        assert ModelSpec("stan_glm", "y ~ x", prior=prior).settings.targets == (0.99,)

    def test_so_does_R2(self):
        assert SPECS["R2"].settings.targets == (0.99,)

    @pytest.mark.parametrize("prior", [normal(), student_t(), laplace(), None], ids=str)
    def test_others_do_not(self, prior):
        assert ModelSpec("stan_glm", "y ~ x", prior=prior).settings.targets == (0.8, 0.95)

    def test_a_given_value_stands(self):
        spec = ModelSpec("stan_glm", "y ~ x", prior=hs(), sampling=Sampling(adapt_delta=0.8))
        assert spec.settings.targets == (0.8,)


def test_the_default_prior_is_the_default():
    assert ModelSpec("stan_glm", "y ~ x", prior=default_prior_coef()) == ModelSpec("stan_glm", "y ~ x")


class TestStartingRadius:
    def test_chains_start_near_the_mode_where_none_can_cross_a_pole(self):
        for family in (gaussian("inverse"), student("inverse")):
            assert ModelSpec("stan_glm", "y ~ x", family=family).settings.resolved_init_r == 0.1

    def test_elsewhere_it_is_stans(self):
        for family in (gaussian(), Gamma("inverse"), poisson()):
            assert ModelSpec("stan_glm", "y ~ x", family=family).settings.resolved_init_r == 2

    def test_a_given_value_wins(self):
        sampling = Sampling(init_r=2)
        assert (
            ModelSpec("stan_glm", "y ~ x", family=gaussian("inverse"), sampling=sampling).settings.init_r == 2
        )
