"""Priors as the calls that make them, and as JSON."""

from __future__ import annotations

import inspect
import json
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from nbmixed.errors import PriorError
from nbmixed.spec import priors
from nbmixed.spec.numbers import ByGroup, Numbers, TermNumbers
from nbmixed.spec.prior_values import (
    AuxPrior,
    Decov,
    Exponential,
    Hs,
    HsPlus,
    Laplace,
    Lasso,
    Lkj,
    Normal,
    Prior,
    ProductNormal,
    R2Prior,
    StudentT,
)

_BY_NAME: dict[type, str] = {
    Hs: "hs",
    HsPlus: "hs_plus",
    Decov: "decov",
    Lkj: "lkj",
    ProductNormal: "product_normal",
}
_LOCATED: dict[type, str] = {Normal: "normal", StudentT: "student_t", Laplace: "laplace", Lasso: "lasso"}
_CONSTRUCTORS: dict[str, Callable[..., Prior]] = {
    **{kind.__name__: getattr(priors, name) for kind, name in {**_BY_NAME, **_LOCATED}.items()},
    "Exponential": priors.exponential,
    "R2Prior": priors.R2,
}


def code(prior: Prior | None) -> str:
    """The call that makes `prior`, with trailing defaults left out.

    >>> from nbmixed.spec.priors import cauchy, decov, hs, normal
    >>> code(normal(0, 2.5, autoscale=True))
    'normal(0, 2.5, autoscale=True)'
    >>> code(cauchy(0, [5, 1]))
    'student_t(1, 0, (5, 1))'
    >>> code(decov(shape=2)), code(hs(global_scale=0.1))
    ('decov(shape=2)', 'hs(global_scale=0.1)')
    """
    if prior is None:
        return "None"
    if type(prior) in _BY_NAME:
        shown = {f.name: getattr(prior, f.name) for f in fields(prior) if getattr(prior, f.name) != f.default}
        return (
            f"{_BY_NAME[type(prior)]}({', '.join(f'{name}={_text(value)}' for name, value in shown.items())})"
        )
    if isinstance(prior, R2Prior):
        return f"R2({_text(prior.location)}{'' if prior.what == 'mode' else f', {chr(34)}{prior.what}{chr(34)}'})"
    name, values = _positional(prior)  # type: ignore[arg-type]
    texts = [_text(v) for v in values] + ["autoscale=True"] * prior.autoscale  # type: ignore[union-attr]
    return f"{name}({', '.join(texts)})"


def _positional(prior: Normal | StudentT | Laplace | Lasso | AuxPrior) -> tuple[str, list[Numbers]]:
    if isinstance(prior, Exponential):
        return "exponential", [prior.rate] if prior.rate != 1 else []
    values = [prior.location] if prior.scale is None else [prior.location, prior.scale]
    if values == [0.0]:
        values = []
    first = [prior.df] if isinstance(prior, StudentT | Lasso) else []
    return _LOCATED[type(prior)], [*first, *values]


def _text(value: TermNumbers | bool) -> str:
    if isinstance(value, ByGroup):
        return f"{{{', '.join(f'{json.dumps(group)}: {_text(v)}' for group, v in value.values)}}}"
    if isinstance(value, tuple):
        return f"({', '.join(_text(v) for v in value)}{',' * (len(value) == 1)})"
    if isinstance(value, bool):
        return repr(value)
    return repr(int(value)) if value.is_integer() else repr(value)


def to_dict(prior: Prior | None) -> dict[str, Any] | None:
    """A JSON-ready dictionary with the class's name under "dist"."""
    if prior is None:
        return None
    return {"dist": type(prior).__name__, **{f.name: _plain(getattr(prior, f.name)) for f in fields(prior)}}


def _plain(value: Any) -> Any:
    return dict(value.values) if isinstance(value, ByGroup) else value


def from_dict(values: dict[str, Any] | None) -> Any:
    """The prior that `to_dict` described.

    Raises
    ------
    PriorError
        For what describes none.
    """
    if values is None:
        return None
    if not isinstance(values, Mapping) or values.get("dist") not in list(_CONSTRUCTORS):
        raise PriorError(
            f"{reprlib.repr(values)} describes no prior: its dist should be one of {', '.join(_CONSTRUCTORS)}."
        )
    given = {k: v for k, v in values.items() if k not in ("dist", "default")}
    constructor = _CONSTRUCTORS[values["dist"]]
    try:
        inspect.signature(constructor).bind(**given)
    except TypeError:
        raise PriorError(
            f"{reprlib.repr(values)} describes no prior: {constructor.__name__} takes "
            f"{', '.join(inspect.signature(constructor).parameters)}."
        ) from None
    prior = constructor(**given)
    return (
        replace(prior, default=True) if values.get("default") is True and isinstance(prior, Normal) else prior
    )
