"""Predictors of the parameters of a curve: columns side by side, and what codes them for new data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.coding import Coding
from nbmixed.design.evaluate import Scope
from nbmixed.design.fixed import Contrasts, ModelMatrix, dependent_columns, model_matrix
from nbmixed.design.values import Array
from nbmixed.design.variables import factor_levels, new_variables, training_variables
from nbmixed.spec.curve import CurveFormula
from nbmixed.spec.formula_nodes import Number
from nbmixed.spec.terms import Terms, expand

Levels = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Predictors of one parameter: their terms, and the places of their columns that are used."""

    terms: Terms
    keep: tuple[int, ...]

    def at(self, scope: Scope, coding: Coding) -> Array:
        """Their columns for new data, shape (N, used)."""
        variables = new_variables([self.terms], scope, coding.levels)
        return model_matrix(self.terms, variables, scope.n, coding.contrasts).only(self.keep).values


@dataclass(frozen=True, slots=True, eq=False)
class Predictors:
    """Predictors of all parameters.

    Attributes
    ----------
    matrix
        Their columns side by side, (N, K), named ``parameter`` or ``parameter:column``.
    owner
        The parameter of each column, shape (K,).
    dropped
        Names of columns that were left out because they depend on others.
    blocks
        What codes new data, one a parameter.
    levels
        Of the factors among them.
    """

    matrix: ModelMatrix
    owner: NDArray[np.int64]
    dropped: tuple[str, ...]
    blocks: tuple[Block, ...]
    levels: Levels


def read_predictors(
    formula: CurveFormula, parameters: Sequence[str], scope: Scope, contrasts: Contrasts | None
) -> Predictors:
    """The predictors of all parameters: those that the formula gives them, else an intercept."""
    given, levels = dict(formula.fixed), Levels()
    values, names, owner, dropped, blocks = [], [], [], [], []
    for k, parameter in enumerate(parameters):
        terms = expand(given.get(parameter, Number("1")))
        variables = training_variables([terms], scope)
        levels |= factor_levels(variables)
        matrix = model_matrix(terms, variables, scope.n, contrasts)
        depends = dependent_columns(matrix.values)
        keep = tuple(j for j in range(len(matrix.names)) if j not in depends)
        blocks.append(Block(terms, keep))
        values.append(matrix.only(keep).values)
        names += [_coefficient(parameter, matrix.names[j]) for j in keep]
        dropped += [_coefficient(parameter, matrix.names[j]) for j in depends]
        owner += [k] * len(keep)
    together = ModelMatrix(np.column_stack(values), tuple(names))
    return Predictors(together, np.array(owner, dtype=np.int64), tuple(dropped), tuple(blocks), levels)


def _coefficient(parameter: str, column: str) -> str:
    return parameter if column == "(Intercept)" else f"{parameter}:{column}"
