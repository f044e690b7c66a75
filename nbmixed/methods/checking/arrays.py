"""What checks are drawn from: observed and replicated outcomes, transforms, intervals, chances."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.fit.criteria import loo_weights
from nbmixed.fit.log_lik import log_lik_by_rows
from nbmixed.fit.loo_expect import loo_expectation
from nbmixed.fit.predict import expected, outcomes
from nbmixed.fit.request import Request
from nbmixed.fit.simulate import simulate
from nbmixed.methods.checking.outcome import has_trials, khat_note, response, scale
from nbmixed.methods.predictive import asked

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg

Floats = NDArray[np.float64]
Given = dict[str, Any]
_STREAM = 0x917B


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a check is made of.

    Attributes
    ----------
    fit
        The fit.
    draws
        How many draws of it; None for all.
    seed
        Of what is random; None for that of the fit.
    options
        Arguments of the plot function.
    """

    fit: StanReg
    draws: int | None
    seed: int | None
    options: Mapping[str, Any]

    def request(self) -> Request:
        """The rows of the fit in the draws wanted."""
        return asked(self.fit, draws=self.draws, seed=self.seed)


def arrays(source: str, wanted: Wanted) -> Given:
    """Arguments of a plot function, see `nbmixed.plots.ppc.kinds.Kind.source`."""
    return _SOURCES[source](wanted)


def _counts(wanted: Wanted) -> Given:
    return {"y": response(wanted.fit).y, "yrep": outcomes(wanted.request())}


def _replicated(wanted: Wanted) -> Given:
    """Outcomes, as proportions where there are trials."""
    per_row = scale(wanted.fit)
    return {name: values / per_row for name, values in _counts(wanted).items()}


def _expected(wanted: Wanted) -> Given:
    return {"y": response(wanted.fit).y / scale(wanted.fit), "expected": expected(wanted.request())}


def _pit(wanted: Wanted) -> Given:
    from nbmixed.plots.ppc.pit import pit_values

    found = wanted.request()
    pit = pit_values(response(wanted.fit).y, outcomes(found), found.seed)
    return {"pit": pit, "told": "Each row is among those that the model was fitted to, see loo_pit_ecdf."}


def _loo_pit(wanted: Wanted) -> Given:
    """Transforms among outcomes that the other rows predict, a block of rows at a time."""
    from nbmixed.plots.ppc.pit import loo_pit_values

    found = wanted.request()
    rng = np.random.default_rng([found.seed, _STREAM])
    pit, khat = np.empty(found.shape[1]), np.empty(found.shape[1])
    for (rows, ll), (_, eta) in zip(log_lik_by_rows(found), found.predictor.by_rows(), strict=True):
        trials = None if found.trials is None else found.trials[rows]
        yrep = simulate(found.family, eta, found.aux, found.further, trials, rng)
        weighed = [loo_weights(column) for column in ll.T]
        logs = np.column_stack([weights for weights, _ in weighed])
        pit[rows] = loo_pit_values(found.y[rows], yrep, logs, found.seed + rows.start)
        khat[rows] = [k for _, k in weighed]
    told = "Each row is predicted from all others."
    return {"pit": pit, "told": told, "note": khat_note(khat, found.shape[0])}


def _loo_spans(wanted: Wanted) -> Given:
    from nbmixed.plots.ppc.spans import tails

    probs = tails(wanted.options.get("prob", 0.5), wanted.options.get("prob_outer", 0.9))
    found = loo_expectation(wanted.request(), "outcome", "quantile", probs)
    per_row, khat = scale(wanted.fit), found["pareto_k"].to_numpy()
    return {
        "y": response(wanted.fit).y / per_row,
        "spans": found.iloc[:, : len(probs)].to_numpy() / np.reshape(per_row, (-1, 1)),
        "note": khat_note(khat, wanted.fit.posterior.size),
    }


def _chances(wanted: Wanted) -> Given:
    p = expected(wanted.request()).mean(axis=0)
    return {**_successes(wanted.fit), "p": p, "told": "Chances are posterior means."}


def _loo_chances(wanted: Wanted) -> Given:
    found = loo_expectation(wanted.request(), "epred", "mean")
    return {
        **_successes(wanted.fit),
        "p": np.clip(found["mean"].to_numpy(), 0, 1),
        "told": "Each row is predicted from all others.",
        "note": khat_note(found["pareto_k"].to_numpy(), wanted.fit.posterior.size),
    }


def _successes(fit: StanReg) -> Given:
    return {"y": response(fit).y, "trials": response(fit).trials if has_trials(fit) else None}


_SOURCES: dict[str, Callable[[Wanted], Given]] = {
    "outcomes": _replicated,
    "counts": _counts,
    "expected": _expected,
    "pit": _pit,
    "chances": _chances,
    "loo_pit": _loo_pit,
    "loo_spans": _loo_spans,
    "loo_chances": _loo_chances,
}
