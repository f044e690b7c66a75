"""Which of several things are compared."""

from __future__ import annotations

from itertools import combinations

from nbmixed.errors import SettingError, listed, nearest

METHODS = ("reference", "pairwise", "sequential")


def named_pairs(method: str, size: int) -> list[tuple[int, int]]:
    """Places (low, high) of what is compared.

    "reference": each with the first; "sequential": each with the one before; "pairwise": each with every earlier one.

    Raises
    ------
    SettingError
        For another method.

    Examples
    --------
    >>> named_pairs("pairwise", 3)
    [(0, 1), (0, 2), (1, 2)]
    """
    if method == "reference":
        return [(0, high) for high in range(1, size)]
    if method == "sequential":
        return [(high - 1, high) for high in range(1, size)]
    if method == "pairwise":
        return list(combinations(range(size), 2))
    raise SettingError(
        f"Contrasts are one of {listed(METHODS)}, not {method!r}.{nearest(str(method), METHODS)}"
    )
