"""Effects of new groups come from the population of each draw, each group its own, the same whenever asked."""

import numpy as np
import pytest

from nbmixed.errors import SettingError
from nbmixed.fit.new_groups import new_effects

S = 40_000
SIGMA = np.array([[4.0, -1.2], [-1.2, 1.0]])
FACTORS = np.broadcast_to(np.linalg.cholesky(SIGMA), (S, 2, 2))
ALL = np.arange(S)
LIMIT = 4.5  # standard errors


def effects(levels, picked=ALL, seed=1, term=0, **arguments):
    return new_effects(FACTORS, term, levels, picked, seed, **arguments)


def assert_covariance(x, y, expected, variances):
    """The mean product of centred normals has variance (v1 v2 + c^2) / S."""
    error = np.sqrt((variances[0] * variances[1] + expected**2) / S)
    assert abs(np.mean(x * y) - expected) < LIMIT * error


def test_means_are_zero_and_covariances_those_of_the_population():
    b = effects(["new"])[:, 0]
    assert (np.abs(b.mean(axis=0)) < LIMIT * np.sqrt(np.diag(SIGMA) / S)).all()
    for i in range(2):
        for j in range(i + 1):
            assert_covariance(b[:, i], b[:, j], SIGMA[i, j], (SIGMA[i, i], SIGMA[j, j]))


def test_groups_are_independent_of_one_another():
    b = effects(["first", "second"])
    for i in range(2):
        assert_covariance(b[:, 0, i], b[:, 1, i], 0.0, (SIGMA[i, i], SIGMA[i, i]))


def test_terms_are_independent_of_one_another():
    assert_covariance(effects(["g"], term=0)[:, 0, 0], effects(["g"], term=1)[:, 0, 0], 0.0, (4.0, 4.0))


def test_the_population_is_that_of_each_draw():
    scales = np.linspace(0.1, 3, 50)
    factors = scales[:, None, None] * np.eye(1)
    unit = new_effects(np.ones((50, 1, 1)), 0, ["g"], np.arange(50), 3)
    scaled = new_effects(factors, 0, ["g"], np.arange(50), 3)
    np.testing.assert_allclose(scaled[:, 0, 0], scales * unit[:, 0, 0])


def test_a_group_has_the_same_effects_beside_others_and_for_some_draws():
    alone = effects(["b"])
    np.testing.assert_array_equal(effects(["a", "b", "c"])[:, 1], alone[:, 0])
    np.testing.assert_array_equal(effects(["b"], picked=np.array([7, 3])), alone[[7, 3]])


def test_another_seed_gives_others():
    assert not np.array_equal(effects(["g"], seed=1), effects(["g"], seed=2))


def test_shared_effects_are_one_draw_for_all():
    b = effects(["first", "second"], how="shared")
    np.testing.assert_array_equal(b[:, 0], b[:, 1])
    assert_covariance(b[:, 0, 0], b[:, 0, 1], SIGMA[0, 1], (4.0, 1.0))


def test_no_new_groups():
    assert effects([]).shape == (S, 0, 2)


def test_another_way_is_refused():
    with pytest.raises(SettingError, match="new_levels must be 'independent' or 'shared', not 'share'"):
        effects(["g"], how="share")
