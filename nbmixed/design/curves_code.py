"""A curve as postfix code: what numpy and stan/include/curve.stan both run, so that nothing is compiled for a fit."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from nbmixed.design.evaluate import VARIABLES, Scope, evaluate
from nbmixed.errors import FormulaError
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_functions import bare
from nbmixed.spec.formula_nodes import Binary, Call, Expr, Name, Number, Paren, Unary, names, start

CONSTANT, COLUMN, PARAMETER = 1, 2, 3
BINARY = {"+": 11, "-": 12, "*": 13, "/": 14, "^": 15}
NEGATIVE, SQUARE = 21, 22
FUNCTIONS = {
    name: 23 + place
    for place, name in enumerate(
        (
            *("exp", "log", "sqrt", "log1p", "expm1", "plogis", "qlogis", "pnorm", "sin", "cos", "tan"),
            *("asin", "acos", "atan", "sinh", "cosh", "tanh", "abs", "log2", "log10"),
        )
    )
}
"""Codes of functions that a curve may apply to its parameters."""


@dataclass(frozen=True, slots=True)
class Code:
    """A curve for a stack machine.

    Attributes
    ----------
    op, arg
        Each step's operation and, where it pushes one, the place of the constant, column or parameter (from 0).
    constants
        Numbers it pushes.
    columns
        Expressions of the data, free of parameters, each computed once.
    parameters
        Names of the parameters.
    depth
        Height of the stack.
    """

    op: tuple[int, ...]
    arg: tuple[int, ...]
    constants: tuple[float, ...]
    columns: tuple[Expr, ...]
    parameters: tuple[str, ...]
    depth: int


def compile_curve(body: Expr, parameters: Sequence[str], columns: Container[str] = ()) -> Code:
    """Translate an expression in parameters and data.

    Parameters
    ----------
    columns
        Names of the columns of the data, before which T, F and pi are no constants.

    Raises
    ------
    FormulaError
        For an operator or a function that cannot be applied to parameters.

    Examples
    --------
    >>> from nbmixed.spec.formula_parse import parse_expression
    >>> code = compile_curve(parse_expression("Dose * exp(-k * log(time))"), ["k"])
    >>> [deparse(column) for column in code.columns], code.depth
    (['Dose', 'log(time)'], 3)
    """
    constants = frozenset(name for name in VARIABLES if name not in columns)
    compiler = _Compiler(tuple(parameters), constants)
    compiler.emit(body)
    return Code(
        tuple(compiler.op),
        tuple(compiler.arg),
        tuple(compiler.constants),
        tuple(compiler.columns.values()),
        compiler.parameters,
        compiler.highest,
    )


@dataclass(slots=True)
class _Compiler:
    parameters: tuple[str, ...]
    known: frozenset[str]
    op: list[int] = field(default_factory=list)
    arg: list[int] = field(default_factory=list)
    constants: list[float] = field(default_factory=list)
    columns: dict[str, Expr] = field(default_factory=dict)
    height: int = 0
    highest: int = 0

    def emit(self, expr: Expr) -> None:
        if not set(names(expr)) & set(self.parameters):
            self.push_data(expr)
            return
        match expr:
            case Paren(inner=inner) | Unary(op="+", operand=inner):
                self.emit(inner)
            case Name(name=name):
                self.push(PARAMETER, self.parameters.index(name))
            case Unary(op="-", operand=operand):
                self.applied(NEGATIVE, operand)
            case Binary(op="^", left=left, right=right) if _is_two(right):
                self.applied(SQUARE, left)
            case Binary(op=op, left=left, right=right) if op in BINARY:
                self.emit(left)
                self.applied(BINARY[op], right, -1)
            case Call():
                self.call(expr)
            case _:
                raise FormulaError(
                    f"{deparse(expr)} is no arithmetic that a curve can have.", position=start(expr)
                )

    def applied(self, op: int, operand: Expr, change: int = 0) -> None:
        self.emit(operand)
        self.step(op, change)

    def call(self, expr: Call) -> None:
        function = bare(expr.function)
        if len(expr.arguments) != 1 or function not in {"I", "identity", *FUNCTIONS}:
            raise FormulaError(
                f"{deparse(expr)} has a parameter inside {expr.function}(), which a curve cannot have there: use + - * / ^ "
                f"and {', '.join(FUNCTIONS)} of one argument.",
                position=expr.position,
            )
        if function in FUNCTIONS:
            self.applied(FUNCTIONS[function], expr.arguments[0].value)
        else:
            self.emit(expr.arguments[0].value)

    def push_data(self, expr: Expr) -> None:
        if self.known.issuperset(names(expr)):
            value = evaluate(expr, Scope({}, 0))
            if not isinstance(value, float | int):
                raise FormulaError(f"{deparse(expr)} is not a number.", position=start(expr))
            self.constants.append(float(value))
            self.push(CONSTANT, len(self.constants) - 1)
            return
        while isinstance(expr, Paren):
            expr = expr.inner
        label = deparse(expr)
        self.columns.setdefault(label, expr)
        self.push(COLUMN, list(self.columns).index(label))

    def push(self, op: int, arg: int) -> None:
        self.arg.append(arg)
        self.op.append(op)
        self.rise(1)

    def step(self, op: int, change: int) -> None:
        self.op.append(op)
        self.arg.append(0)
        self.rise(change)

    def rise(self, change: int) -> None:
        self.height += change
        self.highest = max(self.highest, self.height)


def _is_two(expr: Expr) -> bool:
    return isinstance(expr, Number) and expr.text in ("2", "2L", "2.0")


def stan_code(code: Code) -> Mapping[str, object]:
    """The code as data of stan/include/curve_data.stan, where places count from 1."""
    pushes = [
        a + 1 if op in (CONSTANT, COLUMN, PARAMETER) else 0 for op, a in zip(code.op, code.arg, strict=True)
    ]
    return {
        "n_steps": len(code.op),
        "op": list(code.op),
        "arg": pushes,
        "n_constants": len(code.constants),
        "constants": list(code.constants),
        "depth": code.depth,
    }
