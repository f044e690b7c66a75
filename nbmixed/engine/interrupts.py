"""Interrupts while chains run: the first ends the run, further ones wait until nothing is left of it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any


@dataclass(slots=True)
class Interrupts:
    """Whether an interrupt is raised where it arrives, and whether one was held back.

    Attributes
    ----------
    raised
        Whether the next one is raised; it is the last, until this is set again.
    held
        Whether one arrived that was not raised and that nothing else has ended the run for.
    """

    raised: bool = False
    held: bool = False

    def raise_held(self) -> None:
        """Raise the interrupt that was held back, if there is one."""
        if self.held:
            self.held = False
            raise KeyboardInterrupt


@contextmanager
def one_interrupt() -> Iterator[Interrupts]:
    """Take interrupts of the main thread: raised once where `raised` is set, else held back to the end of the block.

    Elsewhere than in the main thread, and where interrupts are ignored, nothing changes.
    """
    state = Interrupts()
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield state
        return

    def handle(number: int, frame: FrameType | None) -> Any:
        if not state.raised:
            state.held = True
            return None
        state.raised = False
        return before(number, frame)

    signal.signal(signal.SIGINT, handle)
    try:
        yield state
    finally:
        signal.signal(signal.SIGINT, before)
    if state.held:  # the block ended well
        before(signal.SIGINT, None)
