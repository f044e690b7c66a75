"""The command line."""

import pytest

import nbmixed
from nbmixed.report import report as reporting
from nbmixed.report.command import main
from tests.report.notebooks import written


def test_version(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"nbmixed {nbmixed.__version__}\n"


def test_help_names_the_commands(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert all(f"\n    {word} " in shown for word in ("doctor", "report", "verify", "new", "cache"))


@pytest.mark.parametrize(
    "words",
    [
        ["paint"],
        ["report"],
        ["report", "x.ipynb", "--timeout", "0"],
        ["report", "x", "--timeout", "a"],
        ["report", "x", "-p", "n"],
        ["report", "x", "--cache", "maybe"],
        ["new", "glmm", "x.ipynb"],
        ["verify"],
    ],
    ids=" ".join,
)
def test_a_command_that_cannot_be_read_ends_with_2(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert capsys.readouterr().err


def test_report_prints_where_the_page_is_and_what_has_run(capsys, tmp_path):
    notebook = written(tmp_path, "1 + 1")
    assert main(["report", str(notebook), "-o", str(tmp_path / "a.html")]) == 0
    shown = capsys.readouterr()
    assert shown.out == f"{tmp_path / 'a.html'}\n"
    assert "[1/1]" in shown.err


def test_parameters_are_read_as_literals(monkeypatch):
    given = []
    monkeypatch.setattr(reporting, "report", lambda *a, **_: given.append(a[2]))
    main(["report", "a.ipynb", "-p", "n", "3", "-p", "name", "cbpp", "-p", "flag", "true"])
    assert given == [{"n": 3, "name": "cbpp", "flag": True}]


@pytest.mark.parametrize(
    "words", [["report", "none.ipynb"], ["verify", "none.html"], ["new", "lmer", "none.py"]]
)
def test_an_error_is_one_line_and_status_1(words, capsys):
    assert main(words) == 1
    shown = capsys.readouterr().err
    assert shown.startswith("nbmixed: ") and shown.count("\n") == 1


def test_an_interrupt_ends_with_130(monkeypatch, capsys):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(reporting, "report", interrupt)
    assert main(["report", "a.ipynb"]) == 130


@pytest.mark.parametrize("words", [[], ["help"]])
def test_help_is_shown_without_a_command(words, capsys):
    assert main(words) == 0
    assert "examples:" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["doctor", "report", "verify", "new", "cache"])
def test_help_of_a_command(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["help", command])
    assert ended.value.code == 0
    assert f"usage: nbmixed {command}" in capsys.readouterr().out


def test_help_of_no_command_lists_those_there_are(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["help", "fit"])
    assert ended.value.code == 2
    assert "'doctor'" in capsys.readouterr().err
