"""`prior_summary` from formula and data to text: what rstanarm prints for the same call, to the character."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nbmixed import datasets
from nbmixed.display.text import to_text
from nbmixed.display.views_priors import prior_summary_view
from nbmixed.spec.family import Gamma, gaussian, inverse_gaussian, poisson
from nbmixed.spec.priors import (
    R2,
    cauchy,
    decov,
    exponential,
    hs,
    hs_plus,
    laplace,
    lasso,
    normal,
    product_normal,
    student_t,
)
from tests.prepared import prepared
from tests.recorded import read

KIDIQ = "kid_score ~ mom_hs * mom_iq"
CBPP = "cbind(incidence, size - incidence) ~ period + (1 | herd)"
ROACHES = "y ~ sqrt(roach1) + treatment + senior"
BY_SENIOR = "y ~ sqrt(roach1) + treatment + (1 | senior)"
OATS = "yield ~ nitro + Variety + (1 | Block)"
NB = {"offset": "log(exposure2)", "family": "neg_binomial_2"}

Model = tuple[str, str, str, dict[str, Any]]
REFERENCES: dict[str, Model] = {
    "kidiq_glm_default": ("stan_glm", KIDIQ, "kidiq", {}),
    "kidiq_glm_QR": ("stan_glm", KIDIQ, "kidiq", {"QR": True}),
    "kidiq_glm_hs": ("stan_glm", KIDIQ, "kidiq", {"prior": hs()}),
    "kidiq_glm_student_t": (
        "stan_glm",
        KIDIQ,
        "kidiq",
        {
            "prior": student_t(4, 0, 2.5, autoscale=True),
            "prior_intercept": student_t(4, 90, 10),
            "prior_aux": cauchy(0, 5),
        },
    ),
    "roaches_glm_poisson": ("stan_glm", ROACHES, "roaches", NB | {"family": "poisson"}),
    "roaches_glm_nb": ("stan_glm", ROACHES, "roaches", NB),
    "roaches_glmer_nb": ("stan_glmer", BY_SENIOR, "roaches", NB),
    "roaches_glmer_poisson": ("stan_glmer", BY_SENIOR, "roaches", NB | {"family": "poisson"}),
    "roaches_nb_prior_PD": ("stan_glmer_nb", BY_SENIOR, "roaches", {"prior_PD": True}),
    "cbpp_glmer_binomial": ("stan_glmer", CBPP, "cbpp", {"family": "binomial"}),
    "cbpp_prior_PD": ("stan_glmer", CBPP, "cbpp", {"family": "binomial", "prior_PD": True}),
    "bball1970_partial_pooling": (
        "stan_glmer",
        "cbind(Hits, AB - Hits) ~ (1 | Player)",
        "bball1970",
        {"family": "binomial"},
    ),
    "gamma_glmer_oats": ("stan_glmer", OATS, "Oats", {"family": Gamma("log")}),
    "gamma_prior_PD": ("stan_glmer", OATS, "Oats", {"family": Gamma("log"), "prior_PD": True}),
    "invgauss_glmer_oats": (
        "stan_glmer",
        OATS,
        "Oats",
        {"family": inverse_gaussian("log"), "prior_aux": exponential(0.05)},
    ),
    "penicillin_lmer": ("stan_lmer", "diameter ~ 1 + (1 | plate) + (1 | sample)", "Penicillin", {}),
    "penicillin_prior_PD": (
        "stan_lmer",
        "diameter ~ 1 + (1 | plate) + (1 | sample)",
        "Penicillin",
        {"prior_PD": True},
    ),
    "radon_floor": ("stan_lmer", "log_radon ~ floor + (1 | county)", "radon", {}),
    "radon_uranium_slope": ("stan_lmer", "log_radon ~ floor + log_uranium + (floor | county)", "radon", {}),
    "sleepstudy_lmer": ("stan_lmer", "Reaction ~ Days + (Days | Subject)", "sleepstudy", {}),
    "sleepstudy_prior_PD": (
        "stan_lmer",
        "Reaction ~ Days + (Days | Subject)",
        "sleepstudy",
        {"prior_PD": True},
    ),
}
RECORDED: dict[str, dict[str, str]] = read(Path(__file__).parent / "rstanarm/priors.json")


def of_kidiq(**arguments: Any) -> Model:
    return "stan_glm", KIDIQ, "kidiq", arguments


def by_iq(**arguments: Any) -> Model:
    return "stan_glm", "kid_score ~ mom_iq", "kidiq", arguments


CALLS: dict[str, Model] = {
    "hs vector": of_kidiq(prior=hs([1, 2, 3])),
    "hs_plus": of_kidiq(prior=hs_plus(2, 3)),
    "hs_plus vector": of_kidiq(prior=hs_plus([1, 2, 3])),
    "laplace": of_kidiq(prior=laplace(0, 2)),
    "laplace autoscale": of_kidiq(prior=laplace(0, 2, autoscale=True)),
    "lasso": of_kidiq(prior=lasso(2, 0, 1, autoscale=True)),
    "product_normal": of_kidiq(prior=product_normal(3, 0.5, 0.2)),
    "cauchy": of_kidiq(prior=cauchy(0, [1, 2.5, 10])),
    "student_t vector": of_kidiq(prior=student_t([3, 5, 7], 0, 2.5)),
    "flat": of_kidiq(prior=None, prior_intercept=None, prior_aux=None),
    "aux normal": of_kidiq(prior=normal(), prior_aux=normal(0, 10, autoscale=True)),
    "aux student_t": of_kidiq(prior=normal(), prior_aux=student_t(3, 0, 10)),
    "sparse": of_kidiq(sparse=True),
    "no intercept": ("stan_glm", "kid_score ~ 0 + mom_hs + mom_iq", "kidiq", {}),
    "QR no autoscale": of_kidiq(QR=True, prior=normal(0, 3)),
    "QR student": of_kidiq(QR=True, prior=student_t(4, 0, 3, autoscale=True)),
    "gaussian log": by_iq(family=gaussian("log")),
    "Gamma inverse": by_iq(family="Gamma"),
    "inverse gaussian": by_iq(family=inverse_gaussian("log")),
    "poisson sqrt": by_iq(family=poisson("sqrt")),
    "decov": (
        "stan_glmer",
        CBPP,
        "cbpp",
        {"family": "binomial", "prior_covariance": decov(2, 1.5, 0.5, 0.1)},
    ),
    "lm flat": ("stan_lm", KIDIQ, "kidiq", {"prior": None}),
    "lm intercept": (
        "stan_lm",
        KIDIQ,
        "kidiq",
        {"prior": R2(-0.7, "log"), "prior_intercept": normal(80, 10)},
    ),
}
UNLIKE = {
    "lm intercept by the central limit theorem"
}  # rstanarm prints an intercept scale of 0 for one that is unknown


def shown(model: Model) -> str:
    function, formula, data, arguments = model
    ready = prepared(function, formula, datasets.load(data), **arguments)
    return to_text(prior_summary_view("fit", ready.priors, family=ready.spec.family))


@pytest.mark.parametrize("name", REFERENCES)
def test_references(recorded, name):
    assert shown(REFERENCES[name]) == recorded(name)["prior_summary"]


@pytest.mark.parametrize("name", sorted(set(RECORDED) - UNLIKE))
def test_every_prior(name):
    assert shown(CALLS[name]) == RECORDED[name]["prior_summary"]


def test_every_reference_without_smooths_and_nonlinear_functions_is_here():
    names = {f.stem for f in (Path(__file__).parents[1] / "reference").glob("*.json")}
    others = {n for n in names if "nlmer" in n or "gamm4" in n or n.startswith("lm_")}
    assert set(REFERENCES) == names - others
