"""`nbmixed report`: run a notebook, write it as a page, and say where each of its fits came from."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from nbmixed.options import CACHE_VARIABLE, options
from nbmixed.report.execute import Tell, execute
from nbmixed.report.notebook import OURS, read, require_writable
from nbmixed.report.parameters import inject
from nbmixed.report.record import SHOW, START
from nbmixed.report.render import kind_of, write_page
from nbmixed.report.trace import relative, to_meta, trace

if TYPE_CHECKING:
    from nbformat import NotebookNode

_HEADING = "## Where these results come from"


def report(
    notebook: Path,
    output: Path | None = None,
    parameters: Mapping[str, Any] | None = None,
    *,
    code: bool = True,
    appendix: bool = True,
    cache: str = "on_change",
    timeout: int | None = None,
    tell: Tell | None = None,
) -> Path:
    """Run a notebook from top to bottom in a fresh kernel and write it as one page.

    The notebook itself is not changed. The page is written only when every cell has run, and then at once; images and
    styles are in it, and it loads nothing. An HTML page also keeps what `nbmixed verify` holds a later run against.

    Parameters
    ----------
    notebook
        The ``.ipynb`` file, in whose folder the kernel works.
    output
        Where the page goes: ``.html``, ``.pdf`` or ``.md`` (figures in a folder beside). Beside the notebook with the ending
        ``.html`` when None.
    parameters
        Other values for names that the cell tagged "parameters" sets.
    code
        Whether the code is shown.
    appendix
        Whether the page ends with the provenance of every fit.
    cache
        As in `nbmixed.options.cache`, for the fits of the notebook.
    timeout
        Whole seconds a cell may take; None for no limit.
    tell
        Given a line for each cell that has run.

    Returns
    -------
    Path
        Where the page is.

    Raises
    ------
    NbmixedError
        When the notebook cannot be read, a parameter is unknown, a cell fails or takes too long, or the page cannot be
        written.
    """
    nb = inject(read(notebook), parameters or {}, notebook)
    target = notebook.with_suffix(".html") if output is None else output
    kind_of(target)
    require_writable(target)
    Thread(target=import_module, args=("nbconvert",), daemon=True).start()  # while the kernel works
    executed = run(nb, notebook, cache=cache, timeout=timeout, tell=tell)
    told = trace(executed, relative(notebook, target), dict(parameters or {}))
    if not appendix:
        executed.cells = executed.cells[:-2]
    write_page(executed, notebook, target, code=code, head=to_meta(told))
    return target


def run(
    nb: NotebookNode, notebook: Path, *, cache: str, timeout: int | None = None, tell: Tell | None = None
) -> NotebookNode:
    """The notebook executed, with the provenance of its fits at the end.

    Raises
    ------
    NbmixedError
        As `nbmixed.report.execute.execute`; SettingError for an unknown `cache`.
    """
    from nbformat.v4 import new_code_cell, new_markdown_cell

    hidden: dict[str, Any] = {OURS: True, "tags": ["remove-cell"]}
    shown: dict[str, Any] = {OURS: True, "tags": ["remove-input"]}
    nb.cells.insert(0, new_code_cell(START, metadata=hidden))  # type: ignore[no-untyped-call]
    nb.cells.append(new_markdown_cell(_HEADING, metadata={OURS: True}))  # type: ignore[no-untyped-call]
    nb.cells.append(new_code_cell(SHOW, metadata=shown))  # type: ignore[no-untyped-call]
    return execute(
        nb, notebook, timeout, environment={CACHE_VARIABLE: options.resolved_cache(cache)}, tell=tell
    )
