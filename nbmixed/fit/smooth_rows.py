"""Smooths in the rows of a fit: which of their variables are numbers, which cells of levels there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.design.fixed import Variable
from nbmixed.design.smooths.build import Smooth
from nbmixed.design.smooths.inputs import by_variable, smooth_variables
from nbmixed.design.values import Array, Factor, drop_unused
from nbmixed.errors import SettingError, listed, nearest
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.smooth import variable_names

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One combination of levels.

    Attributes
    ----------
    codes
        Place of the level of each factor.
    label
        Their names: "b", "b, north"; empty without factors.
    rows
        Places of its rows in the data of the fit.
    """

    codes: tuple[int, ...]
    label: str
    rows: Places


@dataclass(frozen=True, slots=True, eq=False)
class SmoothRows:
    """A smooth in the data of the fit.

    Attributes
    ----------
    smooth
        Of the design.
    values
        Its variables; factors with the levels that occur.
    rows
        Places of the rows where it is not multiplied by zero: those of its level, with a factor as `by`.
    """

    smooth: Smooth
    values: tuple[Variable, ...]
    rows: Places

    @classmethod
    def of(cls, smooth: Smooth, frame: pd.DataFrame) -> SmoothRows:
        """The smooth in the rows of the fit."""
        scope = smooth.source.scope(frame, variable_names([smooth.spec]))
        values = smooth_variables(smooth.spec, scope)
        by = by_variable(smooth.spec, scope)
        used = np.ones(scope.n) if by is None or smooth.by is None else smooth.by.multiplier(by)
        known = tuple(drop_unused(v) if isinstance(v, Factor) else v for v in values)
        return cls(smooth, known, np.flatnonzero(used))

    @property
    def variables(self) -> tuple[str, ...]:
        """Those that are numbers."""
        pairs = zip(self.smooth.spec.variables, self.values, strict=True)
        return tuple(deparse(e) for e, v in pairs if not isinstance(v, Factor))

    @property
    def multiplier(self) -> str:
        """The number that the smooth is multiplied by; empty for a factor, or none."""
        by = self.smooth.by
        return by.name if by is not None and by.level is None else ""

    def points(self, rows: Places) -> Array:
        """Values of the numbers in some rows, shape (rows, d)."""
        numbers = [np.asarray(v, dtype=np.float64)[rows] for v in self.values if not isinstance(v, Factor)]
        return np.column_stack(numbers) if numbers else np.empty((len(rows), 0))

    def cells(self) -> Iterator[Cell]:
        """The combinations of levels that occur, in the order of the levels; one without factors."""
        factors = [v for v in self.values if isinstance(v, Factor)]
        codes = np.array([f.codes[self.rows] for f in factors]).reshape(len(factors), len(self.rows)).T
        found, place = np.unique(codes, axis=0, return_inverse=True)
        for i, cell in enumerate(found):
            label = ", ".join(f.levels[c] for f, c in zip(factors, cell, strict=True))
            yield Cell(tuple(map(int, cell)), label, self.rows[place.ravel() == i])

    def at(self, points: Array, codes: Sequence[int] = ()) -> Array:
        """Columns of the smooth, shape (points, k): at values of the numbers, shape (points, d), and levels of the factors."""
        numbers, levels, values = iter(points.T), iter(codes), list[Variable]()
        for v in self.values:
            if isinstance(v, Factor):
                code = np.full(len(points), next(levels), dtype=np.int64)
                values.append(Factor(code, v.levels, v.kind))
            else:
                values.append(next(numbers))
        return np.column_stack(self.smooth.columns(values))


def chosen_smooths(design: Design, asked: Sequence[str] | str | None) -> tuple[SmoothRows, ...]:
    """The smooths asked for, in the order of the model; all when None.

    Parameters
    ----------
    asked
        "s(x)", which with `by` is that of every level, or "s(x):fa" for one.

    Raises
    ------
    SettingError
        For a name that no smooth has.
    """
    known = {s.label: {s.label, s.spec.label} for s in design.smooths}
    kept = set(known)
    if asked is not None:
        kept = {label for name in _names(asked) for label in _meant(name, known)}
    return tuple(SmoothRows.of(s, design.frame) for s in design.smooths if s.label in kept)


def _names(asked: Sequence[str] | str) -> list[str]:
    names = [asked] if isinstance(asked, str) else list(asked)
    if not names:
        raise SettingError('smooths= is empty: name some, such as smooths="s(x)", or leave it out for all.')
    return names


def _meant(name: str, known: dict[str, set[str]]) -> list[str]:
    wanted = str(name).replace(" ", "")
    found = [label for label, names in known.items() if wanted in {n.replace(" ", "") for n in names}]
    if not found:
        every = list(dict.fromkeys(n for names in known.values() for n in sorted(names, key=len)))
        raise SettingError(
            f"The model has no smooth {name!r}.{nearest(wanted, every)} The smooths are {listed(known)}."
        )
    return found
