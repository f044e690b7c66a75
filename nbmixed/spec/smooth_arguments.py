"""Values written as arguments of a smooth: numbers, texts, TRUE, and `c()` of them."""

from __future__ import annotations

from nbmixed.errors import FormulaError
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_functions import bare
from nbmixed.spec.formula_nodes import Call, Expr, Name, Number, Text, Unary, start, unparenthesised

_DEFAULT = (Number("NA"), Number("NULL"), Unary("-", Number("1")))
"""What R takes as "the default"."""


def integers(call: Call, name: str, value: Expr | None, least: int, most: int) -> tuple[int, ...]:
    """Whole numbers; none where nothing, NA or -1 was written.

    Raises
    ------
    FormulaError
        For anything else, or a number below `least` or above `most`.
    """
    parts = _parts(value)
    if all(part in _DEFAULT for part in parts):
        return ()
    found = [_integer(part) for part in parts]
    for number, part in zip(found, parts, strict=True):
        if number is None or not least <= number <= most:
            raise FormulaError(
                f"{name} = {deparse(part)} in {deparse(call)} should be a whole number from {least} to {most:,}, "
                f"or several, as in {name} = c(5, 5).",
                position=start(part),
            )
    return tuple(number for number in found if number is not None)


def texts(call: Call, name: str, value: Expr | None) -> tuple[str, ...]:
    """Quoted words.

    Raises
    ------
    FormulaError
        For anything else.
    """
    parts = _parts(value)
    for part in parts:
        if not isinstance(part, Text):
            raise FormulaError(
                f'{name} = {deparse(part)} in {deparse(call)} should be a name in quotes, as in {name} = "cr".',
                position=start(part),
            )
    return tuple(part.text for part in parts if isinstance(part, Text))


def flag(call: Call, name: str, value: Expr | None) -> bool:
    """TRUE or FALSE; False where nothing was written."""
    match value:
        case None | Number(text="FALSE") | Name(name="F" | "False"):
            return False
        case Number(text="TRUE") | Name(name="T" | "True"):
            return True
    raise FormulaError(
        f"{name} = {deparse(value)} in {deparse(call)} should be TRUE or FALSE.", position=start(value)
    )


def _parts(value: Expr | None) -> tuple[Expr, ...]:
    if value is None:
        return ()
    value = unparenthesised(value)
    if isinstance(value, Call) and bare(value.function) == "c":
        return tuple(unparenthesised(a.value) for a in value.arguments)
    return (value,)


def _integer(part: Expr) -> int | None:
    if not isinstance(part, Number):
        return None
    text = part.text.rstrip("L")
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number.is_integer() else None
