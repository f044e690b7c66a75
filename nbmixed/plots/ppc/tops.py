"""Where an axis of counts ends: replicated ones can be far larger than observed ones."""

from __future__ import annotations

import numpy as np

from nbmixed.plots.labels import number
from nbmixed.plots.ppc.checked import Outcomes

_SHARE = 0.99
_MOST_TIMES = 1.5


def highest(found: Outcomes) -> tuple[float, str]:
    """The largest count of an axis, and what to say of larger ones.

    All observed ones are there, and 99 % of replicated ones unless that more than halves the room of the
    observed.
    """
    largest = float(found.y.max())
    replicated = float(np.ceil(np.quantile(found.yrep, _SHARE)))
    top = max(largest, min(replicated, np.floor(_MOST_TIMES * largest + 5)))
    beyond = float((found.yrep > top).mean())
    return top, f"{100 * beyond:.2g} % of replicated outcomes are above {number(top)}." if beyond else ""
