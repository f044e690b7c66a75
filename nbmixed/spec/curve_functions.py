"""The self-starting curves of R, each an expression in its inputs and parameters.

Pinheiro and Bates (2000), Mixed-Effects Models in S and S-PLUS, appendix C. Logistic curves are written with
`plogis`, which does not overflow.
"""

from __future__ import annotations

from dataclasses import dataclass

from nbmixed.spec.formula_nodes import Argument, Binary, Call, Expr, Name, Paren, Unary
from nbmixed.spec.formula_parse import parse_expression


@dataclass(frozen=True, slots=True)
class SelfStart:
    """A curve that finds its own starting values.

    Attributes
    ----------
    inputs, parameters
        Names of its arguments, inputs first.
    body
        Its value.
    positive
        The parameter that rstanarm samples on the log scale, or an empty string.
    """

    inputs: tuple[str, ...]
    parameters: tuple[str, ...]
    body: str
    positive: str = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """All arguments in order."""
        return (*self.inputs, *self.parameters)

    def expression(self, values: dict[str, Expr], log_scale: bool = False) -> Expr:
        """The body with an expression for each argument.

        Parameters
        ----------
        log_scale
            Whether `positive` stands for its logarithm.
        """
        given = dict(values)
        if log_scale and self.positive:
            given[self.positive] = Call("exp", (Argument("", given[self.positive]),))
        return substituted(parse_expression(self.body), given)


def _curve(inputs: str, parameters: str, body: str, positive: str = "") -> SelfStart:
    return SelfStart(tuple(inputs.split()), tuple(parameters.split()), body, positive)


CURVES = {
    "SSasymp": _curve("input", "Asym R0 lrc", "Asym + (R0 - Asym) * exp(-exp(lrc) * input)"),
    "SSasympOff": _curve("input", "Asym lrc c0", "Asym * (1 - exp(-exp(lrc) * (input - c0)))"),
    "SSasympOrig": _curve("input", "Asym lrc", "Asym * (1 - exp(-exp(lrc) * input))"),
    "SSbiexp": _curve(
        "input", "A1 lrc1 A2 lrc2", "A1 * exp(-exp(lrc1) * input) + A2 * exp(-exp(lrc2) * input)"
    ),
    "SSfol": _curve(
        "Dose input",
        "lKe lKa lCl",
        "Dose * exp(lKe + lKa - lCl) * (exp(-exp(lKe) * input) - exp(-exp(lKa) * input)) / (exp(lKa) - exp(lKe))",
    ),
    "SSfpl": _curve("input", "A B xmid scal", "A + (B - A) * plogis((input - xmid) / scal)", "scal"),
    "SSgompertz": _curve("x", "Asym b2 b3", "Asym * exp(-b2 * b3^x)"),
    "SSlogis": _curve("input", "Asym xmid scal", "Asym * plogis((input - xmid) / scal)", "scal"),
    "SSmicmen": _curve("input", "Vm K", "Vm * input / (K + input)"),
    "SSweibull": _curve("x", "Asym Drop lrc pwr", "Asym - Drop * exp(-exp(lrc) * x^pwr)"),
}
"""By name, in R's order."""


def substituted(expr: Expr, values: dict[str, Expr]) -> Expr:
    """The expression with variables replaced, all at once.

    >>> from nbmixed.spec.formula_deparse import deparse
    >>> deparse(substituted(parse_expression("a * b"), {"a": Name("b"), "b": parse_expression("x + 1")}))
    'b * (x + 1)'
    """
    match expr:
        case Name(name=name) if name in values:
            value = values[name]
            return Paren(value) if isinstance(value, Binary | Unary) else value
        case Paren(inner=inner):
            return Paren(substituted(inner, values), expr.position)
        case Unary(op=op, operand=operand):
            return Unary(op, substituted(operand, values), expr.position)
        case Binary(op=op, left=left, right=right):
            return Binary(op, substituted(left, values), substituted(right, values), expr.position)
        case Call(function=function, arguments=arguments):
            inside = tuple(Argument(a.name, substituted(a.value, values)) for a in arguments)
            return Call(function, inside, expr.position)
    return expr
