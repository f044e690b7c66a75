"""What `prior_summary` shows: each prior as specified and, where autoscaling changed it, as used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nbmixed.display.format import format_numbers
from nbmixed.display.table import Document, Notes, Statement, Statements
from nbmixed.programs.scale import ResolvedPrior, ResolvedPriors
from nbmixed.spec.family import Family
from nbmixed.spec.prior_values import Decov, Lkj, R2Prior

Values = Sequence[float] | NDArray[np.float64]
_MOST_VALUES = 3
_LOCATED = ("location", "scale")
_WITH_DF = ("df", *_LOCATED)
_PRINTED: Mapping[str, tuple[str, ...]] = {
    "normal": _LOCATED,
    "laplace": _LOCATED,
    "cauchy": _LOCATED,
    "student_t": _WITH_DF,
    "lasso": _WITH_DF,
    "product_normal": _WITH_DF,
    "hs": ("df",),
    "hs_plus": ("df1", "df2"),
    "exponential": ("rate",),
    "R2": ("location", "what"),
}
_HALF = ("normal", "student_t", "cauchy")
_SHORT = {"regularization": "reg.", "concentration": "conc."}
_COVARIANCE = {
    Decov: ("regularization", "concentration", "shape", "scale"),
    Lkj: ("regularization", "df", "scale"),
}


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
        Its arguments in the order of display: a word, one value, or one for each parameter.
    adjusted
        The arguments that autoscaling changed; empty if none.
    """

    title: str
    dist: str | None
    arguments: Mapping[str, Values | str] = field(default_factory=dict)
    adjusted: Mapping[str, Values] = field(default_factory=dict)


_NU = PriorBlock("Auxiliary (nu)", "gamma", {"shape": [2.0], "rate": [0.1]})  # see spec.family.student


def prior_summary_view(
    model_name: str, priors: ResolvedPriors, digits: int = 2, family: Family | None = None
) -> Document:
    """What rstanarm's `prior_summary` shows.

    Parameters
    ----------
    digits
        Significant digits, common to the values of an argument.
    family
        Of the model; a family with a parameter whose prior is fixed has a block more.
    """
    return prior_blocks_view(model_name, prior_blocks(priors, family), digits)


def priors_section(priors: ResolvedPriors, family: Family | None = None) -> Statements:
    """The priors as a part of another document, shown on demand."""
    items = tuple(Statement(b.title, _lines(b, 2)) for b in prior_blocks(priors, family))
    return Statements("Priors", items, closed=True)


def prior_blocks_view(model_name: str, blocks: Sequence[PriorBlock], digits: int = 2) -> Document:
    """The same from plain values, whatever the distributions."""
    items = tuple(Statement(b.title, _lines(b, digits)) for b in blocks)
    opening = bool(blocks) and not blocks[0].title.startswith("Intercept")
    return Document(
        (
            Statements(f"Priors for model '{model_name}' ", items, opening),
            Notes(
                (f"See help({model_name}.prior_summary) for more details",), ruled=True, tight=True, html=()
            ),
        )
    )


def prior_blocks(priors: ResolvedPriors, family: Family | None = None) -> tuple[PriorBlock, ...]:
    """The priors of a model in the order of display; a model without coefficients has no block for them."""
    blocks: list[PriorBlock] = []
    if priors.intercept is not None:
        centred = " (after predictors centered)" if priors.centred else ""
        blocks.append(_block(f"Intercept{centred}", priors.intercept))
    if _has_coefficients(priors.coef):
        blocks.append(_block(f"Coefficients{' (in Q-space)' if priors.rotated else ''}", priors.coef))
    if priors.aux is not None:
        blocks.append(_half(_block(f"Auxiliary ({_bare(priors.aux_name)})", priors.aux)))
    if family is not None and "nu" in family.aux_names:
        blocks.append(_NU)
    if priors.smooth is not None:
        blocks.append(_half(_block("Smooths (standard deviations)", priors.smooth)))
    if priors.covariance is not None:
        blocks.append(_covariance(priors.covariance, priors.covariance_scale))
    return tuple(blocks)


def _has_coefficients(resolved: ResolvedPrior) -> bool:
    return resolved.prior is None or isinstance(resolved.prior, R2Prior) or _size(resolved) > 0


def _size(resolved: ResolvedPrior) -> int:
    """The number of parameters that have the prior."""
    return max(resolved.location.size, resolved.df.size)


def _bare(name: str | None) -> str:
    """`(phi)` without its parentheses."""
    return str(name).strip("()")


def _block(title: str, resolved: ResolvedPrior) -> PriorBlock:
    if resolved.prior is None:
        return PriorBlock(title, None)
    dist = _name(resolved)
    arguments = {name: _argument(resolved, name) for name in _PRINTED[dist]}
    given = {name: values for name, values in arguments.items() if len(values)}
    return PriorBlock(title, dist, given, _adjusted(dist, resolved.adjusted_scale))


def _adjusted(dist: str, scale: NDArray[np.float64] | None) -> Mapping[str, Values]:
    if scale is None:
        return {}
    return {"rate": 1 / scale} if dist == "exponential" else {"scale": scale}


def _name(resolved: ResolvedPrior) -> str:
    """The constructor's name: the class name in lower case with underscores; a t with one df is cauchy."""
    if isinstance(resolved.prior, R2Prior):
        return "R2"
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(resolved.prior).__name__).lower()
    return "cauchy" if name == "student_t" and np.all(resolved.df == 1) else name


def _argument(resolved: ResolvedPrior, name: str) -> Values | str:
    """An argument: as resolved, or the prior's own repeated for each parameter; empty where it is left open."""
    own = getattr(resolved.prior, name, None)
    values: Values = getattr(resolved, name, np.empty(0))
    if len(values) or own is None or isinstance(own, str):
        return own if isinstance(own, str) else values
    given = np.atleast_1d(np.asarray(own, dtype=np.float64))
    return np.repeat(given, max(_size(resolved), 1)) if given.size == 1 else given


def _half(block: PriorBlock) -> PriorBlock:
    dist = f"half-{block.dist}" if block.dist in _HALF else block.dist
    return PriorBlock(block.title, dist, block.arguments, block.adjusted)


def _covariance(prior: Decov | Lkj, scale: Sequence[NDArray[np.float64]] | None) -> PriorBlock:
    """`scale` is what `lkj` gives to each coefficient of each term."""
    arguments = {_SHORT.get(n, n): np.atleast_1d(getattr(prior, n)) for n in _COVARIANCE[type(prior)]}
    is_adjusted = scale is not None and isinstance(prior, Lkj) and prior.autoscale
    adjusted = {"scale": np.concatenate(scale)} if scale is not None and is_adjusted else {}
    return PriorBlock("Covariance", type(prior).__name__.lower(), arguments, adjusted)


def _lines(block: PriorBlock, digits: int) -> tuple[tuple[str, str], ...]:
    specified = _call(block.dist, block.arguments, {}, digits)
    if not block.adjusted:
        return (("", specified),)
    adjusted = _call(block.dist, block.arguments, block.adjusted, digits)
    return (("Specified prior", specified), ("Adjusted prior", adjusted))


def _call(
    dist: str | None, arguments: Mapping[str, Values | str], adjusted: Mapping[str, Values], digits: int
) -> str:
    if dist is None:
        return "flat"
    texts = [
        f"{name} = {_values(adjusted[name], digits, digits) if name in adjusted else _values(values, digits)}"
        for name, values in arguments.items()
    ]
    return f"{dist}({', '.join(texts)})"


def _values(values: Values | str, digits: int, nsmall: int = 0) -> str:
    """A word, one value, or the first three in brackets; only the latter have a least number of decimals."""
    if isinstance(values, str):
        return f"'{values}'"
    if len(values) == 1:
        return format_numbers(values, digits)[0]
    shown = [*format_numbers(values[:_MOST_VALUES], digits, nsmall), *["..."] * (len(values) > _MOST_VALUES)]
    return f"[{','.join(shown)}]"
