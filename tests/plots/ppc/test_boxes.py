"""Boxes and violins."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots.ppc import ppc_boxplot_data, ppc_violin_grouped, ppc_violin_grouped_data
from nbmixed.plots.ppc.smooth import density_curve


def test_boxes_are_tukeys(normal):
    y, yrep = normal
    frame = ppc_boxplot_data(np.append(y, 900.0), np.column_stack([yrep[:2], yrep[:2, 0]]))
    box = frame.iloc[0]
    values = np.append(y, 900.0)
    quarters = np.quantile(values, [0.25, 0.5, 0.75])
    assert [box["lower"], box["middle"], box["upper"]] == pytest.approx(quarters.tolist())
    reach = 1.5 * (quarters[2] - quarters[0])
    near = values[(values >= quarters[0] - reach) & (values <= quarters[2] + reach)]
    assert (box["ymin"], box["ymax"]) == (near.min(), near.max())
    assert 900.0 in box["outliers"]
    assert len(box["outliers"]) == len(values) - len(near)


def test_of_many_outliers_an_even_choice_is_drawn_with_the_extremes():
    y = np.random.default_rng(1).standard_cauchy(20_000)
    far = ppc_boxplot_data(y, y[None, :])["outliers"].iloc[0]
    assert len(far) == 100
    assert (far[0], far[-1]) == (y.min(), y.max())


def test_violins_are_densities_of_all_replicates_of_a_group(normal, thirds):
    y, yrep = normal
    frame = ppc_violin_grouped_data(y, yrep, thirds)
    order = list(frame["group"].cat.categories)
    means = [y[thirds == label].mean() for label in order]
    assert means == sorted(means)
    part = frame[frame["group"] == "b"]
    np.testing.assert_array_equal(part["density"], density_curve(yrep[:, :30].ravel())[1])
    assert part["half"].max() == pytest.approx(0.42)


def test_groups_with_an_order_keep_it(normal):
    days = pd.Series(np.repeat([2, 1, 0], 30), name="Days")
    frame = ppc_violin_grouped_data(*normal, days)
    assert list(frame["group"].cat.categories) == ["Days = 0", "Days = 1", "Days = 2"]


def test_violins_need_groups(normal):
    with pytest.raises(PlotError, match="violin_grouped needs group=: one value for each row"):
        ppc_violin_grouped(*normal, None)
