"""Execute a notebook in a fresh kernel and write it as one readable HTML page."""

from __future__ import annotations

import contextlib
import os
import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbmixed.errors import NbmixedError

if TYPE_CHECKING:
    from nbformat import NotebookNode

SHOWN = ("text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/latex", "text/plain")
_LINE = 60


def render(notebook: Path, output: Path | None = None, timeout: int | None = None) -> Path:
    """Execute a notebook and write it as a self-contained page.

    The notebook runs from top to bottom in a fresh kernel of this Python, in its own folder; the
    file itself is not changed. The page holds its images and styles and loads nothing. It is
    written only when every cell has run, and then at once.

    Parameters
    ----------
    notebook
        The ``.ipynb`` file.
    output
        Where the page goes, folders made as needed; beside the notebook with the ending ``.html`` when None.
    timeout
        Whole seconds a cell may take; None for no limit.

    Returns
    -------
    Path
        Where the page is.

    Raises
    ------
    NbmixedError
        When the notebook cannot be read, a cell fails or takes too long, or the page cannot be written.
    """
    target = notebook.with_suffix(".html") if output is None else output
    executed = execute(read(notebook), notebook, timeout)
    _write(target, to_html(executed, notebook))
    return target


def read(notebook: Path) -> NotebookNode:
    """The notebook in a file.

    Raises
    ------
    NbmixedError
        When there is no such file, or it is not a notebook.
    """
    import nbformat

    try:
        nb: NotebookNode = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    except FileNotFoundError:
        raise NbmixedError(f"There is no file {notebook}: give the path of an .ipynb file.") from None
    except (OSError, ValueError, nbformat.ValidationError):
        raise NbmixedError(f"{notebook} cannot be read as a notebook: give an .ipynb file.") from None
    return nb


def execute(nb: NotebookNode, notebook: Path, timeout: int | None = None) -> NotebookNode:
    """The notebook with the outputs of a fresh run.

    Raises
    ------
    NbmixedError
        With the one-line error of the cell that failed.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    _clear(nb)
    folder = str(notebook.resolve().parent)
    client = NotebookClient(
        nb,
        timeout=timeout,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": folder}},
    )
    try:
        return client.execute()
    except CellExecutionError as error:
        raise NbmixedError(_failure(nb, notebook, f"{error.ename}: {error.evalue}")) from None
    except CellTimeoutError:
        raise NbmixedError(
            _failure(
                nb, notebook, f"it took longer than {timeout} s. Raise --timeout, or make the cell do less."
            )
        ) from None
    except DeadKernelError:
        raise NbmixedError(_failure(nb, notebook, "the kernel died, perhaps for want of memory.")) from None


def to_html(nb: NotebookNode, notebook: Path) -> str:
    """An executed notebook as the text of a page that loads nothing from elsewhere."""
    from nbconvert import HTMLExporter

    here = files("nbmixed.report")
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="lab", raw_template=here.joinpath("page.html.j2").read_text("utf-8"), embed_images=True
    )
    exporter.config.NbConvertBase.display_data_priority = list(SHOWN)
    resources: dict[str, Any] = {
        "page_title": title(nb, notebook),
        "page_css": here.joinpath("page.css").read_text("utf-8"),
        "metadata": {"name": notebook.stem, "path": str(notebook.resolve().parent)},
    }
    page, _ = exporter.from_notebook_node(_without_widgets(nb), resources=resources)
    return str(page)


def title(nb: NotebookNode, notebook: Path) -> str:
    """The first heading of the notebook, or the name of its file."""
    for cell in nb.cells:
        heading = (
            re.search(r"^#\s+(.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
        )
        if heading:
            return re.sub(r"[`*_]", "", heading[1]).strip()
    return notebook.stem


def _clear(nb: NotebookNode) -> None:
    """Forget an earlier run: its outputs must not pass for this one's."""
    for cell in nb.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def _failure(nb: NotebookNode, notebook: Path, error: str) -> str:
    started = [n for n, cell in enumerate(nb.cells, 1) if cell.metadata.get("execution")]
    number = started[-1] if started else 1
    first = nb.cells[number - 1].source.strip().partition("\n")[0]
    shown = first if len(first) <= _LINE else first[: _LINE - 3] + "..."
    return f"{notebook}, cell {number} ({shown}) failed: {error}"


def _without_widgets(nb: NotebookNode) -> NotebookNode:
    """Drop widget views, which a page without a kernel cannot show; their text stays."""
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            for mime in [m for m in output.get("data", {}) if m not in SHOWN and len(output["data"]) > 1]:
                del output["data"][mime]
    nb.metadata.pop("widgets", None)
    return nb


def _write(target: Path, page: str) -> None:
    """Write at once or not at all."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(page, encoding="utf-8")
        part.replace(target)
    except OSError as error:
        raise NbmixedError(f"{target} cannot be written: {error.strerror or error}.") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
