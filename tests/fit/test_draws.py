"""Draws by name: order, choice by name, shortcut and pattern, and what is refused."""

import re
from dataclasses import replace

import numpy as np
import pytest

from nbmixed.errors import SettingError
from tests.fit.posteriors import SHAPE, chosen

MIXED, _ = chosen("stan_lmer", "y ~ x + (x | g) + (1 | h)")
PLAIN, _ = chosen("stan_glm", "count ~ x", family="poisson")
NAMES = [
    "(Intercept)",
    "x",
    "b[(Intercept) g:a_b]",
    "b[x g:a_b]",
    "b[(Intercept) g:c]",
    "b[x g:c]",
    "b[(Intercept) g:d]",
    "b[x g:d]",
    "b[(Intercept) h:u]",
    "b[(Intercept) h:v]",
    "sigma",
    "Sigma[g:(Intercept),(Intercept)]",
    "Sigma[g:x,(Intercept)]",
    "Sigma[g:x,x]",
    "Sigma[h:(Intercept),(Intercept)]",
]


class TestNames:
    def test_they_stand_in_rstanarms_order(self):
        assert MIXED.names == NAMES

    def test_without_groups_and_auxiliary_parameter(self):
        assert PLAIN.names == ["(Intercept)", "x"]
        assert PLAIN.aux_names == []

    def test_diagnostics_come_last_and_are_no_parameters(self):
        assert MIXED.diagnostic_names == ["mean_PPD", "log-posterior"]

    def test_draws_from_the_prior_have_no_mean_PPD(self):
        prior, _ = chosen("stan_lmer", "y ~ x + (1 | g)", prior_PD=True)
        assert prior.diagnostic_names == ["log-posterior"]
        assert prior.mean_PPD is None
        with pytest.raises(SettingError, match="no parameter 'mean_PPD'"):
            prior.array(["mean_PPD"])


class TestArray:
    """Each name gives the draws it stands for."""

    @pytest.mark.parametrize(
        "name, expected",
        [
            ("x", MIXED.parameters.coef[..., 1]),
            ("b[x g:c]", MIXED.effects[0][:, :, 1, 1]),
            ("b[(Intercept) h:v]", MIXED.effects[1][:, :, 1, 0]),
            ("sigma", MIXED.parameters.aux),
            ("Sigma[g:x,(Intercept)]", MIXED.Sigma[0][..., 1, 0]),
            ("Sigma[g:x,x]", MIXED.Sigma[0][..., 1, 1]),
            ("Sigma[h:(Intercept),(Intercept)]", MIXED.Sigma[1][..., 0, 0]),
            ("mean_PPD", MIXED.mean_PPD),
            ("log-posterior", MIXED.log_posterior),
        ],
    )
    def test_by_name(self, name, expected):
        np.testing.assert_array_equal(MIXED.array([name])[..., 0], expected)

    def test_in_the_order_asked_for(self):
        both = MIXED.array(["sigma", "x"])
        np.testing.assert_array_equal(both[..., 0], MIXED.array(["sigma"])[..., 0])
        np.testing.assert_array_equal(both[..., 1], MIXED.array(["x"])[..., 0])

    def test_all_of_them(self):
        assert MIXED.array(NAMES).shape == (*SHAPE, len(NAMES))

    def test_none_of_them(self):
        assert MIXED.array([]).shape == (*SHAPE, 0)

    def test_an_unknown_name(self):
        with pytest.raises(SettingError, match=r"no parameter 'sigm'\. Did you mean 'sigma'\?"):
            MIXED.array(["x", "sigm"])

    def test_Sigma_is_the_product_of_its_factor(self):
        L = MIXED.parameters.theta_L[0][1, 7]
        np.testing.assert_allclose(MIXED.Sigma[0][1, 7], L @ L.T)

    def test_effects_are_not_made_for_what_does_not_need_them(self):
        def unwanted():
            raise AssertionError("effects were made")

        lazy = replace(MIXED, make_effects=unwanted, make_mean_PPD=unwanted)
        assert lazy.array(["x", "sigma", "Sigma[g:x,x]", "log-posterior"]).shape == (*SHAPE, 4)

    def test_effects_are_made_once(self):
        calls = []
        counting = replace(MIXED, make_effects=lambda: calls.append(1) or MIXED.effects)
        assert counting.effects is counting.effects
        assert len(calls) == 1


class TestSelect:
    @pytest.mark.parametrize(
        "pars, regex_pars, expected",
        [
            (None, None, NAMES),
            ("x", None, ["x"]),
            (["sigma", "x"], None, ["x", "sigma"]),  # in rstanarm's order, not in ours
            ("alpha", None, ["(Intercept)"]),
            ("beta", None, ["x"]),
            ("varying", None, NAMES[2:10]),
            (["alpha", "sigma"], None, ["(Intercept)", "sigma"]),
            (None, r"^b\[x", ["b[x g:a_b]", "b[x g:c]", "b[x g:d]"]),
            (None, [r"h:u\]", "^Sigma.*,x"], ["b[(Intercept) h:u]", "Sigma[g:x,x]"]),
            ("x", "sigma", ["x", "sigma"]),
            (["x", "x"], "^x$", ["x"]),  # once each
            ("mean_PPD", None, ["mean_PPD"]),
            (None, "log", ["log-posterior"]),
        ],
    )
    def test_by_name_shortcut_and_pattern(self, pars, regex_pars, expected):
        assert MIXED.select(pars, regex_pars) == expected

    def test_without_an_intercept_alpha_is_nothing(self):
        no_intercept, _ = chosen("stan_glm", "y ~ 0 + x")
        assert no_intercept.select("alpha", None) == []
        assert no_intercept.select("beta", None) == ["x"]

    @pytest.mark.parametrize("name, meant", [("(intercept)", "(Intercept)"), ("vary", "varying")])
    def test_an_unknown_name_suggests_the_nearest(self, name, meant):
        message = f"There is no parameter {name!r}. Did you mean {meant!r}?"
        with pytest.raises(SettingError, match=re.escape(message)):
            MIXED.select(name, None)

    def test_a_pattern_that_matches_nothing(self):
        with pytest.raises(
            SettingError, match=r"No parameter matches the pattern 'Days': see fit.to_frame\(\)"
        ):
            MIXED.select(None, "Days")

    def test_a_pattern_that_is_none(self):
        with pytest.raises(SettingError, match=r"regex_pars: 'b\[\(' is not a regular expression"):
            MIXED.select(None, "b[(")


class TestFrame:
    def test_one_row_a_draw_chains_one_after_the_other(self):
        frame = MIXED.to_frame(["x", "sigma"])
        assert list(frame.columns) == ["x", "sigma"]
        np.testing.assert_array_equal(frame["x"], MIXED.parameters.coef[..., 1].reshape(-1))
        assert frame["x"][SHAPE[1]] == MIXED.parameters.coef[1, 0, 1]

    def test_size(self):
        assert (MIXED.shape, MIXED.size) == (SHAPE, 100)


class TestResampled:
    """Draws picked from the proposals of an approximation are those proposals, under every name."""

    PROPOSALS, _ = chosen("stan_lmer", "y ~ x + (x | g) + (1 | h)", shape=(1, 400))
    LOG_G = np.random.default_rng(3).standard_normal((1, 400))
    PICKED = PROPOSALS.resampled(np.zeros((1, 400)), LOG_G, draws=100, seed=1)

    def test_every_parameter_is_that_of_the_kept_proposal(self):
        names = [*self.PICKED.names, *self.PICKED.diagnostic_names]
        assert names == [*self.PROPOSALS.names, *self.PROPOSALS.diagnostic_names]
        expected = self.PROPOSALS.array(names)[:, self.PICKED.importance.kept]
        np.testing.assert_array_equal(self.PICKED.array(names), expected)
        np.testing.assert_array_equal(
            self.PICKED.sample_stats["lp"], self.PROPOSALS.sample_stats["lp"][:, self.PICKED.importance.kept]
        )

    def test_there_are_as_many_as_asked_for_in_one_chain(self):
        assert self.PICKED.shape == (1, 100)
        assert self.PICKED.proposals is self.PROPOSALS
        assert self.PROPOSALS.importance is None

    def test_group_effects_are_made_when_asked_for(self):
        lazy = replace(self.PROPOSALS, make_effects=lambda: pytest.fail("made too early"))
        lazy.resampled(np.zeros((1, 400)), self.LOG_G, draws=10, seed=1)

    def test_further_parameters_come_along(self):
        parameters = replace(self.PROPOSALS.parameters, further={"nu": self.LOG_G})
        student = replace(self.PROPOSALS, parameters=parameters)
        picked = student.resampled(np.zeros((1, 400)), self.LOG_G, draws=10, seed=1)
        assert picked.aux_names == ["sigma", "nu"]
        np.testing.assert_array_equal(picked.array(["nu"])[0, :, 0], self.LOG_G[0, picked.importance.kept])
