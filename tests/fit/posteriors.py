"""Posteriors of chosen numbers, on the design of a real formula."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nbmixed.design.build import Design
from nbmixed.fit.draws import Posterior
from nbmixed.programs.packed import Parameters
from tests.prepared import prepared

SHAPE = (2, 50)
FRAME = pd.DataFrame(
    {
        "y": [0.5, 1.0, 2.5, 4.0, 3.0, 2.0],
        "hit": [0, 1, 1, 0, 1, 0],
        "count": [0, 3, 1, 7, 2, 2],
        "size": [4, 3, 2, 9, 4, 6],
        "x": [1.0, 2.0, 4.0, 3.0, 6.0, 2.0],
        "g": ["a b", "c", "a b", "d", "c", "d"],
        "h": list("uvuvuv"),
    }
)


def chosen(
    function: str, formula: str, shape: tuple[int, int] = SHAPE, data: pd.DataFrame = FRAME, **arguments: Any
) -> tuple[Posterior, Design]:
    """A posterior of random numbers for a model, and its design."""
    ready = prepared(function, formula, data, **arguments)
    design, aux_name = ready.design, ready.spec.family.aux
    rng = np.random.default_rng(1)
    sizes = [(len(t.levels), len(t.coefs)) for t in design.groups]
    effects = tuple(rng.standard_normal((*shape, *size)) for size in sizes)
    parameters = Parameters(
        coef=rng.standard_normal((*shape, len(design.coef_names))),
        aux=rng.uniform(1, 2, shape) if aux_name else None,
        theta_L=tuple(
            np.tril(rng.standard_normal((*shape, p, p))) + 2 * np.eye(p)
            for p in (len(t.coefs) for t in design.groups)
        ),
    )
    posterior = Posterior(
        coef_names=design.coef_names,
        aux_name=aux_name,
        terms=design.groups,
        parameters=parameters,
        log_posterior=rng.standard_normal(shape),
        sample_stats={"lp": rng.standard_normal(shape), "diverging": np.zeros(shape, bool)},
        max_treedepth=15,
        make_effects=lambda: effects,
        make_mean_PPD=None if ready.spec.prior_PD else lambda: np.full(shape, 7.0),
    )
    return posterior, design
