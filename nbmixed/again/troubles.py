"""What was wrong with some of many fits, told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nbmixed import caller
from nbmixed.errors import FitWarning
from nbmixed.fit.checks import Finding, Severity, problems
from nbmixed.stanreg import StanReg


@dataclass(frozen=True, slots=True)
class Trouble:
    """A finding of one fit."""

    kind: str
    severity: Severity
    message: str
    advice: str


def troubles(fit: StanReg) -> tuple[Trouble, ...]:
    """What may have spoilt a fit's predictions."""
    return tuple(Trouble(f.kind, f.severity, f.message, f.advice) for f in problems(fit.findings))


def troubles_told(of_fits: Sequence[Sequence[Trouble]], function: str) -> tuple[Finding, ...]:
    """One finding for each kind of trouble, with the first as example; and one `FitWarning`, if there is any.

    `function` made the fits, and the warning names it.
    """
    found: dict[str, list[Trouble]] = {}
    for several in of_fits:
        for trouble in several:
            found.setdefault(trouble.kind, []).append(trouble)
    summed = tuple(
        Finding(
            kind,
            "serious" if any(t.severity == "serious" for t in same) else "warning",
            f"In {len(same)} of the {len(of_fits)} fits: {same[0].message}",
            same[0].advice,
        )
        for kind, same in found.items()
    )
    if summed:
        caller.warn(f"{function}(): {' '.join(map(str, summed))}", FitWarning)
    return summed
