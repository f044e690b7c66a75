"""Smooth terms of a formula as values: `s(x, k=5, bs="cr", by=f)`, `t2(x, z)`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from nbmixed.errors import FormulaError, listed, nearest
from nbmixed.spec.formula import Formula
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_functions import bare
from nbmixed.spec.formula_nodes import Argument, Call, Expr, names
from nbmixed.spec.scanner import one_line
from nbmixed.spec.smooth_arguments import flag, integers, texts

T = TypeVar("T")

BASES = {
    "tp": "thin plate regression spline",
    "ts": "thin plate regression spline with shrinkage",
    "cr": "cubic regression spline",
    "cs": "cubic regression spline with shrinkage",
    "cc": "cyclic cubic regression spline",
    "ps": "P-spline",
    "re": "random effect",
    "fs": "a smooth for each level of a factor, alike in wiggliness",
}
"""The bases by mgcv's names."""

MARGINS = tuple(name for name in BASES if name != "fs")
"""Those that can be margins of `t2()`."""

_MOST_K = 1_000
_MOST_ORDER = 10
_ARGUMENTS = {"s": ("k", "bs", "by", "m"), "t2": ("k", "bs", "by", "d", "full")}
_FIXED = "the wiggliness is estimated here, with the prior prior_smooth"
_ABSENT = {
    "fx": _FIXED,
    "sp": _FIXED,
    "id": "each smooth has its own standard deviations here",
    "pc": "a smooth sums to zero over the data here",
    "xt": "it is not available here",
    "ord": "it is not available here; full=TRUE is",
}


@dataclass(frozen=True, slots=True)
class SmoothSpec:
    """A smooth as asked for; what the data decide is left open.

    Attributes
    ----------
    function
        "s" or "t2".
    variables
        What it is a function of.
    bs
        The basis; for `t2` one for each margin.
    k
        Dimension of each basis, empty for the default.
    m
        Order of the penalty (for "ps": of the spline and of the penalty), empty for the default.
    by
        What the smooth is multiplied by; with a factor, one smooth a level.
    d
        For `t2` the number of variables of each margin; for `s` their number.
    full
        For `t2`: whether each function of the null space of a margin has a penalty of its own.
    call
        As written.
    """

    function: Literal["s", "t2"]
    variables: tuple[Expr, ...]
    bs: tuple[str, ...]
    k: tuple[int, ...] = ()
    m: tuple[int, ...] = ()
    by: Expr | None = None
    d: tuple[int, ...] = (1,)
    full: bool = False
    call: Call | None = None

    @property
    def label(self) -> str:
        """As mgcv names it.

        >>> from nbmixed.spec.formula import parse
        >>> smooth_specs(parse("y ~ s(log(x), z, k = 20, by = f)"))[0].label
        's(log(x),z)'
        """
        return f"{self.function}({','.join(deparse(v) for v in self.variables)})"

    @property
    def written(self) -> str:
        """The call as R would print it, for messages."""
        return self.label if self.call is None else deparse(self.call)


def smooth_specs(formula: Formula) -> tuple[SmoothSpec, ...]:
    """The smooths of a formula, in order.

    Raises
    ------
    FormulaError
        With the place: `te()` or `ti()`, an unknown argument or basis, a wrong number of variables.

    >>> from nbmixed.spec.formula import parse
    >>> [(spec.bs, spec.k) for spec in smooth_specs(parse("y ~ s(x) + t2(x, z, k = c(5, 4), bs = 'cr')"))]
    [(('tp',), ()), (('cr', 'cr'), (5, 4))]
    """
    try:
        return tuple(smooth_spec(call) for call in formula.smooths)
    except FormulaError as error:
        if error.text is not None:
            raise
        raise FormulaError(str(error), one_line(formula.text), error.position) from None


def variable_names(specs: Iterable[SmoothSpec]) -> tuple[str, ...]:
    """The columns that smooths use, each once."""
    expressions = [e for spec in specs for e in (*spec.variables, spec.by) if e is not None]
    return tuple(dict.fromkeys(name for e in expressions for name in names(e)))


def smooth_spec(call: Call) -> SmoothSpec:
    """One call as a spec; see `smooth_specs`."""
    function = bare(call.function)
    if function in ("te", "ti"):
        raise _refused(
            call, f"{function}() has no separate penalties to put priors on: use t2() in its place."
        )
    variables = tuple(a.value for a in call.arguments if not a.name)
    named = [a for a in call.arguments if a.name]
    _check_arguments(function, call, named)
    if not variables:
        raise _refused(call, f"{deparse(call)} has no variable: write {function}(x).")
    if len(set(map(deparse, variables))) < len(variables):
        raise _refused(call, f"{deparse(call)} names a variable twice.")
    given = {a.name: a.value for a in named}
    spec = _tensor(call, variables, given) if function == "t2" else _single(call, variables, given)
    for name in dict.fromkeys(spec.bs):
        _check_basis(call, name, MARGINS if function == "t2" else tuple(BASES))
    _check_variables(spec, call)
    return spec


def _single(call: Call, variables: tuple[Expr, ...], given: dict[str, Expr]) -> SmoothSpec:
    bs = texts(call, "bs", given.get("bs")) or ("tp",)
    if len(bs) != 1:
        raise _refused(call, f"s() takes one basis, but bs names {len(bs)}: for several use t2().")
    k = _recycled(call, "k", integers(call, "k", given.get("k"), least=1, most=_MOST_K), 1)
    m = integers(call, "m", given.get("m"), least=0, most=_MOST_ORDER)
    by = given.get("by")
    return SmoothSpec("s", variables, bs, k, m, by, (len(variables),), call=call)


def _tensor(call: Call, variables: tuple[Expr, ...], given: dict[str, Expr]) -> SmoothSpec:
    d = integers(call, "d", given.get("d"), least=1, most=len(variables)) or (1,) * len(variables)
    if sum(d) != len(variables):
        raise _refused(
            call, f"d of {deparse(call)} adds to {sum(d)}, but there are {len(variables)} variables."
        )
    bs = _recycled(call, "bs", texts(call, "bs", given.get("bs")) or ("cr",), len(d))
    k = _recycled(call, "k", integers(call, "k", given.get("k"), least=1, most=_MOST_K), len(d))
    full = flag(call, "full", given.get("full"))
    return SmoothSpec("t2", variables, bs, k, (), given.get("by"), d, full, call)


def _check_arguments(function: str, call: Call, named: list[Argument]) -> None:
    known = _ARGUMENTS[function]
    for i, argument in enumerate(named):
        name = argument.name
        if name in [a.name for a in named[:i]]:
            raise _refused(call, f"{deparse(call)} gives {name} twice.")
        if name in known:
            continue
        why = _ABSENT.get(name)
        if why is not None:
            raise _refused(call, f"Leave {name} out of {deparse(call)}: {why}.")
        hint = nearest(name, known) or f" The arguments are {listed(known)}."
        raise _refused(call, f"{function}() has no argument {name!r}.{hint}")


def _check_basis(call: Call, name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        hint = nearest(name, known) or nearest(name.lower(), known)
        raise _refused(
            call, f"There is no basis {name!r} for {call.function}().{hint} The bases are {listed(known)}."
        )


def _check_variables(spec: SmoothSpec, call: Call) -> None:
    most = {"tp": 2, "ts": 2, "fs": 2, "re": len(spec.variables)}
    for bs, d in zip(spec.bs, spec.d, strict=True):
        limit = most.get(bs, 1)
        if d > limit and bs in ("tp", "ts"):
            raise _refused(
                call, f"{spec.label} has {d} variables, but a {bs} smooth takes at most 2: use t2()."
            )
        if d > limit:
            use = "t2()" if bs != "fs" else "one number and one factor"
            raise _refused(call, f'{spec.label} has {d} variables, but bs = "{bs}" takes {limit}: use {use}.')
        if bs == "fs" and d != 2:
            raise _refused(call, 'bs = "fs" needs a number and a factor: write s(x, f, bs = "fs").')
        if spec.m and bs not in ("tp", "ts", "ps", "fs"):
            raise _refused(call, f'm has no meaning for bs = "{bs}": leave it out.')
    if len(spec.m) > (2 if spec.bs == ("ps",) else 1):
        raise _refused(call, f"m of {deparse(call)} has {len(spec.m)} numbers, more than the basis takes.")
    if spec.function == "t2" and len(spec.d) < 2:
        raise _refused(call, f"{spec.label} has one margin: use s() in its place.")


def _recycled(call: Call, name: str, values: tuple[T, ...], count: int) -> tuple[T, ...]:
    if len(values) in (0, count):
        return values
    if len(values) == 1:
        return values * count
    raise _refused(call, f"{name} of {deparse(call)} has {len(values)} values, but it takes {count}.")


def _refused(call: Call, message: str) -> FormulaError:
    return FormulaError(message, position=call.position)
