"""A curve and data for it, without a formula."""

from __future__ import annotations

import numpy as np

from nbmixed.design.curves_code import compile_curve
from nbmixed.design.curves_data import CurveData
from nbmixed.design.evaluate import Scope, evaluate
from nbmixed.spec.formula_parse import parse_expression


def curve_data(text: str, parameters: list[str], *, y: np.ndarray, **columns: np.ndarray) -> CurveData:
    """A curve in `columns` to be fitted to `y`."""
    code = compile_curve(parse_expression(text), parameters)
    scope = Scope(columns, len(y))
    return CurveData(code, np.array([evaluate(c, scope) for c in code.columns]), y, np.ones(len(y)))
