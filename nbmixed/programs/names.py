"""Parameter names as rstanarm spells them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from nbmixed.design.groups import GroupTerm


def effect_names(term: GroupTerm) -> list[str]:
    """Names of a term's effects, level by level, coefficients fastest.

    For `(Days | Subject)`: ``b[(Intercept) Subject:308]``, ``b[Days Subject:308]``, ... Spaces in levels become
    underscores, but for a level that would then have the name of another, such as "a b" beside "a_b".
    """
    return [
        f"b[{coef} {term.group}:{level}]" for level in _without_spaces(term.levels) for coef in term.coefs
    ]


def _without_spaces(levels: Sequence[str]) -> list[str]:
    joined = [str(level).replace(" ", "_") for level in levels]
    shared = Counter(joined)
    return [str(a) if shared[b] > 1 else b for a, b in zip(levels, joined, strict=True)]


def covariance_names(group: str, coefs: Sequence[str]) -> list[str]:
    """Names of the lower triangle of a term's covariance matrix, column by column.

    >>> covariance_names("Subject", ["(Intercept)", "Days"])  # doctest: +NORMALIZE_WHITESPACE
    ['Sigma[Subject:(Intercept),(Intercept)]', 'Sigma[Subject:Days,(Intercept)]', 'Sigma[Subject:Days,Days]']
    """
    return [f"Sigma[{group}:{row},{coefs[j]}]" for j in range(len(coefs)) for row in coefs[j:]]
