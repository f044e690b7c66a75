"""The formula of `stan_nlmer`, in three parts: outcome ~ curve ~ what varies, and by what."""

from __future__ import annotations

from dataclasses import dataclass, field

from nbmixed.errors import FormulaError, listed, nearest
from nbmixed.spec.curve_calls import matched, named_parameters, refuse_unknown_curves, written_out
from nbmixed.spec.curve_functions import CURVES
from nbmixed.spec.curve_varying import EXAMPLE, last_part, parameter_names, refuse_structure
from nbmixed.spec.formula_bars import Bar
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_functions import KNOWN, bare
from nbmixed.spec.formula_nodes import Binary, Call, Expr, Name, names, unparenthesised
from nbmixed.spec.formula_parse import parse_expression
from nbmixed.spec.scanner import one_line


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
        return matched(whole, CURVES[self.function]) if isinstance(whole, Call) and self.function else {}

    def body(self, log_scale: bool = False) -> Expr:
        """The curve as arithmetic; with `log_scale`, `scal` of SSlogis and SSfpl stands for its logarithm."""
        return written_out(self.curve, log_scale)


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
    refuse_unknown_curves(text)
    tree = parse_expression(text, KNOWN | CURVES.keys())
    try:
        return _formula(text, tree)
    except FormulaError as error:
        if error.text is not None:
            raise
        raise FormulaError(str(error), one_line(text), error.position) from None


def _formula(text: str, tree: Expr) -> CurveFormula:
    match tree:
        case Binary(op="~", left=Binary(op="~", left=response, right=curve), right=last):
            pass
        case _:
            raise FormulaError(
                "A nonlinear model has a formula in three parts, outcome ~ curve ~ what varies by group, as in "
                f"{EXAMPLE}.",
                position=0,
            )
    for part, what in ((response, "the outcome"), (curve, "the curve")):
        refuse_structure(part, what)
    declared = list(named_parameters(curve))
    fixed, bars = last_part(last)
    declared += [name for name, _ in fixed] + [n for bar in bars for n in parameter_names(bar)]
    formula = CurveFormula(text, tree, response, curve, tuple(dict.fromkeys(declared)), fixed, bars)
    _check_known(formula)
    return formula


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
