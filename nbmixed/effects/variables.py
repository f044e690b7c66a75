"""The variables that predictions of a fit depend on, and their values in the data of the fit."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from nbmixed.design.arguments import argument_names
from nbmixed.design.build import Design
from nbmixed.design.frame import read_column
from nbmixed.design.rows import formula_names
from nbmixed.design.values import Factor, label
from nbmixed.errors import DataError, SettingError, listed, nearest
from nbmixed.spec.formula_functions import bare
from nbmixed.spec.formula_nodes import Call, Expr, Number, names, walk
from nbmixed.spec.terms import Terms

Kind = Literal["numeric", "logical", "factor"]
_FACTORS = frozenset({"factor", "as.factor", "as.ordered", "ordered", "C", "interaction", "relevel"})


@dataclass(frozen=True, slots=True, eq=False)
class ModelVariable:
    """A column that predictions depend on.

    Attributes
    ----------
    name
        Of the column.
    kind
        "numeric"; "logical"; or "factor", also for numbers that the formula makes a factor of, or that name groups.
    column
        Its values in the rows of the fit.
    grouping
        Whether it is in the model as a grouping factor alone.
    """

    name: str
    kind: Kind
    column: pd.Series[Any]
    grouping: bool

    @property
    def levels(self) -> list[Any]:
        """The values that occur, in R's order of levels."""
        if isinstance(self.column.dtype, pd.CategoricalDtype):
            occurring = set(self.column)
            return [value for value in self.column.cat.categories if value in occurring]
        return sorted(self.column.unique().tolist())

    @property
    def typical(self) -> Any:
        """The mean of numbers, the most frequent of other values (of equally frequent ones the first)."""
        if self.kind == "numeric":
            return float(self.column.mean())
        counts = self.column.value_counts()
        return max(self.levels, key=lambda value: int(counts[value]))

    def read(self, given: Iterable[Any]) -> list[Any]:
        """Values as a user gives them, checked, as the column has them.

        Raises
        ------
        DataError
            For values of another kind, and for a level that the fit did not have, unless it names a new group.
        """
        values = list(given)
        if not values:
            raise DataError(f"There are no values for {self.name!r}; give at least one.")
        readers = {"numeric": self._number, "logical": self._truth, "factor": self._level}
        return [readers[self.kind](value) for value in values]

    def as_column(self, values: Sequence[Any], index: pd.Index[Any]) -> pd.Series[Any]:
        """Values as a column like that of the fit; new groups become categories after the others."""
        dtype = self.column.dtype
        if not isinstance(dtype, pd.CategoricalDtype):
            return pd.Series(values, index=index, name=self.name)
        known = list(dtype.categories)
        new = [value for value in dict.fromkeys(values) if value not in set(known)]
        data = pd.Categorical(values, categories=[*known, *new], ordered=dtype.ordered)
        return pd.Series(data, index=index, name=self.name)

    def _number(self, value: Any) -> float:
        if (
            isinstance(value, str)
            or not np.isscalar(value)
            or not np.isfinite(np.asarray(value, dtype=float))
        ):
            raise DataError(f"{self.name!r} is numeric: its values must be finite numbers, not {value!r}.")
        return value.item() if isinstance(value, np.generic) else value  # type: ignore[return-value]

    def _truth(self, value: Any) -> bool:
        if label(value) not in ("TRUE", "FALSE", "1", "0"):
            raise DataError(f"{self.name!r} is true or false; its values cannot be {value!r}.")
        return label(value) in ("TRUE", "1")

    def _level(self, value: Any) -> Any:
        known = {label(level): level for level in self.levels}
        if label(value) in known:
            return known[label(value)]
        if self.grouping:
            return value
        raise DataError(
            f"{self.name!r} has no level {label(value)!r} in the data of the fit; its levels are {listed(known)}."
            f"{nearest(label(value), known)}"
        )


def model_variables(design: Design) -> dict[str, ModelVariable]:
    """The columns that predictions depend on, by name: predictors and offsets first, then grouping factors."""
    grouping = design.formula.grouping_variables
    predictors = [name for name in _predictors(design) if name in design.frame.columns]
    discrete = {*grouping, *_made_factors(design)}
    found = {}
    for name in dict.fromkeys([*predictors, *grouping]):
        if name in design.frame.columns:
            kind = "factor" if name in discrete else _kind(design.frame[name], name)
            found[name] = ModelVariable(name, kind, design.frame[name], name not in predictors)
    return found


def find(name: Any, variables: dict[str, ModelVariable]) -> ModelVariable:
    """The variable called `name`.

    Raises
    ------
    SettingError
        When the model has none of that name, or it is no name.
    """
    if not isinstance(name, Hashable) or name not in variables:
        raise SettingError(
            f"The model has no variable {name!r}; it has {listed(variables)}.{nearest(str(name), variables)}"
        )
    return variables[name]


def _terms(design: Design) -> Terms:
    return design.formula.terms() if design.coding is None else design.coding.terms


def _predictors(design: Design) -> list[str]:
    """Names in the fixed part, left of bars, and in offsets."""
    bare_groups = [replace(bar, group=Number("1")) for bar in design.formula.bars]
    formula = replace(design.formula, response=None, bars=tuple(bare_groups))
    offset = None if design.coding is None else design.coding.offset
    return [*formula_names(formula, _terms(design)), *argument_names([offset], list(design.frame.columns))]


def _made_factors(design: Design) -> set[str]:
    """Names of what the formula makes factors of."""
    parts = [_terms(design), *(bar.terms() for bar in design.formula.bars)]
    expressions: list[Expr] = [e for part in parts for e in part.variables.values()]
    calls = [
        e
        for whole in expressions
        for e in walk(whole)
        if isinstance(e, Call) and bare(e.function) in _FACTORS
    ]
    return {name for call in calls for name in names(call)}


def _kind(column: pd.Series[Any], name: str) -> Kind:
    value = read_column(column, name)
    if isinstance(value, Factor):
        return "factor"
    return "logical" if isinstance(value, np.ndarray) and value.dtype == np.bool_ else "numeric"
