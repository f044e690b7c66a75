"""The code that a page of a report shows, and the files that it names: all that a second run of the page may use."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

from nbmixed.errors import NbmixedError
from nbmixed.report.trace import Cell

_TEXT = re.compile(r"""['"]([^'"\n]+)['"]|--data\s+(\S+)""")


class _Code(HTMLParser):
    """Collects the text of highlighted code."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div":
            shown = dict(attrs)
            self._open.append("highlight" in (shown.get("class") or "").split() and "style" not in shown)

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if any(self._open):
            self.parts.append(data)


def require_shown(page: Path, cells: Sequence[Cell]) -> None:
    """Check that a page shows the code of all its cells, in their order.

    Raises
    ------
    NbmixedError
        For code that it does not show.
    """
    parser = _Code()
    parser.feed(page.read_text(encoding="utf-8"))
    shown, place = _squeezed("".join(parser.parts)), 0
    for cell in cells:
        code = _squeezed(cell.source)
        found = shown.find(code, place)
        if found < 0:
            raise NbmixedError(
                f"{page} does not show the code of cell {cell.number}, which is therefore not run: verify the notebook, or a"
                " page that shows its code."
            )
        place = found + len(code)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def copy_named(cells: Sequence[Cell], origin: Path, target: Path) -> None:
    """Copy the files below `origin` that the code names in quotes, such as its data."""
    for cell in cells:
        for named in _TEXT.finditer(cell.source):
            name = Path(next(filter(None, named.groups())))
            if name.is_absolute() or ".." in name.parts or not (origin / name).is_file():
                continue
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(origin / name, target / name)
