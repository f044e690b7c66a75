"""What a kind of smooth must be able to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from nbmixed.design.fixed import Variable
from nbmixed.design.values import Array


class Structure(Protocol):
    """A smooth without its `by`: what training fixed, and its columns anywhere."""

    @property
    def endings(self) -> tuple[str, ...]:
        """What the name of each block adds to the label of the smooth."""

    def blocks(self, values: Sequence[Variable]) -> tuple[Array, ...]:
        """For each block (N, k_j) columns at N points, given the variables of the smooth."""


def numbered(count: int) -> tuple[str, ...]:
    """Endings 1, 2, ...; a lone block has none.

    >>> numbered(1), numbered(2)
    (('',), ('1', '2'))
    """
    return ("",) if count == 1 else tuple(str(i + 1) for i in range(count))
