"""The cell magics, in a real shell."""

import pytest
from IPython.utils.capture import capture_output

from nbmixed import FitWarning, datasets, fitting
from nbmixed.engine import progress
from nbmixed.engine.partial import Interrupted
from nbmixed.engine.run import run
from nbmixed.errors import DataError, FormulaError, NbmixedError, PriorError, SettingError
from nbmixed.notebook import magics
from nbmixed.spec.model_checks import FUNCTIONS, MIXED


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_function_has_its_cell(shell, fits, function):
    formula = "y ~ x + (1 | g)" if "er" in function else "y ~ x"
    prior = "prior = None" if function == "stan_lm" else ""
    result = shell.run_cell(f"%%{function} fit --data d --seed 3\n{formula}\n{prior}")
    assert result.success
    assert fits.last["spec"].function == function
    assert fits.last["data"] is shell.user_ns["d"]
    assert shell.user_ns["fit"] == result.result == f"fit of {formula}"


def test_without_a_name_the_fit_is_in_the_underscore(shell, fits):
    shell.run_cell("%%stan_glm --data d\ny ~ x", store_history=True)
    assert shell.user_ns["_"] == "fit of y ~ x"
    assert "fit" not in shell.user_ns


@pytest.mark.parametrize(
    "cell", ["%%stan_glm fit --data d\ny ~ x;", "%%stan_glm fit --data d --quiet\ny ~ x"]
)
def test_a_silenced_cell_binds_its_result_but_shows_nothing(shell, fits, cell):
    assert shell.run_cell(cell).result is None
    assert shell.user_ns["fit"] == "fit of y ~ x"


def test_quiet_hides_the_progress_too(shell, fits, capsys):
    shell.run_cell("%%stan_glm fit --data d --quiet\ny ~ x")
    assert capsys.readouterr() == ("", "")
    shell.run_cell("%%stan_glm fit --data d\ny ~ x;")
    assert capsys.readouterr().err == "sampled\n"


def test_nothing_on_the_line_or_in_the_body_is_expanded_by_ipython(shell, fits):
    shell.push({"d": shell.user_ns["d"], "x": 3})
    assert shell.run_cell("%%stan_glm fit --data d --link {x}\ny ~ x").error_in_exec is not None
    assert shell.run_cell("%%stan_glm fit --data d\ny ~ x + $x").success
    assert fits.last["spec"].formula == "y ~ x + $x"


@pytest.mark.parametrize(
    "cell, error, message",
    [
        (
            "%%stan_lmer fit --data dd\ny ~ x + (1 | g)",
            DataError,
            "There is no data frame 'dd' in this notebook",
        ),
        ("%%stan_lmer fit --data d\ny ~ x + (1 | g", FormulaError, "Unbalanced brackets"),
        ("%%stan_lmer fit --data d\nprior = normal(0, 1)", FormulaError, "The cell has no formula"),
        ("%%stan_lmer fit --data d\ny ~ x + (1 | g)\nprior = normal", PriorError, "the function itself"),
        ("%%stan_lmer fit --data d --chains 0\ny ~ x + (1 | g)", SettingError, "chains = 0 is out of range"),
        (
            "%%stan_lmer fit --data d --seed 5000000000\ny ~ x + (1 | g)",
            SettingError,
            "seed = 5000000000 is out",
        ),
        ("%%stan_lmer fit --data d --sed 5\ny ~ x + (1 | g)", SettingError, "Did you mean '--seed'?"),
    ],
)
def test_an_error_is_one_readable_line_and_nothing_is_sampled(shell, fits, capsys, cell, error, message):
    result = shell.run_cell(cell)
    shown = capsys.readouterr().out
    assert type(result.error_in_exec) is error
    assert message in shown and "Traceback" not in shown
    assert fits.calls == []


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("call", ["%{}", "%{} --help", "%%{} --help\ny ~ x"])
def test_help(shell, fits, capsys, function, call):
    assert shell.run_cell(call.format(function)).success
    shown = capsys.readouterr().out
    assert shown.startswith(f"%%{function}: ")
    assert "--adapt-delta X" in shown and "0.95" in shown and "prior_PD" in shown
    assert ("--family" in shown) == (function in ("stan_glm", "stan_glmer", "stan_gamm4"))
    assert ("prior_covariance" in shown) == (function in MIXED)
    assert fits.calls == []


def test_the_question_mark_shows_the_help(shell):
    assert "Options of the first line" in shell.find_cell_magic("stan_lmer").__doc__


def test_the_line_magic_does_not_fit(shell, fits):
    error = shell.run_cell("%stan_lmer fit --data d").error_in_exec
    assert isinstance(error, SettingError) and "%%stan_lmer (two percent signs)" in str(error)


def test_examples_in_the_help_are_cells_that_can_be_read():
    from nbmixed.notebook.cell import to_request
    from nbmixed.notebook.help import _EXAMPLES

    frames = {
        name: __import__("pandas").DataFrame({"y": [1.0]})
        for name in ("roaches", "sleepstudy", "cbpp", "grouseticks", "kidiq", "Orange")
    }
    for function, example in _EXAMPLES.items():
        head, body = example.split("\n", 1)
        assert (
            to_request(function, head.removeprefix(f"%%{function} "), body, frames).spec.function == function
        )


def test_unloading_leaves_nothing(shell):
    magics.unload(shell)
    assert shell.find_cell_magic("stan_lmer") is None
    assert shell.find_line_magic("stan_lmer") is None
    assert progress.current() is None
    magics.unload(shell)


def test_loading_twice_is_harmless(shell, fits):
    magics.load(shell)
    assert shell.run_cell("%%stan_glm fit --data d\ny ~ x").success
    assert len(fits.calls) == 1


def test_a_fault_in_the_data_reaches_the_reader_in_one_line(shell, monkeypatch, capsys):
    def refuse(*_, **__):
        raise DataError("There is no column 'xx' in d.")

    monkeypatch.setattr("nbmixed.fitting.fit", refuse)
    result = shell.run_cell("%%stan_glm fit --data d\ny ~ xx")
    assert isinstance(result.error_in_exec, NbmixedError)
    assert capsys.readouterr().out.strip() == "DataError: There is no column 'xx' in d."


def test_the_builder_opens_from_a_line(shell):
    shell.run_cell("b = %stan_builder d")
    assert shell.user_ns["b"].state.draft.data == "d"
    assert shell.run_cell("%stan_builder y ~ x +").error_in_exec.args[0].startswith("The formula ends")


def test_where_there_are_no_widgets_the_builder_says_what_to_do(shell):
    with capture_output() as shown:
        shell.run_cell("%stan_builder d")
    words = shown.outputs[0].data["text/plain"]
    assert words.startswith("ModelBuilder, incomplete") and "in a terminal write a cell" in words
    assert "application/vnd.jupyter.widget-view+json" in shown.outputs[0].data


def test_priors_of_a_fit_from_a_line(shell, sleep_fit):
    shell.push({"sleep": sleep_fit})
    assert "Priors for model" in repr(shell.run_cell("%stan_prior sleep").result)
    error = shell.run_cell("%stan_prior slep").error_in_exec
    assert str(error) == "%stan_prior shows the priors of a fit, and slep is none. Did you mean 'sleep'?"


def test_the_doctor_from_a_line(shell):
    assert "ok" in repr(shell.run_cell("%stan_doctor").result)


def test_what_was_drawn_before_an_interrupt_is_kept(shell, monkeypatch, capsys):
    def stopped(spec, data, **others):
        ready = fitting.prepare(spec, data)
        draws = run(ready.packed.program, ready.packed.data, spec.sampling)
        raise Interrupted("stopped by hand after 1.0 s, 1 chain x 50 of 1000 draws are kept", draws)

    monkeypatch.setattr(fitting, "fit", stopped)
    result = shell.run_cell("%%stan_glm kept --data d --iter 100 --chains 1 --seed 1\ny ~ x")
    assert isinstance(result.error_in_exec, Interrupted)
    assert shell.user_ns["kept"].posterior.size == 50
    shown = capsys.readouterr().out
    assert "stan_glm\n family" in shown and "1 chain x 50 of 1000 draws are kept in kept" in shown


@pytest.mark.parametrize(
    "cell",
    [
        "%%stan_glm fit --data d\ny ~ x",
        "nbmixed.stan_glm('y ~ x', data=d)",
        "nbmixed.fit_all({'m': nbmixed.ModelSpec('stan_glm', 'y ~ x')}, d)",
    ],
)
def test_a_stop_before_there_are_draws_is_one_line(shell, monkeypatch, capsys, cell):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(fitting, "draw", stopped)
    shell.run_cell("import nbmixed")
    shell.run_cell(cell)
    lines = [line for line in capsys.readouterr().out.splitlines() if line]
    assert len(lines) == 1 and lines[0].startswith("Interrupted: stopped by hand after 0.")
    assert "fit" not in shell.user_ns


def test_a_fit_in_doubt_ends_in_one_warning_that_names_the_cell(shell):
    shell.push({"sleepstudy": datasets.load("sleepstudy")})
    line = "%%stan_lmer rough --data sleepstudy --seed 3 --adapt-delta 0.2 --iter 200 --chains 2 --quiet"
    with pytest.warns(FitWarning, match="^The fit rough .*transitions diverged") as issued:
        assert shell.run_cell(f"{line}\nReaction ~ Days + (Days | Subject)").success
    assert [warning.filename for warning in issued] == [line]
