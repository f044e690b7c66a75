"""Notebooks that tests write."""

from __future__ import annotations

import nbformat
from nbformat.v4 import new_code_cell, new_notebook


def written(folder, *cells, name="notebook.ipynb"):
    """A notebook of these cells; text is code."""
    path = folder / name
    made = [new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    nbformat.write(new_notebook(cells=made), path)
    return path


def parameters(source):
    """A cell of parameters."""
    return new_code_cell(source, metadata={"tags": ["parameters"]})
