"""Curves that buttons and a field can make: self-starting ones, and expressions of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nbmixed.design.curves_names import free_names
from nbmixed.spec.curve import CurveFormula
from nbmixed.spec.curve_calls import named_parameters, refuse_unknown_curves
from nbmixed.spec.curve_functions import CURVES
from nbmixed.spec.curve_varying import refuse_structure
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_functions import KNOWN
from nbmixed.spec.formula_nodes import Expr
from nbmixed.spec.formula_parse import parse_expression


@dataclass(frozen=True, slots=True)
class Curve:
    """A self-starting function as the mean of a nonlinear model.

    Attributes
    ----------
    function
        Such as "SSlogis".
    inputs
        What stands in the places of its inputs: columns or expressions.
    parameters
        Names of its parameters, in its order.
    """

    function: str
    inputs: tuple[str, ...]
    parameters: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.function}({', '.join([*self.inputs, *self.parameters])})"


@dataclass(frozen=True, slots=True)
class OwnCurve:
    """An expression of one's own as the mean of a nonlinear model.

    Attributes
    ----------
    expression
        As written.
    parameters
        Its names that are neither columns nor variables, in order.
    """

    expression: str
    parameters: tuple[str, ...]

    def __str__(self) -> str:
        return self.expression


def curve_of(
    formula: CurveFormula, columns: Sequence[str], variables: Mapping[str, object]
) -> Curve | OwnCurve:
    """The curve of a formula."""
    if formula.function:
        return _self_starting(formula)
    return _own(formula.curve, formula.declared, columns, variables)


def own_curve(text: str, columns: Sequence[str], variables: Mapping[str, object]) -> OwnCurve:
    """An expression as a curve: its names that are neither columns nor numbers of the notebook are parameters.

    Raises
    ------
    FormulaError

    Examples
    --------
    >>> own_curve("top * (1 - exp(-rate * time))", ["time", "y"], {}).parameters
    ('top', 'rate')
    """
    refuse_unknown_curves(text)
    tree = parse_expression(text, KNOWN | CURVES.keys())
    refuse_structure(tree, "the curve")
    return _own(tree, tuple(named_parameters(tree)), columns, variables)


def _self_starting(formula: CurveFormula) -> Curve:
    curve = CURVES[formula.function]
    given = {name: deparse(value) for name, value in formula.arguments.items()}
    inputs, parameters = (tuple(given[n] for n in names) for names in (curve.inputs, curve.parameters))
    return Curve(formula.function, inputs, parameters)


def _own(
    tree: Expr, declared: Sequence[str], columns: Sequence[str], variables: Mapping[str, object]
) -> OwnCurve:
    return OwnCurve(deparse(tree), free_names(tree, declared, columns, variables))
