"""What the draws and the sampler say about whether the result can be trusted, in words.

Divergences, a low E-BFMI, draws that are not finite, and an R-hat above 1.05 put a result in doubt (`problems`). An R-hat
between 1.01 and 1.05, few effective draws, and long trees are mentioned, no more: longer chains mend them. The R-hat of
chains that are short by request exceeds 1.05 by chance, so that their limit is ``1 + 20 / n`` for `n` draws a chain.
R-hat is the rank-normalised one throughout; `summary` shows rstan's, of the draws themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbmixed.fit.checks_advice import more_draws, untold
from nbmixed.fit.checks_transitions import EBFMI_LIMIT, transition_findings
from nbmixed.fit.diagnostics import ess_bulk, ess_tail, is_constant, rhat
from nbmixed.fit.finding import Finding, Severity, in_brief, problems
from nbmixed.fit.modes import places, told

__all__ = ["EBFMI_LIMIT", "Finding", "Severity", "check_draws", "in_brief", "nonfinite", "problems"]

Floats = NDArray[np.float64]
RHAT_LIMIT = 1.01
RHAT_DOUBTFUL = 1.05
RHAT_HOPELESS = 1.1
ESS_PER_CHAIN = 100


def check_draws(
    draws: ArrayLike,
    names: Sequence[str],
    sample_stats: Mapping[str, ArrayLike] | None = None,
    max_treedepth: int | None = None,
    adapt_delta: float | None = None,
    spreads: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Findings about draws and the transitions that made them; one that says so if all is well.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        The P parameters.
    sample_stats
        arviz's names (`diverging`, `tree_depth`, `energy`), each of shape (chains, draws); what is
        missing is not checked.
    max_treedepth
        The sampler's limit; without it tree depths are not checked.
    adapt_delta
        The sampler's target, for advice.
    spreads
        Variances and standard deviations among the parameters, with the argument that holds their prior; for advice.

    References
    ----------
    Vehtari et al. (2021) for R-hat <= 1.01 and 100 effective draws a chain; Betancourt (2016) for E-BFMI.
    """
    values, stats = np.asarray(draws, dtype=float), sample_stats or {}
    varying = ~is_constant(values) if values.size else np.zeros(len(names), dtype=bool)
    moving = [n for n, v in zip(names, varying, strict=True) if v]
    convergence = _Convergence.of(values[:, :, varying], moving, spreads or {})
    transitions = [*transition_findings(stats, max_treedepth, adapt_delta)]
    apart = [*_apart(convergence)]
    explained = [*(f for f in apart if f.severity == "serious"), *problems(transitions)]
    found = [*transitions, *_without_advice(convergence.findings(), explained), *apart]
    return tuple(found) if found else (_all_well(convergence, "diverging" in stats),)


@dataclass(frozen=True, slots=True)
class _Convergence:
    """R-hat and effective sample sizes of the parameters that vary."""

    draws: Floats
    names: Sequence[str]
    rhat: Floats
    ess: Floats
    spreads: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, draws: Floats, names: Sequence[str], spreads: Mapping[str, str]) -> _Convergence:
        return cls(draws, names, rhat(draws), np.fmin(ess_bulk(draws), ess_tail(draws)), spreads)

    @property
    def chains(self) -> int:
        """Number of chains."""
        return int(self.draws.shape[0])

    @property
    def least(self) -> int:
        """Effective draws that are enough."""
        return ESS_PER_CHAIN * self.chains

    @property
    def doubtful(self) -> float:
        """R-hat above which chains disagree by more than their shortness explains."""
        return max(RHAT_DOUBTFUL, 1 + 20 / max(int(self.draws.shape[1]), 1))

    def findings(self) -> Iterable[Finding]:
        yield from nonfinite(self.names, np.asarray(np.isfinite(self.draws).all(axis=(0, 1))))
        bad = (self.rhat > RHAT_LIMIT) | (self.ess < self.least)
        cause = untold(self.draws, self.names, bad, self.spreads)
        disagreeing = [*_rhat_finding(self, cause)]
        yield from disagreeing
        yield from (replace(f, advice="") if cause and disagreeing else f for f in _ess_finding(self, cause))


def nonfinite(names: Sequence[str], finite: NDArray[np.bool_]) -> Iterable[Finding]:
    """The finding that some draws are not finite, if so."""
    bad = [n for n, f in zip(names, finite, strict=True) if not f]
    if bad:
        yield Finding(
            "nonfinite",
            "serious",
            f"Some draws are infinite or not a number for {len(bad)} of {len(names)} parameters ({bad[0]} first).",
            "Look for overflow: put predictors on comparable scales and use tighter priors.",
            f"draws of {bad[0]} are not all finite",
        )


def _rhat_finding(found: _Convergence, cause: str) -> Iterable[Finding]:
    if not np.any(found.rhat > RHAT_LIMIT):
        return
    highest = np.nanmax(found.rhat)
    limit = max((x for x in (RHAT_LIMIT, found.doubtful, RHAT_HOPELESS) if highest > x), default=RHAT_LIMIT)
    where = _worst(found.names, found.rhat, found.rhat > limit, "highest")
    who = "Chains disagree" if found.chains > 1 else "The two halves of the chain disagree"
    if highest > max(RHAT_HOPELESS, found.doubtful):
        who = "Markov chains did not converge! Do not analyze results! They disagree"
    yield Finding(
        "rhat",
        "serious" if highest > found.doubtful else "warning",
        f"{who}: rank-normalised R-hat is above {limit:g} for {where}.",
        cause or _longer(highest),
        f"R-hat is up to {_ceiling(highest)}",
    )


def _longer(highest: float) -> str:
    if highest <= RHAT_HOPELESS:
        return "Fit again with more iterations."
    return (
        "Look at plot('trace'), and fit again with a longer warmup and more iterations; chains that still disagree need"
        " tighter priors or a simpler model."
    )


def _apart(found: _Convergence) -> Iterable[Finding]:
    """Where chains are that stay apart; of parameters whose chains do not agree."""
    disagreeing = found.rhat > RHAT_HOPELESS
    separate = places(found.draws[..., disagreeing])
    if separate is not None:
        names = [n for n, d in zip(found.names, disagreeing, strict=True) if d]
        severity: Severity = "serious" if separate.settled else "warning"
        brief = "chains stay in several modes" if separate.settled else "chains are in different places"
        yield Finding("modes", severity, *told(separate, names), brief)


def _without_advice(found: Iterable[Finding], explained: Sequence[Finding]) -> Iterable[Finding]:
    """The findings, those without advice that another explains: more iterations mend neither modes nor divergences."""
    yield from (replace(f, advice="") if explained and f.kind in ("rhat", "ess") else f for f in found)


def _ess_finding(found: _Convergence, cause: str) -> Iterable[Finding]:
    low = found.ess < found.least
    if np.any(low):
        advice = cause or more_draws(found.least / np.nanmin(found.ess))
        yield Finding(
            "ess",
            "warning",
            f"Fewer than {found.least:,} effective draws ({ESS_PER_CHAIN} a chain, bulk or tail) for"
            f" {_worst(found.names, found.ess, low, 'lowest')}: quantiles are rough.",
            advice or "The sampler moves slowly here: use tighter priors or a simpler model.",
        )


def _all_well(found: _Convergence, divergences_known: bool) -> Finding:
    parts = ["no divergences"] if divergences_known else []
    if np.isfinite(found.rhat).any():
        parts += [
            f"R-hat at most {_ceiling(np.nanmax(found.rhat))}",
            f"at least {int(np.nanmin(found.ess)):,} effective draws",
        ]
    message = (
        ("All is well: " + ", ".join(parts) + ".") if parts else "Nothing could be checked: too few draws."
    )
    if found.chains == 1:
        message += " With one chain there is no other to compare it with."
    return Finding("ok", "ok" if parts else "note", message)


def _ceiling(value: float) -> str:
    return f"{np.ceil(round(value * 1000, 6)) / 1000:.3f}"


def _worst(names: Sequence[str], values: Floats, bad: NDArray[np.bool_], word: str) -> str:
    """How many of the parameters are bad, and which is the worst."""
    shown = np.where(bad, values, np.nan)
    worst = int(np.nanargmax(shown) if word == "highest" else np.nanargmin(shown))
    number = _ceiling(values[worst]) if word == "highest" else f"{int(values[worst])}"
    return f"{int(bad.sum())} of {len(names)} parameters ({word} {number}, {names[worst]})"
