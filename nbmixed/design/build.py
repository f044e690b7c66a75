"""Formula + data -> Design, and the same design for new data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.arguments import RowArgument, check_weights, row_values
from nbmixed.design.coding import Coding, beside, code_rows, total_offset
from nbmixed.design.evaluate import Scope
from nbmixed.design.fixed import Contrasts, model_matrix
from nbmixed.design.frame import Columns
from nbmixed.design.groups import GroupTerm, training_groups
from nbmixed.design.response import Response, read_response
from nbmixed.design.rows import choose_rows
from nbmixed.design.smooths.build import Smooth, build_smooths
from nbmixed.design.usable import usable_columns
from nbmixed.design.values import Array
from nbmixed.design.variables import factor_levels, numbers_as_text, training_variables, unused_levels
from nbmixed.errors import SettingError, nearest
from nbmixed.spec.formula import Formula
from nbmixed.spec.smooth import smooth_specs

if TYPE_CHECKING:
    from nbmixed.design.curves import CurveDesign


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """What a model is fitted to.

    Attributes
    ----------
    formula
        What was built.
    X
        (N, K) columns of the fixed part, uncentred, the intercept first when there is one; then those of smooths.
    coef_names
        (K) as R names them.
    has_intercept
        Whether the first column is the intercept.
    response
        The outcome; None for new data without one.
    groups
        Group-specific terms, sorted by decreasing number of levels.
    offset
        (N,) offsets of the formula and the argument together; None when there are none.
    weights
        (N,) likelihood weights; None when all are 1, or when they are the trials of proportions.
    n_dropped
        Rows left out because a value was missing.
    dropped_cols
        Columns of X that were left out: combinations that do not occur, linear combinations of others.
    frame
        The rows of the data in use, all columns, with their index.
    notes
        What was changed in data or model without being asked, a sentence each.
    remarks
        What else there is to say, for `check`.
    coding
        What codes new data alike; None for a design of new data.
    smooths
        Smooth terms, in the data of the fit.
    curve
        For `stan_nlmer` the curve; the columns of X are then those of its parameters, side by side.
    """

    formula: Formula
    X: Array
    coef_names: tuple[str, ...]
    has_intercept: bool
    response: Response | None
    groups: tuple[GroupTerm, ...]
    offset: Array | None
    weights: Array | None
    n_dropped: int
    dropped_cols: tuple[str, ...]
    frame: pd.DataFrame
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    coding: Coding | None = None
    smooths: tuple[Smooth, ...] = ()
    curve: CurveDesign | None = None

    @property
    def nobs(self) -> int:
        """N, the number of rows in use."""
        return len(self.X)

    @property
    def ngrps(self) -> dict[str, int]:
        """Number of levels of each grouping factor."""
        return {term.group: len(term.levels) for term in self.groups}

    @property
    def smooth_names(self) -> tuple[str, ...]:
        """Names of the columns of smooths, which are the last of X."""
        return tuple(name for smooth in self.smooths for name in smooth.coef_names)

    @property
    def n_smooth(self) -> int:
        """Their number."""
        return len(self.smooth_names)

    @property
    def parametric(self) -> Design:
        """The same without the columns of smooths."""
        kept = len(self.coef_names) - self.n_smooth
        return replace(self, X=self.X[:, :kept], coef_names=self.coef_names[:kept], smooths=())

    def some_rows(self, places: NDArray[np.intp]) -> Design:
        """Some of the rows, coded as all of them were: columns may be 0 and levels without rows."""
        response = self.response
        if response is not None:
            trials = None if response.trials is None else response.trials[places]
            response = replace(response, y=response.y[places], trials=trials)
        return replace(
            self,
            X=self.X[places],
            response=response,
            groups=tuple(replace(t, index=t.index[places], Z=t.Z[places]) for t in self.groups),
            offset=None if self.offset is None else self.offset[places],
            weights=None if self.weights is None else self.weights[places],
            frame=self.frame.iloc[places],
            smooths=tuple(replace(s, blocks=tuple(b[places] for b in s.blocks)) for s in self.smooths),
        )

    def at(self, newdata: Any, *, offset: RowArgument = None, terms: Sequence[int] | None = None) -> Design:
        """The same columns for new data.

        Parameters
        ----------
        newdata
            A data frame with the predictors and grouping factors; the outcome is read when it is there.
        offset
            In place of the `offset` argument of the fit: (N_new,) numbers, a column or an expression.
            Needed only where the fit was given an array; an expression is evaluated in the new data.
        terms
            Which of `groups` to code, by place; None for all. The columns of the others are not needed.

        Raises
        ------
        DataError
            For missing values, an unknown column, or a level of a predictor that the fit did not have.
            New levels of grouping factors are allowed.
        """
        if self.coding is None:
            raise SettingError("This design is of new data already; call at() of the design of the fit.")
        chosen = range(len(self.groups)) if terms is None else terms
        rows = code_rows(self.coding, self.groups, newdata, offset, chosen)
        curve, X, groups = self.curve, rows.X, rows.groups
        if curve is not None:
            curve, X, groups = curve.at(rows, self.coding, chosen)
        return replace(
            self,
            X=X,
            response=rows.response,
            groups=groups,
            offset=rows.offset,
            weights=rows.weights,
            n_dropped=0,
            frame=rows.columns.frame,
            notes=rows.notes,
            coding=None,
            curve=curve,
        )


def build(
    formula: Formula,
    data: Any,
    *,
    family: str = "gaussian",
    link: str = "identity",
    weights: RowArgument = None,
    subset: RowArgument = None,
    offset: RowArgument = None,
    contrasts: Contrasts | None = None,
    na_action: str = "omit",
    drop_rank_deficient: bool = False,
    knots: Mapping[str, Sequence[float]] | None = None,
    env: Mapping[str, object] | None = None,
) -> Design:
    """Turn a formula and data into arrays.

    Parameters
    ----------
    formula
        From `nbmixed.spec.formula.parse`.
    data
        A data frame of pandas, polars or any library that narwhals reads, or None when all variables
        are in `env`.
    family, link
        The outcome is checked for the family.
    weights, offset
        One number a row, the name of a column, or an expression such as "log(exposure2)".
    subset
        One truth value a row, or an expression such as "size > 4".
    contrasts
        By factor: "contr.treatment", "contr.SAS", "contr.sum", "contr.helmert", "contr.poly" or a matrix.
        As in lme4 they hold for the fixed part only.
    na_action
        "omit" leaves out rows with a missing value in any variable used; "fail" refuses them.
    drop_rank_deficient
        Leave out columns that depend on earlier ones, as lme4 does; else they are only noted.
    knots
        Of smooths, by variable.
    env
        The user's variables: arrays with one value a row, and numbers.

    Raises
    ------
    DataError, FormulaError, SettingError
        One sentence on what does not fit.

    Examples
    --------
    >>> from nbmixed.spec.formula import parse
    >>> design = build(parse("y ~ x + (1 | g)"), {"y": [1.0, 2.0, 4.0], "x": [1, 2, 2], "g": list("abb")})
    >>> design.coef_names, design.ngrps
    (('(Intercept)', 'x'), {'g': 2})
    """
    rows = choose_rows(formula, data, weights, subset, offset, na_action, env or {})
    columns = Columns(rows.frame)
    scope = Scope(columns, len(rows.frame), rows.constants)
    row_weights = check_weights(row_values(weights, rows.weights, scope))
    response, likelihood_weights = read_response(formula, scope, family, row_weights)
    parts = [rows.terms, *(bar.terms() for bar in formula.bars)]
    variables = training_variables(parts, scope)
    check_contrasts(contrasts, factor_levels(variables))
    matrix = model_matrix(rows.terms, variables, scope.n, contrasts)
    usable = usable_columns(matrix, intercept=rows.terms.intercept, drop_dependent=drop_rank_deficient)
    bars, groups = training_groups(formula.bars, variables, scope)
    offsets = total_offset(formula, scope, row_values(offset, rows.offset, scope))
    smooths = build_smooths(smooth_specs(formula), scope, knots)
    coding = Coding(
        formula=replace(formula, bars=bars),
        terms=rows.terms,
        family=family,
        link=link,
        contrasts=dict(contrasts or {}),
        keep=usable.keep,
        levels=factor_levels(variables),
        types=columns.read_types(),
        state=scope.state,
        constants=rows.constants,
        offset=offset if isinstance(offset, str) else None,
        offset_by_row=rows.offset is not None,
        weights=weights if isinstance(weights, str) else None,
        smooths=smooths,
    )
    fixed = matrix.only(usable.keep)
    return Design(
        formula=formula,
        X=beside(fixed.values, [smooth.blocks for smooth in smooths]),
        coef_names=(*fixed.names, *(name for smooth in smooths for name in smooth.coef_names)),
        has_intercept=rows.terms.intercept,
        response=response,
        groups=groups,
        offset=offsets,
        weights=likelihood_weights,
        n_dropped=rows.n_dropped,
        dropped_cols=usable.dropped,
        frame=rows.frame,
        notes=(
            *rows.notes,
            *numbers_as_text(parts, variables),
            *unused_levels(rows.terms, variables, scope),
            *usable.notes,
        ),
        coding=coding,
        smooths=smooths,
    )


def check_contrasts(contrasts: Contrasts | None, factors: Mapping[str, object]) -> None:
    """Refuse contrasts for what is no factor of the formula."""
    for label in contrasts or {}:
        if label not in factors:
            raise SettingError(
                f"contrasts names {label!r}, which is not a factor of the formula.{nearest(label, factors)}"
            )
