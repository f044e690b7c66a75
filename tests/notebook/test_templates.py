"""Every notebook that `nbmixed new` writes runs from its first cell to its last, here with few draws."""

import warnings

import pytest

from nbmixed.report.command_report import KINDS
from nbmixed.report.new import new
from nbmixed.report.notebook import read


@pytest.mark.parametrize("kind", KINDS)
def test_every_template_runs(kind, shell, tmp_path):
    nb = read(new(kind, tmp_path / "study.ipynb"))
    code = [cell.source for cell in nb.cells if cell.cell_type == "code"]
    assert sum("--seed 12345" in source for source in code) == 1
    for source in code:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # few draws
            shell.run_cell(
                source.replace("--seed 12345", "--seed 1 --chains 1 --iter 150 --quiet --cache never")
            ).raise_error()
