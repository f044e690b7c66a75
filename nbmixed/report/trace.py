"""What a page or an executed notebook says of its run: the code, the numbers that were shown, and the fits."""

from __future__ import annotations

import base64
import json
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbmixed.errors import NbmixedError
from nbmixed.provenance import RECORD
from nbmixed.report.notebook import numbered, read
from nbmixed.report.parameters import INJECTED
from nbmixed.report.record import FITS

if TYPE_CHECKING:
    from nbformat import NotebookNode

_META = re.compile(r'<meta(?=[^>]*name="nbmixed-report")[^>]*content="([^"]*)"')
# Times, places in memory, and what the cache did: these may differ between runs that are the same.
_PASSING = re.compile(r"draws? in [\d.]+ s|fits? in [\d.]+ s|from cache, made|^refitted: | made: |^ cache: ")
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell of the notebook: its number, its code, and what it printed or showed as text."""

    number: int
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A run.

    Attributes
    ----------
    folder
        Where the kernel worked, as seen from the page.
    parameters
        Given to the notebook in place of its own.
    cells
        Its code cells.
    fits
        What was noted of each fit, in the order in which they were made or shown; see `nbmixed.methods.reporting.fit_record`.
    """

    folder: str
    parameters: dict[str, Any]
    cells: tuple[Cell, ...]
    fits: tuple[dict[str, Any], ...]


def trace(nb: NotebookNode, folder: str = ".", parameters: dict[str, Any] | None = None) -> Trace:
    """The trace of an executed notebook."""
    sources = _sources(nb)
    cells = tuple(Cell(n, sources[id(c)], _text(c)) for n, c in numbered(nb) if c.cell_type == "code")
    return Trace(folder, parameters or {}, cells, tuple(_fits(nb)))


def to_meta(found: Trace) -> str:
    """The trace as an element for the head of a page."""
    packed = base64.b64encode(zlib.compress(json.dumps(asdict(found)).encode(), 9)).decode("ascii")
    return f'<meta name="nbmixed-report" content="{packed}">'


def relative(notebook: Path, target: Path) -> str:
    """The folder of a notebook as seen from a page."""
    try:
        return os.path.relpath(notebook.resolve().parent, target.resolve().parent)
    except ValueError:  # another drive
        return str(notebook.resolve().parent)


def read_trace(path: Path) -> Trace:
    """The trace in a page made by ``nbmixed report``, or in an executed notebook.

    Raises
    ------
    NbmixedError
        When there is no such file, it is neither, or the notebook was never run.
    """
    if path.suffix.lower() in (".html", ".htm"):
        return _of_page(path)
    found = trace(read(path))
    if not any(cell.text for cell in found.cells) and not found.fits:
        raise NbmixedError(
            f"{path} shows no results to verify: run it and save it, or verify the page of a report."
        )
    return found


def _of_page(path: Path) -> Trace:
    try:
        told = _META.search(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NbmixedError(
            f"There is no file {path}: give a page of `nbmixed report`, or a notebook."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise NbmixedError(f"{path} cannot be read as a page of `nbmixed report`.") from None
    if told is None:
        raise NbmixedError(
            f"{path} was not made by `nbmixed report`: there is nothing to hold a new run against."
        )
    try:
        found = json.loads(zlib.decompress(base64.b64decode(told[1])))
        cells = tuple(Cell(**cell) for cell in found["cells"])
        return Trace(found["folder"], found["parameters"], cells, tuple(found["fits"]))
    except (ValueError, KeyError, TypeError, zlib.error):
        raise NbmixedError(f"{path} is damaged: what it noted of its run cannot be read.") from None


def _sources(nb: NotebookNode) -> dict[int, str]:
    """The code of cells; that of injected parameters belongs to the cell above."""
    found: dict[int, str] = {}
    last = 0
    for cell in nb.cells:
        if INJECTED in cell.metadata.get("tags", ()) and last in found:
            found[last] += f"\n{cell.source}"
        else:
            last = id(cell)
            found[last] = cell.source
    return found


def _fits(nb: NotebookNode) -> Iterator[dict[str, Any]]:
    """All fits where the report noted them, else those that were shown."""
    data = [output.get("data", {}) for cell in nb.cells for output in cell.get("outputs", [])]
    noted = next((d[FITS] for d in data if FITS in d), None)
    yield from [d[RECORD] for d in data if RECORD in d] if noted is None else noted


def _text(cell: NotebookNode) -> str:
    parts = []
    for output in cell.get("outputs", []):
        if output.get("output_type") == "stream":
            parts.append(output.text if output.name == "stdout" else "")
        else:
            parts.append(str(output.get("data", {}).get("text/plain", "")))
    lines = [_ADDRESS.sub("", line.rstrip()) for part in parts for line in part.splitlines()]
    return "\n".join(line for line in lines if not _PASSING.search(line)).strip()
