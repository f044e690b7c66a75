"""Distributions of ranks and their simultaneous bands."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import hypergeom, rankdata

from nbmixed.errors import PlotError
from nbmixed.plots import mcmc_rank_ecdf, mcmc_rank_ecdf_data
from nbmixed.plots.rank_bands import _tails, rank_bands


def _outside(frame):
    slack = 1e-9
    return (frame["difference"] < frame["lower"] - slack) | (frame["difference"] > frame["upper"] + slack)


def test_the_distribution_is_that_of_ranks(make_case):
    draws, names = make_case(2)
    frame = mcmc_rank_ecdf_data(draws, names)
    for (name, chain), own in frame.groupby(["parameter", "chain"], observed=True):
        ranks = rankdata(draws[:, :, names.index(name)].ravel()).reshape(4, 250)[int(chain) - 1]
        expected = [(ranks <= round(1000 * share)).mean() for share in own["rank"]]
        np.testing.assert_allclose(own["ecdf"], expected, atol=1e-12)
    np.testing.assert_allclose(frame["difference"], frame["ecdf"] - frame["rank"], atol=1e-12)


def test_counts_are_hypergeometric():
    below, above = _tails(3, 20, (7, 30, 60))
    for k, z in enumerate((7, 30, 60)):
        found = hypergeom(60, 20, z)
        np.testing.assert_allclose(below[k], found.cdf(np.arange(21)), atol=1e-12)
        np.testing.assert_allclose(above[k], found.sf(np.arange(-1, 20)), atol=1e-12)


@pytest.mark.parametrize("chains, draws, prob", [(2, 100, 0.9), (4, 50, 0.95)])
def test_all_chains_are_within_the_band_as_often_as_it_says(chains, draws, prob):
    """1,000 permutations; the standard error of the share is that of the permutations and of the 2,000 of the band."""
    points = tuple(range(1, chains * draws + 1, 3))
    lower, upper = rank_bands(chains, draws, points, prob)
    rng, inside = np.random.default_rng(8), 0
    for _ in range(1000):
        chain = rng.permutation(np.repeat(np.arange(chains), draws))
        counts = np.stack([np.cumsum(chain == i)[np.array(points) - 1] for i in range(chains)])
        inside += bool(((counts >= lower) & (counts <= upper)).all())
    error = np.sqrt(prob * (1 - prob) * (1 / 1000 + 1 / 2000))
    assert inside / 1000 > prob - 4 * error
    assert inside / 1000 < prob + 4 * error + 0.03, "counts are discrete, so a band may hold a little more"


def test_chains_that_disagree_leave_it_and_alt_text_says_which(make_case):
    draws, names = make_case(2)
    draws[3, :, 1] += 3 * draws[:, :, 1].std()
    frame = mcmc_rank_ecdf_data(draws, names)
    left = frame[_outside(frame)]
    assert set(left["parameter"]) == {names[1]}
    assert "4" in set(left["chain"])
    assert f"{names[1]}: chain 1, 2, 3, 4 leaves it." in mcmc_rank_ecdf(draws, names).alt


def test_without_subtraction_the_axis_says_so(make_case):
    case = make_case(1)
    assert mcmc_rank_ecdf(*case).labels.y == "ECDF difference"
    plain = mcmc_rank_ecdf(*case, plot_diff=False)
    assert plain.labels.y == "ECDF"
    np.testing.assert_allclose(plain.data["y"], plain.data["ecdf"], atol=1e-12)


@pytest.mark.parametrize("prob", [0, 1, 1.5])
def test_bad_probabilities_are_refused(make_case, prob):
    with pytest.raises(PlotError, match="between 0 and 1"):
        mcmc_rank_ecdf(*make_case(1), prob=prob)
