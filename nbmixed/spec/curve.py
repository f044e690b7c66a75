"""The formula of `stan_nlmer`, in three parts: outcome ~ curve ~ what varies, and by what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from nbmixed.errors import FormulaError, listed, nearest
from nbmixed.spec.curve_functions import CURVES, SelfStart
from nbmixed.spec.formula_bars import Bar, expand_bar, is_bar
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_functions import KNOWN, bare
from nbmixed.spec.formula_nodes import (
    Argument,
    Binary,
    Call,
    Expr,
    Name,
    Number,
    Paren,
    Unary,
    names,
    start,
    unparenthesised,
    walk,
)
from nbmixed.spec.formula_parse import parse_expression
from nbmixed.spec.scanner import one_line, scan
from nbmixed.spec.terms import expand

_EXAMPLE = "y ~ SSlogis(x, Asym, xmid, scal) ~ Asym | g"


@dataclass(frozen=True, slots=True)
class CurveFormula:
    """What `parse_curve` reads.

    Attributes
    ----------
    text
        As written.
    tree
        The whole formula.
    response
        The outcome.
    curve
        The second part as written.
    declared
        Names that are parameters whatever the data hold: those in the places of parameters of a
        self-starting function, and those of the third part.
    fixed
        Parameters with a fixed part of their own, as in `(Asym ~ treatment)`, and that part.
    bars
        Group-specific terms, with `||` and `/` expanded; their left sides are sums of parameters.
    """

    text: str = field(compare=False)
    tree: Expr
    response: Expr
    curve: Expr
    declared: tuple[str, ...]
    fixed: tuple[tuple[str, Expr], ...] = ()
    bars: tuple[Bar, ...] = ()

    def __str__(self) -> str:
        return deparse(self.tree)

    @property
    def function(self) -> str:
        """The self-starting function that is the whole curve, or an empty string."""
        whole = unparenthesised(self.curve)
        return bare(whole.function) if isinstance(whole, Call) and bare(whole.function) in CURVES else ""

    @property
    def arguments(self) -> dict[str, Expr]:
        """What is given for each argument of that function, in its order."""
        whole = unparenthesised(self.curve)
        return _matched(whole, CURVES[self.function]) if isinstance(whole, Call) and self.function else {}

    def body(self, log_scale: bool = False) -> Expr:
        """The curve as arithmetic; with `log_scale`, `scal` of SSlogis and SSfpl stands for its logarithm."""
        return _written_out(self.curve, log_scale)


def parse_curve(text: str) -> CurveFormula:
    """Read the formula of a nonlinear model.

    Parameters
    ----------
    text
        ``outcome ~ curve ~ groups``. The curve is a self-starting function of R, or any expression; its names
        that are not columns are parameters. The third part has lme4's bars over parameters, and may give a
        parameter predictors of its own: ``(Asym ~ treatment) + (Asym | Tree)``.

    Raises
    ------
    FormulaError
        With the text and, where there is one, the place.

    >>> formula = parse_curve("circumference ~ SSlogis(age, Asym, xmid, scal) ~ Asym | Tree")
    >>> formula.declared, [str(bar) for bar in formula.bars]
    (('Asym', 'xmid', 'scal'), ['0 + Asym | Tree'])
    """
    _refuse_unknown_curves(text)
    tree = parse_expression(text, KNOWN | CURVES.keys())
    try:
        return _formula(text, tree)
    except FormulaError as error:
        if error.text is not None:
            raise
        raise FormulaError(str(error), one_line(text), error.position) from None


def parameter_names(bar: Bar) -> tuple[str, ...]:
    """The parameters that vary in a group-specific term."""
    return tuple(n for n in names(bar.lhs))


def _refuse_unknown_curves(text: str) -> None:
    tokens = scan(text)
    for token, after in pairwise(tokens):
        name = bare(token.text)
        if token.kind == "name" and name.startswith("SS") and after.text == "(" and name not in CURVES:
            raise FormulaError(
                f"{name} is not a self-starting nonlinear function: use one of {', '.join(CURVES)}, or write the curve "
                f"as an expression.{nearest(name, CURVES)}",
                one_line(text),
                token.position,
            )


def _formula(text: str, tree: Expr) -> CurveFormula:
    match tree:
        case Binary(op="~", left=Binary(op="~", left=response, right=curve), right=last):
            pass
        case _:
            raise FormulaError(
                "A nonlinear model has a formula in three parts, outcome ~ curve ~ what varies by group, as in "
                f"{_EXAMPLE}.",
                position=0,
            )
    for part, what in ((response, "the outcome"), (curve, "the curve")):
        _refuse_structure(part, what)
    declared = list(_named_parameters(curve))
    fixed, bars = _last_part(last)
    declared += [name for name, _ in fixed] + [n for bar in bars for n in parameter_names(bar)]
    formula = CurveFormula(text, tree, response, curve, tuple(dict.fromkeys(declared)), fixed, bars)
    _check_known(formula)
    return formula


def _refuse_structure(part: Expr, what: str) -> None:
    for inner in walk(part):
        if isinstance(inner, Binary) and (is_bar(inner) or inner.op == "~"):
            raise FormulaError(
                f"{inner.op} cannot be part of {what}: groups come in the third part, as in {_EXAMPLE}.",
                position=inner.position,
            )


def _named_parameters(expr: Expr) -> Iterator[str]:
    """Names in the places of parameters of self-starting functions."""
    for call in walk(expr):
        if isinstance(call, Call) and bare(call.function) in CURVES:
            curve = CURVES[bare(call.function)]
            given = _matched(call, curve)
            for parameter in curve.parameters:
                yield _parameter(given[parameter], parameter, call)


def _parameter(value: Expr, parameter: str, call: Call) -> str:
    if not isinstance(value, Name):
        raise FormulaError(
            f"{parameter} of {bare(call.function)} is a parameter to estimate: give it a name, not {deparse(value)}.",
            position=start(value),
        )
    return value.name


def _matched(call: Call, curve: SelfStart) -> dict[str, Expr]:
    """Arguments by name, as R matches them: named ones first, the others in order."""
    name, wanted = bare(call.function), curve.arguments
    if len(call.arguments) != len(wanted):
        raise FormulaError(
            f"{name} has {len(wanted)} arguments, {name}({', '.join(wanted)}), but is given {len(call.arguments)}.",
            position=call.position,
        )
    given = {a.name: a.value for a in call.arguments if a.name}
    for known in given:
        if known not in wanted:
            raise FormulaError(
                f"{name} has no argument {known!r}.{nearest(known, wanted)}", position=call.position
            )
    rest = iter([a.value for a in call.arguments if not a.name])
    return {w: given[w] if w in given else next(rest) for w in wanted}


def _written_out(expr: Expr, log_scale: bool) -> Expr:
    """The expression with self-starting functions replaced by their bodies."""
    if isinstance(expr, Call) and bare(expr.function) in CURVES:
        curve = CURVES[bare(expr.function)]
        values = {k: _written_out(v, log_scale) for k, v in _matched(expr, curve).items()}
        return Paren(curve.expression(values, log_scale))
    match expr:
        case Paren(inner=inner):
            return Paren(_written_out(inner, log_scale), expr.position)
        case Call(function=function, arguments=arguments):
            inside = tuple(Argument(a.name, _written_out(a.value, log_scale)) for a in arguments)
            return Call(function, inside, expr.position)
        case Binary(op=op, left=left, right=right):
            return Binary(op, _written_out(left, log_scale), _written_out(right, log_scale), expr.position)
        case Unary(op=op, operand=operand):
            return Unary(op, _written_out(operand, log_scale), expr.position)
    return expr


def _last_part(expr: Expr) -> tuple[tuple[tuple[str, Expr], ...], tuple[Bar, ...]]:
    """Fixed parts of parameters, and bars."""
    fixed: dict[str, Expr] = {}
    bars: list[Bar] = []
    for part in [expr] if _is_bar(expr) else _summands(expr):
        inner = unparenthesised(part)
        if isinstance(inner, Binary) and is_bar(inner) and (part is expr or isinstance(part, Paren)):
            bars += _bars(inner)
        elif isinstance(inner, Binary) and inner.op == "~":
            fixed |= _fixed(inner, fixed)
        else:
            raise FormulaError(
                f"{deparse(part)} cannot stand in the third part: it has terms such as (Asym | g), each in parentheses, "
                "and predictors of single parameters such as (Asym ~ x).",
                position=start(part),
            )
    if not bars:
        raise FormulaError(
            f"Nothing varies by group in the third part: write, for example, {_EXAMPLE}.",
            position=start(expr),
        )
    _refuse_twice(bars)
    return tuple(fixed.items()), tuple(bars)


def _is_bar(expr: Expr) -> bool:
    return isinstance(expr, Binary) and is_bar(expr)


def _summands(expr: Expr) -> list[Expr]:
    if isinstance(expr, Binary) and expr.op == "+":
        return [*_summands(expr.left), *_summands(expr.right)]
    return [expr]


def _fixed(part: Binary, earlier: dict[str, Expr]) -> dict[str, Expr]:
    left = unparenthesised(part.left)
    if not isinstance(left, Name):
        raise FormulaError(
            f"{deparse(part.left)} is not the name of a parameter: write (Asym ~ x).",
            position=start(part.left),
        )
    if left.name in earlier:
        raise FormulaError(f"{left.name} has predictors twice: join them with +.", position=left.position)
    _refuse_structure(part.right, "the predictors of a parameter")
    terms = expand(part.right)
    if not terms.intercept and not terms.terms:
        raise FormulaError(
            f"{left.name} has nothing to be estimated from: write 1 or a predictor.", position=left.position
        )
    return {left.name: part.right}


def _bars(bar: Binary) -> Iterator[Bar]:
    """lme4's bars over parameters; there is no intercept, for it is no parameter of the curve."""
    zero = Number("0")
    terms = expand(Binary("+", zero, bar.left))
    single = [label for term in terms.terms for label in term]
    if terms.intercept or any(len(t) > 1 for t in terms.terms) or not single:
        raise FormulaError(
            f"({deparse(bar)}) should name the parameters that vary, as in (Asym + xmid | g).",
            position=start(bar.left),
        )
    for label in single:
        if not isinstance(terms.variables[label], Name):
            raise FormulaError(
                f"{label} is not the name of a parameter.", position=start(terms.variables[label])
            )
    variables = [terms.variables[label] for label in single]
    for together in [[v] for v in variables] if bar.op == "||" else [variables]:
        lhs: Expr = zero
        for variable in together:
            lhs = Binary("+", lhs, variable)
        yield from expand_bar(Binary("|", lhs, bar.right, bar.position))


def _refuse_twice(bars: list[Bar]) -> None:
    seen: dict[frozenset[str], set[str]] = {}
    for bar in bars:
        known = seen.setdefault(frozenset(deparse(f) for f in bar.factors), set())
        for name in parameter_names(bar):
            if name in known:
                raise FormulaError(
                    f"{name} varies by {bar.group_name} in more than one group-specific term, so its variance would be "
                    f"counted twice: leave it out of one, or write (a + b || {bar.group_name}) for uncorrelated terms.",
                    position=start(bar.lhs),
                )
            known.add(name)


def _check_known(formula: CurveFormula) -> None:
    """Every parameter of the third part is in the curve."""
    known = names(formula.curve)
    for name in formula.declared:
        if name not in known:
            choices = [n for n in formula.declared if n in known] if formula.function else list(known)
            raise FormulaError(
                f"{name} is not in the curve, whose names are {listed(known)}.{nearest(name, choices)}"
            )
    if formula.function:
        parameters = tuple(
            n.name for p in CURVES[formula.function].parameters if isinstance(n := formula.arguments[p], Name)
        )
        if len(set(parameters)) < len(parameters):
            raise FormulaError("Two parameters of the curve have the same name: give each its own.")
        for name in formula.declared:
            if name not in parameters:
                raise FormulaError(
                    f"{name} is not a parameter of the curve: its parameters are {listed(parameters)}."
                    f"{nearest(name, parameters)}"
                )
