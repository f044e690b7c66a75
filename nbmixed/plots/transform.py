"""Parameters on another scale, named after what was done to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit, ndtr

from nbmixed.errors import PlotError, listed, nearest
from nbmixed.plots.draws import Floats, checked_draws

Transformation = str | Callable[[Floats], Floats]
Transformations = Transformation | Mapping[str, Transformation] | None

NAMED: dict[str, Callable[[Floats], Floats]] = {
    "abs": np.abs,
    "exp": np.exp,
    "expit": expit,
    "inv_logit": expit,
    "log": np.log,
    "logit": logit,
    "plogis": expit,
    "pnorm": ndtr,
    "reciprocal": np.reciprocal,
    "sqrt": np.sqrt,
    "square": np.square,
}


def transformed(
    draws: ArrayLike, names: Sequence[str], transformations: Transformations
) -> tuple[Floats, list[str]]:
    """Draws after the transformations, and names that say so.

    Parameters
    ----------
    draws
        Shape (chains, draws, P).
    names
        P names.
    transformations
        A name of `NAMED` or a function of an array, for all parameters; or a mapping from names of parameters to such. None for none.

    Raises
    ------
    PlotError
        No such parameter or transformation, or values that are not finite after it.

    Examples
    --------
    >>> draws, names = transformed([[[0.0]]], ["(Intercept)"], {"(Intercept)": "exp"})
    >>> draws.item(), names
    (1.0, ['exp((Intercept))'])
    """
    values, told = checked_draws(draws, names), list(names)
    if transformations is None:
        return values, told
    values = values.copy()
    for name, transformation in _by_name(transformations, names).items():
        i = list(names).index(name)
        called = word(transformation)
        values[:, :, i] = _applied(_function(transformation), called, name, values[:, :, i])
        told[i] = f"{called}({name})"
    return values, told


def _by_name(transformations: Transformations, names: Sequence[str]) -> dict[str, Transformation]:
    if not isinstance(transformations, Mapping):
        assert transformations is not None
        return dict.fromkeys(names, transformations)
    for name in transformations:
        if name not in names:
            raise PlotError(
                f"transformations= names {name!r}, which is not among the parameters drawn.{nearest(str(name), names)} They are "
                f"{listed(names)}."
            )
    return dict(transformations)


def word(transformation: Transformation) -> str:
    """What a transformation is called: "t" for a function without a name."""
    if not callable(transformation):
        return str(transformation)
    name = str(getattr(transformation, "__name__", "t"))
    return name if name.isidentifier() else "t"


def _function(transformation: Transformation) -> Callable[[Floats], Floats]:
    if callable(transformation):
        return transformation
    if transformation not in NAMED:
        raise PlotError(
            f"No transformation {transformation!r}.{nearest(str(transformation), NAMED)} Use a function of an array, or one of "
            f"{', '.join(NAMED)}."
        )
    return NAMED[transformation]


def _applied(function: Callable[[Floats], Floats], called: str, name: str, x: Floats) -> Floats:
    with np.errstate(all="ignore"):
        changed = np.asarray(function(x), dtype=np.float64)
    if changed.shape != x.shape:
        raise PlotError(
            f"The transformation {called} of {name!r} must give an array of the shape of the draws, {x.shape}; it gave {changed.shape}."
        )
    if not np.isfinite(changed).all():
        raise PlotError(
            f"The transformation {called} of {name!r} gives values that are not finite: choose another, or leave this parameter out."
        )
    return changed
