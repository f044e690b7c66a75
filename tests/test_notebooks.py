"""Every notebook executes from a clean kernel, all of them within ten minutes on two cores."""

import time
from pathlib import Path

import nbformat
import pytest

from nbmixed.report.report import report

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
MINUTES = 10
_taken: dict[str, float] = {}


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_executes(notebook, tmp_path):
    started = time.perf_counter()
    page = report(notebook, tmp_path / "page.html", cache="never").read_text()
    _taken[notebook.stem] = time.perf_counter() - started
    assert "<script" not in page


@pytest.mark.slow
def test_all_of_them_are_quick_enough():
    assert sum(_taken.values()) < 60 * MINUTES, _taken


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_what_is_kept_of_it_is_small_and_tidy(notebook):
    nb = nbformat.read(notebook, as_version=4)
    assert notebook.stat().st_size < 1_500_000
    assert nb.cells[0].cell_type == "markdown" and nb.cells[0].source.startswith("# ")
    outputs = [output for cell in nb.cells for output in cell.get("outputs", [])]
    assert not any(output.output_type == "error" for output in outputs)
    assert "/home/" not in str(outputs) and "/work/" not in str(outputs)
