"""What a design has besides, when its mean is a curve; the same for new data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.coding import Coding, NewRows
from nbmixed.design.curves_code import Code
from nbmixed.design.curves_data import CurveFit
from nbmixed.design.curves_predictors import Block
from nbmixed.design.evaluate import Scope
from nbmixed.design.groups import GroupTerm
from nbmixed.design.values import Array
from nbmixed.design.variables import numeric_vector
from nbmixed.spec.curve import CurveFormula


@dataclass(frozen=True, slots=True, eq=False)
class CurveDesign:
    """What a design has besides, when its mean is a curve.

    Its parameters are ``phi[k] = X[:, owner == k] @ coef[owner == k] + group effects``, one row each.

    Attributes
    ----------
    formula
        What was built.
    code
        The curve in its parameters.
    columns
        What the code needs of the data, shape (C, N).
    owner
        The parameter of each column of X, shape (K,).
    effects
        For each group-specific term the parameter of each of its coefficients.
    log_scale
        Parameters that are sampled, and vary by group, on the log scale, while their coefficient is
        reported on the natural one: `scal` as rstanarm has it.
    fit
        Least-squares estimates without predictors and groups.
    predictors
        What makes the columns of each parameter.
    """

    formula: CurveFormula
    code: Code
    columns: Array
    owner: NDArray[np.int64]
    effects: tuple[NDArray[np.int64], ...]
    log_scale: tuple[int, ...]
    fit: CurveFit
    predictors: tuple[Block, ...] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters of the curve."""
        return self.code.parameters

    @property
    def family(self) -> str:
        """The family as rstanarm prints it."""
        return f"gaussian [{'inv_' + self.formula.function if self.formula.function else 'curve'}]"

    def at(
        self, rows: NewRows, coding: Coding, chosen: Sequence[int]
    ) -> tuple[CurveDesign, Array, tuple[GroupTerm, ...]]:
        """The curve, columns of X and group terms for new data.

        Parameters
        ----------
        rows
            The new data as `nbmixed.design.coding.code_rows` reads them.
        chosen
            Places of the group terms that are in `rows`.
        """
        scope = rows.scope
        X = np.column_stack([b.at(scope, coding) for b in self.predictors])
        groups = tuple(replace(t, Z=np.ones((scope.n, len(t.coefs)))) for t in rows.groups)
        effects = tuple(self.effects[k] for k in chosen)
        return replace(self, columns=data_columns(self.code, scope), effects=effects), X, groups


def data_columns(code: Code, scope: Scope) -> Array:
    """What the code needs of the data, shape (C, N)."""
    return np.array([numeric_vector(c, scope) for c in code.columns]).reshape(-1, scope.n)
