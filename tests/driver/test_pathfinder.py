import numpy as np

from tests.driver.posterior import moments
from tests.driver.programs import NORMAL_DATA, ours


def test_approximates_the_posterior(model):
    fit = model.pathfinder(NORMAL_DATA, seed=1)
    assert fit.is_resampled
    assert fit.draws().shape == (1000, 3 + 9)
    for name, (mean, sd) in moments().items():
        assert abs(fit.stan_variable(name).mean() - mean) < sd


def test_one_path_gives_its_own_draws(model):
    fit = model.pathfinder(NORMAL_DATA, seed=1, num_paths=1, draws=50)
    assert not fit.is_resampled
    assert fit.draws().shape[0] == 50


def test_all_draws_without_resampling(model):
    fit = model.pathfinder(NORMAL_DATA, seed=1, num_paths=3, num_single_draws=40, psis_resample=False)
    assert fit.draws().shape[0] == 120


def test_starts_of_each_path(model):
    inits = [{"mu": 0.0, "sigma": 1.0}, {"mu": 2.0, "sigma": 3.0}]
    first, again = (model.pathfinder(NORMAL_DATA, seed=1, num_paths=2, inits=inits).draws() for _ in range(2))
    assert np.array_equal(first, again)


def test_paths_are_kept_on_demand(tmp_path):
    words = ["pathfinder", "num_paths=2", "num_draws=30", "save_single_paths=1", "output", "file=p.csv"]
    assert ours().run(tmp_path, *words).returncode == 0
    names = {path.name for path in tmp_path.glob("p[._]*")}
    assert names == {"p.csv", "p_path_1.csv", "p_path_2.csv", "p_path_1.json", "p_path_2.json"}


def test_its_draws_start_chains(model):
    start = model.pathfinder(NORMAL_DATA, seed=1)
    fit = model.sample(NORMAL_DATA, chains=2, inits=start.create_inits(chains=2), seed=1, show_progress=False)
    assert fit.divergences.sum() == 0
