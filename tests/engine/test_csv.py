"""Numbers are read without threads, and a line that holds none is named."""

import multiprocessing
import subprocess
import sys

import numpy as np
import pytest

from nbmixed.engine import csv, failure


@pytest.mark.parametrize("row", ["1,2", "1,2,3,4", "1,nan,3", "1,2,inf", "1,x,3", "1,2,\x00"])
def test_the_first_line_that_is_no_row_of_finite_numbers(tmp_path, row):
    path = tmp_path / "lmm-1_3.csv"
    path.write_text(f"# head\nlp__,a,b\n1,2,3\n# step\n{row}\n1,2,3\n")
    assert csv.first_unusable(path) == 5
    said = failure.sentence("lmm", ValueError("x"), tmp_path)
    assert "line 5 in the file of chain 3 is no row of finite numbers" in said
    path.write_text("lp__,a\n1,2\n")
    assert csv.first_unusable(path) is None


def test_numbers_are_exact():
    values = np.random.default_rng(1).normal(size=(20, 3)) * 1e-30
    lines = [",".join(map(repr, map(float, row))).encode() + b"\n" for row in values]
    np.testing.assert_array_equal(csv.table(lines), values)
    assert csv.table([b" \n"]).shape == (0, 0)


FORKED = """
import multiprocessing, sys
import pandas as pd, numpy as np
import nbmixed as nm
d = pd.DataFrame({"y": np.random.default_rng(1).normal(size=40), "x": np.arange(40) / 40})
def job(seed):
    return nm.stan_glm("y ~ x", d, chains=1, iter=200, seed=seed, refresh=0, cache="never").nobs()
job(1)
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(pool.map(job, [1, 2, 3]), "polars" in sys.modules)
"""


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="needs fork")
def test_processes_forked_after_a_fit_can_fit():
    pytest.importorskip("polars")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORKED], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[40, 40, 40] False"
