"""What a smooth is multiplied by: a number, or the indicator of a level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nbmixed.design.fixed import Variable
from nbmixed.design.smooths.inputs import as_numbers, known_codes, training_factor
from nbmixed.design.values import Array, Factor
from nbmixed.errors import DataError
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.smooth import SmoothSpec


@dataclass(frozen=True, slots=True)
class By:
    """A multiplier of a smooth.

    Attributes
    ----------
    name
        As written.
    level
        The level whose rows have the smooth; None for a number.
    levels
        All levels of training.
    constant
        Whether a number was the same in all rows.
    """

    name: str
    level: str | None = None
    levels: tuple[str, ...] = ()
    constant: bool = False

    @property
    def ending(self) -> str:
        """What it adds to the label: ":z", ":fa"."""
        return f":{self.name}{self.level or ''}"

    def multiplier(self, value: Variable) -> Array:
        """(N,) the number, or whether a row has the level."""
        if self.level is None:
            return as_numbers(value, self.name)
        codes = known_codes(value, self.levels, self.name)
        return np.asarray(codes == self.levels.index(self.level), dtype=np.float64)

    def times(self, blocks: Sequence[Array], value: Variable) -> tuple[Array, ...]:
        """The blocks times the number, or zero outside the level."""
        factor = self.multiplier(value)[:, None]
        return tuple(block * factor for block in blocks)


def make_by(spec: SmoothSpec, value: Variable) -> list[By]:
    """One multiplier for a number, one a level for a factor; an ordered factor has none for its first level.

    Raises
    ------
    DataError
        For a factor with a single level, a number that is 0 everywhere, or a basis that takes no `by`.
    """
    name = deparse(spec.by) if spec.by is not None else ""
    if spec.bs == ("fs",):
        raise DataError(f'{spec.written} has by = {name}, but bs = "fs" takes none: leave it out.')
    if not isinstance(value, Factor):
        numbers = as_numbers(value, name)
        if not numbers.any():
            raise DataError(f"{name} in {spec.written} is 0 in every row: leave the smooth out.")
        return [By(name, constant=bool((numbers == numbers[0]).all()))]
    levels = training_factor(value, name).levels
    own = levels[1:] if value.kind == "ordered" else levels
    return [By(name, level, levels) for level in own]
