"""`Finding`: one thing that is right or wrong with a fit, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["ok", "note", "warning", "serious"]
_MINOR = ("ess", "rhat", "treedepth")  # as warnings: quantiles are rough, or draws cost more than they need


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of the checks.

    Attributes
    ----------
    kind
        "divergences", "treedepth", "ebfmi", "nonfinite", "rhat", "modes", "ess", "khat", "prior", "size", "location",
        "engine", "data", "fit", or "ok".
    severity
        "ok", "note", "warning" or "serious".
    message
        What the checks saw, a sentence with its numbers.
    advice
        What to do; empty where nothing is to be done.
    brief
        The message in a few words, for a note beside something else; empty where there is no such note.
    """

    kind: str
    severity: Severity
    message: str
    advice: str = ""
    brief: str = ""

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


def problems(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that put a result in doubt.

    These are serious ones, and warnings of everything but rough quantiles, an R-hat that is slightly too large, and
    long trees: more draws mend these, and a person who asked for few draws knows that they are few.

    >>> [f.kind for f in problems([Finding("ess", "warning", "Few."), Finding("divergences", "warning", "Some.")])]
    ['divergences']
    """
    return tuple(
        f for f in findings if f.severity == "serious" or (f.severity == "warning" and f.kind not in _MINOR)
    )


def in_brief(findings: Iterable[Finding]) -> str:
    """Return findings in a few words each."""
    return "; ".join(f.brief or f.message.rstrip(".") for f in findings)
