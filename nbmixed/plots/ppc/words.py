"""What a check shows, in words: where observed values stand among replicated ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nbmixed.plots.draws import Floats
from nbmixed.plots.labels import counted, few, number
from nbmixed.plots.ppc.checked import Outcomes
from nbmixed.plots.ppc.groups import Groups

_TAIL = 0.05


def standing(observed: float, replicated: Floats) -> str:
    """A value and the central 90 % of its replicates.

    >>> standing(2.0, np.arange(101.0))
    '2 (90 % of replicates 5 to 95: low)'
    """
    low, high = np.quantile(replicated, [_TAIL, 1 - _TAIL])
    verdict = ": low" if observed < low else ": high" if observed > high else ""
    return f"{number(observed)} (90 % of replicates {number(low)} to {number(high)}{verdict})"


def mean_and_sd(found: Outcomes) -> str:
    """Mean and sd of the outcomes among those of the replicated ones."""
    mean = standing(float(found.y.mean()), found.yrep.mean(axis=1))
    if len(found.y) < 2:
        return f"mean {mean}"
    return f"mean {mean}, sd {standing(float(found.y.std(ddof=1)), found.yrep.std(axis=1, ddof=1))}"


def compared(
    what: str, found: Outcomes, by: Groups, outcome: str, tell: Callable[[Outcomes], str] = mean_and_sd
) -> str:
    """What is drawn, of what, and how observed and replicated outcomes compare, group by group.

    Parameters
    ----------
    what
        The head: "Densities", say.
    tell
        What is told of the outcomes of a group.
    """
    head = f"{what} of observed {outcome} and of {counted(len(found.yrep), 'replicated data set')}"
    if by.one:
        return f"{head}: {tell(found)}."
    parts = [
        f"{label}: {tell(Outcomes(found.y[rows], found.yrep[:, rows], found.left_out))}" for label, rows in by
    ]
    return f"{head}. {few(parts)}"
