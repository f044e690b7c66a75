"""A notebook to start from runs as it is."""

import pytest

from nbmixed.errors import NbmixedError
from nbmixed.report.command import main
from nbmixed.report.command_report import KINDS
from nbmixed.report.new import new
from nbmixed.report.notebook import read
from nbmixed.report.report import report


@pytest.mark.parametrize("kind", KINDS)
def test_every_model_has_one(kind, tmp_path):
    nb = read(new(kind, tmp_path / "study.ipynb"))
    assert any(cell.source.startswith(f"%%stan_{kind} fit --data data") for cell in nb.cells)


def test_it_runs(tmp_path, capsys):
    notebook = tmp_path / "study.ipynb"
    assert main(["new", "glmer", str(notebook)]) == 0
    assert capsys.readouterr().out == f"{notebook}\n"
    assert "cbind(incidence, size - incidence)" in report(notebook, parameters={"prob": 0.95}).read_text()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_they_all_run(kind, tmp_path):
    report(new(kind, tmp_path / "study.ipynb"))


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "study.ipynb").write_text("mine")
    with pytest.raises(NbmixedError, match="is there already"):
        new("lmer", tmp_path / "study.ipynb")
    assert (tmp_path / "study.ipynb").read_text() == "mine"


def test_it_is_to_be_a_notebook(tmp_path):
    with pytest.raises(NbmixedError, match=r"should end in \.ipynb"):
        new("lmer", tmp_path / "study.py")
