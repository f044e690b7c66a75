"""A prior that wins against data that contradict it: the coefficient stays at its prior, and residuals say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.fit.finding import Finding
from nbmixed.programs.links import inverse_link, slope
from nbmixed.programs.scale import ResolvedPrior

Floats = NDArray[np.float64]
_DECIDES = 0.3  # posterior sd over prior scale, from which the prior decides where a coefficient is
_CONTRADICTS = 6.0  # t statistic of the residuals on the column
_ROUNDING = 1e-8  # of values, what is left of them where levels explain them wholly
_SWEEPS = 3  # over the grouping factors, to take their levels' means away


def conflicts(
    draws: Floats, names: Sequence[str], design: Design, prior: ResolvedPrior, link: str
) -> Iterable[Finding]:
    """Yield findings about coefficients that a prior holds where the data contradict it.

    Two things together show it: the posterior is about as wide as the prior, so that the data moved it little, and the
    residuals still depend on the column, within the levels of the grouping factors.

    Parameters
    ----------
    draws
        Of all coefficients, shape (draws, K).
    names
        Of those that `prior` is about, in its order.
    """
    sds = draws.std(axis=0)
    held = [
        (name, k)
        for j, name in enumerate(names)
        if len(prior.used_scale) == len(names)
        and sds[k := design.coef_names.index(name)] > _DECIDES * prior.used_scale[j]
        and not any(name in term.coefs for term in design.groups)
    ]
    if not held or design.response is None:
        return
    against = [(name, t) for name, k in held if (t := _statistic(draws, k, design, link)) > _CONTRADICTS]
    if against:
        name, t = max(against, key=lambda pair: pair[1])
        more = f" (and {len(against) - 1} more)" if len(against) > 1 else ""
        yield Finding(
            "prior",
            "warning",
            f"The prior holds {name}{more} at {np.median(draws[:, design.coef_names.index(name)]):.3g}, where the data"
            f" contradict it: residuals still depend on it (t = {t:.0f}).",
            "See prior_summary(): widen the prior of the coefficient if it is too narrow for these units.",
            f"the prior holds {name} where the data contradict it",
        )


def _statistic(draws: Floats, k: int, design: Design, link: str) -> float:
    """Return the absolute t statistic of the residuals on what column `k` changes in the mean; 0 where there is none."""
    response = design.response
    assert response is not None
    eta = design.X @ np.median(draws, axis=0) + (0.0 if design.offset is None else design.offset)
    seen = response.y if response.trials is None else response.y / np.maximum(response.trials, 1)
    changes = design.X[:, k] * slope(link, eta)
    residual, column = _within(seen - inverse_link(link, eta), design), _within(changes, design)
    size = float(np.linalg.norm(residual) * np.linalg.norm(column))
    if not size > _ROUNDING * float(np.linalg.norm(seen) * np.linalg.norm(changes)):
        return 0.0
    r = min(abs(float(residual @ column)) / size, 1 - 1e-12)
    return r * float(np.sqrt(max(len(column) - 2, 0) / (1 - r**2)))


def _within(values: Floats, design: Design) -> Floats:
    """Return values less their means in the levels of each grouping factor; without groups less their mean."""
    if not design.groups:
        return np.asarray(values - values.mean())
    rest = values
    for _ in range(_SWEEPS):
        for term in design.groups:
            sums = np.bincount(term.index, rest, len(term.levels))
            rest = (
                rest - (sums / np.maximum(np.bincount(term.index, minlength=len(term.levels)), 1))[term.index]
            )
    return rest
