"""Models fitted by approximation: near MCMC where khat says so, told where not, and every method works or refuses."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.errors import NbmixedError, SettingError
from nbmixed.spec.model_checks import ALGORITHMS

APPROXIMATIONS = [a for a in ALGORITHMS if a != "sampling"]
WITH_GROUPS = [a for a in APPROXIMATIONS if a != "optimizing"]
LIMIT = 5.0  # combined standard errors, over some sixty comparisons
N = 300


def simulated():
    rng = np.random.default_rng(3)
    x, g = rng.standard_normal(N), rng.integers(0, 12, N)
    z = 0.8 * x + 0.6 * rng.standard_normal(N)
    eta = 0.3 + x - 0.5 * z
    u = 0.8 * rng.standard_normal(12)[g]
    return pd.DataFrame(
        {
            "x": x,
            "z": z,
            "g": g,
            "y": 10 + 3 * (eta + u) + 2 * rng.standard_normal(N),
            "hit": rng.binomial(1, 1 / (1 + np.exp(-eta))),
            "won": rng.binomial(1, 1 / (1 + np.exp(-eta - u))),
        }
    )


FRAME = simulated()
PAIRS = FRAME.assign(pair=np.repeat(np.arange(150), 2))
MODELS = {
    "lmm": lambda **s: nm.stan_lmer("y ~ x + z + (1 | g)", FRAME, seed=1, **s),
    "bernoulli": lambda **s: nm.stan_glm("hit ~ x + z", FRAME, family="binomial", seed=1, **s),
    "pairs": lambda **s: nm.stan_glmer("won ~ x + z + (x | pair)", PAIRS, family="binomial", seed=1, **s),
    "glmer": lambda **s: nm.stan_glmer("won ~ x + z + (1 | g)", FRAME, family="binomial", seed=1, **s),
}


@cache
def fitted(model, algorithm):
    return MODELS[model](algorithm=algorithm)


def parameters(fit):
    """Parameters that do not grow with the number of levels."""
    return [n for n in fit.posterior.names if n not in fit.posterior.b_names]


class TestAgreement:
    @pytest.mark.parametrize(
        "model, algorithm",
        [
            *(("lmm", a) for a in WITH_GROUPS),
            *(("bernoulli", a) for a in APPROXIMATIONS),
            *(("glmer", a) for a in ("laplace", "pathfinder")),
        ],
    )
    def test_means_are_those_of_mcmc_within_their_errors(self, model, algorithm):
        fit, mcmc = fitted(model, algorithm), fitted(model, "sampling")
        assert fit.posterior.importance.khat < 0.7
        names = parameters(mcmc)
        assert parameters(fit) == names
        reference = mcmc.summary(names).to_frame()
        found = fit.posterior.array(names).mean(axis=(0, 1))
        error = np.hypot(fit.summary(names).to_frame()["mcse"], reference["mcse"])
        assert (np.abs(found - reference["mean"]) < LIMIT * error).all()

    @pytest.mark.parametrize("algorithm", ["laplace", "pathfinder"])
    def test_sds_and_group_effects_too(self, algorithm):
        fit, mcmc = fitted("lmm", algorithm), fitted("lmm", "sampling")
        names = mcmc.posterior.names
        mine, theirs = (f.summary(names).to_frame() for f in (fit, mcmc))
        # an sd of n independent draws has a relative standard error of about 1 / sqrt(2 n), more with heavy tails
        relative = np.sqrt(1 / (2 * mine.n_eff) + 1 / (2 * theirs.n_eff))
        assert (np.abs(np.log(mine.sd / theirs.sd)) < 2 * LIMIT * relative).all()
        error = np.hypot(mine.mcse, theirs.mcse)
        assert (np.abs(mine["mean"] - theirs["mean"]) < LIMIT * error).all()

    def test_a_joint_mode_of_effects_and_their_variance_is_known_to_be_bad(self):
        fit = fitted("pairs", "laplace")
        assert fit.posterior.importance.khat > 0.7
        assert {f.kind for f in fit.findings} >= {"khat"}
        assert 'algorithm="sampling"' in str(fit.check())


@pytest.mark.parametrize(
    "formula, settings, advised",
    [
        ("y ~ x + z", {"algorithm": "meanfield"}, True),
        ("y ~ x", {"algorithm": "meanfield"}, False),
        ("y ~ x + z", {"algorithm": "meanfield", "QR": True}, False),
        ("y ~ x + z", {"algorithm": "meanfield", "sparse": True}, False),
        ("y ~ x + z", {"algorithm": "meanfield", "prior": nm.hs()}, False),
        ("y ~ x + z", {"algorithm": "fullrank"}, False),
    ],
)
def test_rotated_predictors_are_advised_where_they_are_possible_and_may_help(formula, settings, advised):
    fit = nm.stan_glm(formula, FRAME, seed=1, draws=100, **settings)
    bad = replace(fit.posterior, importance=replace(fit.posterior.importance, khat=0.9))
    (finding,) = [f for f in replace(fit, posterior=bad).findings if f.kind == "khat"]
    assert ("QR=True" in finding.advice) is advised


@pytest.mark.parametrize("algorithm", APPROXIMATIONS)
class TestSettings:
    def test_the_same_seed_gives_the_same_draws(self, algorithm):
        again = MODELS["bernoulli"](algorithm=algorithm)
        pd.testing.assert_frame_equal(again.to_frame(), fitted("bernoulli", algorithm).to_frame())
        assert again.spec.sampling.seed == 1
        assert f'algorithm="{algorithm}"' in again.spec.to_call()

    def test_as_many_draws_as_asked_for(self, algorithm):
        assert fitted("bernoulli", algorithm).posterior.shape == (1, 1000)
        assert MODELS["bernoulli"](algorithm=algorithm, draws=7).to_frame().shape == (7, 3)

    def test_settings_of_mcmc_are_refused(self, algorithm):
        with pytest.raises(SettingError, match=f'iter is for MCMC, not for algorithm="{algorithm}"'):
            MODELS["bernoulli"](algorithm=algorithm, iter=500)
        with pytest.raises(SettingError, match="starts Markov chains"):
            MODELS["bernoulli"](algorithm=algorithm, init="laplace")


def test_a_normal_prior_is_its_own_laplace_approximation():
    settings = {"family": "poisson", "prior": nm.normal(5, 0.5), "prior_PD": True, "draws": 2000}
    fit = nm.stan_glm("hit ~ x", FRAME, algorithm="laplace", seed=1, **settings)
    # finite differences of the Hessian leave about 1e-6 of each ratio
    assert np.ptp(fit.posterior.importance.log_ratios) < 1e-4
    mean = fit.posterior.array(["x"]).mean()
    assert abs(mean - 5) < LIMIT * fit.summary(["x"]).to_frame().loc["x", "mcse"]
    assert fit.posterior.diagnostic_names == ["log-posterior"]


def test_optimizing_is_refused_for_groups():
    with pytest.raises(SettingError, match='stan_glmer has no algorithm="optimizing"'):
        MODELS["glmer"](algorithm="optimizing")


class TestMeanPPD:
    @pytest.mark.parametrize(
        "algorithm, asked, given",
        [
            ("laplace", None, True),
            ("laplace", False, False),
            ("optimizing", None, False),
            ("optimizing", True, True),
            ("sampling", False, False),
        ],
    )
    def test_it_is_there_where_asked_for(self, algorithm, asked, given):
        short = {"iter": 50, "chains": 1, "refresh": 0} if algorithm == "sampling" else {"draws": 50}
        fit = nm.stan_glm("y ~ x", FRAME, algorithm=algorithm, mean_PPD=asked, seed=1, **short)
        assert ("mean_PPD" in fit.summary().to_frame().index) is given
        assert ("mean_PPD" in str(fit.summary())) is given


@pytest.mark.parametrize("algorithm", WITH_GROUPS)
class TestMethods:
    def test_what_describes_draws_works(self, algorithm):
        fit = fitted("lmm", algorithm)
        assert fit.info.algorithm == algorithm
        assert fit.sigma() == pytest.approx(2, abs=0.5)
        assert list(fit.fixef().index) == ["(Intercept)", "x", "z"]
        assert fit.ranef()["g"].shape == (12, 1)
        assert "Residual" in str(fit.VarCorr())
        assert fit.posterior_interval().shape == (len(fit.posterior.names), 2)
        assert fit.se().shape == (15,)
        assert "stan_lmer" in repr(fit)
        assert fit.plot("intervals") is not None

    def test_arviz_has_one_chain(self, algorithm):
        found = fitted("lmm", algorithm).to_arviz()
        assert dict(found["posterior"].sizes) | {"chain": 1, "draw": 1000} == dict(found["posterior"].sizes)
        assert set(found["sample_stats"].data_vars) == {"lp"}

    def test_traces_are_refused_in_a_sentence(self, algorithm):
        for kind in ("trace", "mcmc_trace"):
            with pytest.raises(
                SettingError, match=f'shows Markov chains, and algorithm="{algorithm}" has none'
            ):
                fitted("lmm", algorithm).plot(kind)

    def test_summary_has_khat_in_place_of_rhat(self, algorithm):
        shown = fitted("lmm", algorithm).summary()
        assert "Rhat" not in str(shown)
        assert shown.to_frame().columns.tolist() == [
            "mean",
            "mcse",
            "sd",
            "10%",
            "50%",
            "90%",
            "n_eff",
            "khat",
        ]
        assert f"algorithm:    {algorithm}" in str(shown)


def test_around_a_mode_the_summary_has_medians():
    frame = fitted("bernoulli", "optimizing").summary().to_frame()
    assert frame.columns.tolist() == ["Median", "MAD_SD", "10%", "50%", "90%", "mcse", "khat", "n_eff"]


@pytest.mark.parametrize("init", ["pathfinder", "laplace"])
@pytest.mark.parametrize("model", ["lmm", "glmer"])
class TestStarts:
    def test_chains_that_start_at_an_approximation_agree_with_those_that_do_not(self, model, init):
        fit, random = MODELS[model](init=init), fitted(model, "sampling")
        names = parameters(fit)
        mine, theirs = (f.summary(names).to_frame() for f in (fit, random))
        assert (np.abs(mine["mean"] - theirs["mean"]) < LIMIT * np.hypot(mine.mcse, theirs.mcse)).all()
        assert (mine.Rhat < 1.01).all()


def test_a_note_of_the_engine_is_told_only_where_the_weights_are_bad_too():
    for model, told in (("bernoulli", False), ("pairs", True)):
        fit = fitted(model, "laplace")
        noted = replace(fit, draws=replace(fit.draws, notes=("The algorithm may not have converged.",)))
        assert ("may not have converged" in str(noted.check())) is told


def test_a_failed_start_is_a_finding(monkeypatch):
    from nbmixed.engine import starts

    def fail(*_, **__):
        raise nm.errors.EngineError("It went wrong.")

    monkeypatch.setattr(starts.approximate, "run", fail)
    fit = nm.stan_glm("y ~ x", FRAME, init="laplace", chains=1, iter=200, seed=1, refresh=0)
    (note,) = [f for f in fit.findings if f.kind == "engine"]
    assert note.severity == "note"
    assert note.message == "Chains started at random, not at init = 'laplace': It went wrong."


def test_beta_has_its_precision_in_the_main_table():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"share": rng.beta(2, 3, 60), "x": rng.standard_normal(60)})
    fit = nm.stan_glm("share ~ x", frame, family="beta", algorithm="laplace", seed=1)
    assert "Auxiliary" not in repr(fit)
    assert "(phi)" in repr(fit)
    assert list(fit.fixef().index) == ["(Intercept)", "x"]


def test_steep_priors_steer_the_sampler(monkeypatch):
    from nbmixed import fitting

    seen = []

    def stop(*arguments, **_):
        seen.append(arguments[2])
        raise NbmixedError

    monkeypatch.setattr(fitting, "run", stop)
    with pytest.raises(NbmixedError):
        nm.stan_glm("y ~ x", FRAME, prior=nm.hs())
    assert seen[0].adapt_delta == 0.99
