"""What the sampler's transitions say: divergences, tree depths, energies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbmixed.fit.diagnostics import ebfmi
from nbmixed.fit.finding import Finding

EBFMI_LIMIT = 0.3
_STEPS = (0.95, 0.99, 0.999)  # values of adapt_delta that are worth a try, one after the other


def transition_findings(
    stats: Mapping[str, ArrayLike], max_treedepth: int | None, adapt_delta: float | None
) -> Iterable[Finding]:
    """Yield findings about the transitions after warmup; arguments as in `nbmixed.fit.checks.check_draws`."""
    if "diverging" in stats:
        yield from _divergences(np.asarray(stats["diverging"], dtype=bool), adapt_delta)
    if "tree_depth" in stats and max_treedepth is not None:
        yield from _tree_depth(np.asarray(stats["tree_depth"]), max_treedepth)
    if "energy" in stats:
        yield from _energy(np.asarray(stats["energy"], dtype=float))


def _divergences(diverging: NDArray[np.bool_], adapt_delta: float | None) -> Iterable[Finding]:
    count = int(diverging.sum())
    if count:
        yield Finding(
            "divergences",
            "warning",
            f"{_of(count, diverging.size)} transitions after warmup ended in a divergence: the sampler could not"
            " follow the posterior there, and estimates may be biased.",
            _against_divergences(adapt_delta),
            f"{count:,} of {diverging.size:,} transitions diverged",
        )


def _against_divergences(adapt_delta: float | None) -> str:
    used = 0.0 if adapt_delta is None else adapt_delta
    left = [step for step in _STEPS if step > used + 1e-9]
    if not left:
        return f"adapt_delta is {used:g} already: use tighter priors or a simpler model."
    was = "" if adapt_delta is None else f" (it was {adapt_delta:g})"
    then = f", then {left[1]:g}" if left[1:] else ""
    return f"Fit again with adapt_delta={left[0]:g}{was}{then}; if divergences stay, use tighter priors or a simpler model."


def _tree_depth(depth: NDArray[np.int_], limit: int) -> Iterable[Finding]:
    count = int((depth >= limit).sum())
    if count:
        yield Finding(
            "treedepth",
            "warning",
            f"{_of(count, depth.size)} transitions stopped at the largest tree depth ({limit}): the draws are valid,"
            " but neighbours are more alike than they need be.",
            f"Fit again with max_treedepth={limit + 2}, or put predictors on comparable scales.",
        )


def _energy(energy: NDArray[np.float64]) -> Iterable[Finding]:
    values = ebfmi(energy)
    low = [i + 1 for i, v in enumerate(values) if v < EBFMI_LIMIT]
    if low:
        yield Finding(
            "ebfmi",
            "warning",
            f"E-BFMI is below {EBFMI_LIMIT} in {_chains(low)} (lowest {np.nanmin(values):.2f}): the tails of the"
            " posterior were explored slowly.",
            "Use tighter priors, above all of standard deviations; a longer warmup may help as well.",
            f"E-BFMI is down to {np.nanmin(values):.2f}",
        )


def _of(count: int, total: int) -> str:
    return f"{count:,} of {total:,} ({100 * count / total:.2g} %)"


def _chains(numbers: Sequence[int]) -> str:
    return f"chain{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))}"
