"""Tests of uniform ranks keep their level, and name posteriors that are shifted, too narrow or too wide."""

import numpy as np
import pytest
from scipy import stats

from nbmixed.errors import SettingError
from nbmixed.fit.ranks import highest_rank, limit, rank, rank_findings, uniformity, uniformity_table

HIGHEST, SIMULATIONS = 99, 200


def ranks(rng, shift=0.0, scale=1.0):
    """Of a standard normal truth among draws of a normal posterior."""
    truth = rng.standard_normal(SIMULATIONS)
    draws = shift + scale * rng.standard_normal((HIGHEST, SIMULATIONS))
    return (draws < truth).sum(axis=0)


def test_right_posteriors_pass_as_often_as_stated():
    rng = np.random.default_rng(1)
    level, repeats = 0.05, 500
    for test in ("chi_square", "ecdf"):
        failed = sum(getattr(uniformity(ranks(rng), HIGHEST), test) < level for _ in range(repeats))
        assert abs(failed - level * repeats) < 4 * np.sqrt(repeats * level * (1 - level))


def test_directions_are_standard_errors():
    rng = np.random.default_rng(2)
    found = [uniformity(ranks(rng), HIGHEST) for _ in range(400)]
    for name in ("shift", "spread"):
        values = np.array([getattr(u, name) for u in found])
        assert abs(values.mean()) < 4.5 / 20 and abs(values.std() - 1) < 4.5 / np.sqrt(800)


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"shift": 0.6}, "too high"),
        ({"shift": -0.6}, "too low"),
        ({"scale": 0.5}, "too narrow"),
        ({"scale": 2.0}, "too wide"),
    ],
)
def test_wrong_posteriors_are_named(wrong, words):
    rng = np.random.default_rng(3)
    found = [uniformity(ranks(rng, **wrong), HIGHEST) for _ in range(20)]
    assert all(u.least < limit(5) and words in u.words for u in found)


def test_the_chi_square_is_that_of_the_counts():
    even = np.repeat(np.arange(100), 2)
    assert uniformity(even, 99).chi_square == 1
    lumped = np.concatenate([even[:-20], np.zeros(20, int)])
    expected = stats.chisquare([30, *[10] * 17, 0, 0]).pvalue
    assert uniformity(lumped, 99).chi_square == pytest.approx(expected)


def test_few_simulations_have_few_bins():
    even = np.arange(0, 100, 5)
    assert uniformity(even, 99).chi_square == 1


def test_ranks_count_draws_below():
    draws = np.arange(990.0)[:, None] * [1, -1]
    assert rank(draws, np.array([-1.0, 0.5]), 99).tolist() == [0, 99]
    assert abs(rank(draws, np.array([495.0, -494.0]), 99) - 49.5).max() <= 1


def test_the_verdict_in_words():
    rng = np.random.default_rng(4)
    tests = {"a": uniformity(ranks(rng), HIGHEST), "b": uniformity(ranks(rng, shift=1.0), HIGHEST)}
    assert list(uniformity_table(tests)["verdict"]) == ["uniform", "too high"]
    (finding,) = rank_findings(tests, SIMULATIONS)
    assert finding.severity == "serious" and "posteriors of b are too high" in finding.message
    assert [f.kind for f in rank_findings({"a": tests["a"]}, 50)] == ["ok", "few"]


def test_too_few_draws():
    with pytest.raises(SettingError, match="at least 19 draws"):
        highest_rank(10)
