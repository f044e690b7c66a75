"""The command line."""

import pytest

import nbmixed
from nbmixed.errors import NbmixedError
from nbmixed.report import render as rendering
from nbmixed.report.command import main


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
    assert "doctor" in shown and "render" in shown


@pytest.mark.parametrize(
    "words",
    [[], ["paint"], ["render"], ["render", "x.ipynb", "--timeout", "0"], ["render", "x", "--timeout", "a"]],
)
def test_a_command_that_cannot_be_read_ends_with_2(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert capsys.readouterr().err


def test_render_prints_where_the_page_is(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(rendering, "render", lambda *given: given[1])
    assert main(["render", "a.ipynb", "-o", str(tmp_path / "a.html")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'a.html'}\n"


def test_an_error_is_one_line_and_status_1(monkeypatch, capsys):
    def fail(*_):
        raise NbmixedError("a.ipynb, cell 2 failed: DataError: no such column")

    monkeypatch.setattr(rendering, "render", fail)
    assert main(["render", "a.ipynb"]) == 1
    assert capsys.readouterr().err == "nbmixed: a.ipynb, cell 2 failed: DataError: no such column\n"


def test_an_interrupt_ends_with_130(monkeypatch, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(rendering, "render", interrupt)
    assert main(["render", "a.ipynb"]) == 130
