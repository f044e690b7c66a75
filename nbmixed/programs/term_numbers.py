"""Numbers of the prior of covariances for each group-specific term: in the order of the formula, or by grouping factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.groups import GroupTerm
from nbmixed.errors import PriorError, listed, nearest
from nbmixed.spec.numbers import ByGroup, TermNumbers
from nbmixed.spec.prior_values import CovariancePrior

Floats = NDArray[np.float64]


def by_group(prior: CovariancePrior, terms: Sequence[GroupTerm]) -> CovariancePrior:
    """Return the prior with numbers by grouping factor as a sequence in the order of the formula.

    Raises
    ------
    PriorError
        For a grouping factor that the model does not have.
    """
    ordered = sorted(terms, key=lambda term: term.place)
    changed: dict[str, Any] = {}
    for field in fields(prior):
        value = getattr(prior, field.name)
        if isinstance(value, ByGroup):
            assert field.default is not MISSING
            expanded = _expanded(field.name, value, ordered, float(field.default))
            changed[field.name] = expanded or float(field.default)
    return replace(prior, **changed)


def _expanded(name: str, value: ByGroup, terms: Sequence[GroupTerm], default: float) -> tuple[float, ...]:
    numbers, known = dict(value.values), [term.group for term in terms]
    if unknown := [group for group in numbers if group not in known]:
        raise PriorError(
            f"prior_covariance: {name} names {unknown[0]!r}, but the grouping factors are {listed(dict.fromkeys(known))}."
            f"{nearest(unknown[0], known)}"
        )
    counts = [_count(name, len(term.coefs)) for term in terms]
    return tuple(
        numbers.get(group, default) for group, n in zip(known, counts, strict=True) for _ in range(n)
    )


def _count(name: str, p: int) -> int:
    """Return how many values a term of p coefficients takes."""
    if name == "concentration":
        return p if p > 1 else 0
    return int(p > 1) if name == "regularization" else 1


def per_term(name: str, value: TermNumbers, terms: Sequence[GroupTerm], which: Sequence[bool]) -> Floats:
    """Return one value for each term, in the order of `terms`; those that are not `which` take no value and get 1.

    Parameters
    ----------
    value
        One number, or one for each of `which` in the order of the formula.

    Raises
    ------
    PriorError
        For another number of values.
    """
    assert not isinstance(value, ByGroup)
    values = np.atleast_1d(np.asarray(value, dtype=float))
    needed = sum(which)
    if values.size not in (1, needed):
        kind = f"group-level term{'s' * (needed != 1)}" + " with two and more coefficients" * (not all(which))
        give = "1" if needed < 2 else f"1 or {needed}"
        raise PriorError(
            f"prior_covariance: {name} has {values.size} values, but the model has {needed} {kind}: give {give}."
        )
    spread = np.ones(len(which))
    for number, t in enumerate(t for t in in_formula_order(terms) if which[t]):
        spread[t] = values[number if values.size > 1 else 0]
    return spread


def in_formula_order(terms: Sequence[GroupTerm]) -> list[int]:
    """Return the places of terms in the order in which the formula has them."""
    return sorted(range(len(terms)), key=lambda t: terms[t].place)
