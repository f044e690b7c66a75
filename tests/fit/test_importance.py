"""Importance weights and resampling: right means, honest errors, no trap where the density is zero."""

import numpy as np
import pytest

from nbmixed.fit.importance import diagnose, weigh

PROPOSALS, KEPT = 4000, 1000


def proposals(seed, sd=1.3, shift=0.3, size=PROPOSALS):
    """Draws from N(shift, sd^2) with both log densities; the posterior is N(0, 1)."""
    theta = shift + sd * np.random.default_rng(seed).standard_normal(size)
    return theta, -0.5 * theta**2, -0.5 * ((theta - shift) / sd) ** 2


class TestResampling:
    def test_draws_stand_for_the_posterior_with_the_error_that_is_told(self):
        """z-scores of the mean of theta and theta^2 over replications have mean 0 and sd 1."""
        z = []
        for seed in range(400):
            theta, log_p, log_g = proposals(seed)
            found = weigh(log_p, log_g, KEPT, seed)
            values = np.stack([theta, theta**2], axis=-1)
            mcse, _, _ = diagnose(values, found)
            z.append((values[found.kept].mean(axis=0) - [0, 1]) / mcse)
        z = np.array(z)
        assert (np.abs(z.mean(axis=0)) < 4 / np.sqrt(len(z))).all()
        assert (np.abs(z.std(axis=0) - 1) < 4 / np.sqrt(2 * len(z))).all()

    def test_each_proposal_is_kept_as_often_as_its_weight_says(self):
        _, log_p, log_g = proposals(1)
        found = weigh(log_p, log_g, KEPT, 1)
        times = np.bincount(found.kept, minlength=PROPOSALS)
        expected = KEPT * found.weights
        assert (np.abs(times - expected) < 1).all()
        assert found.kept.shape == (KEPT,)

    def test_kept_draws_stand_in_no_order(self):
        _, log_p, log_g = proposals(1)
        kept = weigh(log_p, log_g, KEPT, 1).kept
        assert abs(np.corrcoef(kept, np.arange(KEPT))[0, 1]) < 4 / np.sqrt(KEPT)

    def test_the_seed_decides(self):
        _, log_p, log_g = proposals(1)
        first, again, other = (weigh(log_p, log_g, KEPT, seed).kept for seed in (1, 1, 2))
        assert np.array_equal(first, again)
        assert not np.array_equal(first, other)

    def test_a_perfect_approximation_keeps_everything_once(self):
        theta, log_p, _ = proposals(1, sd=1, shift=0)
        found = weigh(log_p, log_p + 5, PROPOSALS, 1)
        assert found.khat == 0
        assert sorted(found.kept) == list(range(PROPOSALS))
        assert found.n_eff == pytest.approx(PROPOSALS)
        mcse, n_eff, _ = diagnose(theta[:, None], found)
        assert mcse[0] == pytest.approx(theta.std() / np.sqrt(PROPOSALS))
        assert n_eff[0] == pytest.approx(PROPOSALS)


class TestZeroDensity:
    """rstanarm's trap: -800 in place of -inf may be the largest log ratio of all."""

    @pytest.mark.parametrize("nothing", [-np.inf, np.nan])
    def test_where_the_posterior_is_zero_no_draw_is_kept(self, nothing):
        _, log_p, log_g = proposals(1)
        log_p = log_p - 5000
        log_p[::3] = nothing
        found = weigh(log_p, log_g, KEPT, 1)
        assert found.resampled
        assert not (found.kept % 3 == 0).any()
        assert (found.weights[::3] == 0).all()
        assert found.weights.sum() == pytest.approx(1)

    def test_nor_when_nothing_can_be_resampled(self):
        _, log_p, log_g = proposals(1, sd=1, shift=8)
        log_p[: PROPOSALS // 2] = -np.inf
        found = weigh(log_p, log_g, KEPT, 1)
        assert not found.resampled
        assert (found.kept >= PROPOSALS // 2).all()

    def test_a_posterior_that_is_zero_everywhere_is_hopeless(self):
        found = weigh(np.full(50, -np.inf), np.zeros(50), 10, 1)
        assert found.khat == np.inf
        assert not found.resampled
        mcse, n_eff, khat = diagnose(np.ones((50, 2)), found)
        assert np.isnan(mcse).all()
        assert np.isnan(n_eff).all()
        assert (khat == np.inf).all()


class TestHopeless:
    def test_draws_stay_those_of_the_approximation(self):
        theta, log_p, log_g = proposals(1, sd=1, shift=8)
        found = weigh(log_p, log_g, KEPT, 1)
        assert found.khat > 1
        assert not found.resampled
        assert np.isnan(found.n_eff)
        assert sorted(found.kept) == np.linspace(0, PROPOSALS - 1, KEPT).round().astype(int).tolist()
        assert abs(theta[found.kept].mean() - 8) < 4 / np.sqrt(KEPT)
        mcse, n_eff, khat = diagnose(theta[:, None], found)
        assert np.isnan([mcse[0], n_eff[0]]).all()
        assert khat[0] > 1


class TestDiagnose:
    def test_a_parameter_that_grows_with_the_ratio_has_a_worse_khat(self):
        theta, log_p, log_g = proposals(2, sd=0.9, shift=0)
        found = weigh(log_p, log_g, KEPT, 2)
        _, _, khat = diagnose(np.stack([np.cos(theta), theta, theta**5], axis=-1), found)
        assert found.khat - 0.1 < khat[0] < khat[1] < khat[2]

    def test_scale_and_place_of_a_parameter_do_not_matter(self):
        theta, log_p, log_g = proposals(2)
        found = weigh(log_p, log_g, KEPT, 2)
        mcse, n_eff, khat = diagnose(np.stack([theta, 1e6 - 1e3 * theta], axis=-1), found)
        assert mcse[1] == pytest.approx(1e3 * mcse[0])
        assert n_eff[1] == pytest.approx(n_eff[0])
        assert khat[1] == pytest.approx(khat[0])

    def test_a_constant_has_no_error_and_the_khat_of_the_ratios(self):
        _, log_p, log_g = proposals(2)
        found = weigh(log_p, log_g, KEPT, 2)
        mcse, n_eff, khat = diagnose(np.ones((PROPOSALS, 1)), found)
        assert mcse[0] == pytest.approx(0, abs=1e-12)
        assert np.isnan(n_eff[0]) or n_eff[0] >= 0
        assert khat[0] == pytest.approx(found.khat)

    def test_unrelated_parameters_have_the_n_eff_of_the_whole(self):
        _, log_p, log_g = proposals(2)
        found = weigh(log_p, log_g, KEPT, 2)
        noise = np.random.default_rng(1).standard_normal((PROPOSALS, 200))
        _, n_eff, _ = diagnose(noise, found)
        error = n_eff.std() / np.sqrt(len(n_eff))
        assert abs(n_eff.mean() - found.n_eff) < 5 * error


class TestPaths:
    """Proposals of several Gaussians, one after the other."""

    @staticmethod
    def four(seed, sds, shifts=(0, 0, 0, 0)):
        rng, size = np.random.default_rng(seed), PROPOSALS // 4
        theta = np.concatenate([m + s * rng.standard_normal(size) for s, m in zip(sds, shifts, strict=True)])
        own = np.repeat(np.arange(4), size)
        sd, shift = np.asarray(sds, float)[own], np.asarray(shifts, float)[own]
        return theta, -0.5 * theta**2, -0.5 * ((theta - shift) / sd) ** 2 - np.log(sd), own

    def test_a_path_with_a_bad_tail_does_not_spoil_the_others(self):
        theta, log_p, log_g, own = self.four(1, (1.1, 1.2, 0.1, 1))
        assert weigh(log_p, log_g, KEPT, 1).khat > 0.7
        found = weigh(log_p, log_g, KEPT, 1, paths=4)
        assert found.khat < 0.3
        assert found.weights[own == 2].sum() < 0.05
        assert found.n_eff > 900
        assert abs(theta[found.kept].std() - 1) < 4 / np.sqrt(2 * KEPT)

    def test_alike_paths_have_alike_shares(self):
        _, log_p, log_g, own = self.four(1, (1.2, 1.2, 1.2, 1.2))
        found = weigh(log_p, log_g, KEPT, 1, paths=4)
        np.testing.assert_allclose([found.weights[own == k].sum() for k in range(4)], 0.25, atol=0.03)

    def test_a_path_at_a_lesser_mode_counts_as_much_as_the_mode(self):
        _, log_p, log_g, own = self.four(1, (1, 1, 1, 1), (0, 0, 0, 30))
        log_p = np.where(own == 3, log_g - 8, log_p)  # a second mode, of the weight exp(-8)
        found = weigh(log_p, log_g, KEPT, 1, paths=4)
        assert found.weights[own == 3].sum() == pytest.approx(np.exp(-8) / 3, rel=0.1)

    def test_without_a_good_path_the_best_is_what_there_is(self):
        _, log_p, log_g, own = self.four(1, (1, 1, 1, 1), (9, 6, 12, 9))
        found = weigh(log_p, log_g, KEPT, 1, paths=4)
        assert not found.resampled
        assert len(set(own[found.kept])) == 1

    def test_means_are_right_within_the_error_that_is_told(self):
        z = []
        for seed in range(400):
            theta, log_p, log_g, _ = self.four(seed, (1.3, 0.3, 1.1, 1.5), (0.3, 0, -0.2, 0))
            found = weigh(log_p, log_g, KEPT, seed, paths=4)
            mcse, _, _ = diagnose(theta[:, None], found)
            z.append(theta[found.kept].mean() / mcse[0])
        assert abs(np.mean(z)) < 4 / np.sqrt(len(z))
        assert abs(np.std(z) - 1) < 4 / np.sqrt(2 * len(z))
