"""A fault: one expression of a function, written wrongly."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """One changed expression.

    Attributes
    ----------
    path
        The file, relative to the checkout.
    function
        Qualified name of the function that holds it.
    line
        Line of the expression, from 1.
    start, end
        Offsets of the expression in the file, in characters.
    before, after
        Its text, and the text that replaces it.
    """

    path: str
    function: str
    line: int
    start: int
    end: int
    before: str
    after: str

    def plant(self, source: str) -> str:
        """Return the source with the fault in it."""
        return source[: self.start] + self.after + source[self.end :]


_OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Lt: ast.Gt,
    ast.Gt: ast.Lt,
    ast.LtE: ast.GtE,
    ast.GtE: ast.LtE,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
_NAMES = {"any": "all", "all": "any", "min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum"}


def faults_of(path: str, source: str) -> Iterator[Fault]:
    """Yield every fault that can be planted in the functions of a file."""
    starts = _line_starts(source)
    for name, function in _functions(ast.parse(source)):
        for node in _expressions(function):
            for wrong in _wrong_forms(node):
                start = starts[node.lineno - 1] + _characters(source, starts, node.lineno, node.col_offset)
                last = node.end_lineno or node.lineno
                end = starts[last - 1] + _characters(source, starts, last, node.end_col_offset or 0)
                after = (
                    f"({ast.unparse(wrong)})"
                    if isinstance(wrong, ast.BinOp | ast.BoolOp)
                    else ast.unparse(wrong)
                )
                yield Fault(path, name, node.lineno, start, end, source[start:end], after)


def read_faults(root: Path, folder: str) -> list[Fault]:
    """Return every fault of the Python files below a folder, in the order of their paths and lines."""
    files = sorted((root / folder).rglob("*.py"))
    return [f for file in files for f in faults_of(str(file.relative_to(root)), file.read_text("utf-8"))]


def _functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{prefix}{node.name}.")


def _expressions(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Yield the expressions of a body; messages and annotations cannot be wrong in this sense."""
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Raise | ast.Assert | ast.Import | ast.ImportFrom | ast.JoinedStr):
            continue
        if isinstance(node, ast.expr):
            yield node
        children = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.AnnAssign):
            children.remove(node.annotation)
        waiting += reversed(children)


def _wrong_forms(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BinOp(left, operator, right) if type(operator) in _OPERATORS and not _is_text(left, right):
            yield ast.BinOp(left, _OPERATORS[type(operator)](), right)  # type: ignore[arg-type]
        case ast.Compare(left, [operator], right) if type(operator) in _OPERATORS:
            yield ast.Compare(left, [_OPERATORS[type(operator)]()], right)  # type: ignore[list-item]
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(_OPERATORS[type(operator)](), values)  # type: ignore[arg-type]
        case ast.UnaryOp(ast.USub() | ast.Not(), operand):
            yield operand
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Attribute(value, "T"):
            yield value
        case ast.Attribute(value, name) if name in _NAMES:
            yield ast.Attribute(value, _NAMES[name])
        case ast.Call(ast.Name(name), [_, *_] as arguments, keywords) if name in _NAMES:
            yield ast.Call(ast.Name(_NAMES[name]), arguments, keywords)


def _is_text(*sides: ast.expr) -> bool:
    return any(isinstance(s, ast.Constant) and isinstance(s.value, str) for s in sides) or any(
        isinstance(s, ast.JoinedStr) for s in sides
    )


def _line_starts(source: str) -> list[int]:
    starts, here = [], 0
    for line in source.splitlines(keepends=True):
        starts.append(here)
        here += len(line)
    return [*starts, here]


def _characters(source: str, starts: list[int], line: int, offset: int) -> int:
    """Return the number of characters in the first `offset` bytes of a line."""
    text = source[starts[line - 1] : starts[line]]
    return len(text.encode()[:offset].decode())
