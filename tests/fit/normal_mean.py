"""A normal mean with known sd and flat prior, of which everything is known: posterior, leave-one-out, predictions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from nbmixed.fit.request import Fitted
from nbmixed.programs.packed import Parameters
from nbmixed.spec.family import gaussian
from tests.fit.posteriors import chosen

N, S = 30, 19_600  # tails of 3 sqrt(S) = 420 draws: arviz rounds other lengths up or down, by its version
Y = np.random.default_rng(8).normal(2, 1, N)
LEFT_MEAN = (Y.sum() - Y) / (N - 1)
LEFT_VARIANCE = 1 + 1 / (N - 1)


def normal_mean(y: np.ndarray = Y, **arguments: object) -> Fitted:
    """Independent draws of its exact posterior: mean(y) + N(0, 1 / N)."""
    data = pd.DataFrame({"y": y, "w": 1.0 + np.arange(len(y)) % 2})
    posterior, design = chosen("stan_glm", "y ~ 1", (1, S), data, **arguments)
    total = len(y) if design.weights is None else design.weights.sum()
    centre = np.average(y, weights=design.weights)
    mu = centre + np.random.default_rng(3).standard_normal((1, S, 1)) / np.sqrt(total)
    parameters = Parameters(coef=mu, aux=np.ones((1, S)), theta_L=())
    return Fitted(replace(posterior, parameters=parameters), design, gaussian(), seed=5)
