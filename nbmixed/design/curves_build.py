"""Nonlinear formula + data -> Design: columns of the curve, predictors and groups of its parameters, starting values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.arguments import RowArgument, check_weights, row_values
from nbmixed.design.build import Design, check_contrasts
from nbmixed.design.coding import Coding, total_offset
from nbmixed.design.curves import CurveDesign, data_columns
from nbmixed.design.curves_code import compile_curve
from nbmixed.design.curves_data import CurveData
from nbmixed.design.curves_fit import Guess, fitted, on_log_scale, rivals_note
from nbmixed.design.curves_names import curve_parameters, refuse_columns
from nbmixed.design.curves_predictors import read_predictors
from nbmixed.design.evaluate import Scope, evaluate
from nbmixed.design.fixed import Contrasts
from nbmixed.design.frame import Columns, to_pandas
from nbmixed.design.groups import GroupTerm, training_groups
from nbmixed.design.response import read_response
from nbmixed.design.rows import choose_rows
from nbmixed.design.values import Factor, drop_unused
from nbmixed.errors import listed
from nbmixed.spec.curve import CurveFormula
from nbmixed.spec.curve_varying import parameter_names
from nbmixed.spec.formula import Bar, Formula
from nbmixed.spec.formula_nodes import Binary, Expr, Name, Number, names
from nbmixed.spec.terms import Terms


class Given(TypedDict, total=False):
    """Arguments that `build_curve` has in common with `nbmixed.design.build.build`."""

    weights: RowArgument
    subset: RowArgument
    offset: RowArgument
    contrasts: Contrasts | None
    na_action: str
    env: Mapping[str, object] | None


def build_curve(
    formula: CurveFormula,
    data: Any,
    *,
    log_scale: bool = False,
    guess: Guess | None = None,
    **given: Unpack[Given],
) -> Design:
    """Turn a nonlinear formula and data into arrays; the design's `curve` holds what is particular to it.

    Parameters
    ----------
    formula
        From `nbmixed.spec.curve.parse_curve`.
    log_scale
        Whether `scal` of SSlogis and SSfpl is sampled on the log scale, as rstanarm does.
    guess
        Location and scale of an informative prior, one number or one a parameter: starting values are also sought
        there, and parameters that the data do not identify are left to it.
    data, **given
        As for `nbmixed.design.build.build`; the offset is added to the curve.

    Raises
    ------
    DataError, FormulaError, SettingError
        One sentence on what does not fit.

    Examples
    --------
    >>> from nbmixed import datasets
    >>> from nbmixed.spec.curve import parse_curve
    >>> formula = parse_curve("circumference ~ SSlogis(age, Asym, xmid, scal) ~ Asym | Tree")
    >>> design = build_curve(formula, datasets.load("Orange"))
    >>> design.coef_names, design.ngrps, design.curve.fit.phi.round(1).tolist()
    (('Asym', 'xmid', 'scal'), {'Tree': 5}, [192.7, 728.8, 353.5])
    """
    weights, offset, contrasts = given.get("weights"), given.get("offset"), given.get("contrasts")
    env = given.get("env") or {}
    known = [] if data is None else [str(c) for c in to_pandas(data).columns]
    parameters = curve_parameters(formula, known, env)
    code = compile_curve(formula.body(log_scale), parameters, known)
    linear = _needed(formula, parameters)
    rows = choose_rows(
        linear, data, weights, given.get("subset"), offset, given.get("na_action", "omit"), env
    )
    refuse_columns(formula.declared, list(rows.frame.columns))
    columns = Columns(rows.frame)
    scope = Scope(columns, len(rows.frame), rows.constants)
    row_weights = check_weights(row_values(weights, rows.weights, scope))
    response, likelihood_weights = read_response(linear, scope, "gaussian", row_weights)
    offsets = total_offset(linear, scope, row_values(offset, rows.offset, scope))
    predictors = read_predictors(formula, parameters, scope, contrasts)
    check_contrasts(contrasts, predictors.levels)
    bars, groups, effects = _groups(formula, parameters, scope)
    values = data_columns(code, scope)
    logs = on_log_scale(formula, parameters) if log_scale else ()
    fit = fitted(
        formula, CurveData.of(code, values, response.y, offsets, likelihood_weights), scope, logs, guess
    )
    dropped = predictors.dropped
    told = f"Dropped columns that depend on others: {listed(dropped)}." if dropped else ""
    return Design(
        formula=linear,
        X=predictors.matrix.values,
        coef_names=predictors.matrix.names,
        has_intercept=False,
        response=response,
        groups=groups,
        offset=offsets,
        weights=likelihood_weights,
        n_dropped=rows.n_dropped,
        dropped_cols=dropped,
        frame=rows.frame,
        notes=(*rows.notes, *([told] if told else [])),
        remarks=tuple(filter(None, [rivals_note(parameters, fit)])),
        coding=Coding(
            formula=replace(linear, bars=bars),
            terms=rows.terms,
            family="gaussian",
            link="identity",
            contrasts=dict(contrasts or {}),
            keep=(),
            levels=predictors.levels | _levels(rows.terms, scope),
            types=columns.read_types(),
            state=scope.state,
            constants=rows.constants,
            offset=offset if isinstance(offset, str) else None,
            offset_by_row=rows.offset is not None,
            weights=weights if isinstance(weights, str) else None,
        ),
        curve=CurveDesign(formula, code, values, predictors.owner, effects, logs, fit, predictors.blocks),
    )


def _levels(terms: Terms, scope: Scope) -> dict[str, tuple[str, ...]]:
    """Levels of the factors among the columns used."""
    values = {label: evaluate(expr, scope) for label, expr in terms.variables.items()}
    return {label: drop_unused(v).levels for label, v in values.items() if isinstance(v, Factor)}


def _needed(formula: CurveFormula, parameters: Sequence[str]) -> Formula:
    """A formula of the variables that are used, for the choice of rows."""
    inside = [n for n in names(formula.curve) if n not in parameters]
    used = dict.fromkeys([*inside, *(n for _, part in formula.fixed for n in names(part))])
    fixed: Expr = Number("1")
    for name in used:
        fixed = Binary("+", fixed, Name(name))
    bars = tuple(Bar(Number("1"), bar.group) for bar in formula.bars)
    return Formula(formula.text, formula.tree, formula.response, fixed, bars)


def _groups(
    formula: CurveFormula, parameters: Sequence[str], scope: Scope
) -> tuple[tuple[Bar, ...], tuple[GroupTerm, ...], tuple[NDArray[np.int64], ...]]:
    """Groups and group-specific terms over parameters, more levels first, and the parameters of each."""
    found: list[tuple[Bar, GroupTerm, NDArray[np.int64]]] = []
    for k, bar in enumerate(formula.bars):
        (by,), (term,) = training_groups((Bar(Number("1"), bar.group),), {}, scope)
        coefs = parameter_names(bar)
        places = np.array([parameters.index(c) for c in coefs], dtype=np.int64)
        found.append((by, replace(term, coefs=coefs, Z=np.ones((scope.n, len(coefs))), place=k), places))
    found.sort(key=lambda entry: -len(entry[1].levels))
    return tuple(f[0] for f in found), tuple(f[1] for f in found), tuple(f[2] for f in found)
