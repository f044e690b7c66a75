"""What the importance weights say about whether an approximation can be trusted, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from nbmixed.fit.checks import Finding, nonfinite
from nbmixed.fit.importance import HOPELESS, UNRELIABLE, Importance

LEAST = 100  # effective draws
_ROTATE = ", or with QR=True, for a mean-field approximation knows no correlation of coefficients"


def check_approximation(
    draws: ArrayLike, names: Sequence[str], importance: Importance, rotate: bool = False
) -> tuple[Finding, ...]:
    """Findings about draws from an approximation; one that says so if all is well.

    Parameters
    ----------
    draws
        Shape (1, draws, P).
    names
        The P parameters.
    importance
        How they were picked from the proposals.
    rotate
        Whether QR=True may help.

    References
    ----------
    Vehtari et al. (2024) for the limit of 0.7.
    """
    finite = np.isfinite(np.asarray(draws, dtype=float)).all(axis=(0, 1))
    found = [*nonfinite(names, finite), *_khat(importance, _ROTATE if rotate else ""), *_few(importance)]
    return tuple(found) if found else (_all_well(importance),)


def _khat(importance: Importance, otherwise: str) -> Iterable[Finding]:
    khat, advice = importance.khat, f'Fit with algorithm="sampling"{otherwise}.'
    if not importance.resampled:
        told = (
            f"Pareto khat is {_ceiling(khat)}, above {HOPELESS:g}"
            if np.isfinite(khat)
            else "Pareto khat is infinite"
        )
        yield Finding(
            "khat",
            "serious",
            f"{told}: the approximation is too far from the posterior to be mended. The draws are those of the"
            " approximation, not resampled by importance: do not rely on them.",
            advice,
            told,
        )
    elif khat > UNRELIABLE:
        yield Finding(
            "khat",
            "warning",
            f"Pareto khat is {_ceiling(khat)}, above {UNRELIABLE}: the approximation is so far from the posterior that"
            " even the resampled draws are unreliable.",
            advice,
            f"Pareto khat is {_ceiling(khat)}",
        )


def _few(importance: Importance) -> Iterable[Finding]:
    if importance.n_eff < min(LEAST, importance.kept.size / 2):
        yield Finding(
            "ess",
            "warning",
            f"The {importance.kept.size:,} draws count as only about {round(importance.n_eff):,} independent ones of"
            " the posterior: quantiles are rough.",
            'Fit with more draws=, or with algorithm="sampling".',
        )


def _all_well(importance: Importance) -> Finding:
    return Finding(
        "ok",
        "ok",
        f"All is well: Pareto khat {_ceiling(importance.khat)} (good below {UNRELIABLE}), the draws count as about"
        f" {round(importance.n_eff):,} independent ones of the posterior.",
    )


def _ceiling(khat: float) -> str:
    return f"{np.ceil(round(khat * 100, 6)) / 100 + 0.0:.2f}"
