"""Stan's CSV files: rows of numbers, read in this thread, and the line that is none."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_CHAIN = re.compile(r"_(\d+)\.csv\Z")


def read_without_threads() -> None:
    """Let cmdstanpy read numbers with `table`.

    It would use polars where that is installed, whose threads do not survive a fork: processes that
    `multiprocessing` forks after a fit would wait for them without end.
    """
    from cmdstanpy.utils import stancsv

    vars(stancsv)["csv_bytes_list_to_numpy"] = table


def table(lines: list[bytes]) -> NDArray[np.float64]:
    r"""Return the numbers of lines, shape (lines, columns); (0, 0) where there are none.

    Raises
    ------
    ValueError
        For what is no number, or lines of different lengths.

    Examples
    --------
    >>> table([b"1,2.5\n", b"3,-inf\n"])
    array([[ 1. ,  2.5],
           [ 3. , -inf]])
    """
    if not any(line.strip() for line in lines):
        return np.empty((0, 0))
    return np.loadtxt(lines, delimiter=",", comments=None, dtype=np.float64, ndmin=2)


def first_unusable(path: Path) -> int | None:
    """Return the number of the first line after the header that is no row of finite numbers, one a column; None if all are."""
    width = 0
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#") or not line.strip():
                continue
            if not width:
                width = line.count(",") + 1
            elif not _is_row(line, width):
                return number
    return None


def _is_row(line: str, width: int) -> bool:
    try:
        values = [float(cell) for cell in line.split(",")]
    except ValueError:
        return False
    return len(values) == width and all(map(math.isfinite, values))


def chain_of(path: Path) -> int:
    """Return the number of the chain that wrote a file; 1 for names without one."""
    found = _CHAIN.search(path.name)
    return int(found[1]) if found else 1
