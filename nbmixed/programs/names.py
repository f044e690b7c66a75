"""Parameter names as rstanarm spells them."""

from __future__ import annotations

from collections.abc import Sequence

from nbmixed.design.groups import GroupTerm


def effect_names(term: GroupTerm) -> list[str]:
    """Names of a term's effects, level by level, coefficients fastest; spaces in levels become underscores.

    For `(Days | Subject)`: ``b[(Intercept) Subject:308]``, ``b[Days Subject:308]``, ...
    """
    return [
        f"b[{coef} {term.group}:{str(level).replace(' ', '_')}]"
        for level in term.levels
        for coef in term.coefs
    ]


def covariance_names(group: str, coefs: Sequence[str]) -> list[str]:
    """Names of the lower triangle of a term's covariance matrix, column by column.

    >>> covariance_names("Subject", ["(Intercept)", "Days"])  # doctest: +NORMALIZE_WHITESPACE
    ['Sigma[Subject:(Intercept),(Intercept)]', 'Sigma[Subject:Days,(Intercept)]', 'Sigma[Subject:Days,Days]']
    """
    return [f"Sigma[{group}:{row},{coefs[j]}]" for j in range(len(coefs)) for row in coefs[j:]]
