"""Data from which a model cannot be told: what is refused before sampling, and what is only said."""

import numpy as np
import pandas as pd
import pytest

from nbmixed import datasets, hs, normal
from nbmixed.errors import DataError
from tests.prepared import prepared

RNG = np.random.default_rng(8)
N = 72
FRAME = pd.DataFrame(
    {"x": RNG.standard_normal(N), "z": RNG.uniform(1, 3, N), "g": np.arange(N) % 9, "h": np.arange(N) % 4}
)
MEANS = RNG.standard_normal(9)[FRAME.g]
FRAME = FRAME.assign(
    row=np.arange(N),
    y=FRAME.x + MEANS + RNG.standard_normal(N),
    count=RNG.poisson(4, N),
    positive=np.exp(FRAME.x + RNG.standard_normal(N)),
    still=-3.5,
    none=0,
    four=4,
    seconds=1.7e9 + 50 * FRAME.x,
    between=RNG.standard_normal(9)[FRAME.g],
    line=3 - 0.25 * FRAME.x + FRAME.z,
    by_group=MEANS,
    crossed=MEANS + RNG.standard_normal(4)[FRAME.h] - 2 * FRAME.z,
    slopes=MEANS * FRAME.x,
    decay=np.exp(0.3 - 0.5 * FRAME.x),
    micro=1e-15 * (1 + 2 * FRAME.x),
    growth=100 * (1 - np.exp(-0.8 * FRAME.z)),
)
FRAME["later"] = 7 + 0.1 * FRAME.seconds
MIXED = {
    "stan_glm": "",
    "stan_lmer": " + (1 | g)",
    "stan_glmer": " + (1 | g)",
    "stan_gamm4": " + s(z, k = 4)",
    "stan_lm": "",
}


def notes(function, formula, **arguments):
    more = {"prior": None} if function == "stan_lm" else {}
    return prepared(function, formula, FRAME, **more | arguments).design.notes


def refused(function, formula, match, **arguments):
    with pytest.raises(DataError, match=match):
        notes(function, formula, **arguments)


@pytest.mark.parametrize("function", MIXED)
class TestEveryGaussianFunction:
    def test_an_outcome_that_never_varies(self, function):
        refused(
            function,
            "still ~ x" + MIXED[function],
            r"still is -3\.5 in every row, .*nothing to estimate sigma from",
        )

    @pytest.mark.parametrize("formula", ["line ~ x + z", "later ~ seconds", "micro ~ x"])
    def test_predictors_that_reproduce_the_outcome(self, function, formula):
        refused(
            function,
            formula + MIXED[function].replace("s(z,", "s(y,"),
            "predictors reproduce the outcome .* exactly",
        )

    def test_a_column_of_ones(self, function):
        formula, data = "y ~ x + one" + MIXED[function], FRAME.assign(one=1)
        more = {"prior": None} if function == "stan_lm" else {}
        found = prepared(function, formula, data, **more).design.notes
        assert found == ("Dropped columns that are the same in every row, as the intercept is: 'one'.",)

    def test_ordinary_data_need_no_word(self, function):
        assert notes(function, "y ~ x" + MIXED[function]) == ()


class TestExactFits:
    @pytest.mark.parametrize(
        "formula",
        [
            "by_group ~ x + (1 | g)",
            "by_group ~ 1 + (x | g)",
            "slopes ~ x + (x | g)",
            "crossed ~ z + (1 | g) + (1 | h)",
        ],
    )
    def test_levels_that_reproduce_the_outcome(self, formula):
        refused("stan_lmer", formula, "levels of 'g'.* reproduce the outcome")

    @pytest.mark.parametrize("function, family", [("stan_glm", "gaussian"), ("stan_glmer", "student")])
    def test_on_the_scale_of_the_link(self, function, family):
        refused(
            function, "decay ~ x" + MIXED[function], "reproduce the outcome decay", family=family, link="log"
        )

    def test_a_curve(self):
        refused(
            "stan_nlmer",
            "growth ~ SSasympOrig(z, Asym, lrc) ~ Asym | g",
            "The curve reproduces the outcome growth",
        )

    def test_rows_without_weight_do_not_count(self):
        bent = FRAME.assign(line=FRAME.line.where(FRAME.row > 5, 0.0), w=(FRAME.row > 5).astype(float))
        assert prepared("stan_glm", "line ~ x + z", bent).design.notes == ()
        with pytest.raises(DataError, match="reproduce the outcome"):
            prepared("stan_glm", "line ~ x + z", bent, weights="w")

    def test_counts_without_weight_do_not_count(self):
        some = FRAME.assign(rare=np.where(FRAME.row < 5, 3, 0), w=(FRAME.row >= 5).astype(float))
        assert prepared("stan_glm", "rare ~ x", some, family="poisson").design.notes == ()
        found = prepared("stan_glm", "rare ~ x", some, family="poisson", weights="w").design.notes
        assert found[0].startswith("The outcome rare is 0 in every row")

    def test_an_offset_counts(self):
        assert notes("stan_glm", "line ~ x", offset="y") == ()
        refused("stan_glm", "line ~ x", "reproduce", offset="z")
        refused("stan_glm", "z ~ x", "z less its offset is 0 in every row", offset="z")

    def test_many_rows_of_which_some_fit_exactly(self):
        half = pd.DataFrame({"x": RNG.standard_normal(4000), "y": np.zeros(4000)})
        half.loc[3990:, "y"] = 1.0
        assert prepared("stan_glm", "y ~ x", half).design.notes == ()

    def test_many_rows_without_an_intercept(self):
        many = pd.DataFrame({"x": 5 + RNG.standard_normal(900), "z": 3 + RNG.standard_normal(900)})
        with pytest.raises(DataError, match="reproduce the outcome y exactly"):
            prepared("stan_glm", "y ~ 0 + x + z", many.assign(y=3 * many.x - 2 * many.z))

    def test_as_many_coefficients_as_rows_reproduce_any_outcome_and_are_a_model(self):
        few = FRAME[:3]
        assert prepared("stan_glm", "y ~ x + z", few).design.notes == ()

    def test_a_spread_of_rounding_of_single_precision_is_a_spread(self):
        assert (
            prepared("stan_glm", "line ~ x + z", FRAME.assign(line=FRAME.line.astype("float32"))).design.notes
            == ()
        )

    def test_the_shape_of_an_exact_mean_is_left_to_its_prior(self):
        assert "posterior of shape" in notes("stan_glm", "decay ~ x", family="Gamma", link="log")[0]

    def test_draws_from_the_prior_need_no_data(self):
        assert notes("stan_glm", "still ~ x", prior_PD=True) == ()
        assert notes("stan_lmer", "line ~ x + z + (1 | g)", prior_PD=True) == ()


class TestCounts:
    @pytest.mark.parametrize("function", ["stan_glm_nb", "stan_glmer_nb", "stan_glm", "stan_glmer"])
    @pytest.mark.parametrize(
        "outcome, said", [("none", "how near 0 the rate is depends on the priors"), ("four", "no variation")]
    )
    def test_counts_that_never_vary_are_a_model(self, function, outcome, said):
        family = {} if function.endswith("nb") else {"family": "poisson"}
        formula = f"{outcome} ~ x" + (" + (1 | g)" if "er" in function else "")
        (note,) = notes(function, formula, **family)
        assert said in note and f"The outcome {outcome} is" in note

    @pytest.mark.parametrize("outcome", ["none", "cbind(none, four)", "cbind(four, none)", "I(none + 1)"])
    def test_chances_of_which_all_or_none_came_true(self, outcome):
        (note,) = notes("stan_glm", f"{outcome} ~ x", family="binomial")
        assert "the chance is depends on the priors" in note
        refused(
            "stan_glm",
            f"{outcome} ~ x",
            "with a flat prior the intercept has no posterior",
            family="binomial",
            prior_intercept=None,
        )

    @pytest.mark.parametrize("family", ["Gamma", "inverse_gaussian", "beta"])
    def test_amounts_that_never_vary_are_not(self, family):
        refused("stan_glm", "I(four / 5) ~ x", r"is 0\.8 in every row", family=family)


class TestGroups:
    @pytest.mark.parametrize(
        "function, outcome, family",
        [("stan_lmer", "y", {}), ("stan_glmer", "positive", {"family": "Gamma", "link": "log"})],
    )
    def test_one_row_a_level(self, function, outcome, family):
        (note,) = notes(function, f"{outcome} ~ x + (1 | row)", **family)
        assert note.startswith("Each level of row has one row (72 rows, 72 levels)")

    def test_no_more_rows_than_effects(self):
        pairs = FRAME.assign(pair=FRAME.row // 2)
        (note,) = prepared("stan_lmer", "y ~ x + (x | pair)", pairs).design.notes
        assert "By pair vary 72 effects, and there are 72 rows" in note

    def test_an_effect_of_each_row_is_overdispersion_of_counts(self):
        assert notes("stan_glmer", "count ~ x + (1 | row)", family="poisson") == ()

    def test_slopes_of_what_does_not_vary_within_levels(self):
        (note,) = notes("stan_lmer", "y ~ between + (between | g)")
        assert note.startswith("'between' does not vary within the levels of g")
        assert notes("stan_lmer", "y ~ between + (0 + between | g)") == ()
        assert notes("stan_lmer", "y ~ z + (z | g)") == ()


def test_more_coefficients_than_rows_are_said_but_for_shrinkage_priors():
    wide = pd.DataFrame(RNG.standard_normal((6, 9)), columns=list("abcdefghy"))
    assert (
        "There are 9 coefficients and 6 rows"
        in prepared("stan_glm", "y ~ .", wide, prior=normal(0, 1)).design.notes[0]
    )
    assert prepared("stan_glm", "y ~ .", wide, prior=hs()).design.notes == ()


@pytest.mark.parametrize(
    "data, formula",
    [
        ("sleepstudy", "Reaction ~ Days + (Days | Subject)"),
        ("Penicillin", "diameter ~ (1 | plate) + (1 | sample)"),
    ],
)
def test_known_data_need_no_word(data, formula):
    assert prepared("stan_lmer", formula, datasets.load(data)).design.notes == ()
