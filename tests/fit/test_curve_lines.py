"""Curves along a predictor: their grid, their groups, and that they are the curves of the draws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.fit.curve_lines import curve_lines
from nbmixed.methods.predictive import fitted


@pytest.fixture(scope="module")
def orange(reference_fit):
    return fitted(reference_fit("orange_nlmer"))


@pytest.fixture(scope="module")
def sites():
    """Trees of two sites, each tree at both; fitted by a mode, for only the grid is looked at."""
    data = nm.datasets.load("Orange").assign(site=["a", "b", "b", "a", "a"] * 7, dose=lambda d: d.age % 7)
    formula = "circumference ~ SSlogis(age + 0 * dose, Asym, xmid, scal) ~ (Asym ~ site) + (Asym | Tree) + (xmid | site)"
    return fitted(nm.stan_nlmer(formula, data, algorithm="laplace", seed=1))


class TestDefaults:
    def test_goes_from_the_first_to_the_last_age(self, orange):
        found = curve_lines(orange, points=7)
        assert found.grid.along == "age"
        np.testing.assert_allclose(found.lines["x"].unique(), np.linspace(1.18, 15.82, 7))

    def test_every_tree_has_its_curve_beside_the_typical_one(self, orange):
        lines = curve_lines(orange, points=4).lines
        assert lines.groupby(["what", "group"], observed=True).size().to_dict() == {
            (what, tree): 4 for what in ("group", "typical") for tree in "12345"
        }

    def test_a_thousand_draws_are_enough(self, orange):
        assert curve_lines(orange, points=2).draws.shape == (1000, 20)

    def test_data_are_those_of_the_fit(self, orange):
        data = orange.design.frame
        points = curve_lines(orange).points
        np.testing.assert_array_equal(points[["x", "y"]], data[["age", "circumference"]])
        assert points["group"].tolist() == data["Tree"].astype(str).tolist()


class TestCurves:
    """Held to predictions of the same draws."""

    def test_of_groups(self, orange, reference_fit):
        fit = reference_fit("orange_nlmer")
        found = curve_lines(orange, levels=["3"], points=5)
        new = pd.DataFrame({"age": found.grid.x, "Tree": "3"})
        for what, re_form in (("group", None), ("typical", "NA")):
            expected = fit.posterior_epred(new, draws=1000, re_form=re_form)
            np.testing.assert_allclose(found.draws[:, found.lines["what"] == what], expected)

    def test_of_a_group_not_in_the_data(self, orange, reference_fit):
        """Means and sds within 4.5 standard errors of other 1,000 draws of new groups, of some 10 numbers."""
        fit = reference_fit("orange_nlmer")
        found = curve_lines(orange, "lines", points=5)
        ours = found.draws[:, found.lines["what"] == "new"]
        theirs = fit.posterior_epred(pd.DataFrame({"age": found.grid.x, "Tree": "new"}), draws=1000)
        error = np.hypot(ours.std(axis=0), theirs.std(axis=0)) / np.sqrt(1000)
        assert (np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) < 4.5 * error).all()
        quartiles = [np.subtract(*np.quantile(d, [0.75, 0.25], axis=0)) for d in (ours, theirs)]
        # The standard error of a quartile range of n normal draws is 1.166 of it over sqrt(n), David and Nagaraja.
        np.testing.assert_allclose(*quartiles, rtol=4.5 * 1.166 * np.sqrt(2 / 1000))


class TestConditions:
    def test_each_has_a_curve(self, sites):
        lines = curve_lines(sites, "lines", points=3).lines
        typical = lines[lines["what"] == "typical"]
        assert typical["condition"].cat.categories.tolist() == ["a", "b"]
        assert typical["condition"].tolist() == ["a"] * 3 + ["b"] * 3

    def test_other_numbers_are_at_means(self, sites):
        grid = curve_lines(sites, points=2).grid
        assert (grid.along, grid.held, grid.conditions) == ("age", ("dose",), ("site",))
        data = sites.design.frame
        frame, labels, _ = grid.of_groups()
        own = data.groupby(["Tree", "site"], observed=True)["dose"].mean()
        places = list(zip(labels["group"], labels["condition"], strict=True))
        np.testing.assert_allclose(frame["dose"], [own[place] for place in places])
        np.testing.assert_allclose(grid.of_groups(own_values=False)[0]["dose"], data["dose"].mean())

    def test_effects_of_crossed_factors_are_left_out(self, sites):
        assert [sites.design.groups[k].group for k in curve_lines(sites, points=2).grid.terms] == ["Tree"]

    def test_another_factor(self, sites):
        grid = curve_lines(sites, group="site", points=2).grid
        assert (grid.group, grid.total, grid.levels.tolist()) == ("site", 2, [0, 1])


class TestRefusals:
    @pytest.mark.parametrize(
        "arguments, said",
        [
            ({"view": "facet"}, "'facets' or 'lines'"),
            ({"along": "agee"}, "no numeric predictor 'agee'; it has 'age'. Did you mean 'age'"),
            ({"group": "tree"}, "no grouping factor 'tree'; it has 'Tree'. Did you mean 'Tree'"),
            ({"levels": ["9"]}, "Tree has no level '9'"),
            ({"points": 1}, "points must be a whole number"),
        ],
    )
    def test_in_one_sentence(self, orange, arguments, said):
        with pytest.raises(nm.SettingError, match=said):
            curve_lines(orange, **arguments)
