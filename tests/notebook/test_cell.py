"""A cell, read into a request."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.errors import DataError, FamilyError, NbmixedError, PriorError, SettingError
from nbmixed.notebook.cell import to_request
from nbmixed.spec.family import Family, neg_binomial_2, poisson
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.priors import R2, decov, hs, normal
from nbmixed.spec.sampling import Sampling

CBPP = pd.DataFrame(
    {"incidence": [2, 3], "size": [14, 12], "period": ["1", "2"], "herd": ["1", "1"], "w": [1, 2]}
)
VARIABLES = {"cbpp": CBPP, "mine": np.array([1.0, 2.0]), "degree": 2, "np": np, "helper": len, "size": 3}


def read(body="incidence ~ period + (1 | herd)", line="fit --data cbpp", function="stan_glmer"):
    return to_request(function, line, body, VARIABLES)


def test_the_cell_of_the_documentation():
    request = read(
        "cbind(incidence, size - incidence) ~ period + (1 | herd)\n"
        "prior = normal(0, 2.5, autoscale=True)\n"
        "prior_covariance = decov(regularization=2)",
        "herd_fit --data cbpp --family binomial --chains 4 --seed 12345",
    )
    assert request.spec == ModelSpec(
        "stan_glmer",
        "cbind(incidence, size - incidence) ~ period + (1 | herd)",
        "cbpp",
        Family("binomial", "logit"),
        prior=normal(0, 2.5, autoscale=True),
        prior_covariance=decov(2),
        sampling=Sampling(chains=4, seed=12345),
    )
    assert request.data is CBPP
    assert (request.name, request.quiet, request.silent, request.dry) == ("herd_fit", False, False, False)


def test_a_cell_round_trips_through_the_spec():
    first = read(
        "incidence ~ period + (1 | herd)\nprior = None\nweights = w\ncontrasts = {'period': 'contr.sum'}",
        "fit --data cbpp --family poisson --seed 7 --adapt-delta 0.99",
    ).spec
    head, body = first.to_magic("fit").split("\n", 1)
    assert read(body, head.removeprefix("%%stan_glmer ")).spec == first


@pytest.mark.parametrize(
    "line, below",
    [
        ("--algorithm laplace --QR", ""),
        ("", "algorithm = laplace\nQR = TRUE"),
        ("--qr", 'algorithm = "laplace"'),
        ("--algorithm=laplace", "QR = True"),
    ],
)
def test_algorithm_and_switches_stand_above_or_below(line, below):
    request = read(f"incidence ~ size + w\n{below}", f"fit --data cbpp {line}", "stan_glm")
    assert request.spec == ModelSpec("stan_glm", "incidence ~ size + w", "cbpp", algorithm="laplace", QR=True)


def test_settings_below_the_formula():
    request = read(
        "incidence ~ size\nsparse = True\nmean_PPD = FALSE\nprior = hs(df = 3)", function="stan_glm"
    )
    assert request.spec == ModelSpec(
        "stan_glm", "incidence ~ size", "cbpp", prior=hs(3), sparse=True, mean_PPD=False
    )


def test_a_cell_of_stan_lm():
    request = read('incidence ~ size + w\nprior = R2(0.5, "mean")', "fit --data cbpp --seed 1", "stan_lm")
    assert request.spec == ModelSpec(
        "stan_lm",
        "incidence ~ size + w",
        "cbpp",
        prior=R2(0.5, "mean"),
        prior_intercept=None,
        sampling=Sampling(seed=1),
    )


@pytest.mark.parametrize("text", ["w", '"w"', "log(w)", "w / size"])
def test_expressions_over_columns_stay_text(text):
    request = read(f"incidence ~ period + (1 | herd)\noffset = {text}")
    assert request.spec.offset == text.strip('"')
    assert request.arrays == {}


def test_a_variable_that_is_not_a_column_is_passed_as_an_array():
    request = read("incidence ~ period + (1 | herd)\nweights = mine\noffset = [0, 1]")
    assert request.arrays["weights"] is VARIABLES["mine"]
    assert request.spec.weights == "mine"
    assert request.arrays["offset"] == [0, 1]


def test_subset_is_kept_for_the_design():
    assert read("incidence ~ period + (1 | herd)\nsubset = period == '1' & size > 2").spec.subset == (
        "period == '1' & size > 2"
    )


def test_variables_named_in_the_formula_travel_with_the_request():
    request = read("incidence ~ poly(size, degree) + np + helper + (1 | herd)")
    assert request.env == {"degree": 2}


@pytest.mark.parametrize("ending, silent", [(";", True), ("", False)])
def test_a_final_semicolon_suppresses_the_display(ending, silent):
    assert read("incidence ~ 1 + (1 | herd)" + ending).silent is silent


@pytest.mark.parametrize(
    "function, family", [("stan_glmer_nb", neg_binomial_2()), ("stan_glmer", Family("gaussian", "identity"))]
)
def test_families_without_a_word(function, family):
    assert read(function=function).spec.family == family


@pytest.mark.parametrize("text", ["poisson", '"poisson"', "poisson()", 'poisson(link = "log")'])
def test_spellings_of_a_family(text):
    assert read(f"incidence ~ 1 + (1 | herd)\nfamily = {text}").spec.family == poisson()


@pytest.mark.parametrize(
    "line, extra, error, message",
    [
        (
            "fit --data cbp",
            "",
            DataError,
            "There is no data frame 'cbp' in this notebook. Did you mean 'cbpp'?",
        ),
        ("fit --data cbpp --chains 0", "", SettingError, "chains = 0 is out of range"),
        ("fit --data cbpp --seed -1", "", SettingError, "seed = -1 is out of range"),
        ("fit --data cbpp --seed 4294967296", "", SettingError, "seed = 4294967296 is out of range"),
        ("fit --data cbpp --family binomal", "", FamilyError, "Did you mean 'binomial'?"),
        ("fit --data cbpp --family poisson --link probit", "", FamilyError, "no link 'probit'"),
        ("fit --data cbpp --family poisson", "family = poisson", SettingError, "family is given twice"),
        ("fit --data cbpp --link log", 'family = poisson("log")', SettingError, "The link is given twice"),
        ("fit --data cbpp --QR", "QR = True", SettingError, "QR is given twice, on the first line and below"),
        ("fit --data cbpp --QR --sparse", "", SettingError, "QR = True makes predictors dense"),
        ("fit --data cbpp --algorithm vb", "", SettingError, "algorithm = 'vb' is not known: use one of"),
        (
            "fit --data cbpp --algorithm optimizing",
            "",
            SettingError,
            'stan_glmer has no algorithm="optimizing"',
        ),
        ("fit --data cbpp --algorithm laplace --chains 2", "", SettingError, "chains is for MCMC"),
        ("fit --data cbpp --draws 10", "", SettingError, "draws is for approximations"),
        ("fit --data cbpp --family Gamma --link logit", "", FamilyError, "Gamma family has no link 'logit'"),
        ("fit --data cbpp", "prior = R2(0.5)", PriorError, "is not a prior that can stand here"),
        ("fit --data cbpp --QR", "prior = hs()", PriorError, "leave QR out"),
        ("fit --data cbpp --compat brms", "", SettingError, "compat = 'brms' is not known"),
        ("fit --data cbpp", "prior = normal", PriorError, "prior = normal is the function itself: call it"),
        ("fit --data cbpp", "prior = 3", PriorError, "is not a prior that can stand here"),
        ("fit --data cbpp", "prior_covariance = None", PriorError, "prior_covariance cannot be None here"),
        ("fit --data cbpp", "prior_PD = 1", SettingError, "prior_PD = 1 is neither True nor False"),
        ("fit --data cbpp", "na_action = 'skip'", SettingError, "na_action = 'skip' is not known"),
        ("fit --data cbpp", "contrasts = 'contr.sum'", SettingError, "one contrast for each factor"),
        (
            "fit --data cbpp",
            "weights = ww",
            DataError,
            "neither a column of the data nor a variable of the notebook. Did you mean 'w'?",
        ),
        ("fit --data cbpp", "weights = degree", DataError, "the variable is a int, not an array"),
        ("cbpp --data cbpp", "", SettingError, "The result cannot be called cbpp, which is the data frame"),
        ("--data cbpp --quiet", "", SettingError, "The result would be lost"),
        ("fit", "", SettingError, "The cell names no data"),
    ],
)
def test_bad_cells(line, extra, error, message):
    with pytest.raises(error) as raised:
        read(f"incidence ~ period + (1 | herd)\n{extra}", line)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    "function, line, extra, message",
    [
        (
            "stan_lmer",
            "fit --data cbpp --family poisson",
            "",
            "stan_lmer is for the gaussian family: leave family out",
        ),
        (
            "stan_glm_nb",
            "fit --data cbpp",
            "family = poisson",
            "stan_glm_nb is for the neg_binomial_2 family",
        ),
        ("stan_lm", "fit --data cbpp", "", "stan_lm needs a prior of R2"),
        ("stan_lm", "fit --data cbpp --QR", "prior = R2(0.5)", "stan_lm has no argument 'QR'"),
        ("stan_lm", "fit --data cbpp --link log", "prior = R2(0.5)", "stan_lm has the identity link"),
        ("stan_lmer", "fit --data cbpp --link log", "", "stan_lmer has the identity link"),
        ("stan_glm", "fit --data cbpp", "prior_covariance = decov()", "has no group-level terms"),
    ],
)
def test_what_a_function_does_not_take(function, line, extra, message):
    with pytest.raises(NbmixedError, match=message):
        read(f"incidence ~ period\n{extra}", line, function)
