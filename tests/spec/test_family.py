"""Families: their links, their auxiliary parameters, and how they may be named."""

import pytest

from nbmixed.errors import FamilyError
from nbmixed.spec.family import (
    FAMILIES,
    Family,
    binomial,
    gaussian,
    neg_binomial_2,
    poisson,
    resolve_family,
)


@pytest.mark.parametrize(
    "family, printed, aux",
    [
        (gaussian(), "gaussian [identity]", "sigma"),
        (binomial(), "binomial [logit]", None),
        (poisson(), "poisson [log]", None),
        (neg_binomial_2(), "neg_binomial_2 [log]", "reciprocal_dispersion"),
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
    assert resolve_family(name).name == name


def test_an_unknown_family_suggests_the_nearest():
    with pytest.raises(FamilyError, match=r"no family 'poison': use one of .*Did you mean 'poisson'\?"):
        resolve_family("poison")


@pytest.mark.parametrize("given", [None, 3, len])
def test_what_is_no_family(given):
    with pytest.raises(FamilyError, match=r"There is no family .*: use one of gaussian, binomial"):
        resolve_family(given)


@pytest.mark.parametrize("make, link", [(gaussian, "logit"), (poisson, "logit"), (binomial, "identity")])
def test_a_link_the_family_has_not(make, link):
    with pytest.raises(FamilyError, match=f"has no link '{link}': use one of"):
        make(link=link)
