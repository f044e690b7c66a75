"""Divergences so far, counted in the files that chains are writing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

_CHAIN = re.compile(r"_(\d+)\.csv\Z")
_DIVERGENT = "divergent__"


@dataclass(slots=True)
class _Reader:
    """One file, read as it grows."""

    place: int = 0
    column: int = -1
    divergences: int = 0

    def read(self, path: Path) -> None:
        with path.open("rb") as file:
            file.seek(self.place)
            text = file.read()
        whole = text[: text.rfind(b"\n") + 1]
        self.place += len(whole)
        for line in whole.decode(errors="replace").splitlines():
            self.line(line)

    def line(self, line: str) -> None:
        if not line or line.startswith("#"):
            return
        if self.column < 0:
            names = line.split(",")
            self.column = names.index(_DIVERGENT) if _DIVERGENT in names else len(names)
            return
        cells = line.split(",", self.column + 1)
        self.divergences += len(cells) > self.column and cells[self.column] == "1"


@dataclass(slots=True)
class Tally:
    """Divergences after warmup by chain.

    Attributes
    ----------
    directory
        Where the chains write.
    """

    directory: Path
    _readers: dict[int, _Reader] = field(default_factory=dict)

    def of(self, chain: int) -> int:
        """How many divergences the chain has had, as far as its file tells."""
        for path in self.directory.glob(f"*_{chain}.csv"):
            found = _CHAIN.search(path.name)
            if found and int(found[1]) == chain:
                reader = self._readers.setdefault(chain, _Reader())
                reader.read(path)
                return reader.divergences
        return 0
