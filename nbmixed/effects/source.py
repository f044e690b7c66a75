"""The rows that are asked about: new data, or those of the fit with their own offset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nbmixed.design.arguments import row_array
from nbmixed.design.frame import to_pandas
from nbmixed.effects.cells import By, Rows, rows_by
from nbmixed.effects.variables import model_variables
from nbmixed.errors import DataError, SettingError

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg


def source(fit: StanReg, newdata: Any, offset: Any, by: By, weights: Any = None) -> Rows:
    """Rows in their cells.

    Raises
    ------
    DataError
        For no rows, and as `rows_by`.
    SettingError
        For an offset without newdata.
    """
    shown = list(model_variables(fit.design))
    if newdata is None:
        if offset is not None:
            raise SettingError("offset= is for newdata: the rows of the fit have their own offset.")
        return rows_by(fit.data, _own_offset(fit), by, shown, weights)
    frame = to_pandas(newdata)
    if not len(frame):
        raise DataError("newdata has no rows.")
    rows = row_array(offset, "offset", frame.index)
    return rows_by(frame, offset if rows is None else rows, by, shown, weights)


def _own_offset(fit: StanReg) -> Any:
    """What the offset argument of the fit was in its rows, where new data cannot repeat it."""
    design = fit.design
    if design.coding is None or not design.coding.offset_by_row or design.offset is None:
        return None
    without: pd.DataFrame = design.frame
    rest = design.at(without, offset=np.zeros(design.nobs), terms=()).offset
    return design.offset if rest is None else design.offset - rest
