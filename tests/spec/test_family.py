"""Families: their links, their auxiliary parameters, and how they may be named."""

import re

import pytest

from nbmixed.errors import FamilyError
from nbmixed.spec.family import (
    FAMILIES,
    Family,
    Gamma,
    beta,
    beta_binomial,
    binomial,
    gaussian,
    inverse_gaussian,
    links,
    neg_binomial_2,
    poisson,
    resolve_family,
    student,
)

RSTANARM_LINKS = {
    "gaussian": {"identity", "log", "inverse"},
    "Gamma": {"identity", "log", "inverse"},
    "inverse.gaussian": {"identity", "log", "inverse", "1/mu^2"},
    "beta": {"logit", "probit", "cloglog", "cauchit"},
    "binomial": {"logit", "probit", "cauchit", "log", "cloglog"},
    "poisson": {"log", "identity", "sqrt"},
    "neg_binomial_2": {"log", "identity", "sqrt"},
}
PAIRS = [(name, link) for make in FAMILIES.values() for name in [make().name] for link in links(name)]


@pytest.mark.parametrize(
    "family, printed, aux",
    [
        (gaussian(), "gaussian [identity]", "sigma"),
        (binomial(), "binomial [logit]", None),
        (poisson(), "poisson [log]", None),
        (neg_binomial_2(), "neg_binomial_2 [log]", "reciprocal_dispersion"),
        (student(), "student [identity]", "sigma"),
        (Gamma(), "Gamma [inverse]", "shape"),
        (inverse_gaussian(), "inverse.gaussian [1/mu^2]", "lambda"),
        (beta(), "beta [logit]", "(phi)"),
        (beta_binomial(), "beta_binomial [logit]", "phi"),
    ],
)
def test_default_link_and_auxiliary_parameter(family, printed, aux):
    assert str(family) == printed
    assert family.aux == aux


@pytest.mark.parametrize("family", ["binomial", binomial, binomial(), binomial(link="logit")])
def test_a_name_a_constructor_and_a_family_are_the_same(family):
    assert resolve_family(family) == Family("binomial", "logit")


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_is_found_by_its_name(name):
    assert resolve_family(name) == FAMILIES[name]()


@pytest.mark.parametrize(
    "spelling, name",
    [
        ("inverse.gaussian", "inverse.gaussian"),
        ("inverse_gaussian", "inverse.gaussian"),
        ("gamma", "Gamma"),
        ("betar", "beta"),
    ],
)
def test_spellings_of_R_and_of_Python(spelling, name):
    assert resolve_family(spelling).name == name


@pytest.mark.parametrize("name", RSTANARM_LINKS)
def test_links_are_those_of_rstanarm(name):
    assert set(links(name)) == RSTANARM_LINKS[name]


def test_links_of_what_is_no_family():
    assert links("poison") == ()
    assert links("inverse_gaussian") == links("inverse.gaussian")


@pytest.mark.parametrize("name, link", PAIRS)
def test_every_pair_can_be_named(name, link):
    assert resolve_family(name, link) == Family(name, link)


def test_student_has_two_parameters_besides_the_mean():
    assert student().aux_names == ("sigma", "nu")
    assert binomial().aux_names == ()


def test_links_whose_means_are_bounded_bound_the_linear_predictor():
    """Counts and positive outcomes have positive means, chances are below 1; logit and the like need no bound."""
    bounds = {pair: resolve_family(*pair).bound for pair in PAIRS}
    assert {pair for pair, bound in bounds.items() if bound == -1} == {("binomial", "log")}
    assert {pair for pair, bound in bounds.items() if bound == 1} == {
        ("Gamma", "identity"),
        ("Gamma", "inverse"),
        ("inverse.gaussian", "identity"),
        ("inverse.gaussian", "inverse"),
        ("inverse.gaussian", "1/mu^2"),
        ("poisson", "identity"),
        ("poisson", "sqrt"),
        ("neg_binomial_2", "identity"),
        ("neg_binomial_2", "sqrt"),
    }


def test_an_intercept_keeps_the_bound_but_for_square_roots():
    needing = {pair for pair in PAIRS if resolve_family(*pair).needs_intercept}
    assert needing == {p for p in PAIRS if resolve_family(*p).bound and p[1] != "sqrt"}


def test_what_an_outcome_may_be():
    made = {f().name: f() for f in FAMILIES.values()}
    assert {n for n, f in made.items() if f.real_line} == {"gaussian", "student"}
    assert {n for n, f in made.items() if not f.continuous} == {
        "binomial",
        "beta_binomial",
        "poisson",
        "neg_binomial_2",
    }


def test_an_unknown_family_suggests_the_nearest():
    with pytest.raises(FamilyError, match=r"no family 'poison': use one of .*Did you mean 'poisson'\?"):
        resolve_family("poison")


@pytest.mark.parametrize("given", [None, 3, len])
def test_what_is_no_family(given):
    with pytest.raises(
        FamilyError,
        match=r"There is no family .*: use one of gaussian, student, Gamma, inverse_gaussian, beta,",
    ):
        resolve_family(given)


@pytest.mark.parametrize(
    "make, link",
    [
        (gaussian, "logit"),
        (poisson, "logit"),
        (binomial, "identity"),
        (Gamma, "1/mu^2"),
        (beta, "log"),
        (beta_binomial, "log"),
    ],
)
def test_a_link_the_family_has_not(make, link):
    with pytest.raises(FamilyError, match=re.escape(f"has no link '{link}': use one of")):
        make(link=link)
