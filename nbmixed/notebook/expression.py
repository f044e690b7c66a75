"""Values in a cell: literals, arithmetic, priors, families and the user's variables; never ``eval``."""

from __future__ import annotations

import ast
import inspect
import operator
from collections.abc import Callable, Mapping
from numbers import Real
from types import ModuleType
from typing import Any

from nbmixed.errors import SettingError, listed, nearest
from nbmixed.spec.family import FAMILIES
from nbmixed.spec.prior_checks import CONSTRUCTORS

CALLS: dict[str, Callable[..., Any]] = {**CONSTRUCTORS, **FAMILIES}
_CONSTANTS = {"TRUE": True, "FALSE": False, "NULL": None}
_ARITHMETIC: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: lambda a, b: float(a) ** float(b),
}


def evaluate(key: str, text: str, variables: Mapping[str, object]) -> Any:
    """The value of one expression of a cell.

    Parameters
    ----------
    key
        The setting it is for; used in messages.
    text
        Python, or R where the two agree: ``normal(0, 2.5, autoscale=TRUE)``, ``c(1, 2)``.
    variables
        The user's variables; read as data, never called.

    Raises
    ------
    SettingError
        For anything but literals, arithmetic on numbers, lists, tuples, dictionaries, prior and
        family constructors, and names.

    Examples
    --------
    >>> evaluate("prior", "normal(0, 5 / 2)", {}).scale
    2.5
    """
    source = text.replace("inverse.gaussian", "inverse_gaussian") if key == "family" else text
    try:
        tree = ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise SettingError(
            f"{key} = {text} cannot be read as an expression: check commas, quotes and signs."
        ) from None
    try:
        return _Reader(key, text, variables).value(tree.body)
    except RecursionError:
        raise SettingError(
            f"{key} is an expression nested too deep: compute it in Python before, in a variable, and write its name here."
        ) from None


class _Reader:
    """Walks one expression; `key` and `text` are for its messages."""

    def __init__(self, key: str, text: str, variables: Mapping[str, object]) -> None:
        self.key, self.text, self.variables = key, text, variables

    def value(self, node: ast.expr) -> Any:  # noqa: PLR0911 - one return for each kind of node
        match node:
            case ast.Constant(value=bool() | int() | float() | str() | None as constant):
                return constant
            case ast.Name(id=name):
                return self.variable(name)
            case ast.List(elts=items):
                return [self.value(item) for item in items]
            case ast.Tuple(elts=items):
                return tuple(self.value(item) for item in items)
            case ast.Dict(keys=keys, values=values) if None not in keys:
                return self.dictionary([k for k in keys if k], values)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                number = self.number(operand)
                return -number if isinstance(sign, ast.USub) else number
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _ARITHMETIC:
                return self.arithmetic(_ARITHMETIC[type(sign)], left, right)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
                return self.call(name, args, keywords)
        raise self.refusal(node)

    def dictionary(self, keys: list[ast.expr], values: list[ast.expr]) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, value in zip(keys, values, strict=True):
            if not isinstance(name := self.value(key), str | int | float | None):
                raise SettingError(
                    f"{self.key} = {self.text}: {ast.unparse(key)} cannot be the key of a dictionary; use a text or a number."
                )
            found[name] = self.value(value)
        return found

    def variable(self, name: str) -> Any:
        if name in CALLS and not self.is_data(name):
            return CALLS[name]
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name not in self.variables:
            hint = nearest(name, [*CALLS, *(v for v in self.variables if not v.startswith("_"))])
            raise SettingError(f"{self.key} = {self.text}: the notebook has no variable {name!r}.{hint}")
        value = self.variables[name]
        if callable(value) or isinstance(value, ModuleType):
            raise SettingError(f"{self.key} = {self.text}: {name} is a {type(value).__name__}, not a value.")
        return value

    def is_data(self, name: str) -> bool:
        """Whether the user has data under a name such as beta or R2; where a family goes, beta is the family."""
        value = self.variables.get(name)
        return self.key != "family" and value is not None and not callable(value)

    def number(self, node: ast.expr) -> Any:
        value = self.value(node)
        if not isinstance(value, bool) and isinstance(value, Real):
            return value
        raise SettingError(
            f"{self.key} = {self.text}: {ast.unparse(node)} is not a number, so it takes no arithmetic."
        )

    def arithmetic(self, apply: Callable[[Any, Any], Any], left: ast.expr, right: ast.expr) -> Any:
        try:
            return apply(self.number(left), self.number(right))
        except (ArithmeticError, TypeError, ValueError):
            raise SettingError(f"{self.key} = {self.text} is not a finite number.") from None

    def call(self, name: str, args: list[ast.expr], keywords: list[ast.keyword]) -> Any:
        if name == "c" and not keywords:
            return [self.value(a) for a in args]
        if name not in CALLS:
            hint = nearest(name, CALLS) or f" Here stand only {listed(CALLS)}."
            raise SettingError(f"{self.key} = {self.text}: {name}(...) cannot be used in a cell.{hint}")
        given = {k.arg: self.value(k.value) for k in keywords if k.arg}
        if len(given) < len(keywords) or any(isinstance(a, ast.Starred) for a in args):
            raise SettingError(f"{self.key} = {self.text}: write the arguments of {name}() out.")
        return self.called(CALLS[name], [self.value(a) for a in args], given)

    def called(self, function: Callable[..., Any], args: list[Any], given: dict[str, Any]) -> Any:
        signature = inspect.signature(function)
        try:
            signature.bind(*args, **given)
        except TypeError:
            unknown = [k for k in given if k not in signature.parameters]
            hint = nearest(unknown[0], signature.parameters) if unknown else ""
            name = function.__name__
            raise SettingError(
                f"{self.key} = {self.text}: {name}() takes {', '.join(signature.parameters)}, each once.{hint}"
            ) from None
        return function(*args, **given)

    def refusal(self, node: ast.expr) -> SettingError:
        piece = ast.unparse(node)
        return SettingError(
            f"{self.key} = {self.text}: {piece} is not read in a cell. "
            "Compute it in Python before, in a variable, and write its name here."
        )
