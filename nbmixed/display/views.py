"""What `print` shows of a fit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nbmixed.display.deparse import printed_formula
from nbmixed.display.format import format_numbers, format_rounded
from nbmixed.display.info import ModelInfo
from nbmixed.display.table import Block, Document, Facts, Notes, Table
from nbmixed.fit.varcorr import VarCorr

_LME4_DIGITS = 5
_HTML_FOOTER = {
    True: "Medians and MAD_SDs of the posterior draws.{terms} For the priors see {name}.prior_summary().",
    False: "Medians and MAD_SDs of draws from an approximation to the posterior.{terms} For the priors see"
    " {name}.prior_summary().",
}
_ERROR_TERMS = " Error terms are square roots of mean variances, as in rstanarm; {name}.table() has medians."
_FOOTER = (
    "* For help interpreting the printed output see help({name}.print)",
    "* For info on the priors used see {name}.prior_summary()",
)


def print_view(
    info: ModelInfo,
    estimates: pd.DataFrame,
    aux: pd.DataFrame | None = None,
    varcorr: VarCorr | None = None,
    smooth: pd.DataFrame | None = None,
    digits: int = 1,
    detail: bool = True,
) -> Document:
    """What rstanarm's `print` shows of a fit.

    Parameters
    ----------
    estimates
        Columns Median and MAD_SD of the coefficients.
    aux, smooth
        The same for the auxiliary parameters and the standard deviations of smooths; None or empty
        where there are none. Those of `stan_lm` are shown last to first, `R2` before sigma.
    varcorr
        Covariances of the group-level effects, or None.
    digits
        Decimals.
    detail
        False leaves out what stands above and below the tables.
    """
    blocks: list[Block] = [_facts_block(info)] if detail else []
    blocks.append(rounded_table(estimates, digits, caption="Estimates"))
    if aux is not None and len(aux):
        blocks.append(
            rounded_table(
                aux[::-1] if info.function == "stan_lm" else aux, digits, title="Auxiliary parameter(s):"
            )
        )
    if smooth is not None and len(smooth):
        blocks.append(rounded_table(smooth, digits, title="Smoothing terms:"))
    if varcorr is not None:
        blocks.append(_error_terms(varcorr, info.ngrps, digits))
    if detail:
        terms = "" if varcorr is None else _ERROR_TERMS.format(name=info.name)
        html = _HTML_FOOTER[info.is_mcmc].format(name=info.name, terms=terms)
        text = tuple(line.format(name=info.name) for line in _FOOTER)
        blocks.append(Notes(text, ruled=True, html=(html,)))
    return Document(tuple(blocks))


def varcorr_view(varcorr: VarCorr, digits: int = _LME4_DIGITS) -> Document:
    """lme4's print of a `VarCorr`; `digits` are significant digits of the standard deviations."""
    return Document((_varcorr_table(varcorr, digits),))


def facts(info: ModelInfo) -> tuple[tuple[str, str], ...]:
    """The labelled lines above the estimates."""
    items = [
        ("family", info.family),
        ("formula", printed_formula(info.formula)),
        ("observations", str(info.nobs)),
    ]
    if info.predictors is not None:
        items.append(("predictors", str(info.predictors)))
    if info.subset is not None:
        items.append(("subset", printed_formula(info.subset)))
    return tuple(items)


def _facts_block(info: ModelInfo) -> Facts:
    items = facts(info)
    html = items if info.is_mcmc else (*items[:2], ("algorithm", approximation(info)), *items[2:])
    return Facts(info.function, items, ruled=True, html=html)


def approximation(info: ModelInfo) -> str:
    """What a fit other than MCMC is, in words."""
    return f"{info.algorithm} ({info.sample_size:,} draws from an approximation)"


def rounded_table(
    frame: pd.DataFrame,
    digits: int,
    title: str | None = None,
    caption: str | None = None,
    folded: frozenset[int] = frozenset(),
) -> Table:
    """A table of numbers rounded together to `digits` decimals, in one width."""
    texts = np.reshape(format_rounded(frame.to_numpy(), digits), frame.shape)
    cells = tuple(tuple(str(t) for t in row) for row in texts)
    names = tuple(str(c) for c in frame.columns)
    return Table(names, tuple(str(i) for i in frame.index), cells, title, caption, folded=folded)


def _error_terms(varcorr: VarCorr, ngrps: Mapping[str, int], digits: int) -> Table:
    levels = ", ".join(f"{group} {n}" for group, n in ngrps.items())
    return _varcorr_table(varcorr, digits + 1, "Error terms:", f"Num. levels: {levels} ")


def _varcorr_table(
    varcorr: VarCorr, digits: int, title: str | None = None, footer: str | None = None
) -> Table:
    sds = [sd for t in varcorr.terms for sd in t.stddev] + (
        [] if varcorr.residual is None else [varcorr.residual]
    )
    labels = [(t.group if i == 0 else "", name) for t in varcorr.terms for i, name in enumerate(t.names)]
    labels += [] if varcorr.residual is None else [("Residual", "")]
    correlations = _correlations(varcorr, max(2, digits - 2))
    columns = ("Groups", "Name", "Std.Dev.", *("Corr" if j == 0 else "" for j in range(len(correlations[0]))))
    texts = zip(labels, format_numbers(sds, digits), correlations, strict=True)
    cells = tuple((*label, sd, *row) for label, sd, row in texts)
    return Table(columns, ("",) * len(cells), cells, title, "Error terms", footer, words=2)


def _correlations(varcorr: VarCorr, decimals: int) -> list[tuple[str, ...]]:
    """Lower triangles of the correlation matrices, below one another, blank above the diagonal."""
    width = max(len(t.names) for t in varcorr.terms) - 1
    rows: list[tuple[str, ...]] = []
    for term in varcorr.terms:
        size = len(term.names)
        texts = format_rounded(term.correlation, decimals)
        rows += [tuple(texts[i * size + j] if j < i else "" for j in range(width)) for i in range(size)]
    return rows + ([("",) * width] if varcorr.residual is not None else [])
