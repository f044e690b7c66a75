"""What the draws and the sampler say about whether the result can be trusted, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbmixed.fit.diagnostics import ebfmi, ess_bulk, ess_tail, is_constant, rhat, rhat_split
from nbmixed.fit.modes import places, told

Severity = Literal["ok", "note", "warning", "serious"]
Floats = NDArray[np.float64]
RHAT_LIMIT = 1.01
RHAT_HOPELESS = 1.1
EBFMI_LIMIT = 0.3
ESS_PER_CHAIN = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Attributes
    ----------
    kind
        "divergences", "treedepth", "ebfmi", "nonfinite", "rhat", "modes", "ess", "khat", "engine", "data", or "ok".
    severity
        "ok", "note", "warning" or "serious".
    message
        What was found, a sentence with its numbers.
    advice
        What to do; empty where nothing is to be done.
    """

    kind: str
    severity: Severity
    message: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


def check_draws(
    draws: ArrayLike,
    names: Sequence[str],
    sample_stats: Mapping[str, ArrayLike] | None = None,
    max_treedepth: int | None = None,
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

    References
    ----------
    Vehtari et al. (2021) for R-hat <= 1.01 and 100 effective draws a chain; Betancourt (2016) for E-BFMI.
    """
    values, stats = np.asarray(draws, dtype=float), sample_stats or {}
    varying = ~is_constant(values) if values.size else np.zeros(len(names), dtype=bool)
    moving = [n for n, v in zip(names, varying, strict=True) if v]
    convergence = _Convergence.of(values[:, :, varying], moving)
    disagreeing = convergence.classic > RHAT_HOPELESS
    apart = _apart(
        values[:, :, varying][..., disagreeing], [n for n, d in zip(moving, disagreeing, strict=True) if d]
    )
    found = [*_transitions(stats, max_treedepth), *_without_advice(convergence.findings(), list(apart))]
    return tuple(found) if found else (_all_well(convergence, "diverging" in stats),)


@dataclass(frozen=True, slots=True)
class _Convergence:
    """R-hat and effective sample sizes of the parameters that vary."""

    names: Sequence[str]
    rhat: Floats
    classic: Floats
    bulk: Floats
    tail: Floats
    finite: NDArray[np.bool_]
    chains: int

    @classmethod
    def of(cls, draws: Floats, names: Sequence[str]) -> _Convergence:
        finite = np.asarray(np.isfinite(draws).all(axis=(0, 1)))
        return cls(
            names, rhat(draws), rhat_split(draws), ess_bulk(draws), ess_tail(draws), finite, draws.shape[0]
        )

    def findings(self) -> Iterable[Finding]:
        yield from nonfinite(self.names, self.finite)
        yield from _rhat_finding(self.names, self.rhat, self.classic)
        yield from _ess_finding(self.names, np.fmin(self.bulk, self.tail), ESS_PER_CHAIN * self.chains)


def _transitions(stats: Mapping[str, ArrayLike], max_treedepth: int | None) -> Iterable[Finding]:
    if "diverging" in stats:
        yield from _divergences(np.asarray(stats["diverging"], dtype=bool))
    if "tree_depth" in stats and max_treedepth is not None:
        yield from _tree_depth(np.asarray(stats["tree_depth"]), max_treedepth)
    if "energy" in stats:
        yield from _energy(np.asarray(stats["energy"], dtype=float))


def _divergences(diverging: NDArray[np.bool_]) -> Iterable[Finding]:
    count = int(diverging.sum())
    if count:
        yield Finding(
            "divergences",
            "warning",
            f"{_of(count, diverging.size)} transitions after warmup ended in a divergence: the sampler could not"
            " follow the posterior there, and estimates may be biased.",
            "Fit again with adapt_delta nearer to 1 (such as 0.99, then 0.999); if divergences stay, use tighter priors or a"
            " simpler group-level structure.",
        )


def _tree_depth(depth: NDArray[np.int_], limit: int) -> Iterable[Finding]:
    count = int((depth >= limit).sum())
    if count:
        yield Finding(
            "treedepth",
            "warning",
            f"{_of(count, depth.size)} transitions stopped at the largest tree depth ({limit}): the draws are valid,"
            " but neighbours are more alike than they need be.",
            f"Fit again with max_treedepth={limit + 2}, or put predictors on comparable scales.",
        )


def _energy(energy: Floats) -> Iterable[Finding]:
    values = ebfmi(energy)
    low = [i + 1 for i, v in enumerate(values) if v < EBFMI_LIMIT]
    if low:
        yield Finding(
            "ebfmi",
            "warning",
            f"E-BFMI is below {EBFMI_LIMIT} in {_chains(low)} (lowest {np.nanmin(values):.2f}): the tails of the"
            " posterior were explored slowly.",
            "Fit again with more warmup and more iterations; if it stays low, use tighter priors.",
        )


def nonfinite(names: Sequence[str], finite: NDArray[np.bool_]) -> Iterable[Finding]:
    """The finding that some draws are not finite, if so."""
    bad = [n for n, f in zip(names, finite, strict=True) if not f]
    if bad:
        yield Finding(
            "nonfinite",
            "serious",
            f"Some draws are infinite or not a number for {len(bad)} of {len(names)} parameters ({bad[0]} first).",
            "Look for overflow: put predictors on comparable scales and use tighter priors.",
        )


def _rhat_finding(names: Sequence[str], values: Floats, classic: Floats) -> Iterable[Finding]:
    if np.any(classic > RHAT_HOPELESS):
        yield Finding(
            "rhat",
            "serious",
            "Markov chains did not converge! Do not analyze results!"
            f" R-hat is above {RHAT_HOPELESS} for {_worst(names, classic, classic > RHAT_HOPELESS, 'highest')}.",
            "Look at plot('trace'); fit again with more iterations, and check that priors and data can tell the"
            " parameters apart.",
        )
    elif np.any(values > RHAT_LIMIT):
        yield Finding(
            "rhat",
            "warning",
            f"Chains disagree: R-hat is above {RHAT_LIMIT} for {_worst(names, values, values > RHAT_LIMIT, 'highest')}.",
            "Fit again with more iterations.",
        )


def _apart(draws: Floats, names: Sequence[str]) -> Iterable[Finding]:
    """Where chains are that stay apart; of parameters whose chains do not agree."""
    found = places(draws)
    if found is not None:
        yield Finding("modes", "serious" if found.settled else "warning", *told(found, names))


def _without_advice(found: Iterable[Finding], apart: Sequence[Finding]) -> Iterable[Finding]:
    """What was found, with what chains are apart; more iterations do not help against modes."""
    modes = any(f.severity == "serious" for f in apart)
    yield from (replace(f, advice="") if modes and f.kind in ("rhat", "ess") else f for f in found)
    yield from apart


def _ess_finding(names: Sequence[str], values: Floats, least: int) -> Iterable[Finding]:
    low = values < least
    if np.any(low):
        yield Finding(
            "ess",
            "warning",
            f"Fewer than {least:,} effective draws ({ESS_PER_CHAIN} a chain, bulk or tail) for"
            f" {_worst(names, values, low, 'lowest')}: quantiles are rough.",
            "Fit again with more iterations.",
        )


def _all_well(found: _Convergence, divergences_known: bool) -> Finding:
    parts = ["no divergences"] if divergences_known else []
    if np.isfinite(found.rhat).any():
        smallest = np.nanmin(np.fmin(found.bulk, found.tail))
        parts += [
            f"R-hat at most {_ceiling(np.nanmax(found.rhat))}",
            f"at least {int(smallest):,} effective draws",
        ]
    message = (
        ("All is well: " + ", ".join(parts) + ".") if parts else "Nothing could be checked: too few draws."
    )
    if found.chains == 1:
        message += " With one chain there is no other to compare it with."
    return Finding("ok", "ok" if parts else "note", message)


def _of(count: int, total: int) -> str:
    return f"{count:,} of {total:,} ({100 * count / total:.2g} %)"


def _chains(numbers: Sequence[int]) -> str:
    return f"chain{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))}"


def _ceiling(value: float) -> str:
    return f"{np.ceil(round(value * 1000, 6)) / 1000:.3f}"


def _worst(names: Sequence[str], values: Floats, bad: NDArray[np.bool_], word: str) -> str:
    """How many of the parameters are bad, and which is the worst."""
    shown = np.where(bad, values, np.nan)
    worst = int(np.nanargmax(shown) if word == "highest" else np.nanargmin(shown))
    number = f"{values[worst]:.3f}" if word == "highest" else f"{values[worst]:.0f}"
    return f"{int(bad.sum())} of {len(names)} parameters ({word} {number}, {names[worst]})"
