"""Settings of the sampler: defaults, what follows from them, and what is refused."""

import numpy as np
import pytest

from nbmixed.errors import SettingError
from nbmixed.spec.sampling import INITS, MAX_SEED, Sampling


def test_the_defaults_are_rstanarms_but_for_the_first_target_acceptance_rate():
    default = Sampling()
    assert (default.chains, default.iter, default.thin, default.max_treedepth) == (4, 2000, 1, 15)
    assert default.resolved_warmup == 1000
    assert default.targets == (0.8, 0.95)
    assert (default.init, default.resolved_init_r) == ("random", 2.0)


def test_draws_of_an_approximation():
    assert Sampling().resolved_draws == 1000
    assert Sampling(draws=400).resolved_draws == 400


def test_a_users_adapt_delta_stands():
    assert Sampling(adapt_delta=0.9).targets == (0.9,)


@pytest.mark.parametrize(
    "settings, kept",
    [
        ({"iter": 2000}, 1000),
        ({"iter": 1001}, 501),  # warmup is iter // 2
        ({"iter": 1000, "warmup": 200}, 800),
        ({"iter": 1000, "warmup": 0}, 1000),
        ({"iter": 1000, "thin": 3}, 166),
    ],
)
def test_draws_kept_of_each_chain(settings, kept):
    assert Sampling(**settings).kept == kept


@pytest.mark.parametrize(
    "setting, value",
    [
        ("chains", 0),
        ("chains", 2.0),
        ("chains", True),
        ("chains", "4"),
        ("iter", -1),
        ("thin", 0),
        ("warmup", -1),
        ("warmup", 2000),  # as long as iter
        ("cores", 0),
        ("seed", -1),
        ("seed", MAX_SEED + 1),
        ("seed", 1.5),
        ("refresh", -1),
        ("max_treedepth", 0),
        ("draws", 0),
        ("draws", 2.5),
        ("init_r", 0),
        ("init_r", float("nan")),
        ("init_r", 1e300),
        ("iter", 2**31),
        ("max_treedepth", 2**31),
        ("refresh", 2**31),
        ("cores", 2**31),
        ("draws", 2**31),
        ("adapt_delta", 0),
        ("adapt_delta", 0.01),
        ("adapt_delta", 1),
        ("adapt_delta", "high"),
    ],
)
def test_out_of_range(setting, value):
    with pytest.raises(SettingError, match=rf"^{setting} = .* is out of range: give a (whole )?number"):
        Sampling(**{setting: value})


@pytest.mark.parametrize("init", INITS)
def test_starting_values(init):
    assert str(Sampling(init=init).init) == init


@pytest.mark.parametrize("init", ["zero", 1, "1", None, "fullrank"])
def test_unknown_starting_values(init):
    with pytest.raises(SettingError, match=r"'random' \(with init_r=\), 0, 'pathfinder' or 'laplace'"):
        Sampling(init=init)


def test_settings_that_keep_no_draw():
    with pytest.raises(SettingError, match="keep no draw: raise iter"):
        Sampling(iter=10, thin=6)


def test_the_ends_of_the_ranges_belong_to_them():
    assert Sampling(seed=0).seed == 0
    assert Sampling(seed=MAX_SEED).seed == 4294967295
    assert Sampling(refresh=0).refresh == 0


def test_numpy_numbers_are_kept_as_pythons_own():
    given = Sampling(chains=np.int64(2), seed=np.uint32(7), adapt_delta=np.float64(0.9), init_r=1)
    assert repr(given) == repr(Sampling(chains=2, seed=7, adapt_delta=0.9, init_r=1.0))


def test_zero_is_zero_however_it_is_written():
    assert Sampling(init="0") == Sampling(init=0)
