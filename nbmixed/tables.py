"""`model_table`: models side by side, as a table for a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from nbmixed.calls import checked
from nbmixed.display.report_numbers import number
from nbmixed.display.report_table import models_view
from nbmixed.display.shown import Shown
from nbmixed.display.table import Findings
from nbmixed.errors import SettingError
from nbmixed.methods.diagnosis import caution
from nbmixed.methods.reporting import SPREADS, as_column, check_labels, require_prob, to_frame
from nbmixed.stanreg import StanReg

_CRITERIA = ("loo", "waic")


@checked
def model_table(
    *fits: StanReg | Mapping[str, StanReg],
    names: Sequence[str] | None = None,
    prob: float = 0.95,
    digits: int | None = None,
    labels: Mapping[str, str] | None = None,
    criterion: str | None = None,
) -> Shown:
    """Models side by side: a column each with medians and intervals, a row for each parameter that any of them has.

    Parameters
    ----------
    fits
        Fits, or one mapping of them: ``{"small": a, "large": b}``.
    names
        What to call them; by default their names where they differ, else model1, model2, ...
    prob
        Probability of the intervals.
    digits
        Decimals; None gives each number as many as leave two digits of its uncertainty.
    labels
        What to call parameters.
    criterion
        "loo" or "waic" adds a line with the expected log predictive density and its standard error; to say which model
        predicts better, use `loo_compare`, for the standard error of a difference is not seen from those of its parts.

    Returns
    -------
    Shown
        A table; `to_markdown()` and `to_latex()` write it otherwise, `to_frame()` has the numbers.

    Raises
    ------
    SettingError
        For anything but fits, or an unknown label or criterion.

    Examples
    --------
    >>> from nbmixed import datasets, model_table, stan_glm
    >>> kidiq, quick = datasets.load("kidiq"), {"seed": 1, "chains": 1, "iter": 400}
    >>> small = stan_glm("kid_score ~ mom_iq", data=kidiq, **quick)
    >>> large = stan_glm("kid_score ~ mom_iq + mom_hs", data=kidiq, **quick)
    >>> list(model_table(small, large, names=["IQ", "both"]).to_frame().columns.levels[0])
    ['IQ', 'both']
    """
    named = _named(fits, names)
    require_prob(prob)
    if criterion is not None and criterion not in _CRITERIA:
        raise SettingError(f"criterion must be 'loo' or 'waic', not {criterion!r}.")
    columns = [as_column(fit, name, prob, _criterion(fit, criterion)) for name, fit in named.items()]
    known = [part for c in columns for e in c.estimates for part in (e.name, *e.coefs)]
    check_labels(labels, known)
    frame = pd.concat({c.name: to_frame(c, prob) for c in columns}, axis=1)
    note = "; ".join(f"{name}: {' '.join(fit.formula.split())}" for name, fit in named.items())
    grouped = any(fit.design.groups for fit in named.values())
    note = f"{note}. {SPREADS}" if grouped else f"{note}."
    view = models_view(columns, prob, digits, labels or {}, note)
    found = tuple(f for name, fit in named.items() for f in caution(fit, name))
    return Shown(view.followed_by(Findings(found)) if found else view, frame)


def _criterion(fit: StanReg, criterion: str | None) -> list[tuple[str, str]]:
    if criterion is None:
        return []
    found = getattr(fit, criterion)()
    return [(f"elpd_{criterion} (SE)", f"{number(found.elpd, 1)} ({number(found.se, 1)})")]


def _named(
    fits: Sequence[StanReg | Mapping[str, StanReg]], names: Sequence[str] | None
) -> dict[str, StanReg]:
    if len(fits) == 1 and isinstance(fits[0], Mapping):
        given, own = list(fits[0].values()), [str(name) for name in fits[0]]
    else:
        given = [fit for fit in fits if isinstance(fit, StanReg)]
        own = [fit.name for fit in given]
        own = own if len(set(own)) == len(own) else [f"model{k}" for k in range(1, len(own) + 1)]
        if len(given) < len(fits):
            other = next(type(f).__name__ for f in fits if not isinstance(f, StanReg))
            raise SettingError(f"model_table() is given fits, such as stan_glm() returns, not a {other}.")
    chosen = own if names is None else [str(name) for name in names]
    if not given:
        raise SettingError("model_table() is given no fit: give one or more.")
    if len(chosen) != len(given) or len(set(chosen)) != len(chosen):
        raise SettingError(f"names = {list(chosen)!r} should be {len(given)} different names.")
    return dict(zip(chosen, given, strict=True))
