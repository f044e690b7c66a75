"""Nonlinear formula + data -> Design: columns of the curve, predictors and groups of its parameters, starting values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.arguments import RowArgument, check_weights, row_values
from nbmixed.design.build import Design
from nbmixed.design.coding import Coding, NewRows, total_offset
from nbmixed.design.curves_code import Code, compile_curve
from nbmixed.design.curves_grid import candidates
from nbmixed.design.curves_names import curve_parameters, refuse_columns
from nbmixed.design.curves_start import CurveData, CurveFit, fit_curve, unidentified
from nbmixed.design.curves_value import curve_gradient
from nbmixed.design.evaluate import Scope, evaluate
from nbmixed.design.fixed import Contrasts, ModelMatrix, dependent_columns, model_matrix
from nbmixed.design.frame import Columns, to_pandas
from nbmixed.design.groups import GroupTerm, training_groups
from nbmixed.design.response import read_response
from nbmixed.design.rows import choose_rows
from nbmixed.design.values import Array, Factor, drop_unused
from nbmixed.design.variables import factor_levels, new_variables, numeric_vector, training_variables
from nbmixed.errors import DataError, FormulaError, listed
from nbmixed.spec.curve import CurveFormula, parameter_names
from nbmixed.spec.curve_functions import CURVES
from nbmixed.spec.formula import Bar, Formula
from nbmixed.spec.formula_nodes import Binary, Expr, Name, Number, names
from nbmixed.spec.terms import Terms, expand

_MIRRORED = {"SSfol": (1, 0, 2)}  # parameters in the order that gives the same curve: flip-flop kinetics


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Predictors of one parameter: their terms, and the places of their columns that are used."""

    terms: Terms
    keep: tuple[int, ...]


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
        blocks = [
            model_matrix(
                b.terms, new_variables([b.terms], scope, coding.levels), scope.n, coding.contrasts
            ).only(b.keep)
            for b in self.predictors
        ]
        columns = _columns(self.code, scope)
        groups = tuple(replace(t, Z=np.ones((scope.n, len(t.coefs)))) for t in rows.groups)
        effects = tuple(self.effects[k] for k in chosen)
        return (
            replace(self, columns=columns, effects=effects),
            np.column_stack([b.values for b in blocks]),
            groups,
        )


def build_curve(
    formula: CurveFormula,
    data: Any,
    *,
    weights: RowArgument = None,
    subset: RowArgument = None,
    offset: RowArgument = None,
    contrasts: Contrasts | None = None,
    na_action: str = "omit",
    env: Mapping[str, object] | None = None,
    log_scale: bool = False,
    guess: tuple[Sequence[float], Sequence[float]] | None = None,
) -> Design:
    """Turn a nonlinear formula and data into arrays; the design's `curve` holds what is particular to it.

    Parameters
    ----------
    formula
        From `nbmixed.spec.curve.parse_curve`.
    offset
        Added to the curve.
    log_scale
        Whether `scal` of SSlogis and SSfpl is sampled on the log scale, as rstanarm does.
    guess
        Location and scale of an informative prior, one number or one a parameter: starting values are also sought
        there, and parameters that the data do not identify are left to it.
    data, weights, subset, contrasts, na_action, env
        As for `nbmixed.design.build.build`.

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
    known = [] if data is None else [str(c) for c in to_pandas(data).columns]
    parameters = curve_parameters(formula, known, env or {})
    body = formula.body(log_scale)
    code = compile_curve(body, parameters)
    rows = choose_rows(_needed(formula, parameters), data, weights, subset, offset, na_action, env or {})
    refuse_columns(formula.declared, list(rows.frame.columns))
    read = Columns(rows.frame)
    scope = Scope(read, len(rows.frame), rows.constants)
    row_weights = check_weights(row_values(weights, rows.weights, scope))
    linear = _needed(formula, parameters)
    response, likelihood_weights = read_response(linear, scope, "gaussian", row_weights)
    matrix, owner, dropped, blocks, levels = _predictors(formula, parameters, scope, contrasts)
    bars, groups, effects = _groups(formula, parameters, scope)
    total = total_offset(linear, scope, row_values(offset, rows.offset, scope))
    columns = _columns(code, scope)
    fitted = CurveData(
        code,
        columns,
        response.y if total is None else response.y - total,
        np.ones(scope.n) if likelihood_weights is None else likelihood_weights,
    )
    logs = _on_log_scale(formula, parameters) if log_scale else ()
    fit = _fitted(formula, fitted, scope, logs, guess)
    return Design(
        formula=linear,
        X=matrix.values,
        coef_names=matrix.names,
        has_intercept=False,
        response=response,
        groups=groups,
        offset=total,
        weights=likelihood_weights,
        n_dropped=rows.n_dropped,
        dropped_cols=dropped,
        frame=rows.frame,
        notes=_notes(parameters, fit, dropped),
        coding=Coding(
            formula=replace(linear, bars=bars),
            terms=rows.terms,
            family="gaussian",
            link="identity",
            contrasts=dict(contrasts or {}),
            keep=(),
            levels=levels | _levels(rows.terms, scope),
            types=read.read_types(),
            state=scope.state,
            constants=rows.constants,
            offset=offset if isinstance(offset, str) else None,
            offset_by_row=rows.offset is not None,
            weights=weights if isinstance(weights, str) else None,
        ),
        curve=CurveDesign(formula, code, columns, owner, effects, logs, fit, blocks),
    )


def _columns(code: Code, scope: Scope) -> Array:
    return np.array([numeric_vector(c, scope) for c in code.columns]).reshape(-1, scope.n)


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


def _predictors(
    formula: CurveFormula, parameters: Sequence[str], scope: Scope, contrasts: Contrasts | None
) -> tuple[ModelMatrix, NDArray[np.int64], tuple[str, ...], tuple[Block, ...], dict[str, tuple[str, ...]]]:
    """Columns of all parameters side by side, the parameter of each, names of those left out; what codes new data."""
    given, blocks, owner = dict(formula.fixed), [], []
    dropped: list[str] = []
    coded: list[Block] = []
    levels: dict[str, tuple[str, ...]] = {}
    for k, parameter in enumerate(parameters):
        terms = expand(given.get(parameter, Number("1")))
        variables = training_variables([terms], scope)
        matrix = model_matrix(terms, variables, scope.n, contrasts)
        depends = dependent_columns(matrix.values)
        keep = tuple(j for j in range(len(matrix.names)) if j not in depends)
        block = matrix.only(keep)
        coded.append(Block(terms, keep))
        levels |= factor_levels(variables)
        dropped += [_coefficient(parameter, matrix.names[j]) for j in depends]
        blocks.append(ModelMatrix(block.values, tuple(_coefficient(parameter, n) for n in block.names)))
        owner += [k] * len(block.names)
    values = np.column_stack([b.values for b in blocks])
    named = tuple(name for b in blocks for name in b.names)
    return ModelMatrix(values, named), np.array(owner, dtype=np.int64), tuple(dropped), tuple(coded), levels


def _coefficient(parameter: str, column: str) -> str:
    return parameter if column == "(Intercept)" else f"{parameter}:{column}"


def _groups(
    formula: CurveFormula, parameters: Sequence[str], scope: Scope
) -> tuple[tuple[Bar, ...], tuple[GroupTerm, ...], tuple[NDArray[np.int64], ...]]:
    """Groups and group-specific terms over parameters, more levels first, and the parameters of each."""
    found: list[tuple[Bar, GroupTerm, NDArray[np.int64]]] = []
    for bar in formula.bars:
        (by,), (term,) = training_groups((Bar(Number("1"), bar.group),), {}, scope)
        coefs = parameter_names(bar)
        places = np.array([parameters.index(c) for c in coefs], dtype=np.int64)
        found.append((by, replace(term, coefs=coefs, Z=np.ones((scope.n, len(coefs)))), places))
    found.sort(key=lambda entry: -len(entry[1].levels))
    return tuple(f[0] for f in found), tuple(f[1] for f in found), tuple(f[2] for f in found)


def _on_log_scale(formula: CurveFormula, parameters: Sequence[str]) -> tuple[int, ...]:
    """Places of the parameters that rstanarm samples on the log scale."""
    positive = CURVES[formula.function].positive if formula.function else ""
    if not positive:
        return ()
    return tuple(k for k, name in enumerate(parameters) if formula.arguments[positive] == Name(name))


def _fitted(
    formula: CurveFormula,
    data: CurveData,
    scope: Scope,
    logs: Sequence[int],
    guess: tuple[Sequence[float], Sequence[float]] | None,
) -> CurveFit:
    points = _candidates(formula, data, scope, logs)
    P = len(data.code.parameters)
    around = None if guess is None else (_spread(guess[0], P), _spread(guess[1], P))
    fit = fit_curve(data, points, around, _MIRRORED.get(formula.function))
    gradient = curve_gradient(data.code, data.columns, list(fit.phi))[1] * np.sqrt(data.weights)
    if around is None and (lost := unidentified(gradient)):
        raise DataError(
            f"The data do not identify {listed(data.code.parameters[k] for k in lost)}: another value gives the same curve "
            "at these inputs. Give data at more inputs, a simpler curve, or an informative prior with autoscale=False."
        )
    return fit


def _candidates(
    formula: CurveFormula, data: CurveData, scope: Scope, logs: Sequence[int]
) -> list[dict[str, float]]:
    """Starting values of a self-starting function under the user's names of its parameters."""
    if not formula.function:
        return []
    curve, given = CURVES[formula.function], formula.arguments
    inputs = {name: numeric_vector(given[name], scope) for name in curve.inputs}
    own = {p: n.name for p in curve.parameters if isinstance(n := given[p], Name)}
    found = [{own[p]: v for p, v in c.items()} for c in candidates(formula.function, inputs, data.y)]
    for k in logs:
        name = data.code.parameters[k]
        found = [c | {name: float(np.log(c[name]))} for c in found if c[name] > 0]
    if not found:
        raise FormulaError(
            f"{formula.function} has no value at these inputs: see that they are in its range."
        )
    return found


def _spread(values: Sequence[float], size: int) -> Array:
    given = np.atleast_1d(np.asarray(values, dtype=np.float64))
    return np.resize(given, size) if len(given) in (1, size) else np.full(size, given[0])


def _notes(parameters: Sequence[str], fit: CurveFit, dropped: Sequence[str]) -> tuple[str, ...]:
    notes = [f"Dropped columns that depend on others: {listed(dropped)}."] if dropped else []
    if fit.rivals:
        others = " or at ".join(_values(parameters, phi) for phi in fit.rivals)
        notes.append(
            f"The curve fits the data about as well at {others} as at {_values(parameters, fit.phi)}: chains start at each "
            "in turn, and if they stay apart the posterior has several modes, of which an informative prior can choose."
        )
    return tuple(notes)


def _values(parameters: Sequence[str], phi: Array) -> str:
    return ", ".join(f"{name} = {value:.3g}" for name, value in zip(parameters, phi, strict=True))
