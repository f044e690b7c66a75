"""Progress of the chains in one updating display, which ends as one quiet line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import DisplayHandle, display

from nbmixed.engine.progress import SETTLED, Listener, ProgressEvent, Terminal, time_left

DELAY = 0.4
INTERVAL = 0.15
BEAT = 1.0
_ROW = (
    '<div style="display:flex;align-items:center;gap:0.75em;line-height:1.5">'
    '<span style="min-width:4.5em">{what}</span>'
    '<span role="progressbar" aria-label="{what}" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{percent}" '
    'style="flex:0 1 16em;height:0.6em;border:1px solid var(--jp-border-color1, currentColor);border-radius:0.3em;'
    'overflow:hidden"><span style="display:block;height:0;width:{percent}%;'
    'border-bottom:0.6em solid var(--jp-brand-color1, currentColor)"></span></span>'
    '<span style="font-variant-numeric:tabular-nums">{words}</span></div>'
)
_QUIET = '<div style="opacity:0.75;font-size:0.9em"{role}>{text}</div>'
# Shown, and made to interrupt the kernel, by our JupyterLab extension; elsewhere the notebook's own stop button serves.
_STOP = '<button type="button" class="nbmixed-stop" hidden>Stop</button>'


class Slot:
    """The one output area that all fits of a cell share.

    A loop of fits in a cell leaves one line, not one a fit. `renew` starts the next cell.
    """

    def __init__(self) -> None:
        self._handle: DisplayHandle | None = None
        self._ended = 0

    def renew(self, *_: object) -> None:
        """Forget the area: the next thing shown gets its own."""
        self._handle, self._ended = None, 0

    def show(self, text: str, html: str) -> None:
        """Show, in place of what the area showed before."""
        bundle = {"text/plain": text, "text/html": html}
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(bundle, raw=True)  # type: ignore[no-untyped-call]

    def end(self, outcome: str) -> None:
        """Show the last line of a fit."""
        self._ended += 1
        text = outcome if self._ended == 1 else f"{self._ended} fits; the last: {outcome}"
        self.show(text, _QUIET.format(text=escape(text), role=' role="status"'))


SLOT = Slot()


class Live:
    """Shows the chains of one run.

    Nothing appears during the first 0.4 s, so that a fast fit does not flicker; of many fits the bar is there at once.
    Works without widgets: the display is HTML in the notebook's own colours with a plain-text twin.

    Parameters
    ----------
    slot
        The output area.
    clock
        Seconds, increasing; replaced in tests.
    """

    def __init__(self, slot: Slot = SLOT, clock: Callable[[], float] = time.monotonic) -> None:
        self._slot, self._clock = slot, clock
        self._chains: dict[int, ProgressEvent] = {}
        self._count = self._total = 0
        self._began = self._shown = 0.0

    def start(self, chains: int, total: int) -> None:
        """A run begins: `chains` chains of `total` iterations."""
        self._count, self._total, self._chains = chains, total, {}
        self._began = self._clock()
        self._shown = self._began + DELAY - INTERVAL

    def event(self, e: ProgressEvent) -> None:
        """A chain has come further."""
        self._chains[e.chain] = e
        first_of_many = e.fits and e.iteration == 0
        self._show(-DELAY if first_of_many else INTERVAL)

    def beat(self) -> None:
        """The run goes on: at least the clock has moved."""
        self._show(BEAT)

    def _show(self, wait: float) -> None:
        now = self._clock()
        if now - self._shown >= wait:
            self._shown = now
            self._slot.show(*render(self._count, self._total, self._chains, now - self._began))

    def stop(self, outcome: str) -> None:
        """The run is over; `outcome` is what stays."""
        self._slot.end(outcome)


def listener_for(ip: InteractiveShell) -> Callable[[], Listener]:
    """The kind of listener that suits a shell: a display in a notebook, one line in a terminal."""
    return Live if getattr(ip, "kernel", None) is not None else Terminal


def render(count: int, total: int, chains: Mapping[int, ProgressEvent], elapsed: float) -> tuple[str, str]:
    """The state of a run as plain text and as HTML.

    Parameters
    ----------
    count, total
        Chains, and iterations of each.
    chains
        The last event of each chain that has reported.
    elapsed
        Seconds since the start.
    """
    rows = [_row(number, chains.get(number), total) for number in range(1, count + 1)]
    said = "; ".join(_said(count * total, list(chains.values()), elapsed))
    text = "\n".join(f"{r['what']}: {r['words']} ({r['percent']} %)" for r in rows)
    html = "".join(_ROW.format(**r) for r in rows)
    return f"{text}\n{said}", f"<div>{html}{_QUIET.format(text=f'{said} {_STOP}', role='')}</div>"


def _said(total: int, events: list[ProgressEvent], elapsed: float) -> Iterator[str]:
    """Time left, speed, divergences."""
    done = sum(e.iteration for e in events)
    yield time_left(done / max(total, 1), elapsed)
    if done > 0 and elapsed >= SETTLED and not any(e.fits for e in events):
        yield f"{done / elapsed:,.0f} draws a second"
    divergences = sum(e.divergences for e in events)
    if divergences:
        yield f"{divergences:,} divergence{'s' * (divergences > 1)} so far"


def _row(number: int, event: ProgressEvent | None, total: int) -> dict[str, Any]:
    if event is None:
        return {"what": f"chain {number}", "percent": 0, "words": f"waiting 0 / {total:,}"}
    percent = round(100 * event.iteration / event.total)
    if event.fits:
        return {"what": "fits", "percent": percent, "words": f"done {event.iteration:,} / {event.total:,}"}
    phase = "done" if event.iteration >= event.total else ("warmup" if event.warmup else "sampling")
    return {
        "what": f"chain {number}",
        "percent": percent,
        "words": f"{phase} {event.iteration:,} / {event.total:,}",
    }
