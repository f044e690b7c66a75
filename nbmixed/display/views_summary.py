"""What `summary` shows of a fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.display.format import format_numbers, format_rounded
from nbmixed.display.info import ModelInfo
from nbmixed.display.table import Block, Document, Facts, Notes, Table
from nbmixed.display.views import approximation, facts, rounded_table
from nbmixed.fit.names import Kind

_DIAGNOSTICS = ("mcse", "n_eff", "Rhat", "khat")
_MANY = {"effect": "group effects", "coef": "coefficients"}
_MOST = 200
_MEAN_PPD_NOTE = (
    "The mean_ppd is the sample average posterior predictive distribution of the outcome variable "
    "(for details see help({name}.summary))."
)
_MEAN_PPD_SHORT = "mean_PPD: average of the outcomes that the model predicts for the data."
_CHAINS_NOTE = (
    "For each parameter, mcse is Monte Carlo standard error, n_eff is a crude measure of effective sample size, "
    "and Rhat is the potential scale reduction factor on split chains (at convergence Rhat=1)."
)
_APPROXIMATION_NOTE = (
    "For each parameter, mcse is Monte Carlo standard error, n_eff is a crude measure of effective sample size, "
    "and khat is the Pareto k diagnostic for importance sampling (perfomance is usually good when khat < 0.7)."
)


def summary_view(
    info: ModelInfo, frame: pd.DataFrame, kinds: Sequence[Kind], digits: int = 1, whole: bool = True
) -> Document:
    """What rstanarm's `summary` shows of a fit.

    Parameters
    ----------
    frame
        What `summary_frame` gives, one row for each parameter in the order of display: columns mean (or
        Median), mcse, sd (or MAD_SD), quantiles, n_eff, and Rhat, or khat for an approximation.
    kinds
        What each row is. Group effects are folded in HTML; mean_PPD stands in a block of its own, log-posterior among the
        diagnostics of chains only.
    digits
        Decimals.
    whole
        Whether all rows are shown; else of more than 200 group effects, or coefficients, those worth reading: the farthest
        from 0 in units of their sd, and those that were sampled worst.
    """
    everything = np.array(kinds, dtype=np.str_)
    read = np.ones(len(frame), dtype=np.bool_) if whole else worth_reading(frame, everything)
    counts = {name: int((everything == kind).sum()) for kind, name in _MANY.items()}
    left_out = [name for kind, name in _MANY.items() if not read[everything == kind].all()]
    frame, kind = frame[read], everything[read]
    is_ppd, is_lp = kind == "mean_PPD", kind == "log-posterior"
    statistics = frame.drop(columns=[c for c in _DIAGNOSTICS if c in frame])
    blocks: list[Block] = [_model_info(info)]
    blocks.append(_statistics(statistics[~is_ppd & ~is_lp], kind[~is_ppd & ~is_lp], digits, "Estimates:"))
    blocks += [Notes((_selection(info.name, counts[name], name),)) for name in left_out]
    if is_ppd.any():
        blocks.append(_statistics(statistics[is_ppd], kind[is_ppd], digits, "Fit Diagnostics:"))
        blocks.append(Notes((_MEAN_PPD_NOTE.format(name=info.name),), html=(_MEAN_PPD_SHORT,)))
    shown = ~is_lp if "khat" in frame else np.ones(len(frame), dtype=np.bool_)
    blocks += _diagnostics(frame[shown], kind[shown], digits)
    return Document(tuple(blocks))


def worth_reading(frame: pd.DataFrame, kinds: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Which rows to show: all but most of the group effects and coefficients, where there are very many.

    Of these the six farthest from 0 in units of their spread, the three with the largest Rhat (or khat) and the three with
    the smallest n_eff; of coefficients also the first ten.
    """
    read = np.ones(len(frame), dtype=np.bool_)
    center, spread = (
        frame[next(c for c in pair if c in frame)] for pair in (("mean", "Median"), ("sd", "MAD_SD"))
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        far = -np.abs(center.to_numpy() / spread.to_numpy())
    worst = -frame["Rhat" if "Rhat" in frame else "khat"].to_numpy()
    for kind in _MANY:
        places = np.flatnonzero(kinds == kind)
        if len(places) > _MOST:
            ranked = ((far, 6), (worst, 3), (frame["n_eff"].to_numpy(), 3))
            chosen = [places[np.argsort(by[places], kind="stable")[:count]] for by, count in ranked]
            read[places] = False
            read[np.concatenate([*chosen, places[: 10 * (kind == "coef")]])] = True
    return read


def _selection(name: str, count: int, what: str) -> str:
    shown = 'pars="varying"' if what == _MANY["effect"] else 'pars=["(Intercept)", ...]'
    further = f", {name}.ranef() medians by level" if what == _MANY["effect"] else ""
    return (
        f"Of {count:,} {what} those farthest from 0 (in sds) are shown and those with the largest Rhat and smallest n_eff; "
        f"{name}.summary({shown}) shows more, {name}.summary().to_frame() has all{further}."
    )


def _model_info(info: ModelInfo) -> Facts:
    items = _summary_facts(info)
    html = dict(items)
    if not info.is_mcmc:
        html["algorithm"] = approximation(info)
    return Facts("Model Info:", items, opening=True, html=tuple(html.items()))


def _summary_facts(info: ModelInfo) -> tuple[tuple[str, str], ...]:
    shown = dict(facts(info))
    items = [("function", info.function), ("family", shown["family"]), ("formula", shown["formula"])]
    items.append(("algorithm", info.algorithm))
    if info.is_mcmc:
        items.append(("sample", f"{info.sample_size} (posterior sample size)"))
    items.append(("priors", f"see {info.name}.prior_summary()"))
    items += [(key, shown[key]) for key in ("observations", "predictors", "subset") if key in shown]
    if info.ngrps:
        items.append(("groups", ", ".join(f"{group} ({n})" for group, n in info.ngrps.items())))
    return tuple(items)


def _statistics(frame: pd.DataFrame, kinds: NDArray[np.str_], digits: int, title: str) -> Table:
    shifted = frame.rename(columns=lambda name: f"  {name}")
    return rounded_table(shifted, digits, title, folded=_effects(kinds))


def _diagnostics(frame: pd.DataFrame, kinds: NDArray[np.str_], digits: int) -> tuple[Block, Block]:
    """The table and the line that explains it."""
    if "khat" in frame:
        table = _diagnostics_table(frame, kinds, ("mcse", "khat"), digits, "Monte Carlo diagnostics")
        return table, Notes((_APPROXIMATION_NOTE,), html=(_APPROXIMATION_NOTE.replace("perfom", "perform"),))
    table = _diagnostics_table(frame, kinds, ("mcse", "Rhat"), digits, "MCMC diagnostics")
    return table, Notes((_CHAINS_NOTE,))


def _diagnostics_table(
    frame: pd.DataFrame, kinds: NDArray[np.str_], rounded: tuple[str, str], digits: int, title: str
) -> Table:
    """Two columns rounded together, then n_eff."""
    pairs = iter(format_rounded(frame[list(rounded)].to_numpy(), digits))
    cells = tuple(zip(pairs, pairs, format_numbers(frame["n_eff"]), strict=True))
    rows = tuple(str(i) for i in frame.index)
    return Table((*rounded, "n_eff"), rows, cells, title, folded=_effects(kinds), closed=True)


def _effects(kinds: NDArray[np.str_]) -> frozenset[int]:
    """Places of group effects."""
    return frozenset(np.flatnonzero(kinds == "effect").tolist())
