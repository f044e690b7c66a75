"""Outcomes drawn from the prior, beside those observed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed import fitting
from nbmixed.engine.progress import Listener
from nbmixed.notebook.builder.posteriors import posterior_line
from nbmixed.notebook.builder.sketch import Line, sketch
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.sampling import Sampling

Floats = NDArray[np.float64]
SHOWN = 40
_SAMPLING = {"chains": 2, "iter": 1000}


def prior_predictive(spec: ModelSpec, data: Any, arguments: Mapping[str, Any], listener: Listener) -> str:
    """Densities of outcomes simulated from the prior as HTML, one line a draw, and that of the data.

    Of binary outcomes and shares of trials the distribution of the mean is shown, of others that of the rows.

    Raises
    ------
    NbmixedError
        For flat priors, which have no draws.
    """
    sampling = Sampling(seed=spec.sampling.seed or 1, **_SAMPLING)
    prior = replace(spec, prior_PD=True, mean_PPD=None, algorithm="sampling", sampling=sampling)
    fit = fitting.fit(prior, data, **arguments, listener=listener, name="prior", cache="never", told=False)
    response = fit.design.response
    assert response is not None
    simulated = np.asarray(fit.posterior_predict(draws=10 * SHOWN, seed=1), dtype=np.float64)
    y = np.asarray(response.y, dtype=np.float64)
    if response.trials is not None:
        return _of_means(
            simulated.sum(axis=1) / response.trials.sum(), float(y.sum() / response.trials.sum())
        )
    return _of_rows(simulated[:SHOWN], y)


def _of_means(simulated: Floats, observed: float) -> str:
    drawn = posterior_line(simulated, "drawn")
    low, high = 0.0, 1.0
    mark = Line(
        np.array([observed, observed]),
        np.array([0.0, 1.0 if drawn is None else float(drawn.y.max())]),
        "data",
    )
    words = "Share of successes drawn from the prior, and in the data (coloured)"
    return _figure(sketch([*([] if drawn is None else [drawn]), mark], words, low, high), words)


def _of_rows(simulated: Floats, y: Floats) -> str:
    finite = simulated[np.isfinite(simulated)]
    low, high = np.quantile(finite, [0.02, 0.98])
    low, high = min(float(low), float(y.min())), max(float(high), float(y.max()))
    lines = [line for row in simulated if np.isfinite(row).all() and (line := posterior_line(row, "drawn"))]
    data = posterior_line(y, "data")
    words = f"Outcomes drawn from the prior, {len(lines)} times, and the data (coloured)"
    return _figure(sketch([*lines, *([] if data is None else [data])], words, low, high), words)


def _figure(svg: str, words: str) -> str:
    return f'<figure class="nbmixed-density" data-kind="predictive"><figcaption>{words}</figcaption>{svg}</figure>'
