"""Names of parameters are rstanarm's."""

import json
from pathlib import Path

import numpy as np
import pytest

from nbmixed.design.groups import GroupTerm
from nbmixed.programs.names import covariance_names, effect_names

REFERENCE = Path(__file__).parents[1] / "reference"


def term(group, coefs, levels):
    return GroupTerm(group, tuple(coefs), tuple(levels), np.zeros(1, int), np.ones((1, len(coefs))))


def test_coefficients_run_fastest():
    assert effect_names(term("Subject", ["(Intercept)", "Days"], ["308", "309"])) == [
        "b[(Intercept) Subject:308]",
        "b[Days Subject:308]",
        "b[(Intercept) Subject:309]",
        "b[Days Subject:309]",
    ]


def test_spaces_in_levels_become_underscores():
    assert effect_names(term("county", ["(Intercept)"], ["BIG STONE"])) == ["b[(Intercept) county:BIG_STONE]"]


def test_covariances_run_down_the_columns_of_the_lower_triangle():
    assert covariance_names("g", ["(Intercept)", "x", "z"]) == [
        "Sigma[g:(Intercept),(Intercept)]",
        "Sigma[g:x,(Intercept)]",
        "Sigma[g:z,(Intercept)]",
        "Sigma[g:x,x]",
        "Sigma[g:z,x]",
        "Sigma[g:z,z]",
    ]


@pytest.mark.parametrize("fit", ["sleepstudy_lmer", "radon_uranium_slope", "penicillin_lmer"])
def test_rstanarms_columns(fit):
    reference = json.loads((REFERENCE / f"{fit}.json").read_text(encoding="utf-8"))
    terms = [
        term(c["group"], c["names"], reference["grouping"][c["group"]]["levels"]) for c in reference["cnms"]
    ]
    names = [n for t in terms for n in effect_names(t)]
    names += [n for t in terms for n in covariance_names(t.group, t.coefs)]
    assert set(names) == {n for n in reference["as_matrix_colnames"] if n.startswith(("b[", "Sigma["))}
    assert names == sorted(names, key=reference["as_matrix_colnames"].index)
