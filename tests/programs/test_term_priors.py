"""The data of a program that concern its terms: priors of group effects term by term, and those of smooths."""

from types import SimpleNamespace

import numpy as np
import pytest

from nbmixed.errors import PriorError
from nbmixed.programs.scale import resolve_smooth
from nbmixed.programs.smooths import SmoothBlock
from nbmixed.programs.term_priors import SD_PRIORS, pack_terms, smooth_sds
from nbmixed.spec.priors import decov, exponential, lkj, normal, student_t

FLAT, NORMAL, T, DECOV = range(len(SD_PRIORS))


def term(p, levels=4):
    return SimpleNamespace(coefs=tuple("abcdef"[:p]), levels=tuple(map(str, range(levels))), place=0)


def packed(terms, order, prior, compat=None, scale=None):
    return pack_terms(terms, order, prior, scale, relative=True, compat=compat)


class TestArgumentsOfDecov:
    TERMS = (term(1), term(2, 6), term(1), term(3))

    def test_one_number_is_for_all_terms(self):
        data = packed(self.TERMS, range(4), decov(2, 3, 4, 5))
        assert data["p"] == [1, 2, 1, 3]
        assert data["l"] == [4, 6, 4, 4]
        assert data["regularization"].tolist() == [1, 2, 1, 2]  # no correlations, no regularization
        assert data["decov_concentration"].tolist() == [1, 3, 3, 1, 3, 3, 3]
        assert data["decov_shape"].tolist() == [4] * 4
        assert data["sd_unit"].tolist() == [5] * 7

    @pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 0, 2, 1), (2, 3, 1, 0)])
    def test_vectors_reach_their_terms_in_any_order_of_the_program(self, order):
        prior = decov(
            regularization=[2, 3],  # the second and the fourth term
            concentration=[1.1, 1.2, 2.1, 2.2, 2.3],  # their coefficients
            shape=[1, 2, 3, 4],
            scale=[10, 20, 30, 40],
        )
        data = packed(self.TERMS, order, prior)
        concentration = [[1.0], [1.1, 1.2], [1.0], [2.1, 2.2, 2.3]]
        assert data["p"] == [(1, 2, 1, 3)[t] for t in order]
        assert data["regularization"].tolist() == [(1, 2, 1, 3)[t] for t in order]
        assert data["decov_concentration"].tolist() == [c for t in order for c in concentration[t]]
        assert data["decov_shape"].tolist() == [t + 1 for t in order]
        assert data["sd_unit"].tolist() == [10 * (t + 1) for t in order for _ in concentration[t]]

    def test_rows_are_lagged_for_comparisons_only(self):
        assert packed(self.TERMS, range(4), decov())["lagged_rows"] == 0
        assert packed(self.TERMS, range(4), decov(), "rstanarm")["lagged_rows"] == 1

    @pytest.mark.parametrize(
        "argument, given, needed",
        [
            ("scale", 3, "4 group-level terms: give 1 or 4"),
            ("shape", 5, "4 group-level terms: give 1 or 4"),
            ("regularization", 4, "2 group-level terms with two and more coefficients: give 1 or 2"),
            ("concentration", 7, "have 5 coefficients: give 1 or 5"),
        ],
    )
    def test_vectors_of_the_wrong_length(self, argument, given, needed):
        message = f"^prior_covariance: {argument} has {given} values, but the .* {needed}"
        with pytest.raises(PriorError, match=message):
            packed(self.TERMS, range(4), decov(**{argument: [1] * given}))

    def test_terms_of_one_coefficient_take_no_concentration(self):
        data = packed([term(1), term(1)], range(2), decov(concentration=9, regularization=9))
        assert data["decov_concentration"].tolist() == [1, 1]
        assert data["regularization"].tolist() == [1, 1]

    def test_without_terms_there_is_nothing(self):
        data = packed([], (), decov())
        assert data["n_terms"] == 0
        assert data["decov_concentration"].size == 0


class TestLkj:
    """Standard deviations that are free: half-t, each in its own unit, never relative to sigma."""

    def test_units_and_degrees_of_freedom_reach_their_coefficients(self):
        terms, scale = [term(1), term(2)], [np.array([3.0]), np.array([4.0, 5.0])]
        data = packed(terms, (1, 0), lkj(regularization=2, df=[7, 8]), scale=scale)
        assert (data["sd_dist"], data["relative"]) == ([T, T], [0, 0])
        assert data["sd_unit"].tolist() == [4, 5, 3]
        assert data["sd_df"].tolist() == [8, 8, 7]
        assert data["regularization"].tolist() == [2, 1]

    def test_decov_is_relative_where_the_family_says_so(self):
        assert packed([term(1)], (0,), decov())["relative"] == [1]
        assert pack_terms([term(1)], (0,), decov(), None, relative=False, compat=None)["relative"] == [0]


class TestSmooths:
    """A block is a term of one coefficient with a level for each column; its sd has a prior of its own."""

    @staticmethod
    def block(prior, sizes=(3,), relative=True):
        smooths = smooth_sds(
            sizes,
            resolve_smooth(prior, [SmoothBlock("s(x)", np.empty((2, k))) for k in sizes]),
            relative=relative,
        )
        order = range(1 + len(sizes))
        return pack_terms(
            [term(1)], order, decov(scale=9), None, relative=False, compat=None, smooths=smooths
        )

    def test_its_columns_are_levels(self):
        data = self.block(exponential(), (3, 1))
        assert (data["n_terms"], data["p"], data["l"]) == (3, [1, 1, 1], [4, 3, 1])

    def test_it_may_be_relative_where_groups_are_not(self):
        assert self.block(exponential())["relative"] == [0, 1]
        assert self.block(exponential(), relative=False)["relative"] == [0, 0]

    def test_an_exponential_prior_is_decov_of_shape_1_in_units_of_1_over_its_rate(self):
        data = self.block(exponential([4, 5]), (3, 1))
        assert data["sd_dist"] == [DECOV] * 3
        assert data["sd_unit"].tolist() == [9, 1 / 4, 1 / 5]
        assert data["decov_shape"].tolist() == [1, 1, 1]

    def test_half_normal_and_half_t_keep_location_and_scale(self):
        data = self.block(normal(6, 2))
        assert (data["sd_dist"][1], data["sd_unit"][1], data["sd_location"][1]) == (NORMAL, 2, 3)
        data = self.block(student_t(7, 0, 2))
        assert (data["sd_dist"][1], data["sd_unit"][1], data["sd_df"][1]) == (T, 2, 7)

    def test_no_prior_is_flat(self):
        assert self.block(None)["sd_dist"] == [DECOV, FLAT]

    def test_a_vector_of_the_wrong_length(self):
        with pytest.raises(
            PriorError, match=r"^prior_smooth: rate has 3 values, but the model has 2 .* give 1 or 2"
        ):
            self.block(exponential([1, 2, 3]), (3, 1))
