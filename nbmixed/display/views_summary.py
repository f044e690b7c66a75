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


def summary_view(info: ModelInfo, frame: pd.DataFrame, kinds: Sequence[Kind], digits: int = 1) -> Document:
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
    """
    kind = np.array(kinds, dtype=np.str_)
    is_ppd, is_lp = kind == "mean_PPD", kind == "log-posterior"
    statistics = frame.drop(columns=[c for c in _DIAGNOSTICS if c in frame])
    blocks: list[Block] = [_model_info(info)]
    blocks.append(_statistics(statistics[~is_ppd & ~is_lp], kind[~is_ppd & ~is_lp], digits, "Estimates:"))
    if is_ppd.any():
        blocks.append(_statistics(statistics[is_ppd], kind[is_ppd], digits, "Fit Diagnostics:"))
        blocks.append(Notes((_MEAN_PPD_NOTE.format(name=info.name),), html=(_MEAN_PPD_SHORT,)))
    shown = ~is_lp if "khat" in frame else np.ones(len(frame), dtype=np.bool_)
    blocks += _diagnostics(frame[shown], kind[shown], digits)
    return Document(tuple(blocks))


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
