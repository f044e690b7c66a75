"""Point summaries by part of the model: fixef, ranef, coef, se, sigma."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.fit.draws import Posterior
from nbmixed.fit.summarise import mad_sd

Floats = NDArray[np.float64]
_FACTOR = re.compile(r"(?:`[^`]*`|\((?:[^()]|\([^()]*\))*\)|::|[^:`()]|[`()])+")


def fixef(posterior: Posterior) -> pd.Series:
    """Posterior medians of the population-level coefficients."""
    medians = np.median(_merged(posterior.parameters.coef), axis=0)
    return pd.Series(medians, index=list(posterior.coef_names), name="Median")


def ranef(posterior: Posterior) -> dict[str, pd.DataFrame]:
    """Posterior medians of the group effects: for each factor a frame of levels by coefficients.

    Terms of the same factor stand in one frame, as in lme4.
    """
    frames: dict[str, list[pd.DataFrame]] = {}
    for term, b in zip(posterior.terms, posterior.effects, strict=True):
        medians = pd.DataFrame(
            np.median(_merged(b), axis=0), index=list(term.levels), columns=list(term.coefs)
        )
        frames.setdefault(term.group, []).append(medians)
    return {group: pd.concat(parts, axis=1) for group, parts in frames.items()}


def coef(posterior: Posterior) -> dict[str, pd.DataFrame]:
    """Medians of coefficients of each level: `fixef` plus `ranef`.

    A coefficient that varies but has no population-level part starts at 0. `a:b` and `b:a` are one coefficient, under its
    population-level name.
    """
    fixed = fixef(posterior)
    known = {_factors(name): name for name in fixed.index}
    out = {}
    for group, own in ranef(posterior).items():
        effects = own.rename(columns={name: known.get(_factors(name), name) for name in own.columns})
        columns = [*fixed.index, *(c for c in effects.columns if c not in fixed.index)]
        out[group] = effects.reindex(columns=columns, fill_value=0.0) + fixed.reindex(columns, fill_value=0.0)
    return out


def _factors(name: str) -> tuple[str, ...]:
    """Return the factors of an interaction's name in an order of their own; a `:` in brackets or quotes joins none."""
    return tuple(sorted(_FACTOR.findall(name)))


def se(posterior: Posterior) -> pd.Series:
    """MAD_SD of coefficients and group effects."""
    names = [*posterior.coef_names, *posterior.b_names]
    return pd.Series(mad_sd(posterior.array(names)), index=names, name="MAD_SD")


def sigma(posterior: Posterior) -> float:
    """Posterior median of sigma; 1 for families without it."""
    if posterior.aux_name != "sigma" or posterior.parameters.aux is None:
        return 1.0
    return float(np.median(posterior.parameters.aux))


def _merged(draws: Floats) -> Floats:
    merged: Floats = draws.reshape(draws.shape[0] * draws.shape[1], *draws.shape[2:])
    return merged
