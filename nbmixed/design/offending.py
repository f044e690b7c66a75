"""Refusals of an outcome that name the first row that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.values import Array
from nbmixed.errors import DataError

Labels: TypeAlias = "Sequence[Any] | pd.Index[Any] | None"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What messages say of an outcome.

    Attributes
    ----------
    name
        The left side of the formula.
    family
        Name of its family.
    labels
        Labels of the rows in use, as the data frame has them; None where there are none.
    """

    name: str
    family: str
    labels: Labels = None

    def refuse(self, wrong: NDArray[np.bool_], y: Array, rule: str, advice: str) -> None:
        """Raise where anything is `wrong`, an array of the shape of `y`: (N,), or (N, k) for `cbind`.

        Raises
        ------
        DataError
            "The outcome ... must `rule`", the first offending row with its value, and `advice`.
        """
        if not wrong.any():
            return
        rows = wrong if wrong.ndim == 1 else np.asarray(wrong.any(axis=1))
        value = y[wrong].flat[0]
        raise DataError(
            f"The outcome {self.name} of the {self.family} family must {rule}, but is {value:.15g} in {self.row(rows)}. "
            f"{advice}"
        )

    def row(self, wrong: NDArray[np.bool_]) -> str:
        """The first wrong row, counted from 1, its label where that says more, and how many others there are.

        >>> Outcome("y", "poisson").row(np.array([False, True, True]))
        'row 2 (and 1 more)'
        >>> Outcome("y", "poisson", ["a", "b"]).row(np.array([False, True]))
        "row 2 (labelled 'b')"
        """
        place, others = int(np.flatnonzero(wrong)[0]), int(np.count_nonzero(wrong)) - 1
        notes = [] if self._numbered() else [f"labelled {self._label(place)!r}"]
        notes += [f"and {others:,} more"] if others else []
        told = f" ({', '.join(notes)})" if notes else ""
        return f"row {place + 1}{told}"

    def _numbered(self) -> bool:
        """Whether labels are missing or only count the rows."""
        if self.labels is None:
            return True
        numbers = range(len(self.labels))
        return all(label == k for k, label in zip(numbers, self.labels, strict=True))

    def _label(self, place: int) -> object:
        label = self.labels[place] if self.labels is not None else None
        return label.item() if isinstance(label, np.generic) else label
