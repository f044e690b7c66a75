"""Both executables refuse the same things, with a message that names the culprit."""

import json

import pytest

from tests.driver.programs import both, ours

WORDS = {
    "unknown argument": (["sample", "foo=1"], "foo=1"),
    "unknown word": (["foo"], "foo"),
    "no method": (["id=1"], "method"),
    "unknown method": (["method=bogus"], "bogus"),
    "misplaced subargument": (["sample", "delta=0.9"], "delta=0.9"),
    "an argument of another method": (["optimize", "num_samples=10"], "num_samples=10"),
    "group given a value": (["sample", "adapt=1"], "adapt=1"),
    "group given twice": (["sample", "data", "file=data.json"], "data"),
    "text for a number": (["sample", "num_samples=abc"], "num_samples"),
    "negative count": (["sample", "num_samples=-1"], "num_samples"),
    "count beyond an int": (["sample", "num_samples=99999999999"], "num_samples"),
    "zero thin": (["sample", "thin=0"], "thin"),
    "zero chains": (["sample", "num_chains=0"], "num_chains"),
    "delta above 1": (["sample", "adapt", "delta=2"], "delta"),
    "negative gamma": (["sample", "adapt", "gamma=-1"], "gamma"),
    "bad flag": (["sample", "adapt", "engaged=2"], "engaged"),
    "unknown algorithm": (["sample", "algorithm=foo"], "algorithm"),
    "unknown engine": (["sample", "algorithm=hmc", "engine=foo"], "engine"),
    "unknown metric": (["sample", "algorithm=hmc", "metric=foo"], "metric"),
    "zero step size": (["sample", "algorithm=hmc", "stepsize=0"], "stepsize"),
    "negative id": (["sample", "id=-1"], "id"),
    "too many digits": (["sample", "output", "sig_figs=40"], "sig_figs"),
    "threads without threading": (["sample", "num_threads=2"], "num_threads"),
    "no warmup to adapt in": (["sample", "num_warmup=0"], "num_warmup"),
    "unknown variational family": (["variational", "algorithm=foo"], "algorithm"),
    "no history": (["optimize", "algorithm=lbfgs", "history_size=0"], "history_size"),
    "no paths": (["pathfinder", "num_paths=0"], "num_paths"),
    "no draws of a path": (["pathfinder", "num_draws=0"], "num_draws"),
    "no tolerance": (["optimize", "algorithm=bfgs", "tol_obj=0"], "tol_obj"),
    "no mode": (["laplace"], "mode"),
    "no fitted draws": (["generate_quantities"], "fitted_params"),
    "no point": (["log_prob"], "parameter"),
    "metric file absent": (["sample", "algorithm=hmc", "metric_file=none.json"], "none.json"),
    "start file absent": (["sample", "init=none.json"], "none.json"),
    "fitted draws absent": (["generate_quantities", "fitted_params=none.csv"], "none.csv"),
    "mode absent": (["laplace", "mode=none.json"], "none.json"),
    "point absent": (["log_prob", "constrained_params=none.json"], "none.json"),
    "file of an unknown kind": (["sample", "init=values.txt"], ".txt"),
}


@pytest.mark.parametrize("case", WORDS)
def test_refuses_words(tmp_path, case):
    words, culprit = WORDS[case]
    for program in both():
        done = program.run(tmp_path, *words)
        assert done.returncode != 0, program.path
        assert culprit in done.stderr, program.path


def test_seed_below_minus_one_is_refused(tmp_path):
    for program in both():
        done = program.run_plainly(tmp_path, "sample", "random", "seed=-5")
        assert done.returncode == 1
        assert "seed" in done.stderr


def test_a_near_place_is_suggested(tmp_path):
    done = ours().run(tmp_path, "sample", "metric=dense_e")
    assert "method=sample algorithm=hmc metric=" in done.stderr


def _without(data, name):
    return {key: value for key, value in data.items() if key != name}


def _broken_data(program):
    size, vector = ("N", "y") if program is ours() else ("T", "cap")
    return {
        "missing": (_without(program.data, size), size),
        "too short": (program.data | {vector: program.data[vector][1:]}, vector),
        "not an integer": (program.data | {size: 2.5}, size),
        "out of range": (program.data | {size: -1}, size),
    }


@pytest.mark.parametrize("case", ["missing", "too short", "not an integer", "out of range"])
def test_refuses_data(tmp_path, case):
    for program in both():
        data, culprit = _broken_data(program)[case]
        done = program.run(tmp_path, "sample", data=data)
        assert done.returncode != 0
        assert culprit in done.stderr


@pytest.mark.parametrize("text", ['{"N": 3', "[1, 2]", "not json"])
def test_refuses_unreadable_data(tmp_path, text):
    (tmp_path / "broken.json").write_text(text)
    for program in both():
        done = program.run_plainly(tmp_path, "sample", "data", "file=broken.json")
        assert done.returncode != 0
        assert "JSON" in done.stderr


def test_names_the_unreadable_file(tmp_path):
    (tmp_path / "broken.json").write_text('{"N": 3')
    done = ours().run_plainly(tmp_path, "sample", "data", "file=broken.json")
    assert "broken.json" in done.stderr


def test_refuses_a_metric_of_the_wrong_size(tmp_path):
    (tmp_path / "metric.json").write_text('{"inv_metric": [1, 2, 3]}')
    for metric in ("diag_e", "dense_e"):
        for program in both():
            done = program.run(
                tmp_path, "sample", "algorithm=hmc", f"metric={metric}", "metric_file=metric.json"
            )
            assert done.returncode != 0
            assert "inv_metric" in done.stderr


def test_refuses_a_metric_file_for_the_unit_metric(tmp_path):
    (tmp_path / "metric.json").write_text('{"inv_metric": [1, 2]}')
    done = ours().run(tmp_path, "sample", "algorithm=hmc", "metric=unit_e", "metric_file=metric.json")
    assert done.returncode != 0
    assert "metric.json" in done.stderr


def test_refuses_a_start_of_the_wrong_shape(tmp_path):
    for program in both():
        (tmp_path / "start.json").write_text(json.dumps({program.parameter: [1, 2]}))
        done = program.run(tmp_path, "sample", "init=start.json")
        assert done.returncode != 0
        assert f"variable name={program.parameter}" in done.stderr


def test_refuses_a_mode_without_a_parameter(tmp_path):
    (tmp_path / "mode.json").write_text('{"other": 1}')
    for program in both():
        for words in (["laplace", "mode=mode.json"], ["log_prob", "constrained_params=mode.json"]):
            done = program.run(tmp_path, *words)
            assert done.returncode != 0
            assert f"variable name={program.parameter}" in done.stderr


def test_refuses_fitted_draws_of_another_model(tmp_path):
    (tmp_path / "other.csv").write_text("lp__,a\n1,2\n")
    for program in both():
        done = program.run(tmp_path, "generate_quantities", "fitted_params=other.csv")
        assert done.returncode != 0
        assert "other.csv" in done.stderr
    assert '"mu"' in ours().run(tmp_path, "generate_quantities", "fitted_params=other.csv").stderr


def test_refuses_a_broken_line_of_fitted_draws(tmp_path):
    (tmp_path / "short.csv").write_text("lp__,mu,sigma\n1,2\n")
    done = ours().run(tmp_path, "generate_quantities", "fitted_params=short.csv")
    assert done.returncode == 1
    assert "short.csv" in done.stderr


def test_refuses_an_output_folder_that_is_not_there(tmp_path):
    for program in both():
        done = program.run(tmp_path, "sample", "output", "file=nowhere/draws.csv")
        assert done.returncode != 0
    assert "nowhere/draws.csv" in ours().run(tmp_path, "sample", "output", "file=nowhere/draws.csv").stderr


def test_refuses_values_that_no_start_can_have(tmp_path):
    (tmp_path / "start.json").write_text('{"mu": 1, "sigma": -1}')
    done = ours().run(tmp_path, "sample", "init=start.json")
    assert done.returncode != 0
    assert "Initialization failed" in done.stderr
