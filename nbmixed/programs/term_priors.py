"""The terms of a program and the priors of their covariances: the part of its data that concerns them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.groups import GroupTerm
from nbmixed.errors import PriorError
from nbmixed.programs.scale import ResolvedPrior
from nbmixed.programs.term_numbers import in_formula_order, per_term
from nbmixed.spec.numbers import ByGroup, TermNumbers
from nbmixed.spec.prior_values import Decov, Exponential, Lkj, Normal, StudentT

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SdPrior:
    """A term of a program and the prior of its standard deviations.

    Attributes
    ----------
    p, l
        Coefficients and levels.
    dist
        Of `SD_PRIORS`.
    relative
        Whether standard deviations are relative to the auxiliary parameter.
    unit, location, df, concentration
        By coefficient, (p,); the location is in units of `unit`.
    regularization, shape
        Of the correlations, and of decov.
    """

    p: int
    l: int  # noqa: E741 - its name in the program
    dist: str
    relative: bool
    unit: Floats
    location: Floats
    df: Floats
    concentration: Floats
    regularization: float = 1.0
    shape: float = 1.0


SD_PRIORS = ("flat", "normal", "t", "decov")


def pack_terms(
    terms: Sequence[GroupTerm],
    order: Sequence[int],
    prior: Decov | Lkj,
    scale: Sequence[Floats] | None,
    *,
    relative: bool,
    compat: str | None,
    smooths: Sequence[SdPrior] = (),
) -> dict[str, Any]:
    """Data of stan/include/terms_data.stan.

    Parameters
    ----------
    terms
        Group-level terms in the order of the design, to which vector arguments of `prior` refer.
    order
        The program's order of terms, as positions in `terms` and, after them, `smooths`.
    scale
        With `lkj`, the scale of the standard deviations of each term's coefficients.
    relative
        Whether standard deviations of group effects under `decov` are relative to the auxiliary parameter.
    smooths
        Blocks of smooths.
    """
    groups = _free_sds(terms, prior, scale) if isinstance(prior, Lkj) else _decov(terms, prior, relative)
    every = [*groups, *smooths]
    chosen = [every[t] for t in order]
    return {
        "n_terms": len(chosen),
        "p": [t.p for t in chosen],
        "l": [t.l for t in chosen],
        "sd_dist": [SD_PRIORS.index(t.dist) for t in chosen],
        "relative": [int(t.relative) for t in chosen],
        "sd_unit": _joined([t.unit for t in chosen]),
        "sd_location": _joined([t.location for t in chosen]),
        "sd_df": _joined([t.df for t in chosen]),
        "regularization": np.array([t.regularization for t in chosen]),
        "decov_shape": np.array([t.shape for t in chosen]),
        "decov_concentration": _joined([t.concentration for t in chosen]),
        "lagged_rows": int(compat == "rstanarm"),
        "sd_place": np.zeros(sum(t.p for t in chosen)),
        "sd_step": np.ones(sum(t.p for t in chosen)),
        "cpc_place": np.zeros(n_correlations([t.p for t in chosen])),
        "cpc_step": np.ones(n_correlations([t.p for t in chosen])),
    }


def n_correlations(p: Sequence[int]) -> int:
    """Return how many correlations terms of p coefficients have."""
    return sum(k * (k - 1) // 2 for k in p)


def _decov(terms: Sequence[GroupTerm], prior: Decov, relative: bool) -> list[SdPrior]:
    every = [True] * len(terms)
    scale, shape = (per_term(name, getattr(prior, name), terms, every) for name in ("scale", "shape"))
    regularization, concentration = _regularization(prior, terms), _concentration(prior.concentration, terms)
    return [
        _sd_prior(
            (len(term.coefs), len(term.levels)),
            "decov",
            scale[t],
            relative=relative,
            concentration=concentration[t],
            regularization=float(regularization[t]),
            shape=float(shape[t]),
        )
        for t, term in enumerate(terms)
    ]


def _free_sds(terms: Sequence[GroupTerm], prior: Lkj, scale: Sequence[Floats] | None) -> list[SdPrior]:
    assert scale is not None or not terms
    df = per_term("df", prior.df, terms, [True] * len(terms))
    regularization = _regularization(prior, terms)
    return [
        _sd_prior(
            (len(term.coefs), len(term.levels)),
            "t",
            unit,
            df=df[t],
            regularization=float(regularization[t]),
        )
        for t, (term, unit) in enumerate(zip(terms, scale or (), strict=True))
    ]


def smooth_sds(sizes: Sequence[int], prior: ResolvedPrior | None, *, relative: bool) -> list[SdPrior]:
    """The terms of blocks of smooths, which have so many columns each; an exponential prior is decov's of shape 1."""
    if prior is None:
        return []
    if prior.prior is None:
        return [_sd_prior((1, size), "flat", 1.0, relative=relative) for size in sizes]
    dist = {Exponential: "decov", Normal: "normal", StudentT: "t"}[type(prior.prior)]
    return [
        _sd_prior(
            (1, size),
            dist,
            prior.scale[j],
            relative=relative,
            location=prior.location[j] / prior.scale[j],
            df=prior.df[j] if prior.df.size else 1.0,
        )
        for j, size in enumerate(sizes)
    ]


def _sd_prior(
    size: tuple[int, int],
    dist: str,
    unit: Floats | float,
    *,
    relative: bool = False,
    location: float = 0.0,
    df: float = 1.0,
    concentration: Floats | float = 1.0,
    regularization: float = 1.0,
    shape: float = 1.0,
) -> SdPrior:
    p, levels = size

    def spread(x: Floats | float) -> Floats:
        return np.array(np.broadcast_to(x, p), dtype=np.float64)

    return SdPrior(
        p,
        levels,
        dist,
        relative,
        spread(unit),
        spread(location),
        spread(df),
        spread(concentration),
        regularization,
        shape,
    )


def _joined(parts: Sequence[Floats]) -> Floats:
    return np.concatenate([*parts, np.empty(0)])


def _regularization(prior: Decov | Lkj, terms: Sequence[GroupTerm]) -> Floats:
    return per_term("regularization", prior.regularization, terms, [len(t.coefs) > 1 for t in terms])


def _concentration(value: TermNumbers, terms: Sequence[GroupTerm]) -> list[Floats]:
    sizes = [len(t.coefs) for t in terms]
    assert not isinstance(value, ByGroup)
    values = np.atleast_1d(np.asarray(value, dtype=float))
    needed = sum(p for p in sizes if p > 1)
    if values.size not in (1, needed):
        raise PriorError(
            f"prior_covariance: concentration has {values.size} values, but the terms with two and more coefficients "
            f"have {needed} coefficients: give 1 or {needed}."
        )
    left = iter(np.resize(values, needed))
    found = {
        t: np.array([next(left) for _ in range(sizes[t])]) for t in in_formula_order(terms) if sizes[t] > 1
    }
    return [found.get(t, np.ones(1)) for t in range(len(terms))]
