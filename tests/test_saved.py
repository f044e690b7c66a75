"""A saved fit comes back the same in every method, from one file that executes nothing."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import zipfile

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed import archive
from nbmixed.errors import DataError
from nbmixed.saved import load

RNG = np.random.default_rng(2)
FRAME = pd.DataFrame(
    {
        "y": RNG.normal(size=40),
        "count": RNG.integers(0, 5, 40),
        "n": 5 + RNG.integers(0, 5, 40),
        "x": RNG.normal(size=40),
        "f": pd.Categorical(list("abcd") * 10),
        "g": [f"level {k}" for k in range(8)] * 5,
    },
    index=pd.Index([f"row{k}" for k in range(40)], name="id"),
)
FRAME["curved"] = 2 + FRAME.x + RNG.normal(size=40)
QUICK = {"chains": 2, "iter": 200, "seed": 3, "refresh": 0}
MODELS = {
    "lmer": lambda: nm.stan_lmer("y ~ poly(x, 2) + f + (x | g)", FRAME, **QUICK),
    "glmer": lambda: nm.stan_glmer(
        "cbind(count, n - count) ~ x + (1 | g) + (1 | f)", FRAME, family="binomial", **QUICK
    ),
    "bases": lambda: nm.stan_glm("y ~ ns(x, 3) + scale(n) + cut(count, 2)", FRAME, prior=nm.hs(), **QUICK),
    "nlmer": lambda: nm.stan_nlmer("curved ~ a + k * x ~ a | g", FRAME, prior_covariance=nm.lkj(), **QUICK),
    "lm": lambda: nm.stan_lm("y ~ x + f", FRAME, prior=nm.R2(0.3), **QUICK),
    "approximate": lambda: nm.stan_glm("y ~ x", FRAME, algorithm="laplace", seed=3, weights="n"),
    "prior": lambda: nm.stan_glm("count ~ x", FRAME, family="poisson", prior_PD=True, **QUICK),
}


@pytest.fixture(scope="module", params=MODELS)
def both(request, tmp_path_factory):
    fit = MODELS[request.param]()
    path = tmp_path_factory.mktemp("saved") / "a.fit"
    fit.save(path)
    return fit, load(path)


def test_what_is_shown(both):
    fit, loaded = both
    for method in ("__repr__", "summary", "prior_summary", "check"):
        assert repr(getattr(loaded, method)()) == repr(getattr(fit, method)())


def test_every_draw(both):
    fit, loaded = both
    pd.testing.assert_frame_equal(loaded.to_frame(), fit.to_frame())


def test_predictions_of_old_and_new_rows(both):
    fit, loaded = both
    new = FRAME.iloc[:5].assign(g=["level 1", "new", "other", "new", "level 0"])
    for method in ("posterior_predict", "posterior_epred", "posterior_linpred", "log_lik"):
        np.testing.assert_array_equal(getattr(loaded, method)(), getattr(fit, method)())
        np.testing.assert_array_equal(getattr(loaded, method)(newdata=new), getattr(fit, method)(newdata=new))


def test_criteria(both):
    fit, loaded = both
    np.testing.assert_array_equal(loaded.bayes_R2(), fit.bayes_R2())
    if not fit.spec.prior_PD:
        pd.testing.assert_frame_equal(loaded.loo().pointwise, fit.loo().pointwise)


def test_what_it_knows(both):
    fit, loaded = both
    assert loaded.spec == fit.spec
    assert loaded.provenance == fit.provenance
    assert loaded.spec.fingerprint() == fit.spec.fingerprint()
    pd.testing.assert_frame_equal(loaded.data, fit.data)


def test_it_can_be_saved_again(both, tmp_path):
    _, loaded = both
    loaded.save(tmp_path / "again")
    pd.testing.assert_frame_equal(load(tmp_path / "again").to_frame(), loaded.to_frame())


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("saved") / "b.fit"
    MODELS["prior"]().save(path)
    return path


def changed(path, target, **head):
    """A copy with other facts at its head."""
    before, arrays = archive.read(path)
    archive.write(target, before | head, arrays)
    return target


class TestTheFile:
    def test_holds_json_and_arrays_without_objects(self, path):
        with zipfile.ZipFile(path) as file:
            names = file.namelist()
            assert json.loads(file.read("fit.json"))["kind"] == "nbmixed fit"
        arrays = np.load(path, allow_pickle=False)
        assert all(name == "fit.json" or arrays[name.removesuffix(".npy")] is not None for name in names)

    def test_is_replaced_whole(self, path, tmp_path):
        target = tmp_path / "a"
        target.write_text("before")
        load(path).save(target)
        assert load(target).nobs() == 40
        assert [p.name for p in tmp_path.iterdir()] == ["a"]

    def test_is_read_without_programs(self, path):
        code = (
            "import sys; from nbmixed.saved import load\n"
            f"print(load({str(path)!r}).posterior_epred().shape, 'cmdstanpy' in sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.split() == ["(200,", "40)", "False"]

    def test_cannot_be_written_where_there_is_no_folder(self, path, tmp_path):
        with pytest.raises(DataError, match=r"could not be saved as .*No such file"):
            load(path).save(tmp_path / "none" / "a.fit")


class TestFilesThatAreRefused:
    def test_none_there(self, tmp_path):
        with pytest.raises(DataError, match="There is no file"):
            load(tmp_path / "none")

    def test_no_fit(self, tmp_path):
        (tmp_path / "text").write_text("hello")
        with pytest.raises(DataError, match="is no fit that was saved by nbmixed"):
            load(tmp_path / "text")
        np.savez(tmp_path / "arrays.npz", a=np.arange(3))
        with pytest.raises(DataError, match="is no fit that was saved by nbmixed"):
            load(tmp_path / "arrays.npz")

    def test_another_kind(self, path, tmp_path):
        with pytest.raises(DataError, match="is no fit that was saved by nbmixed"):
            load(changed(path, tmp_path / "a", kind="cake"))

    def test_a_later_format(self, path, tmp_path):
        with pytest.raises(
            DataError, match=r"saved by nbmixed 9\.1 in format 7, and this version reads formats up to 1"
        ):
            load(changed(path, tmp_path / "a", format=7, nbmixed="9.1"))

    def test_parts_of_a_later_version(self, path, tmp_path):
        fit = {"spec": {"@value": "nbmixed.spec.model:Later", "fields": {}}}
        with pytest.raises(DataError, match=r"saved by nbmixed 9.1. It holds a Later.*Update nbmixed"):
            load(changed(path, tmp_path / "a", fit=fit, nbmixed="9.1"))

    def test_a_damaged_one(self, path, tmp_path):
        (tmp_path / "half").write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        with pytest.raises(DataError, match="or it is damaged"):
            load(tmp_path / "half")

    def test_flipped_bits_and_cuts_at_any_place(self, path, tmp_path):
        """Every damage is one sentence; a bit that says nothing (a date in the zip) may leave the fit as it was."""
        content, target = path.read_bytes(), tmp_path / "a"
        rng, size = np.random.default_rng(1), path.stat().st_size
        places = [*range(40), *range(size - 200, size), *rng.integers(0, size, 100)]
        for place in places:
            damaged = bytearray(content)
            damaged[place] ^= 1 << int(rng.integers(8))
            target.write_bytes(damaged)
            with contextlib.suppress(DataError):
                assert load(target).nobs() == 40
        for place in [0, 1, 30, size - 1, size - 64, *rng.integers(0, size, 20)]:
            target.write_bytes(content[:place])
            with pytest.raises(DataError, match="is damaged"):
                load(target)

    @pytest.mark.parametrize(
        "fit", [None, [], {}, {"posterior": 3}, {"@tuple": 5}, {"@value": "nbmixed.x:y", "fields": {}}]
    )
    def test_a_forged_one_with_the_right_checksum(self, path, tmp_path, fit):
        with pytest.raises(DataError):
            load(changed(path, tmp_path / "a", fit=fit))

    def test_one_whose_checksum_was_taken_out(self, path, tmp_path):
        target = tmp_path / "a"
        target.write_bytes(path.read_bytes())
        with zipfile.ZipFile(target, "a") as file:
            file.comment = b""
        with pytest.raises(DataError, match="checksum"):
            load(target)
