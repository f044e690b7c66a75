"""Notebooks run under papermill, which sets the same parameters."""

import nbformat
import pytest

from nbmixed.report.new import new

papermill = pytest.importorskip("papermill")


def test_a_new_notebook_with_a_parameter(tmp_path):
    source = new("lmer", tmp_path / "study.ipynb")
    nb = nbformat.read(source, as_version=4)
    nb.cells = [cell for cell in nb.cells if "pp_check" not in cell.source]  # drawing is tried elsewhere
    nbformat.write(nb, source)
    papermill.execute_notebook(
        source,
        tmp_path / "out.ipynb",
        parameters={"prob": 0.5},
        cwd=tmp_path,
        progress_bar=False,
        log_output=False,
    )
    done = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    words = done.cells[-1].outputs[0].data["text/plain"]
    assert "Posterior medians with 50% intervals" in words
