"""Where the time of a fit in nbmixed goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bench.measure import speed
from bench.peers.handover import Call
from bench.table import markdown, number

HEADER = (
    "model",
    "slowest parameter",
    "call s",
    "prepare s",
    "sample s",
    "effects s",
    "leapfrogs",
    "min ESS",
    "ESS/s",
)


def phase_table(fits: Iterable[tuple[str, Sequence[Call]]]) -> str:
    """One row for each name, of the fit with the median wall time among those given.

    Preparing is formula, design and results; sampling is from the program's data to its draws in
    memory; effects are the draws of the group effects; leapfrogs are steps of the integrator for one draw.
    """
    return markdown(HEADER, [_row(name, calls) for name, calls in fits if calls], text_columns=2)


def _row(name: str, calls: Sequence[Call]) -> list[str]:
    call = sorted(calls, key=lambda c: c.wall)[len(calls) // 2]
    measured, extra = speed(call), call.extra or {}
    prepared = call.wall - extra["engine"] - extra["effects"]
    seconds = (call.wall, prepared, extra["engine"], extra["effects"])
    return [
        name,
        measured.slowest,
        *(f"{value:.3f}" for value in seconds),
        f"{extra['leapfrogs']:.1f}",
        f"{measured.ess:.0f}",
        number(measured.rate),
    ]
