"""Parameters of a notebook: other values for the names in its cell tagged "parameters", as papermill has them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbmixed.errors import NbmixedError, listed, nearest
from nbmixed.report.notebook import OURS

if TYPE_CHECKING:
    from nbformat import NotebookNode

TAG, INJECTED = "parameters", "injected-parameters"
_WORDS = {"true": True, "false": False, "null": None, "none": None}


def value(text: str) -> Any:
    """What a word of the command line stands for: a Python literal, or text.

    >>> value("3"), value("[1, 2]"), value("true"), value("cbpp")
    (3, [1, 2], True, 'cbpp')

    Raises
    ------
    NbmixedError
        For an infinite number.
    """
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return text
    try:
        as_code = ast.literal_eval(repr(found))
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        raise NbmixedError(
            f"{text[:40]} is no value that a notebook can be given: write numbers below 1e308, texts, lists or dictionaries."
        ) from None
    return as_code


def inject(nb: NotebookNode, given: Mapping[str, Any], notebook: Path) -> NotebookNode:
    """The notebook with a cell below its parameters that gives them other values.

    Raises
    ------
    NbmixedError
        When it has no such cell, or no such parameter.
    """
    from nbformat.v4 import new_code_cell

    if not given:
        return nb
    place = next((i for i, cell in enumerate(nb.cells) if TAG in cell.metadata.get("tags", ())), None)
    if place is None:
        raise NbmixedError(
            f'{notebook} has no parameters: tag the cell that sets {listed(given)} with "{TAG}", as for papermill.'
        )
    known = _assigned(nb.cells[place].source)
    for name in given:
        if name not in known:
            raise NbmixedError(
                f"{notebook} has no parameter {name!r}; it has {listed(known) or 'none'}.{nearest(name, known)}"
            )
    source = "\n".join(f"{name} = {told!r}" for name, told in given.items())
    marks = {OURS: True, "tags": [INJECTED]}
    cell = new_code_cell(source, metadata=marks)  # type: ignore[no-untyped-call]
    nb.cells.insert(place + 1, cell)
    return nb


def _assigned(source: str) -> list[str]:
    """Names that the lines of a cell set."""
    try:
        tree = ast.parse(
            "\n".join("" if line.startswith(("%", "!")) else line for line in source.splitlines())
        )
    except SyntaxError:
        return []
    targets: list[ast.expr] = []
    for node in tree.body:
        if isinstance(node, ast.Assign):
            targets += node.targets
        elif isinstance(node, ast.AnnAssign):
            targets.append(node.target)
    return [t.id for t in targets if isinstance(t, ast.Name)]
