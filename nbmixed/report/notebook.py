"""Notebooks as files: read, titled, and what a cell is called in a message."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nbmixed.errors import NbmixedError

if TYPE_CHECKING:
    from nbformat import NotebookNode

OURS = "nbmixed_report"  # marks cells that a report added
_LINE = 60


def read(notebook: Path) -> NotebookNode:
    """The notebook in a file.

    Raises
    ------
    NbmixedError
        When there is no such file, or it is not a notebook of Python.
    """
    import nbformat

    try:
        nb: NotebookNode = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
        fine = _well_formed(nb)
    except FileNotFoundError:
        raise NbmixedError(f"There is no file {notebook}: give the path of an .ipynb file.") from None
    except (OSError, ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError):
        fine = False
    except nbformat.ValidationError:
        fine = False
    if not fine:
        raise NbmixedError(f"{notebook} cannot be read as a notebook: give an .ipynb file.") from None
    language = _language(nb)
    if language.lower() != "python":
        raise NbmixedError(f"{notebook} is a notebook of {language}: give one of Python.")
    return nb


def _well_formed(nb: NotebookNode) -> bool:
    """Whether cells are what they are in a notebook, as far as a run and a page need it."""
    kernel = (nb.metadata.get("kernelspec", {}), nb.metadata.get("language_info", {}))
    return all(isinstance(part, Mapping) for part in kernel) and all(map(_is_cell, nb.cells))


def _is_cell(cell: NotebookNode) -> bool:
    tags = cell.metadata.get("tags", [])
    outputs = cell.get("outputs", [])
    return (
        cell.cell_type in ("code", "markdown", "raw")
        and isinstance(cell.source, str)
        and isinstance(tags, list)
        and isinstance(outputs, list)
        and all(isinstance(output, Mapping) and "output_type" in output for output in outputs)
    )


def _language(nb: NotebookNode) -> str:
    told = (
        nb.metadata.get("kernelspec", {}).get("language"),
        nb.metadata.get("language_info", {}).get("name"),
    )
    return str(next(filter(None, told), "python"))


def title(nb: NotebookNode, notebook: Path) -> str:
    """The first heading of the notebook, or the name of its file."""
    for cell in nb.cells:
        heading = (
            re.search(r"^#\s+(.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
        )
        if heading:
            return re.sub(r"[`*_]", "", heading[1]).strip()
    return notebook.stem


def numbered(nb: NotebookNode) -> list[tuple[int, NotebookNode]]:
    """The notebook's own cells, counted from 1."""
    return list(enumerate((c for c in nb.cells if not c.metadata.get(OURS)), 1))


def called(cell: NotebookNode) -> str:
    """The first line of a cell, shortened."""
    first: str = cell.source.strip().partition("\n")[0]
    return first if len(first) <= _LINE else first[: _LINE - 3] + "..."


def write(target: Path, content: bytes) -> None:
    """Write a file at once or not at all, folders made as needed.

    Raises
    ------
    NbmixedError
        When it cannot be written.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        raise NbmixedError(f"{target} cannot be written: {error.strerror or error}.") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def require_writable(target: Path) -> None:
    """Refuse a place where nothing can be written, before anything is run.

    Raises
    ------
    NbmixedError
    """
    place = target if target.exists() else next(p for p in target.resolve().parents if p.exists())
    if target.is_dir() or not (place.is_dir() or target.exists()) or not os.access(place, os.W_OK):
        raise NbmixedError(f"{target} cannot be written: give another place.")
