"""What chains had drawn when they were stopped."""

from __future__ import annotations

import io
import os
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.engine.folder import working_folder
from nbmixed.engine.read import STATISTICS, typed

if TYPE_CHECKING:
    from nbmixed.engine.draws import Draws

Floats = NDArray[np.float64]
FEWEST = 10  # draws of a chain that are worth keeping
_VERSION = re.compile(r"^# stan_version_(?:major|minor|patch) = (\d+)", re.MULTILINE)


class Stopped(KeyboardInterrupt):
    """Work was stopped by hand. In a notebook only the message is shown."""

    def _render_traceback_(self) -> list[str]:
        """What IPython prints instead of a traceback."""
        return [f"Interrupted: {self}"]


class Interrupted(Stopped):
    """A run was stopped by hand; `draws` holds what there was by then."""

    def __init__(self, message: str, draws: Draws) -> None:
        super().__init__(message)
        self.draws = draws


@contextmanager
def stopped_in_one_line() -> Iterator[None]:
    """Turn an interrupt into a `Stopped`, which a notebook shows as one line; an `Interrupted` is passed on."""
    started = time.perf_counter()
    try:
        yield
    except Stopped:
        raise
    except KeyboardInterrupt:
        seconds = time.perf_counter() - started
        raise Stopped(f"stopped by hand after {seconds:.1f} s, before there was anything to keep") from None


@dataclass(frozen=True, slots=True, eq=False)
class Rescued:
    """Draws of chains that did not end.

    Attributes
    ----------
    parameters, sample_stats, engine
        As in `Draws`; chains are cut to the same length, and those left out that would cost more draws than they bring.
    chains, draws
        How many there are.
    """

    parameters: dict[str, NDArray[np.float64]]
    sample_stats: dict[str, NDArray[Any]]
    engine: str
    chains: int
    draws: int


@contextmanager
def kept_files(directory: Path) -> Iterator[Path]:
    """A folder with the draws of `directory` as they are, which outlives that folder and its chains."""
    with working_folder() as folder:
        for path in directory.glob("*.csv"):
            with suppress(OSError):
                _linked(path, folder / path.name)
        yield folder


def rescued(directory: Path) -> Rescued | None:
    """The draws in the files of chains that were stopped; None where no chain has ten."""
    found = [read for path in sorted(directory.glob("*.csv")) if (read := _complete_rows(path))]
    lengths = sorted((len(rows) for _, _, rows in found), reverse=True)
    if not lengths or lengths[0] < FEWEST:
        return None
    length = lengths[best_cut(lengths)]
    kept = [(version, header, rows[:length]) for version, header, rows in found if len(rows) >= length]
    version, header, _ = kept[0]
    draws = np.stack([np.loadtxt(io.StringIO("\n".join(rows)), delimiter=",", ndmin=2) for *_, rows in kept])
    parameters, sample_stats = _by_name(header, draws)
    return Rescued(parameters, sample_stats, version, len(kept), length)


def best_cut(lengths: Sequence[int]) -> int:
    """Place of the shortest chain to keep: all are cut to its length.

    Parameters
    ----------
    lengths
        Of the chains, falling.

    Examples
    --------
    >>> best_cut([1000, 1000, 200, 0]), best_cut([310, 305, 300, 290])
    (1, 3)
    """
    return max(range(len(lengths)), key=lambda k: ((k + 1) * lengths[k], k))


def _linked(path: Path, to: Path) -> None:
    try:
        os.link(path, to)
    except OSError:
        shutil.copyfile(path, to)


def _complete_rows(path: Path) -> tuple[str, str, list[str]] | None:
    """Version of Stan, header, and the rows that were written to their end."""
    text = path.read_text(errors="replace")
    whole = text[: text.rfind("\n") + 1]
    header, *rows = [line for line in whole.splitlines() if line and not line.startswith("#")] or [""]
    if not header.startswith("lp__"):
        return None
    width = header.count(",")
    version = "Stan " + ".".join(_VERSION.findall(text)[:3])
    return version, header, [row for row in rows if row.count(",") == width]


def _by_name(header: str, draws: Floats) -> tuple[dict[str, Floats], dict[str, NDArray[Any]]]:
    """Variables of the program and of the sampler, each (chains, draws, ...)."""
    import stanio

    variables = stanio.parse_header(header)
    parameters = {n: v.extract_reshape(draws) for n, v in variables.items() if not n.endswith("__")}
    found = {ours: variables[stans] for stans, ours in STATISTICS.items() if stans in variables}
    return parameters, {name: typed(name, v.extract_reshape(draws)) for name, v in found.items()}
