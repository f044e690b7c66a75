"""Predictions: the right rows, draws and effects, whatever was asked for."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.errors import DataError, SettingError
from nbmixed.fit import linpred
from nbmixed.fit.linpred import linear_predictors
from nbmixed.fit.request import Fitted, pick, request
from nbmixed.spec.family import Family, binomial, gaussian, poisson
from tests.fit.posteriors import FRAME, chosen


def fitted(function="stan_lmer", formula="y ~ x + (x | g) + (1 | h)", family=None, **arguments):
    if family is not None:
        arguments["family"] = family
    posterior, design = chosen(function, formula, **arguments)
    return Fitted(posterior, design, family or gaussian(), seed=5)


MIXED = fitted()


def eta(of=MIXED, **asked):
    return request(of, **asked).predictor.all()


class TestRowsOfTheFit:
    def test_are_the_linear_predictors_of_the_model(self):
        whole = np.concatenate([block for _, block in linear_predictors(MIXED.posterior, MIXED.design)])
        np.testing.assert_array_equal(eta(), whole)

    def test_as_new_data_they_are_the_same(self):
        np.testing.assert_allclose(eta(newdata=FRAME), eta(), rtol=1e-12)

    def test_some_rows_in_another_order(self):
        np.testing.assert_allclose(eta(newdata=FRAME.iloc[[4, 0]]), eta()[:, [4, 0]], rtol=1e-12)

    def test_without_group_effects(self):
        X, coef = MIXED.design.X, MIXED.posterior.parameters.coef.reshape(-1, 2)
        np.testing.assert_allclose(eta(re_form="NA"), coef @ X.T)
        np.testing.assert_allclose(eta(re_form="~0", newdata=FRAME), coef @ X.T)

    def test_group_effects_are_not_drawn_where_none_are_wanted(self):
        without = fitted()
        eta(without, re_form="NA")
        assert "effects" not in vars(without.posterior)

    @pytest.mark.parametrize("newdata", [None, FRAME])
    def test_parts_add_up(self, newdata):
        none, whole = eta(re_form="NA", newdata=newdata), eta(newdata=newdata)
        parts = [
            eta(re_form=text, newdata=newdata) - none for text in ("~ (1 | g)", "~ (0 + x | g)", "~ (1 | h)")
        ]
        np.testing.assert_allclose(none + sum(parts), whole, atol=1e-12)

    def test_links_that_bound_keep_rounding_off_the_bound(self):
        of = fitted("stan_glm", "count ~ x", poisson("identity"))
        assert (eta(of) > 0).all()
        assert (eta(of, newdata=FRAME) < 0).any()  # numbers chosen here keep no bound

    def test_offsets_are_added_and_may_not_be_replaced(self):
        of = fitted(formula="y ~ x + offset(size) + (1 | g)", offset="log(size)")
        np.testing.assert_allclose(eta(of, newdata=FRAME), eta(of))
        with pytest.raises(SettingError, match="offset= is for newdata"):
            eta(of, offset=1.0)


class TestDraws:
    def test_some_draws_are_rows_of_all(self):
        picked = pick(7, MIXED.posterior.size, 5)
        np.testing.assert_allclose(eta(draws=7), eta()[picked])
        np.testing.assert_allclose(eta(draws=7, newdata=FRAME), eta()[picked])

    def test_every_parameter_is_of_the_same_draw(self):
        """rstanarm takes sigma from other draws than the coefficients."""
        asked, picked = request(MIXED, draws=7), pick(7, MIXED.posterior.size, 5)
        np.testing.assert_array_equal(asked.aux, MIXED.posterior.parameters.aux.reshape(-1)[picked])

    def test_each_at_most_once_in_order_by_seed(self):
        picked = pick(60, 100, 1)
        assert len(set(picked)) == 60
        assert (np.diff(picked) > 0).all()
        assert not np.array_equal(picked, pick(60, 100, 2))
        assert pick(100, 100, 1).tolist() == list(range(100))

    @pytest.mark.parametrize("draws", [0, -1, 101, 2.5, True, "5"])
    def test_numbers_that_are_refused(self, draws):
        with pytest.raises(SettingError, match="draws must be a whole number from 1 to 100"):
            request(MIXED, draws=draws)

    @pytest.mark.parametrize("seed", [-1, 1.5, "1"])
    def test_seeds_that_are_refused(self, seed):
        with pytest.raises(SettingError, match="seed must be a whole number"):
            request(MIXED, seed=seed)


class TestNewGroups:
    NEW = pd.DataFrame({"x": [1.0, 1.0, 2.0, 1.0], "g": ["n1", "n2", "n1", "d"], "h": ["u", "u", "u", "new"]})

    def test_known_effects_stay_and_new_ones_join(self):
        none, found = eta(newdata=self.NEW, re_form="NA"), eta(newdata=self.NEW)
        h = eta(newdata=self.NEW, re_form="~ (1 | h)") - none
        g = eta(newdata=self.NEW, re_form="~ (x | g)") - none
        np.testing.assert_allclose(found, none + g + h)
        known = MIXED.posterior.effects[0].reshape(100, 3, 2)[:, MIXED.design.groups[0].levels.index("d")]
        np.testing.assert_allclose(g[:, 3], known @ [1.0, 1.0])

    def test_rows_of_one_new_group_share_its_effects(self):
        part = eta(newdata=self.NEW, re_form="~ (1 | g)") - eta(newdata=self.NEW, re_form="NA")
        np.testing.assert_allclose(part[:, 0], part[:, 2])
        assert not np.allclose(part[:, 0], part[:, 1])

    def test_shared_as_in_rstanarm(self):
        part = eta(newdata=self.NEW, new_levels="shared") - eta(newdata=self.NEW, re_form="NA")
        np.testing.assert_allclose(part[:, 0], part[:, 1])

    def test_the_same_group_predicted_twice_is_the_same_group(self):
        np.testing.assert_allclose(eta(newdata=self.NEW)[:, 1], eta(newdata=self.NEW.iloc[[1]])[:, 0])

    def test_every_depth_of_nesting(self):
        data = pd.concat([FRAME] * 4, ignore_index=True).assign(
            top=list("aabb") * 6, mid=["m1", "m2"] * 12, low=["l1"] * 6 + ["l2"] * 6 + ["l3"] * 12
        )
        of = fitted(formula="y ~ x + (1 | top/mid/low)", data=data)
        places = {term.group: k for k, term in enumerate(of.design.groups)}
        new = pd.DataFrame({"x": [0.0] * 4, "top": ["a", "a", "a", "z"], "mid": ["m1", "m1", "m9", "m1"]})
        new = new.assign(low=["l1", "l9", "l1", "l1"])
        groups = request(of, newdata=new).design.groups
        known = {group: (groups[k].index >= 0).tolist() for group, k in places.items()}
        assert known == {
            "top": [True, True, True, False],
            "mid:top": [True, True, False, False],
            "low:(mid:top)": [True, False, False, False],
        }
        found = eta(of, newdata=new) - eta(of, newdata=new, re_form="NA")
        top = of.posterior.effects[places["top"]].reshape(100, -1)[:, 0]
        alone = eta(of, newdata=new, re_form="~ (1 | top)") - eta(of, newdata=new, re_form="NA")
        np.testing.assert_allclose(alone[:, :3], np.tile(top[:, None], 3))
        assert len({tuple(column) for column in found.T.round(9)}) == 4


class TestTrials:
    COUNTS = fitted("stan_glmer", "cbind(count, size) ~ x + (1 | g)", binomial())

    def test_of_the_fit(self):
        np.testing.assert_array_equal(request(self.COUNTS).trials, FRAME["count"] + FRAME["size"])
        assert request(MIXED).trials is None

    def test_of_new_data(self):
        new = FRAME.iloc[:2].assign(size=[8, 9])
        assert request(self.COUNTS, newdata=new).trials.tolist() == [8, 12]

    def test_successes_need_not_be_known(self):
        of = fitted("stan_glmer", "cbind(hit, size - hit) ~ x + (1 | g)", binomial())
        new = FRAME.drop(columns="hit")
        np.testing.assert_array_equal(request(of, newdata=new).trials, FRAME["size"])
        np.testing.assert_array_equal(request(of, newdata=FRAME.assign(hit=np.nan)).trials, FRAME["size"])

    def test_proportions_need_their_weights(self):
        data = FRAME.assign(share=FRAME.hit / FRAME["size"])
        of = fitted("stan_glmer", "share ~ x + (1 | g)", binomial(), data=data, weights="size")
        np.testing.assert_array_equal(request(of, newdata=data.drop(columns="share")).trials, FRAME["size"])
        np.testing.assert_array_equal(request(of, newdata=data.assign(share=1.0)).trials, FRAME["size"])
        with pytest.raises(DataError, match="do not say how many trials share counts"):
            _ = request(of, newdata=data.drop(columns=["share", "size"])).trials

    def test_where_they_cannot_be_known_they_are_asked_for(self):
        with pytest.raises(DataError, match=r"do not say how many trials cbind\(count, size\) counts"):
            _ = request(self.COUNTS, newdata=FRAME.drop(columns="count")).trials

    def test_single_trials_need_nothing(self):
        of = fitted("stan_glmer", "hit ~ x + (1 | g)", binomial())
        assert request(of, newdata=FRAME.drop(columns="hit")).trials is None
        of = fitted("stan_glmer", "hit ~ x + (1 | g)", Family("beta_binomial", "logit"))
        assert request(of, newdata=FRAME.drop(columns="hit")).trials.tolist() == [1] * 6


class TestBadNewData:
    @pytest.mark.parametrize(
        ("newdata", "message"),
        [
            (FRAME.drop(columns="x"), "newdata has no column 'x'"),
            (FRAME.drop(columns="g"), "newdata has no column 'g'"),
            (FRAME.assign(x=np.nan), "newdata has missing values in 'x'"),
            (FRAME.assign(g=None), "newdata has missing values in 'g'"),
            (FRAME.iloc[:0], "newdata has no rows"),
            (FRAME.assign(x="a"), "Column 'x' was numeric"),
            (7, "must be a data frame"),
        ],
    )
    def test_one_sentence(self, newdata, message):
        with pytest.raises(DataError, match=message):
            request(MIXED, newdata=newdata)

    def test_columns_of_terms_left_out_are_not_needed(self):
        assert eta(newdata=FRAME[["x"]], re_form="NA").shape == (100, 6)
        assert eta(newdata=FRAME[["x", "h"]], re_form="~ (1 | h)").shape == (100, 6)

    def test_unknown_level_of_a_predictor(self):
        of = fitted(formula="y ~ h + (1 | g)")
        with pytest.raises(DataError, match="levels of h that the data of the fit did not have: 'w'"):
            request(of, newdata=FRAME.assign(h="w"))

    def test_an_offset_that_new_data_cannot_have(self):
        of = fitted(formula="y ~ x + (1 | g)", offset=np.arange(6.0))
        with pytest.raises(SettingError, match="fitted with an array as offset"):
            eta(of, newdata=FRAME)
        bare = eta(of, newdata=FRAME, offset=0)
        np.testing.assert_allclose(eta(of, newdata=FRAME, offset=np.arange(6.0)), eta(of))
        np.testing.assert_allclose(eta(of, newdata=FRAME, offset=2.0), bare + 2)

    def test_outcomes_that_are_needed(self):
        with pytest.raises(DataError, match="newdata have no usable outcome y"):
            _ = request(MIXED, newdata=FRAME.drop(columns="y")).y


@pytest.mark.parametrize("newdata", [None, TestNewGroups.NEW])
def test_blocks_of_rows_or_of_draws_make_the_same_whole(newdata, monkeypatch):
    made = request(MIXED, newdata=newdata).predictor
    whole = made.all()
    monkeypatch.setattr(linpred, "_BLOCK_DOUBLES", 7)
    by_rows = np.concatenate([block for _, block in made.by_rows()], axis=1)
    np.testing.assert_allclose(by_rows, whole, atol=1e-12)
    np.testing.assert_allclose(made.all(), whole, atol=1e-12)
    assert all(block.size == 100 for _, block in made.by_rows())
