"""`datagrid`: rows at chosen values of some variables, the others held where they typically are."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nbmixed.calls import checked
from nbmixed.effects.variables import ModelVariable, find, model_variables

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg


@checked
def datagrid(fit: StanReg, values: Mapping[str, Any] | None = None, /, **more: Any) -> pd.DataFrame:
    """Every combination of given values of some variables, with the others held fixed.

    Parameters
    ----------
    fit
        A fitted model.
    values, **more
        By name of a column: one value, several, or a function of the column of the fit such as ``np.median`` or
        ``pd.unique``. Use the mapping where a name is no Python name. Other predictors are held at their mean (numbers)
        or most frequent value (factors, truth values).

    Returns
    -------
    DataFrame
        The last variable given varies fastest. Grouping factors are in it only where values of them were given, of
        groups of the fit or new ones: `predictions` and its like then speak of these groups, and otherwise of a typical
        group, whose effects are 0.

    Raises
    ------
    DataError
        For a value that the variable cannot have.
    SettingError
        For a variable that the model does not have.

    Examples
    --------
    >>> from nbmixed import datagrid, datasets, stan_lmer
    >>> sleepstudy = datasets.load("sleepstudy")
    >>> fit = stan_lmer("Reaction ~ Days + (Days | Subject)", sleepstudy, seed=1, chains=1, iter=400)
    >>> datagrid(fit, Days=[0, 9])
       Days
    0     0
    1     9
    >>> datagrid(fit, Days=np.median, Subject=["308", "new"])
       Days Subject
    0   4.5     308
    1   4.5     new
    """
    variables = model_variables(fit.design)
    given = {
        name: _values(find(name, variables), value) for name, value in {**(values or {}), **more}.items()
    }
    held = {v.name: [v.typical] for v in variables.values() if v.name not in given and not v.grouping}
    rows = list(product(*given.values(), *held.values()))
    index = pd.RangeIndex(len(rows))
    columns = [
        variables[name].as_column(list(column), index) for name, column in _columns(given | held, rows)
    ]
    return pd.concat(columns, axis=1) if columns else pd.DataFrame(index=index)


def _columns(names: Mapping[str, Any], rows: list[tuple[Any, ...]]) -> list[tuple[str, tuple[Any, ...]]]:
    return list(zip(names, zip(*rows, strict=True), strict=True))


def _values(variable: ModelVariable, given: Any) -> list[Any]:
    """What was given for a variable as values that its column can have."""
    made = given(variable.column) if callable(given) else given
    several = isinstance(
        made, pd.Series | pd.Index | pd.api.extensions.ExtensionArray | np.ndarray | list | tuple | range
    )
    listed = list(np.atleast_1d(made) if isinstance(made, np.ndarray) else made) if several else [made]
    return variable.read(listed)
