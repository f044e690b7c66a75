"""What can be shown of a nonlinear model: its predictors, grouping factors and levels, and which are meant."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.errors import SettingError, listed, nearest
from nbmixed.spec.curve_functions import CURVES
from nbmixed.spec.formula_nodes import names

Places = NDArray[np.int64]
MOST = 30  # groups that are shown unless they are named
_FEW = 6  # values up to which a number is a condition of its own


def variables(design: Design) -> list[str]:
    """Columns of the data that the curve and the predictors of its parameters use."""
    curve = design.curve
    assert curve is not None
    used = [n for n in names(curve.formula.curve) if n not in curve.parameters]
    used += [n for _, part in curve.formula.fixed for n in names(part)]
    return [n for n in dict.fromkeys(used) if n in design.frame.columns]


def conditions(design: Design) -> list[str]:
    """Of the predictors of parameters those that are factors, or numbers of few values."""
    curve, coding = design.curve, design.coding
    assert curve is not None
    assert coding is not None
    factors = {
        name
        for block in curve.predictors
        for label, expr in block.terms.variables.items()
        if label in coding.levels
        for name in names(expr)
    }
    used = [n for _, part in curve.formula.fixed for n in names(part) if n in design.frame.columns]
    return [n for n in dict.fromkeys(used) if n in factors or design.frame[n].nunique() <= _FEW]


def chosen_predictor(design: Design, asked: str | None) -> str:
    """The predictor that curves are shown along: the one asked for, or that of an input with the most values.

    Raises
    ------
    SettingError
    """
    curve = design.curve
    assert curve is not None
    known = [n for n in variables(design) if pd.api.types.is_numeric_dtype(design.frame[n])]
    if asked is not None:
        if asked not in known:
            raise SettingError(
                f"The curve has no numeric predictor {asked!r}; it has {listed(known) or 'none'}."
                f"{nearest(str(asked), known)}"
            )
        return asked
    inputs = names(curve.formula.curve)
    if curve.formula.function:
        last = CURVES[curve.formula.function].inputs[-1]
        inputs = names(curve.formula.arguments[last])
    found = [n for n in known if n in inputs] or known
    if not found:
        raise SettingError("The curve has no predictor to show it along: all of it is parameters.")
    return max(found, key=lambda n: len(np.unique(design.frame[n].to_numpy())))


def chosen_term(design: Design, group: str | None) -> int:
    """Place of the first term of a grouping factor; of the factor with the most levels when None.

    Raises
    ------
    SettingError
    """
    known = [term.group for term in design.groups]
    if group is None:
        return 0
    if group not in known:
        raise SettingError(
            f"The model has no grouping factor {group!r}; it has {listed(dict.fromkeys(known))}."
            f"{nearest(str(group), known)}"
        )
    return known.index(group)


def nested_in(design: Design, term: int) -> tuple[int, ...]:
    """Terms of whose factor every group has one level."""
    index = design.groups[term].index
    return tuple(
        k
        for k, other in enumerate(design.groups)
        if len(np.unique(np.column_stack([index, other.index]), axis=0)) == len(np.unique(index))
    )


def chosen_levels(design: Design, term: int, asked: Sequence[object] | None) -> Places:
    """Places of the levels asked for; when None of all, of many an even selection.

    Raises
    ------
    SettingError
    """
    known = design.groups[term].levels
    if asked is None:
        return np.unique(np.linspace(0, len(known) - 1, min(MOST, len(known))).round().astype(np.int64))
    wanted = [str(level) for level in ([asked] if isinstance(asked, str) else asked)]
    for level in wanted:
        if level not in known:
            raise SettingError(
                f"{design.groups[term].group} has no level {level!r} in the data of the fit.{nearest(level, known)}"
            )
    return np.array([known.index(level) for level in wanted], dtype=np.int64)
