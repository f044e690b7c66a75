"""Probability integral transforms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from nbmixed.errors import PlotError
from nbmixed.plots.ppc.pit import checked_pit, loo_pit_values, pit_values


def test_it_is_the_share_of_smaller_replicates():
    yrep = np.arange(999.0)[:, None]
    assert pit_values([249.5], yrep)[0] == pytest.approx(0.25, abs=1e-3)
    assert 0 <= pit_values([-1.0], yrep)[0] <= 1e-3
    assert 1 - 1e-3 <= pit_values([2000.0], yrep)[0] <= 1


def test_ties_are_broken_between_the_shares_below_and_not_above():
    yrep = np.repeat([[0.0], [1.0], [2.0]], 1000, axis=0)
    found = pit_values(np.full(2000, 1.0), np.tile(yrep, (1, 2000)))
    assert found.min() == pytest.approx(1 / 3, abs=2e-3)
    assert found.max() == pytest.approx(2 / 3, abs=2e-3)
    assert stats.kstest(found, "uniform", args=(1 / 3, 1 / 3)).pvalue > 1e-3


@pytest.mark.parametrize(
    "make", [lambda rng, size: rng.normal(size=size), lambda rng, size: rng.poisson(0.7, size)]
)
def test_transforms_of_outcomes_like_the_replicated_are_uniform(make):
    rng = np.random.default_rng(5)
    found = pit_values(make(rng, 5000), make(rng, (19, 5000)))
    assert stats.kstest(found, "uniform").pvalue > 1e-3


def test_the_seed_decides():
    y, yrep = np.zeros(50), np.zeros((10, 50))
    assert (pit_values(y, yrep, 1) == pit_values(y, yrep, 1)).all()
    assert (pit_values(y, yrep, 1) != pit_values(y, yrep, 2)).any()


def test_weights_move_mass():
    logs = np.log([[0.7], [0.2], [0.1]]) + 5.0
    assert loo_pit_values([2.5], [[1.0], [2.0], [3.0]], logs)[0] == pytest.approx(0.9)
    tied = loo_pit_values([2.0], [[1.0], [2.0], [3.0]], logs)[0]
    assert 0.7 <= tied <= 0.9


def test_a_draw_without_weight_does_not_count():
    logs = np.array([[0.0], [-np.inf]])
    assert loo_pit_values([2.0], [[3.0], [1.0]], logs)[0] == 0


def test_shapes_must_fit():
    with pytest.raises(PlotError, match=r"shapes are \(1,\), \(2, 1\), \(1, 2\)"):
        loo_pit_values([1.0], [[1.0], [2.0]], [[1.0, 2.0]])


@pytest.mark.parametrize("pit", [[1.2], [-0.1], [np.nan], [], [[0.5]]])
def test_what_is_no_transform_is_refused(pit):
    with pytest.raises(PlotError, match="between 0 and 1 for each row"):
        checked_pit(pit)
