"""Files of both executables look alike, so that whatever reads one reads the other."""

import json

import pytest

from tests.driver.programs import both, ours

METHODS = {
    "nuts": ["sample", "num_samples=10", "num_warmup=50"],
    "fixed": ["sample", "num_samples=5", "algorithm=fixed_param"],
    "dense": ["sample", "num_samples=10", "num_warmup=50", "algorithm=hmc", "metric=dense_e"],
    "lbfgs": ["optimize"],
    "bfgs": ["optimize", "algorithm=bfgs"],
    "newton": ["optimize", "algorithm=newton"],
    "meanfield": ["variational", "iter=50", "output_samples=5"],
    "fullrank": ["variational", "algorithm=fullrank", "iter=50", "output_samples=5"],
    "pathfinder": ["pathfinder", "num_psis_draws=5", "num_draws=5"],
    "laplace": ["laplace", "mode=mode.json", "draws=5"],
    "log_prob": ["log_prob", "constrained_params=mode.json"],
}
# Columns of Stan 2.39 that the genuine 2.37 does not have.
NEWER = {"converged__"}


def _run(program, folder, words):
    (folder / "mode.json").write_text(json.dumps(program.values))
    done = program.run(folder, *words, "output", "file=out.csv")
    assert done.returncode == 0, done.stderr
    return (folder / "out.csv").read_text().splitlines()


def _comments(lines):
    return [line for line in lines if line.startswith("#")]


def _keys(lines):
    return [line.split("=")[0].rstrip() for line in _comments(lines) if "Step size" not in line]


def _settings(lines):
    """Nested names of the configuration, up to the header."""
    start = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    return _keys(lines[:start])


def _method_columns(lines):
    header = next(line for line in lines if not line.startswith("#"))
    return [name for name in header.split(",") if name.endswith("__") and name not in NEWER]


@pytest.mark.parametrize("method", METHODS)
def test_same_configuration_and_method_columns(tmp_path, method):
    mine, theirs = (_run(program, tmp_path, METHODS[method]) for program in both())
    assert _settings(mine) == _settings(theirs)
    assert _method_columns(mine) == _method_columns(theirs)


@pytest.mark.parametrize("method", ["nuts", "dense", "meanfield"])
def test_same_comments_after_the_header(tmp_path, method):
    def after(lines):
        start = next(i for i, line in enumerate(lines) if not line.startswith("#"))
        texts = [line for line in _comments(lines[start:]) if "seconds" not in line]
        return [line.split("=")[0] for line in texts if line[2:3].isalpha()]

    mine, theirs = (_run(program, tmp_path, METHODS[method]) for program in both())
    assert after(mine) == after(theirs)


ACCEPTED = [
    ["method=sample", "num_samples=5", "num_warmup=20"],
    ["sample", "num_samples=0"],
    ["sample", "num_samples=5", "num_samples=6"],
    ["sample", "num_samples=5", "algorithm=hmc", "engine=nuts", "max_depth=5", "stepsize=0.1", "stepsize_jitter=0.5",
     "metric=unit_e", "adapt", "engaged=1", "delta=0.9", "gamma=0.1", "kappa=0.7", "t0=9", "init_buffer=5",
     "term_buffer=5", "window=5", "num_chains=1"],
    ["sample", "num_samples=5", "adapt", "engaged=false", "num_warmup=0"],
    ["sample", "num_samples=5", "save_warmup=true", "thin=2"],
    ["id=3", "init=0", "method=sample", "num_samples=5"],
    ["init=0.5", "output", "refresh=0", "sig_figs=-1", "sample", "num_samples=5"],
    ["optimize", "algorithm=bfgs", "init_alpha=0.01", "tol_obj=1e-10", "tol_param=1e-9", "iter=10", "jacobian=1"],
    ["optimize", "save_iterations=1", "iter=3"],
    ["variational", "iter=10", "grad_samples=2", "elbo_samples=10", "eta=0.5", "adapt", "engaged=0",
     "tol_rel_obj=0.1", "eval_elbo=5", "output_samples=3"],
    ["pathfinder", "num_paths=1", "num_draws=4", "num_elbo_draws=4", "max_lbfgs_iters=50", "calculate_lp=0"],
    ["pathfinder", "num_paths=2", "num_draws=4", "psis_resample=0", "save_single_paths=1"],
    ["num_threads=1", "diagnose", "test=gradient", "epsilon=1e-5", "error=1"],
]  # fmt: skip


@pytest.mark.parametrize("words", ACCEPTED, ids=" ".join)
def test_same_words_accepted(tmp_path, words):
    for program in both():
        done = program.run(tmp_path, *words)
        assert done.returncode == 0, (program.path, done.stderr)


def test_configuration_as_json_has_the_genuine_shape(tmp_path):
    def shape(record):
        return {key: shape(value) for key, value in record.items()} if isinstance(record, dict) else None

    shapes = []
    for program in both():
        words = ["sample", "num_samples=5", "output", "save_cmdstan_config=1"]
        assert program.run(tmp_path, *words).returncode == 0
        shapes.append(shape(json.loads((tmp_path / "output_config.json").read_text())))
    shapes[1].pop("mpi_enabled")
    assert shapes[0] == shapes[1]


def test_metric_as_json_has_the_genuine_shape(tmp_path):
    for program in both():
        words = ["sample", "num_samples=5", "algorithm=hmc", "metric=dense_e", "adapt", "save_metric=1"]
        assert program.run(tmp_path, *words).returncode == 0
        saved = json.loads((tmp_path / "output_metric.json").read_text())
        assert list(saved) == ["stepsize", "metric_type", "inv_metric"]
        assert saved["metric_type"] == "dense_e"
        assert len(saved["inv_metric"]) == len(saved["inv_metric"][0])


def test_several_chains_write_files_numbered_from_the_id(tmp_path):
    words = [
        "id=3",
        "sample",
        "num_chains=2",
        "num_samples=5",
        "adapt",
        "save_metric=1",
        "output",
        "file=d.csv",
    ]
    for program in both():
        done = program.run(tmp_path, *words)
        assert done.returncode == 0
        assert {"d_3.csv", "d_4.csv", "d_metric_3.json", "d_metric_4.json"} <= {
            p.name for p in tmp_path.iterdir()
        }
        assert "Chain [4] Iteration: " in done.stdout
        for path in tmp_path.glob("d_*"):
            path.unlink()


def test_several_chains_take_names_with_commas(tmp_path):
    words = ["sample", "num_chains=2", "num_samples=5", "output", "file=a.csv,b.csv"]
    for program in both():
        assert program.run(tmp_path, *words).returncode == 0
        for name in ("a.csv", "b.csv"):
            (tmp_path / name).unlink()


def test_a_given_seed_is_written_and_one_is_drawn_otherwise(tmp_path):
    seeds = set()
    for _ in range(2):
        (tmp_path / "data.json").write_text(json.dumps(ours().data))
        ours().run_plainly(tmp_path, "sample", "num_samples=1", "data", "file=data.json")
        text = (tmp_path / "output.csv").read_text()
        seeds.add(text.split("seed = ")[1].split("\n")[0])
    assert len(seeds) == 2


def test_dump_format_is_read(tmp_path):
    (tmp_path / "data.R").write_text("N <- 3\ny <- c(1.5, 2, 3)\nprior_scale <- 10\n")
    done = ours().run_plainly(tmp_path, "sample", "num_samples=5", "data", "file=data.R")
    assert done.returncode == 0, done.stderr
