"""The smooth terms of a formula in the data."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from nbmixed.design.bounds import check_functions
from nbmixed.design.evaluate import VARIABLES, Scope
from nbmixed.design.fixed import Variable
from nbmixed.design.frame import Columns, ColumnType, missing_rows, require_columns, to_pandas
from nbmixed.design.rows import new_frame
from nbmixed.design.smooths.by import By, make_by
from nbmixed.design.smooths.factor_smooth import factor_smooth
from nbmixed.design.smooths.inputs import by_variable, smooth_variables
from nbmixed.design.smooths.overlap import without_shared
from nbmixed.design.smooths.random_effect import random_effect
from nbmixed.design.smooths.single import Knots, single
from nbmixed.design.smooths.structure import Structure
from nbmixed.design.smooths.tensor import DEFAULT, tensor
from nbmixed.design.values import Array, Factor, Value
from nbmixed.errors import DataError, FormulaError, SettingError, nearest
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.smooth import SmoothSpec, variable_names


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """How columns were read, what their summaries were: what new data need to be read alike."""

    types: Mapping[str, ColumnType]
    constants: Mapping[str, Value]
    state: Mapping[str, Mapping[str, Any]]

    def scope(self, newdata: Any, needed: Sequence[str]) -> Scope:
        """New data in which expressions can be evaluated."""
        columns = Columns(new_frame(newdata, needed, self.constants, self.types), self.types)
        state = {call: dict(held) for call, held in self.state.items()}
        return Scope(columns, len(columns.frame), self.constants, state)


@dataclass(frozen=True, slots=True, eq=False)
class Smooth:
    """One smooth of the linear predictor: the sum of its blocks, each times its coefficients.

    The coefficients of a block are independent, normal with mean 0 and a standard deviation of their own.
    No column is without one.

    Attributes
    ----------
    spec
        As asked for.
    label
        "s(x)"; with `by` "s(x):z", "s(x):fa".
    blocks
        (N, k_j) columns in the data of the fit.
    names
        Of the coefficients of each block: "s(x).1", ...
    block_names
        Of the standard deviations: "s(x)1" for wiggly functions, "s(x)2" for those the penalty leaves free
        (straight lines, say); "s(x)" where all is one block.
    structure, by
        What codes new data alike.
    source
        How the columns of the data were read.
    """

    spec: SmoothSpec
    label: str
    blocks: tuple[Array, ...]
    names: tuple[tuple[str, ...], ...]
    block_names: tuple[str, ...]
    structure: Structure
    by: By | None
    source: Source

    @property
    def coef_names(self) -> tuple[str, ...]:
        """(K) names of all coefficients."""
        return tuple(name for block in self.names for name in block)

    @property
    def X(self) -> Array:
        """(N, K) the blocks side by side."""
        return np.column_stack(self.blocks)

    def at(self, data: Any) -> tuple[Array, ...]:
        """The same columns for new data.

        Thin plate splines go on beyond the data as they do; "cr", "cs" and "ps" go on straight; "cc" repeats.

        Parameters
        ----------
        data
            A data frame, or a `Scope` of one, with the variables of the smooth.

        Raises
        ------
        DataError
            For missing values, an unknown column, a level that the data of the fit did not have.
        """
        scope = data if isinstance(data, Scope) else self.source.scope(data, variable_names([self.spec]))
        return self.columns(smooth_variables(self.spec, scope), by_variable(self.spec, scope))

    def columns(self, values: Sequence[Variable], by: Variable | None = None) -> tuple[Array, ...]:
        """The blocks at given values of the variables, (N,) each; without `by` the curve of its level, or at 1.

        It is what a plot of the smooth needs.
        """
        blocks = self.structure.blocks(values)
        return blocks if self.by is None or by is None else self.by.times(blocks, by)


def build_smooths(
    specs: Iterable[SmoothSpec],
    data: Any,
    knots: Mapping[str, Any] | None = None,
) -> tuple[Smooth, ...]:
    """Every smooth of a formula; one with a factor as `by` gives one a level.

    Parameters
    ----------
    specs
        From `nbmixed.spec.smooth.smooth_specs`.
    data
        A data frame without missing values, or a `Scope` of one.
    knots
        By variable, for "cr", "cs" and "cc": all knots, or the two ends of a cycle.

    Raises
    ------
    DataError, FormulaError
        One sentence on what does not fit.

    Examples
    --------
    >>> from nbmixed.spec.formula import parse
    >>> from nbmixed.spec.smooth import smooth_specs
    >>> frame = {"x": [0.0, 1, 2, 3, 4, 5, 6]}
    >>> (smooth,) = build_smooths(smooth_specs(parse("y ~ s(x, k = 4)")), frame)
    >>> smooth.coef_names, smooth.block_names
    (('s(x).1', 's(x).2', 's(x).3'), ('s(x)1', 's(x)2'))
    >>> [block.shape for block in smooth.at({"x": [2.5, 9]})]
    [(2, 2), (2, 1)]
    """
    specs = tuple(specs)
    scope = data if isinstance(data, Scope) else _training_scope(to_pandas(data), specs)
    given = _given_knots(specs, knots or {})
    built = [part for spec in specs for part in _parts(spec, scope, given)]
    _refuse_twice([part.label for part in built])
    built = [_without_shared(part, built) for part in built]
    types = scope.columns.read_types() if isinstance(scope.columns, Columns) else {}
    source = Source(types, dict(scope.constants), scope.state)
    return tuple(_smooth(part, source) for part in built)


def _training_scope(frame: pd.DataFrame, specs: Sequence[SmoothSpec]) -> Scope:
    used = [name for name in variable_names(specs) if name not in VARIABLES or name in frame]
    require_columns(used, frame.columns, "The data have")
    missing = missing_rows(frame, used)
    if missing.any() or not len(frame):
        raise DataError(f"Smooths need complete rows, but {missing.sum()} of {len(frame)} are not.")
    return Scope(Columns(frame), len(frame))


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    spec: SmoothSpec
    label: str
    blocks: tuple[Array, ...]
    structure: Structure
    by: By | None


def _parts(spec: SmoothSpec, scope: Scope, knots: Knots) -> Iterator[_Part]:
    values, by = smooth_variables(spec, scope), by_variable(spec, scope)
    choices = [None] if spec.by is None or by is None else make_by(spec, by)
    check_functions(spec.written, [*_sizes(spec, values), len(choices)], scope.n)
    centred = all(choice is None or choice.level is not None or choice.constant for choice in choices)
    multiplier = np.ones(scope.n)
    if choices[0] is not None and by is not None:
        multiplier = choices[0].multiplier(by)
    structure, blocks = _structure(spec, values, knots, multiplier, centred=centred)
    for choice in choices:
        if choice is None or by is None:
            yield _Part(spec, spec.label, blocks, structure, None)
        else:
            yield _Part(spec, spec.label + choice.ending, choice.times(blocks, by), structure, choice)


def _sizes(spec: SmoothSpec, values: Sequence[Variable]) -> list[int]:
    """Numbers whose product is about the number of functions: of each margin, and of the levels of factors."""
    default = DEFAULT if spec.function == "t2" else 1
    bases = spec.k or tuple(1 if bs == "re" else default**d for bs, d in zip(spec.bs, spec.d, strict=True))
    return [*bases, *(len(v.levels) for v in values if isinstance(v, Factor))]


def _without_shared(part: _Part, every: Sequence[_Part]) -> _Part:
    """The part without what smooths of some of its variables, with the same `by`, have already."""
    own = set(map(deparse, part.spec.variables))
    lower = [p for p in every if p.by == part.by and set(map(deparse, p.spec.variables)) < own]
    columns = [block for p in lower for block in p.blocks]
    structure, blocks = without_shared(part.structure, part.blocks, columns)
    return replace(part, structure=structure, blocks=blocks)


def _structure(
    spec: SmoothSpec, values: Sequence[Variable], knots: Knots, multiplier: Array, *, centred: bool
) -> tuple[Structure, tuple[Array, ...]]:
    structure: Structure
    if spec.function == "t2":
        structure = tensor(spec, values, knots, centred=centred)
    elif spec.bs == ("re",):
        structure = random_effect(spec, values)
    elif spec.bs == ("fs",):
        structure = factor_smooth(spec, values)
    else:
        return single(spec, values, knots, multiplier, centred=centred)
    return structure, structure.blocks(values)


def _smooth(part: _Part, source: Source) -> Smooth:
    label = part.label
    sizes = np.cumsum([0, *(block.shape[1] for block in part.blocks)])
    coefficients = tuple(
        tuple(f"{label}.{i + 1}" for i in range(first, stop)) for first, stop in itertools.pairwise(sizes)
    )
    block_names = tuple(label + ending for ending in part.structure.endings)
    return Smooth(part.spec, label, part.blocks, coefficients, block_names, part.structure, part.by, source)


def _given_knots(specs: Sequence[SmoothSpec], knots: Mapping[str, Any]) -> Knots:
    variables = [deparse(v) for spec in specs for v in spec.variables]
    for name in knots:
        if name not in variables:
            raise SettingError(
                f"knots names {name!r}, which is not the variable of a smooth.{nearest(name, variables)}"
            )
    return {name: np.asarray(value, dtype=np.float64).ravel() for name, value in knots.items()}


def _refuse_twice(labels: Sequence[str]) -> None:
    for i, label in enumerate(labels):
        if label in labels[:i]:
            raise FormulaError(f"{label} is in the formula twice: leave one out.")
