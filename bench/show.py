"""What was measured, as tables and sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.compare import Outcome
from bench.measure import Speed
from bench.models import Model
from bench.peer import NBMIXED
from bench.table import markdown, number

KINDS = ("first", "call", "again")
LEFT = ("model", "package", "slowest parameter")
SECONDS = ("import s", "first s", "call s", "again s")
DRAWS = ("min ESS", "R-hat", "divergent", "ESS/s")
RATIOS = ("ratio first", "ratio call", "ratio again", "means off", "fits")
HEADER = (*LEFT, *SECONDS, *DRAWS, *RATIOS)
DISTURBED = "something else was running beside it"
_FAST = {"rstanarm": 50.0, "bambi-nutpie": 15.0}
TARGETS = {"sleepstudy": _FAST, "radon": _FAST, "radon_slope": _FAST, "Orange": {"rstanarm": 5.0}}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A model and what each peer made of it."""

    model: Model
    outcomes: list[Outcome]

    @property
    def ours(self) -> Outcome | None:
        """What nbmixed made of it."""
        return next((o for o in self.outcomes if o.peer == NBMIXED.name), None)

    def ratio(self, outcome: Outcome, kind: str) -> float:
        """Effective draws per second of nbmixed over those of a peer, fits of the same kind; NaN for nbmixed."""
        mine = self.ours.speed(kind) if self.ours else None
        theirs = outcome.speed(kind)
        if mine is None or theirs is None or outcome is self.ours:
            return math.nan
        return mine.rate / theirs.rate


def speed_table(comparisons: Sequence[Comparison]) -> str:
    """One row for each model and peer."""
    rows = [_row(c, outcome) for c in comparisons for outcome in c.outcomes]
    return markdown(HEADER, rows, text_columns=len(LEFT))


def notes(comparisons: Sequence[Comparison]) -> Iterator[str]:
    """Formulas, where a peer's model differs, and peers that gave nothing."""
    for c in comparisons:
        different = f" ({c.model.note})" if c.model.note else ""
        yield f"{c.model.name}: `{c.model.formula}`, {c.model.family}{different}"
        yield from (f"{c.model.name}, {o.peer}: {o.failed}" for o in c.outcomes if o.failed)
        yield from (f"{c.model.name}, {o.peer}: {DISTURBED}" for o in c.outcomes if o.disturbed)


def verdicts(comparisons: Sequence[Comparison]) -> Iterator[str]:
    """Each target, and the ratio that was reached."""
    for c in comparisons:
        for outcome in c.outcomes:
            ratio, target = c.ratio(outcome, "call"), TARGETS.get(c.model.name, {}).get(outcome.peer)
            if target is not None and not math.isnan(ratio):
                said = "met" if ratio >= target else "missed"
                yield f"{c.model.name}: {number(ratio)} times {outcome.peer} (target {target:.0f}): {said}"


def _row(c: Comparison, outcome: Outcome) -> list[str]:
    shown = outcome.speed("call") or outcome.speed("first")
    if shown is None:
        return [c.model.name, outcome.peer, "none: see below", *["-"] * (len(HEADER) - len(LEFT))]
    return [
        c.model.name,
        outcome.peer,
        shown.slowest,
        number(outcome.imported),
        *(number(seconds) for seconds in _seconds(outcome)),
        *_draws(shown),
        *(number(c.ratio(outcome, kind)) for kind in KINDS),
        number(outcome.means_off, 2),
        str(max(len(outcome.first), len(outcome.call))),
    ]


def _seconds(outcome: Outcome) -> list[float]:
    first = middle_wall(outcome.speed("first")) if outcome.first else math.nan
    return [first, middle_wall(outcome.speed("call")), middle_wall(outcome.speed("again"))]


def _draws(shown: Speed) -> list[str]:
    if math.isnan(shown.ess):
        return ["-"] * len(DRAWS)
    return [f"{shown.ess:.0f}", f"{shown.rhat:.3f}", str(shown.divergent), number(shown.rate)]


def middle_wall(speed: Speed | None) -> float:
    """Its wall time, NaN of none."""
    return math.nan if speed is None else speed.wall
