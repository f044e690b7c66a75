"""Group-specific terms: the level of each row and its covariates, never a wide Z."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.evaluate import Scope, evaluate
from nbmixed.design.fixed import Variable, model_matrix
from nbmixed.design.values import Array, as_factor, drop_unused
from nbmixed.errors import DataError
from nbmixed.spec.formula_bars import Bar


@dataclass(frozen=True, slots=True, eq=False)
class GroupTerm:
    """One group-specific term in the data.

    Attributes
    ----------
    group
        The grouping factor as lme4 names it: "Subject", "cask:batch", "factor(g)".
    coefs
        (p) names of the coefficients that vary.
    levels
        (L) levels of training, in R's order; only those that occur.
    index
        (N,) place of each row's level; -1 for a level that training did not have.
    Z
        (N, p) each row's covariates for its level.
    new_levels
        Levels of new data that training did not have.
    place
        Of its bar in the formula, counted from 0.
    new_index
        (N,) place in `new_levels`, -1 for a level of training; None while training.
    """

    group: str
    coefs: tuple[str, ...]
    levels: tuple[str, ...]
    index: NDArray[np.int64]
    Z: Array
    new_levels: tuple[str, ...] = ()
    new_index: NDArray[np.int64] | None = None
    place: int = 0


def training_groups(
    bars: Sequence[Bar], variables: Mapping[str, Variable], scope: Scope
) -> tuple[tuple[Bar, ...], tuple[GroupTerm, ...]]:
    """The bars and their terms, sorted by decreasing number of levels; equal ones stay as written.

    Raises
    ------
    DataError
        For a grouping factor with a single level.
    """
    pairs = [(bar, replace(_training_term(bar, variables, scope), place=k)) for k, bar in enumerate(bars)]
    pairs.sort(key=lambda pair: -len(pair[1].levels))
    return tuple(bar for bar, _ in pairs), tuple(term for _, term in pairs)


def _training_term(bar: Bar, variables: Mapping[str, Variable], scope: Scope) -> GroupTerm:
    index, levels = group_levels(bar, scope)
    if len(levels) < 2:
        raise DataError(
            f"The grouping factor {bar.group_name} has {len(levels)} level; it needs at least two. "
            "Take the group-specific term out of the formula."
        )
    Z = model_matrix(bar.terms(), variables, scope.n)
    return GroupTerm(bar.group_name, Z.names, levels, index, Z.values)


def new_term(bar: Bar, trained: GroupTerm, variables: Mapping[str, Variable], scope: Scope) -> GroupTerm:
    """A term of training for new data; unseen levels get the index -1 and keep their names."""
    own_index, own_levels = group_levels(bar, scope)
    place = {level: i for i, level in enumerate(trained.levels)}
    unseen = tuple(level for level in own_levels if level not in place)
    seen_at = np.array([place.get(level, -1) for level in own_levels], dtype=np.int64)
    new_place = {level: i for i, level in enumerate(unseen)}
    new_at = np.array([new_place.get(level, -1) for level in own_levels], dtype=np.int64)
    Z = model_matrix(bar.terms(), variables, scope.n)
    return GroupTerm(
        trained.group, trained.coefs, trained.levels, seen_at[own_index], Z.values, unseen, new_at[own_index]
    )


def group_levels(bar: Bar, scope: Scope) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Each row's level and the levels that occur.

    Levels of `a:b` are labelled "a1:b1" and run through the levels of b first.
    """
    factors = [drop_unused(as_factor(evaluate(expr, scope))) for expr in bar.factors]
    codes, labels = factors[0].codes, np.array(factors[0].levels, dtype=object)
    for factor in factors[1:]:
        width = len(factor.levels)
        joined, pairs = pd.factorize(codes * width + factor.codes, sort=True)
        inner = np.array(factor.levels, dtype=object)
        codes, labels = joined.astype(np.int64), labels[pairs // width] + ":" + inner[pairs % width]
    return _merged(codes, tuple(map(str, labels)))


def _merged(codes: NDArray[np.int64], labels: tuple[str, ...]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Levels that share a label, such as those of "x:y" by "z" and "x" by "y:z", are one, as in R."""
    distinct = {label: i for i, label in enumerate(dict.fromkeys(labels))}
    if len(distinct) == len(labels):
        return codes, labels
    return np.array([distinct[label] for label in labels], dtype=np.int64)[codes], tuple(distinct)
