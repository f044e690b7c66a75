"""Models beside one another: differences of elpd, and weights for averaging their predictions.

References
----------
Sivula, Magnusson, Matamoros and Vehtari (2025), Uncertainty in Bayesian leave-one-out cross-validation based model
comparison, Bayesian Analysis (when the standard error of a difference can be trusted); Yao, Vehtari, Simpson and
Gelman (2018), Using stacking to average Bayesian predictive distributions, Bayesian Analysis 13(3).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, minimize
from scipy.special import softmax

from nbmixed.errors import SettingError, listed, nearest
from nbmixed.fit.checks import Finding
from nbmixed.fit.criteria import Criterion

Floats = NDArray[np.float64]
METHODS = ("stacking", "pseudobma")
_SMALL, _FEW = 4.0, 100
_REPLICATES = 1000


def compared(criteria: Sequence[Criterion], names: Sequence[str]) -> pd.DataFrame:
    """Models from best to worst with their differences to the best.

    Returns
    -------
    Columns `elpd_diff`, `se_diff` (of the difference, over the rows), then for each model `elpd`, `se`, `p`.

    Raises
    ------
    SettingError
        For models that cannot be compared: other outcomes, other criteria, densities beside probabilities.
    """
    check_comparable(criteria, names)
    best = int(np.argmax([c.elpd for c in criteria]))
    order = np.argsort([-c.elpd for c in criteria], kind="stable")
    rows = []
    for k in order:
        difference = criteria[k].pointwise["elpd"].to_numpy() - criteria[best].pointwise["elpd"].to_numpy()
        rows.append(
            {
                "elpd_diff": difference.sum(),
                "se_diff": np.sqrt(len(difference) * difference.var(ddof=1)),
                "elpd": criteria[k].elpd,
                "se": criteria[k].se,
                "p": float(criteria[k].estimates["Estimate"].iloc[1]),
            }
        )
    return pd.DataFrame(rows, index=[names[k] for k in order])


def comparison_findings(
    table: pd.DataFrame, criteria: Sequence[Criterion], names: Sequence[str]
) -> tuple[Finding, ...]:
    """What the differences can and cannot say, in words."""
    found = []
    for criterion, name in zip(criteria, names, strict=True):
        found += [
            Finding(f.kind, f.severity, f"{name}: {f.message}", f.advice)
            for f in criterion.findings
            if f.severity in ("warning", "serious")
        ]
    found += _folds_differ(criteria, names)
    others, N = table.iloc[1:], len(criteria[0].pointwise)
    close = others.index[others["elpd_diff"].abs() < _SMALL].tolist()
    if close:
        found.append(
            Finding(
                "close",
                "note",
                f"{' and '.join(close)} differ{'s' * (len(close) == 1)} from {table.index[0]} by less than {_SMALL:g}: they "
                "predict about equally well, and the standard error says little about so small a difference.",
            )
        )
    if N < _FEW:
        found.append(
            Finding("few", "note", f"With {N} rows the standard errors of differences are likely too small.")
        )
    return tuple(found)


def _folds_differ(criteria: Sequence[Criterion], names: Sequence[str]) -> list[Finding]:
    """Of kfold, models whose rows were left out in other company than those of the first."""
    parts = [tuple(pd.factorize(c.pointwise["fold"])[0]) for c in criteria if "fold" in c.pointwise]
    other = [name for name, part in zip(names, parts, strict=False) if part != parts[0]]
    if not other:
        return []
    message = f"{listed([names[0]])} and {listed(other)} were given different folds: their differences are also those of the folds."
    return [
        Finding("folds", "warning", message, "Give each kfold() the same folds=, or the same K and seed.")
    ]


def check_comparable(criteria: Sequence[Criterion], names: Sequence[str]) -> None:
    """Refuse models whose criteria are not about the same thing."""
    if len(criteria) < 2:
        raise SettingError(f"A comparison needs at least two models, not {len(criteria)}.")
    if len(set(names)) < len(names):
        raise SettingError(f"Each model needs a name of its own: {', '.join(map(repr, names))}.")
    first = criteria[0]
    for criterion, name in zip(criteria[1:], names[1:], strict=True):
        if criterion.kind != first.kind:
            raise SettingError(
                f"Models are compared by one criterion: {names[0]!r} has {first.kind}, {name!r} has {criterion.kind}."
            )
        if criterion.model.continuous != first.model.continuous:
            raise SettingError(
                f"{names[0]!r} ({first.model.family}) and {name!r} ({criterion.model.family}) cannot be compared: a density "
                "of a continuous outcome is no probability of a count."
            )
        if criterion.model.outcome != first.model.outcome:
            raise SettingError(
                f"{names[0]!r} and {name!r} have different outcomes, rows or weights: models are compared on the same data, "
                f"in the same order ({len(first.pointwise)} and {len(criterion.pointwise)} rows)."
            )


def model_weights(
    criteria: Sequence[Criterion],
    names: Sequence[str],
    method: str = "stacking",
    *,
    BB: bool = True,
    seed: int = 1,
) -> pd.Series:
    """Weights of models, summing to 1, for averaging their predictions.

    Parameters
    ----------
    method
        "stacking" maximises the log score of the average; "pseudobma" weighs by elpd alone.
    BB
        With "pseudobma": by the Bayesian bootstrap over rows (pseudo-BMA+), which knows that elpd is uncertain.
    seed
        Of the bootstrap.

    Raises
    ------
    SettingError
        For models that cannot be compared, or another method.
    """
    if method not in METHODS:
        raise SettingError(
            f"method must be 'stacking' or 'pseudobma', not {method!r}.{nearest(str(method), METHODS)}"
        )
    check_comparable(criteria, names)
    elpd = np.column_stack([c.pointwise["elpd"].to_numpy() for c in criteria])
    weights = stacking(elpd) if method == "stacking" else pseudo_bma(elpd, BB=BB, seed=seed)
    return pd.Series(weights, index=list(names), name=method)


def stacking(elpd: Floats) -> Floats:
    """Weights w that maximise the sum over rows of ``log(sum_k w_k exp(elpd_k))``, from elpd of shape (N, K).

    >>> stacking(np.log([[0.9, 0.1], [0.9, 0.1], [0.1, 0.9]])).round(3)
    array([0.708, 0.292])
    """
    density = np.exp(elpd - elpd.max(axis=1, keepdims=True))
    K = elpd.shape[1]

    def mixture(w: Floats) -> Floats:
        return np.asarray(np.maximum(density @ w, np.finfo(float).tiny))

    minimise: Any = minimize
    settings = {"ftol": 1e-12, "maxiter": 1000}
    simplex = LinearConstraint(np.ones((1, K)), 1, 1)
    found = minimise(
        lambda w: -float(np.log(mixture(w)).mean()),
        np.full(K, 1 / K),
        jac=lambda w: -(density / mixture(w)[:, None]).mean(axis=0),
        method="SLSQP",
        bounds=[(0, 1)] * K,
        constraints=simplex,
        options=settings,
    )
    weights = np.clip(found.x, 0, 1)
    return np.asarray(weights / weights.sum())


def pseudo_bma(elpd: Floats, *, BB: bool, seed: int) -> Floats:
    """Weights proportional to ``exp(elpd)``, averaged over bootstrap samples of rows where `BB`."""
    if not BB:
        return np.asarray(softmax(elpd.sum(axis=0)))
    shares = np.random.default_rng(seed).dirichlet(np.ones(len(elpd)), size=_REPLICATES)
    return np.asarray(softmax(len(elpd) * shares @ elpd, axis=1).mean(axis=0))
