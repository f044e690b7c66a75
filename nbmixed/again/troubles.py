"""What was wrong with some of many fits, told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nbmixed.fit.checks import Finding, Severity
from nbmixed.stanreg import StanReg

_SILENT = ("ess", "rhat")  # as warnings only: among many fits some are just above a limit by chance


@dataclass(frozen=True, slots=True)
class Trouble:
    """A finding of one fit."""

    kind: str
    severity: Severity
    message: str
    advice: str


def troubles(fit: StanReg) -> tuple[Trouble, ...]:
    """What may have spoilt a fit's predictions."""
    return tuple(
        Trouble(f.kind, f.severity, f.message, f.advice)
        for f in fit.findings
        if f.severity == "serious" or (f.severity == "warning" and f.kind not in _SILENT)
    )


def troubles_told(of_fits: Sequence[Sequence[Trouble]]) -> tuple[Finding, ...]:
    """One finding for each kind of trouble, with the first as example."""
    found: dict[str, list[Trouble]] = {}
    for several in of_fits:
        for trouble in several:
            found.setdefault(trouble.kind, []).append(trouble)
    return tuple(
        Finding(
            kind,
            "serious" if any(t.severity == "serious" for t in same) else "warning",
            f"In {len(same)} of the {len(of_fits)} fits: {same[0].message}",
            same[0].advice,
        )
        for kind, same in found.items()
    )
