"""Methods of a fit that tell of it elsewhere: a record that a program reads, words and tables for a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nbmixed.fit.diagnostics import ess_mean

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg

RECORD = "application/vnd.nbmixed.fit+json"
_DIGITS = 8


def fit_record(fit: StanReg) -> dict[str, Any]:
    """What a saved notebook keeps of a fit, so that a later run can be held against it; ready for JSON.

    Nothing in it changes from run to run unless the fit does: no times, no places of this machine.

    Returns
    -------
    dict
        `name`, `call`, `seed`, hashes of `data` and `program`, and `estimates`: mean, sd and Monte Carlo standard error of the
        mean for every parameter but group effects, in 8 significant digits.
    """
    told, posterior = fit.provenance, fit.posterior
    names = [name for name in posterior.names if name not in set(posterior.b_names)]
    draws = posterior.array(names)
    pooled = draws.reshape(-1, len(names))
    if posterior.importance is None:
        size = ess_mean(draws)
    else:
        size = np.full(len(names), posterior.importance.n_eff)
    columns = pooled.mean(axis=0), pooled.std(axis=0), pooled.std(axis=0) / np.sqrt(size)
    return {
        "name": fit.name,
        "call": told.facts.call,
        "seed": told.seed,
        "data": told.facts.rows_sha256,
        "program": told.source_sha256,
        "estimates": {name: [_short(c[k]) for c in columns] for k, name in enumerate(names)},
    }


def _short(value: float) -> float | None:
    """A number in few digits, or None where JSON has no word for it."""
    return float(f"{value:.{_DIGITS}g}") if np.isfinite(value) else None
