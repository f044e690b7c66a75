"""Numbers of the prior of covariances go to terms in the order of the formula, or by grouping factor."""

import numpy as np
import pandas as pd
import pytest

from nbmixed import decov, lkj
from nbmixed.errors import PriorError
from nbmixed.spec.prior_code import code, from_dict, to_dict
from tests.prepared import prepared

RNG = np.random.default_rng(9)
N = 60
FRAME = pd.DataFrame({"few": np.arange(N) % 3, "many": np.arange(N) % 12, "some": np.arange(N) // 10})
FRAME["x"], FRAME["y"], FRAME["count"] = RNG.standard_normal(N), RNG.standard_normal(N), RNG.poisson(4, N)


def units(formula, prior, function="stan_lmer", **arguments):
    """Unit of the standard deviation of the first coefficient of each term, by grouping factor."""
    ready = prepared(function, formula, FRAME, prior_covariance=prior, **arguments)
    data, groups = ready.packed.data, ready.design.groups
    firsts = np.cumsum([0, *data["p"]])[:-1]
    return {
        groups[t].group: float(data["sd_unit"][k])
        for t, k in zip(ready.packed.term_order, firsts, strict=True)
    }


@pytest.mark.parametrize(
    "function, outcome, family", [("stan_lmer", "y", {}), ("stan_glmer", "count", {"family": "poisson"})]
)
class TestOrder:
    def test_of_the_formula_whichever_has_more_levels(self, function, outcome, family):
        for formula in ("(1 | few) + (1 | many) + (1 | some)", "(1 | many) + (1 | few) + (1 | some)"):
            first = formula[5:9].strip(" )")
            found = units(f"{outcome} ~ x + {formula}", decov(scale=[0.001, 1, 2]), function, **family)
            assert found[first] == 0.001 and found["some"] == 2

    def test_of_nested_factors(self, function, outcome, family):
        found = units(f"{outcome} ~ (1 | few / many)", decov(scale=[5, 7]), function, **family)
        assert found == {"many:few": 5, "few": 7}


def test_by_grouping_factor():
    found = units("y ~ (1 | few) + (x || many)", decov(scale={"many": 3}))
    assert found == {"few": 1, "many": 3}


def test_lkj_as_well():
    for prior in (lkj(scale=[2, 4], autoscale=False), lkj(scale={"many": 4, "few": 2}, autoscale=False)):
        assert units("y ~ (1 | few) + (1 | many)", prior) == {"few": 2, "many": 4}


def test_regularization_and_concentration_belong_to_terms_with_correlations():
    formula = "y ~ (x | few) + (1 | some) + (x | many)"
    for prior in (
        decov(regularization=[2, 3], concentration=[1, 2, 3, 4]),
        decov(regularization={"few": 2, "many": 3}, concentration={"few": 2, "many": 3}),
    ):
        ready = prepared("stan_lmer", formula, FRAME, prior_covariance=prior)
        places = {ready.design.groups[t].group: k for k, t in enumerate(ready.packed.term_order)}
        data = ready.packed.data
        assert [data["regularization"][places[g]] for g in ("few", "some", "many")] == [2, 1, 3]
        start = np.cumsum([0, *data["p"]])[places["few"]]
        assert data["decov_concentration"][start] == (1 if isinstance(prior.concentration, tuple) else 2)


def test_prior_summary_has_the_order_of_the_formula():
    priors = prepared(
        "stan_lmer", "y ~ (1 | few) + (1 | many)", FRAME, prior_covariance=decov(scale={"many": 3})
    ).priors
    assert priors.covariance == decov(scale=[1, 3])


def test_a_factor_that_the_model_does_not_have():
    with pytest.raises(
        PriorError,
        match=r"scale names 'manny', but the grouping factors are 'many', 'few'.* Did you mean 'many'",
    ):
        prepared("stan_lmer", "y ~ (1 | many) + (1 | few)", FRAME, prior_covariance=decov(scale={"manny": 3}))


@pytest.mark.parametrize("bad", [{}, {1: 2}, {"g": 0}, {"g": [1, 2]}, {"g": None}])
def test_a_mapping_that_says_nothing(bad):
    with pytest.raises(PriorError, match="scale"):
        decov(scale=bad)


def test_as_code_and_as_json():
    prior = decov(scale={"my group": 0.5, "g": 2})
    assert code(prior) == 'decov(scale={"my group": 0.5, "g": 2})'
    assert from_dict(to_dict(prior)) == prior
    assert eval(code(prior)) == prior
