"""cmdstanpy's log: kept off the screen while chains run, its warnings kept as messages."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import Counter
from collections.abc import Iterator

from nbmixed.engine.failure import plain

_HEADINGS = (
    "Non-fatal error during sampling",
    "Some chains may have failed to converge",
    "Consider re-running",
    'Use the "diagnose()"',
    "Proceeding because",
    "Chain [1] error: code",
)
_OPTIMIZER = "Error during optimization!"


class _Keeper(logging.Filter):
    """Lets no record through; gives warnings to the run in whose thread they arose."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()
        self.runs: dict[int, list[str]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        kept = self.runs.get(record.thread or 0)
        if kept is not None and record.levelno >= logging.WARNING:
            kept.append(record.getMessage())
        return False


_keeper = _Keeper()


@contextlib.contextmanager
def kept() -> Iterator[list[str]]:
    """Keep the warnings that cmdstanpy logs from this thread; while inside, it logs nothing.

    Yields
    ------
    list of str
        Grows as warnings arise.
    """
    logger, me, warnings = logging.getLogger("cmdstanpy"), threading.get_ident(), list[str]()
    with _keeper.lock:
        _keeper.runs[me] = warnings
        logger.addFilter(_keeper)
    try:
        yield warnings
    finally:
        with _keeper.lock:
            del _keeper.runs[me]
            if not _keeper.runs:
                logger.removeFilter(_keeper)


def messages(warnings: list[str]) -> tuple[str, ...]:
    r"""Warnings as distinct sentences, each with the number of times it arose.

    >>> messages(["Non-fatal error during sampling:\nException: a is inf\n\tException: a is inf"])
    ('a is inf (2 times)',)
    """
    lines = (line.strip() for text in warnings for line in _told(text))
    count = Counter(plain(line) for line in lines if line and not line.startswith(_HEADINGS))
    return tuple(text if n == 1 else f"{text} ({n} times)" for text, n in count.items())


def _told(text: str) -> list[str]:
    """The lines of a warning; that of an optimizer that stopped early is its whole console."""
    lines = text.strip().splitlines()
    return [f"The optimizer stopped early: {lines[-1].strip()}."] if text.startswith(_OPTIMIZER) else lines
