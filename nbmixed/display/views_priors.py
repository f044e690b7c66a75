"""What `prior_summary` shows: each prior as specified and, where autoscaling changed it, as used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from nbmixed.display.format import format_numbers
from nbmixed.display.table import Document, Notes, Statement, Statements
from nbmixed.programs.scale import ResolvedPrior, ResolvedPriors
from nbmixed.spec.priors import Decov

Values = Sequence[float] | NDArray[np.float64]
_MOST_VALUES = 3
_NO_DF = ("normal", "laplace", "cauchy")
_PRINTED: Mapping[str, tuple[str, ...]] = {"hs": ("df",), "hs_plus": ("df1", "df2"), "exponential": ("rate",)}
_HALF = ("normal", "student_t", "cauchy")
_SHORT = {"regularization": "reg.", "concentration": "conc.", "shape": "shape", "scale": "scale"}


@dataclass(frozen=True, slots=True)
class PriorBlock:
    """A prior in plain values.

    Attributes
    ----------
    title
        Of which parameters.
    dist
        Name of the distribution; None is flat.
    arguments
        Its arguments in the order of display, one value or one for each parameter.
    adjusted
        The arguments that autoscaling changed; empty if none.
    """

    title: str
    dist: str | None
    arguments: Mapping[str, Values] = field(default_factory=dict)
    adjusted: Mapping[str, Values] = field(default_factory=dict)


def prior_summary_view(model_name: str, priors: ResolvedPriors, digits: int = 2) -> Document:
    """What rstanarm's `prior_summary` shows; `digits` are significant digits, common to the values of an argument."""
    return prior_blocks_view(model_name, prior_blocks(priors), digits)


def prior_blocks_view(model_name: str, blocks: Sequence[PriorBlock], digits: int = 2) -> Document:
    """The same from plain values, whatever the distributions."""
    items = tuple(Statement(b.title, _lines(b, digits)) for b in blocks)
    opening = bool(blocks) and not blocks[0].title.startswith("Intercept")
    return Document(
        (
            Statements(f"Priors for model '{model_name}' ", items, opening),
            Notes(("See help('prior_summary.stanreg') for more details",), ruled=True, tight=True, html=()),
        )
    )


def prior_blocks(priors: ResolvedPriors, coefficients: str = "Coefficients") -> tuple[PriorBlock, ...]:
    """The priors of a model in the order of display; a model without coefficients has no block for them."""
    blocks: list[PriorBlock] = []
    if priors.intercept is not None:
        centred = " (after predictors centered)" if priors.centred else ""
        blocks.append(_block(f"Intercept{centred}", priors.intercept))
    if priors.coef.prior is None or priors.coef.location.size:
        blocks.append(_block(coefficients, priors.coef))
    if priors.aux is not None:
        blocks.append(_half(_block(f"Auxiliary ({priors.aux_name})", priors.aux)))
    if priors.covariance is not None:
        blocks.append(_covariance(priors.covariance))
    return tuple(blocks)


def _block(title: str, resolved: ResolvedPrior) -> PriorBlock:
    if resolved.prior is None:
        return PriorBlock(title, None)
    dist = _name(resolved)
    printed = _PRINTED.get(dist, ("location", "scale") if dist in _NO_DF else ("df", "location", "scale"))
    arguments = {name: _argument(resolved, name) for name in printed}
    return PriorBlock(title, dist, arguments, _adjusted(dist, resolved.adjusted_scale))


def _adjusted(dist: str, scale: NDArray[np.float64] | None) -> Mapping[str, Values]:
    if scale is None:
        return {}
    return {"rate": 1 / scale} if dist == "exponential" else {"scale": scale}


def _name(resolved: ResolvedPrior) -> str:
    """The constructor's name: the class name in lower case with underscores; a t with one df is cauchy."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(resolved.prior).__name__).lower()
    return "cauchy" if name == "student_t" and np.all(resolved.df == 1) else name


def _argument(resolved: ResolvedPrior, name: str) -> Values:
    """Resolved values where there are any, else the prior's own."""
    resolved_values = getattr(resolved, name, np.empty(0))
    return resolved_values if len(resolved_values) else np.atleast_1d(getattr(resolved.prior, name))


def _half(block: PriorBlock) -> PriorBlock:
    dist = f"half-{block.dist}" if block.dist in _HALF else block.dist
    return PriorBlock(block.title, dist, block.arguments, block.adjusted)


def _covariance(prior: Decov) -> PriorBlock:
    arguments = {_SHORT[f.name]: np.atleast_1d(getattr(prior, f.name)) for f in fields(prior)}
    return PriorBlock("Covariance", "decov", arguments)


def _lines(block: PriorBlock, digits: int) -> tuple[tuple[str, str], ...]:
    specified = _call(block.dist, block.arguments, {}, digits)
    if not block.adjusted:
        return (("", specified),)
    adjusted = _call(block.dist, block.arguments, block.adjusted, digits)
    return (("Specified prior", specified), ("Adjusted prior", adjusted))


def _call(
    dist: str | None, arguments: Mapping[str, Values], adjusted: Mapping[str, Values], digits: int
) -> str:
    if dist is None:
        return "flat"
    texts = [
        f"{name} = {_values(adjusted[name], digits, digits) if name in adjusted else _values(values, digits)}"
        for name, values in arguments.items()
    ]
    return f"{dist}({', '.join(texts)})"


def _values(values: Values, digits: int, nsmall: int = 0) -> str:
    """One value, or the first three in brackets; only the latter have a least number of decimals."""
    if len(values) == 1:
        return format_numbers(values, digits)[0]
    shown = [*format_numbers(values[:_MOST_VALUES], digits, nsmall), *["..."] * (len(values) > _MOST_VALUES)]
    return f"[{','.join(shown)}]"
