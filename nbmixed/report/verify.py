"""`nbmixed verify`: run again what a page or a notebook shows, and say which numbers moved."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nbmixed.errors import NbmixedError
from nbmixed.report.execute import Tell
from nbmixed.report.notebook import read
from nbmixed.report.report import run
from nbmixed.report.shown import copy_named, require_shown
from nbmixed.report.trace import Cell, Trace, read_trace, trace

LIMIT = 4.0  # combined Monte Carlo standard errors
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_MOST = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a second run says of the first.

    Attributes
    ----------
    lines
        One or more for each fit, and for cells whose printed numbers changed.
    ok
        Whether nothing moved beyond Monte Carlo error.
    """

    lines: tuple[str, ...]
    ok: bool

    def __str__(self) -> str:
        last = (
            "Verified: nothing moved beyond Monte Carlo error."
            if self.ok
            else "Not verified: some numbers moved beyond Monte Carlo error."
        )
        return "\n".join([*self.lines, last])


def verify(
    path: Path,
    *,
    folder: Path | None = None,
    cache: str = "never",
    timeout: int | None = None,
    tell: Tell | None = None,
) -> Verdict:
    """Run again what a page of ``nbmixed report`` or an executed notebook shows, and compare.

    Parameters
    ----------
    path
        The page, of which only code runs that it shows, in a temporary folder with the files that this code names in
        quotes; or the notebook, which runs in its own folder.
    folder
        Where a page runs instead.
    cache
        "never" samples everything anew.
    tell
        Given what runs and where, before it does, and a line for each cell that has run.

    Raises
    ------
    NbmixedError
        When there is nothing to compare with, the page hides code, or a cell fails.
    """
    before = read_trace(path)
    is_page = path.suffix.lower() != ".ipynb"
    if is_page:
        require_shown(path, before.cells)
    nb = _rebuilt(before) if is_page else read(path)
    with _place(path, before, folder) if is_page else nullcontext(path) as place:
        if tell is not None:
            tell("\n".join(_announced(before, place.resolve().parent)))
        executed = run(nb, place, cache=cache, timeout=timeout, tell=tell)
    after = trace(executed)
    if not is_page:
        after = Trace(after.folder, {}, after.cells, _shown(executed))
    return compared(before, after)


@contextmanager
def _place(page: Path, before: Trace, folder: Path | None) -> Iterator[Path]:
    """The name of a notebook in the folder in which a page runs."""
    if folder is not None:
        if not folder.is_dir():
            raise NbmixedError(f"There is no folder {folder}: give that of the page's data.")
        yield folder / "page.ipynb"
        return
    origin = page.parent / before.folder
    if not origin.is_dir():
        raise NbmixedError(
            f"The notebook of {page} worked in {origin}, which is not there: put its data back, or name their folder with"
            " --folder."
        )
    with TemporaryDirectory(prefix="nbmixed-verify-", ignore_cleanup_errors=True) as name:
        copy_named(before.cells, origin, Path(name))
        yield Path(name) / "page.ipynb"


def _announced(before: Trace, folder: Path) -> Iterator[str]:
    """What will run, and where."""
    yield f"This code runs in {folder}:"
    for cell in before.cells:
        yield f"[{cell.number}] " + cell.source.replace("\n", "\n    ")


def _rebuilt(found: Trace) -> Any:
    """The code of a page as a notebook; parameters stand where they stood."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    cells: list[Any] = []
    for cell in found.cells:
        cells += [new_markdown_cell("") for _ in range(cell.number - 1 - len(cells))]  # type: ignore[no-untyped-call]
        cells.append(new_code_cell(cell.source))  # type: ignore[no-untyped-call]
    return new_notebook(cells=cells)  # type: ignore[no-untyped-call]


def _shown(nb: Any) -> tuple[dict[str, Any], ...]:
    """The fits that a notebook's own cells show."""
    kept = nb.cells
    nb.cells = kept[:-1]
    fits = trace(nb).fits
    nb.cells = kept
    return fits


def compared(before: Trace, after: Trace) -> Verdict:
    """What differs between two runs of the same code."""
    lines: list[str] = []
    moved = changed = False
    for name, old, new in _pairs(before.fits, after.fits):
        told, far, differs = _fit(name, old, new)
        lines += told
        moved, changed = moved or far, changed or differs
    told_cells = list(_cells(before.cells, after.cells))
    if told_cells and not changed:
        lines += [f"{line}, though no fit did" for line in told_cells]
        return Verdict(tuple(lines), ok=False)
    return Verdict((*lines, *(f"{line}, with the fits" for line in told_cells)), ok=not moved)


def _pairs(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, Mapping[str, Any] | None, Mapping[str, Any] | None]]:
    """Fits of the same name, in their order."""
    found: dict[str, tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]] = defaultdict(lambda: ([], []))
    for side, fits in enumerate((before, after)):
        for fit in fits:
            found[str(fit["name"])][side].append(fit)
    for name, (old, new) in found.items():
        for k in range(max(len(old), len(new))):
            shown = f"{name} ({k + 1})" if max(len(old), len(new)) > 1 else name
            yield shown, old[k] if k < len(old) else None, new[k] if k < len(new) else None


def _fit(
    name: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> tuple[list[str], bool, bool]:
    """What is said of a fit; whether it moved; whether it differs at all."""
    if old is None or new is None:
        return [f"{name}: only in the {'new' if old is None else 'old'} run"], True, True
    a, b = old["estimates"], new["estimates"]
    lines = [f"{name}: {what} changed" for what in ("data", "program") if old[what] != new[what]]
    if set(a) != set(b):
        return [*lines, f"{name}: MOVED, other parameters than before"], True, True
    if a == b:
        return [*lines, f"{name}: {len(a)} parameters, the same to the last digit"], False, bool(lines)
    distance = {parameter: _errors(a[parameter], b[parameter]) for parameter in a}
    far = sorted((p for p in distance if distance[p] > LIMIT), key=lambda p: -distance[p])
    for parameter in far[:_MOST]:
        values = f"{_number(a[parameter][0])} before, {_number(b[parameter][0])} now"
        lines.append(
            f"{name}: MOVED, {parameter} {values} ({distance[parameter]:.1f} Monte Carlo standard errors)"
        )
    if len(far) > _MOST:
        lines.append(f"{name}: and {len(far) - _MOST} further parameters")
    if not far:
        worst = max(distance, key=lambda p: distance[p])
        lines.append(
            f"{name}: {len(a)} parameters within Monte Carlo error (the largest change, of {worst}, is"
            f" {distance[worst]:.1f} standard errors)"
        )
    return lines, bool(far), True


def _errors(old: Sequence[float | None], new: Sequence[float | None]) -> float:
    """How far two means are apart, in their combined Monte Carlo standard errors."""
    if old == new:
        return 0.0
    if None in (*old, *new):
        return math.inf
    error = math.hypot(old[2] or 0.0, new[2] or 0.0)
    difference = abs((old[0] or 0.0) - (new[0] or 0.0))
    return difference / error if error > 0 else math.inf * difference if difference else 0.0


def _cells(before: Sequence[Cell], after: Sequence[Cell]) -> Iterator[str]:
    """Cells that show other text than before."""
    texts = {cell.number: cell.text for cell in after}
    for cell in before:
        now = texts.get(cell.number, "")
        if now == cell.text:
            continue
        old_numbers, new_numbers = _NUMBER.findall(cell.text), _NUMBER.findall(now)
        if len(old_numbers) != len(new_numbers):
            yield f"Cell {cell.number} shows something else"
            continue
        pairs = [(a, b) for a, b in zip(old_numbers, new_numbers, strict=True) if a != b]
        if pairs:
            first = f"{pairs[0][0]} before, {pairs[0][1]} now"
            yield f"Cell {cell.number}: {len(pairs)} of {len(old_numbers)} printed numbers changed ({first})"
        else:
            yield f"Cell {cell.number} shows other words"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.5g}"
