"""A fresh run of a notebook, from its first cell to its last."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nbmixed.errors import NbmixedError
from nbmixed.report.notebook import OURS, called, numbered

if TYPE_CHECKING:
    from nbformat import NotebookNode

Tell = Callable[[str], None]


def execute(
    nb: NotebookNode,
    notebook: Path,
    timeout: int | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    tell: Tell | None = None,
) -> NotebookNode:
    """The notebook with the outputs of a fresh run.

    Parameters
    ----------
    notebook
        Its file, in whose folder the kernel works.
    timeout
        Whole seconds a cell may take; None for no limit.
    environment
        Variables of the kernel besides those of this process.
    tell
        Given a line for each code cell that has run.

    Raises
    ------
    NbmixedError
        With the number, the first line and the one-line error of the cell that failed.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    _clear(nb)
    client = NotebookClient(
        nb,
        timeout_func=lambda cell: None if cell.metadata.get(OURS) else timeout,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(notebook.resolve().parent)}},
    )
    if tell is not None:
        _tell_of_cells(client, nb, tell)
    try:
        return client.execute(env={**os.environ, **(environment or {})})
    except CellExecutionError as error:
        raise NbmixedError(
            _failure(nb, notebook, f"{error.ename}: {' '.join(error.evalue.split())}")
        ) from None
    except CellTimeoutError:
        reason = f"it took longer than {timeout} s. Raise --timeout, or make the cell do less."
        raise NbmixedError(_failure(nb, notebook, reason)) from None
    except DeadKernelError:
        raise NbmixedError(_failure(nb, notebook, "the kernel died, perhaps for want of memory.")) from None


def _tell_of_cells(client: object, nb: NotebookNode, tell: Tell) -> None:
    own = {id(cell): number for number, cell in numbered(nb)}
    started: dict[int, float] = {}

    def start(cell: NotebookNode, **_: object) -> None:
        started[id(cell)] = time.perf_counter()

    def end(cell: NotebookNode, **_: object) -> None:
        number = own.get(id(cell))
        if number is not None and cell.cell_type == "code" and cell.source.strip():
            seconds = time.perf_counter() - started[id(cell)]
            tell(f"[{number}/{len(own)}] {seconds:5.1f} s  {called(cell)}")

    client.on_cell_start = start  # type: ignore[attr-defined]
    client.on_cell_executed = end  # type: ignore[attr-defined]


def _clear(nb: NotebookNode) -> None:
    """Forget an earlier run: its outputs must not pass for this one's."""
    for cell in nb.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def _failure(nb: NotebookNode, notebook: Path, error: str) -> str:
    started = [(n, c) for n, c in numbered(nb) if c.metadata.get("execution")]
    ours = [c for c in nb.cells if c.metadata.get(OURS) and c.metadata.get("execution")]
    if not started or (ours and nb.cells.index(ours[-1]) > nb.cells.index(started[-1][1])):
        return f"{notebook} could not be reported: {error}"
    number, cell = started[-1]
    return f"{notebook}, cell {number} ({called(cell)}) failed: {error}"
