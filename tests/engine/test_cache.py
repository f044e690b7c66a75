"""The cache of fits: the same question has the same answer, and nothing else has."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nbmixed.design.fingerprint import Fingerprint
from nbmixed.engine import cache, cache_folder
from nbmixed.engine.cache import Question, answered
from nbmixed.engine.draws import Draws
from nbmixed.errors import SettingError
from nbmixed.options import options
from nbmixed.provenance import Facts, collect
from nbmixed.spec.sampling import Sampling

ROWS = np.arange(4, dtype=np.uint64)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(cache_folder.PLACE, str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "_seen", set())
    return tmp_path / "cache"


def question(**changes):
    given = {
        "program": "lmm",
        "data": {"y": np.arange(3.0), "n": 3, "l": [1, 2]},
        "algorithm": "sampling",
        "sampling": Sampling(seed=1),
        "metric": "diag_e",
        "inits": None,
        "name": "fit",
        "function": "stan_lmer",
        "formula": "y ~ x + (1 | g)",
        "model": "its hash",
        "rows": Fingerprint(("y", "x"), ROWS),
    }
    return Question(**(given | changes))


class Maker:
    """Makes other draws at each call and counts the calls."""

    def __init__(self, size=1000):
        self.calls, self.size = 0, size

    def __call__(self):
        self.calls += 1
        rng = np.random.default_rng(self.calls)
        draws = Draws(
            parameters={"beta": rng.normal(size=(4, self.size, 2)), "sigma": rng.normal(size=(4, self.size))},
            sample_stats={"lp": np.zeros((4, self.size)), "diverging": np.zeros((4, self.size), dtype=bool)},
            seed=1,
            wall=0.5,
            engine="Stan 2.39.0",
            messages=("said",),
            max_treedepth=10,
            log_p=np.ones((1, 3)),
        )
        facts = Facts(priors=(("Intercept", "flat"),), columns=("y", "x"), settings={"chains": 4})
        told = {"program": "lmm", "source": "", "data": {}, "engine": "Stan 2.39.0", "seed": 1, "wall": 0.5}
        return draws, collect(**told, facts=facts)


def equal(a, b):
    return all(np.array_equal(a.parameters[name], b.parameters[name]) for name in a.parameters)


class TestTheSameQuestion:
    def test_is_answered_with_the_same_draws(self):
        make = Maker()
        first, told = answered(question(), "on_change", make)
        again, told_again = answered(question(), "on_change", make)
        assert make.calls == 1
        assert equal(first, again)
        assert again.sample_stats["diverging"].dtype == np.bool_
        assert (again.messages, again.seed, again.max_treedepth) == (("said",), 1, 10)
        np.testing.assert_array_equal(again.log_p, first.log_p)
        assert told_again == replace(told, from_cache=True)
        assert told_again.cache_note == f"from cache, made {told.made}"

    def test_whatever_the_cores_the_name_and_the_order_of_the_data(self):
        make = Maker()
        answered(question(), "on_change", make)
        data = {"l": [1, 2], "n": 3, "y": np.arange(3.0)}
        answered(question(data=data, name="other"), "on_change", make)
        answered(question(sampling=Sampling(seed=1, cores=1, refresh=0, warmup=1000)), "on_change", make)
        assert make.calls == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"program": "continuous"},
            {"data": {"y": np.arange(3.0), "n": 3, "l": [1, 3]}},
            {"data": {"y": np.array([0, 1, 2 + 1e-15]), "n": 3, "l": [1, 2]}},
            {"data": {"y": np.arange(3), "n": 3, "l": [1, 2]}},
            {"algorithm": "laplace"},
            {"metric": "dense_e"},
            {"inits": [{"z": [0.0]}]},
            {"sampling": Sampling(seed=2)},
            {"sampling": Sampling(seed=1, iter=1998)},
            {"sampling": Sampling(seed=1, thin=2)},
            {"sampling": Sampling(seed=1, adapt_delta=0.96)},
            {"sampling": Sampling(seed=1, init=0)},
            {"sampling": Sampling(seed=1, max_treedepth=10)},
        ],
        ids=repr,
    )
    def test_is_another_one_as_soon_as_anything_that_decides_the_draws_differs(self, change):
        make = Maker()
        answered(question(), "on_change", make)
        answered(question(**change), "on_change", make)
        assert make.calls == 2

    def test_is_another_one_for_another_program_of_the_same_name(self, monkeypatch):
        make = Maker()
        answered(question(), "on_change", make)
        monkeypatch.setattr(cache, "_executable_hash", lambda _: "compiled anew")
        monkeypatch.setattr(cache, "_seen", set())
        _, told = answered(question(), "on_change", make)
        assert make.calls == 2
        assert told.refitted == "the Stan program changed"


class TestTheWords:
    def test_never_neither_reads_nor_writes(self, folder):
        make = Maker()
        answered(question(), "never", make)
        assert not folder.exists()
        answered(question(), "on_change", make)
        answered(question(), "never", make)
        assert make.calls == 3

    def test_always_makes_anew_and_keeps_that(self):
        make = Maker()
        answered(question(), "on_change", make)
        second, told = answered(question(), "always", make)
        third, _ = answered(question(), "on_change", make)
        assert make.calls == 2
        assert equal(second, third)
        assert told.cache_note == 'refitted: cache="always"'

    def test_an_unknown_word_is_refused(self):
        with pytest.raises(
            SettingError, match=r"cache = 'on_chance' is not known: use \"on_change\".*Did you mean"
        ):
            answered(question(), "on_chance", Maker())

    def test_without_a_seed_the_cache_cannot_be_asked_for(self):
        with pytest.raises(SettingError, match=r'cache="on_change" needs a seed'):
            answered(question(sampling=Sampling()), "on_change", Maker())

    def test_without_a_seed_nothing_is_kept_or_found(self, folder, monkeypatch):
        monkeypatch.setattr(options, "cache", "on_change")
        make = Maker()
        answered(question(sampling=Sampling()), None, make)
        answered(question(sampling=Sampling()), None, make)
        assert make.calls == 2
        assert not folder.exists()

    def test_what_is_not_said_the_options_say_then_the_environment_then_the_session(self, monkeypatch):
        assert options.resolved_cache(None) == "never"
        monkeypatch.setenv("NBMIXED_CACHE", "always")
        assert options.resolved_cache(None) == "always"
        monkeypatch.setattr(options, "cache", "on_change")
        assert options.resolved_cache(None) == "on_change"
        assert options.resolved_cache("never") == "never"


class TestReasons:
    def test_changed_rows_are_counted(self, monkeypatch):
        make = Maker()
        answered(question(), "on_change", make)
        monkeypatch.setattr(cache, "_seen", set())
        changed = {
            "data": {"y": np.ones(3)},
            "rows": Fingerprint(("y", "x"), ROWS + np.uint64(5) * (ROWS == 1)),
        }
        _, told = answered(question(**changed), "on_change", make)
        assert told.cache_note == "refitted: the data changed (1 of 4 rows)"

    def test_a_loop_over_parts_of_the_data_has_no_reason(self):
        make = Maker()
        for k in range(3):
            _, told = answered(question(data={"y": np.full(3, float(k))}), "on_change", make)
            assert told.refitted == ""

    def test_another_model_has_no_reason(self, monkeypatch):
        make = Maker()
        answered(question(), "on_change", make)
        monkeypatch.setattr(cache, "_seen", set())
        _, told = answered(question(model="another", data={"y": np.ones(3)}), "on_change", make)
        assert told.refitted == ""


class TestFilesThatCannotServe:
    def entry(self):
        (kept,) = cache_folder.kept()
        return kept.path

    @pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 cut short"])
    def test_a_foreign_or_damaged_file_is_told_of_and_replaced(self, content):
        make = Maker()
        answered(question(), "on_change", make)
        self.entry().write_bytes(content)
        with pytest.warns(
            UserWarning,
            match=r"The cached fit \w+\.draws could not be read .*set aside, and the model is fitted again",
        ):
            answered(question(), "on_change", make)
        answered(question(), "on_change", make)
        assert make.calls == 2

    def test_an_entry_under_the_name_of_another_is_never_taken_for_it(self):
        make = Maker()
        answered(question(), "on_change", make)
        other = self.entry()
        answered(question(sampling=Sampling(seed=2)), "on_change", make)
        (name,) = (k.path for k in cache_folder.kept() if k.path != other)
        name.write_bytes(other.read_bytes())
        with pytest.warns(UserWarning, match="it is another fit"):
            answered(question(sampling=Sampling(seed=2)), "on_change", make)
        assert make.calls == 3

    def test_a_flipped_bit_anywhere_is_told_of_once(self):
        make = Maker()
        answered(question(), "on_change", make)
        whole = self.entry().read_bytes()
        for place in (0, 40, 300, len(whole) // 2, len(whole) - 80):
            damaged = bytearray(whole)
            damaged[place] ^= 0x10
            self.entry().write_bytes(damaged)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                first, _ = answered(question(), "on_change", make)
                again, _ = answered(question(), "on_change", make)
            np.testing.assert_array_equal(first.parameters["beta"], again.parameters["beta"])
            assert len(caught) <= 1
        assert self.entry().stat().st_mode & 0o077 == 0

    def test_a_folder_that_cannot_be_made_costs_a_warning_not_the_fit(self, monkeypatch, tmp_path):
        (tmp_path / "file").write_text("no folder")
        monkeypatch.setenv(cache_folder.PLACE, str(tmp_path / "file" / "cache"))
        make = Maker()
        with pytest.warns(
            UserWarning, match=r"could not be kept in the cache .*; the fit itself is complete"
        ) as caught:
            draws, _ = answered(question(), "on_change", make)
        assert caught[0].filename == __file__
        assert draws.parameters["sigma"].shape == (4, 1000)


class TestAFullDisk:
    """A tmpfs of 300 kB, where the machine allows one; else a limit on the size of files."""

    def test_costs_a_warning_leaves_no_half_entry_and_nothing_that_was_there(self, full_disk):
        make = Maker(size=500)  # about 50 kB
        answered(question(), "on_change", make)
        before = {p.name: p.read_bytes() for p in full_disk.iterdir()}
        big = Maker(size=20_000)
        with pytest.warns(UserWarning, match="No space left on device|File too large"):
            draws, _ = answered(question(sampling=Sampling(seed=2)), "on_change", big)
        assert draws.parameters["sigma"].shape == (4, 20_000)
        after = {p.name: p.read_bytes() for p in full_disk.iterdir()}
        assert {n: c for n, c in after.items() if n.endswith(".draws")} == {
            n: c for n, c in before.items() if n.endswith(".draws")
        }
        answered(question(), "on_change", make)
        assert make.calls == 1


@pytest.fixture
def full_disk(tmp_path, monkeypatch):
    """A folder with little room."""
    place = tmp_path / "small"
    place.mkdir()
    monkeypatch.setenv(cache_folder.PLACE, str(place))
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode == 0:
        yield place
        subprocess.run(["umount", str(place)], check=True)
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    yield place
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, ignored)


def ask(place):
    """One process's fit of the common question."""
    os.environ[cache_folder.PLACE] = place
    draws, _ = answered(question(), "on_change", Maker())
    return float(draws.parameters["sigma"].sum())


class TestSeveralProcesses:
    def test_two_at_once_leave_one_whole_entry(self, folder):
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
            found = list(pool.map(ask, [str(folder)] * 6))
        assert len(set(found)) == 1
        assert len(cache_folder.kept()) == 1
        assert ask(str(folder)) == found[0]

    def test_a_writer_that_is_killed_leaves_nothing_that_is_taken_for_a_fit(self, folder):
        code = (
            "import os, sys, time, zipfile; sys.path.insert(0, sys.argv[1])\n"
            "from tests.engine.test_cache import *\n"
            "from nbmixed import archive\n"
            "archive.os.fsync = lambda _: (print('writing', flush=True), time.sleep(60))\n"
            "answered(question(), 'on_change', Maker())"
        )
        root = str(Path(__file__).parents[2])
        writer = subprocess.Popen([sys.executable, "-c", code, root], stdout=subprocess.PIPE, text=True)
        assert writer.stdout.readline() == "writing\n"
        writer.kill()
        writer.communicate()
        (left,) = folder.iterdir()
        assert left.name.endswith(".part")
        assert cache_folder.kept() == []
        make = Maker()
        answered(question(), "on_change", make)
        assert make.calls == 1
        os.utime(left, (time.time() - 7200,) * 2)
        answered(question(sampling=Sampling(seed=2)), "on_change", make)
        assert not left.exists(), "what a killed writer left is removed after an hour"


class TestTheFolder:
    def test_stays_within_its_size_and_drops_what_was_used_least_recently(self, monkeypatch):
        make = Maker()
        for seed in (1, 2, 3):
            answered(question(sampling=Sampling(seed=seed)), "on_change", make)
            time.sleep(0.02)
        size = cache_folder.kept()[0].size
        answered(question(sampling=Sampling(seed=1)), "on_change", make)  # used again
        monkeypatch.setattr(options, "cache_size", int(2.5 * size))
        answered(question(sampling=Sampling(seed=4)), "on_change", make)
        assert make.calls == 4
        assert len(cache_folder.kept()) == 2
        answered(question(sampling=Sampling(seed=1)), "on_change", make)
        answered(question(sampling=Sampling(seed=4)), "on_change", make)
        assert make.calls == 4

    def test_is_cleared_of_fits_but_not_of_other_files(self, folder):
        answered(question(), "on_change", Maker())
        (folder / "notes.draws").write_text("mine")
        fits, size = cache_folder.clear()
        assert (fits, size > 100_000) == (1, True)
        assert [p.name for p in folder.iterdir()] == ["notes.draws"]

    def test_says_what_a_file_holds(self):
        answered(question(), "on_change", Maker())
        (kept,) = cache_folder.kept()
        told = cache_folder.told(kept.path)
        assert (told["name"], told["function"], told["formula"]) == ("fit", "stan_lmer", "y ~ x + (1 | g)")

    def test_is_in_the_users_cache_if_nothing_else_is_said(self, monkeypatch, tmp_path):
        monkeypatch.delenv(cache_folder.PLACE)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        assert cache_folder.folder() == tmp_path / "nbmixed" / "fits"
