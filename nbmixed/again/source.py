"""The data of a fit, as another fit is given them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.spec.model import ModelSpec

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Rows in use and what was given beside them; plain values that can be sent to another process.

    Attributes
    ----------
    frame
        The rows, all columns.
    weights, offset
        Values of these arguments of the fit, shape (N,); None where they were not given. Weights are likelihood weights,
        or numbers of trials of proportions.
    env
        The user's variables that are not columns.
    """

    frame: pd.DataFrame
    weights: Floats | None
    offset: Floats | None
    env: Mapping[str, Any]

    def rows(self, places: NDArray[np.intp]) -> Source:
        """Some of the rows."""
        return Source(
            self.frame.iloc[places],
            None if self.weights is None else self.weights[places],
            None if self.offset is None else self.offset[places],
            self.env,
        )

    def arguments(self) -> dict[str, Any]:
        """Arguments of `nbmixed.fitting.fit` beside spec and frame.

        Rows are chosen already and arguments evaluated: the texts in the spec only say where they came from.
        """
        return {
            "weights": self.weights,
            "offset": self.offset,
            "subset": np.ones(len(self.frame), dtype=np.bool_),
            "env": dict(self.env),
        }


def source(spec: ModelSpec, design: Design) -> Source:
    """The data of a model that was made ready or fitted."""
    return Source(
        frame=design.frame,
        weights=None if spec.weights is None else _weights(design),
        offset=None if spec.offset is None else _offset(design),
        env={} if design.coding is None else dict(design.coding.constants),
    )


def _weights(design: Design) -> Floats:
    if design.weights is not None:
        return design.weights
    trials = None if design.response is None else design.response.trials
    return np.ones(design.nobs) if trials is None else trials.astype(np.float64)


def _offset(design: Design) -> Floats:
    """The offset argument: what the formula's own offsets leave of the total."""
    total = np.zeros(design.nobs) if design.offset is None else design.offset
    if design.coding is None or not design.formula.offsets:
        return total
    written = design.at(design.frame, offset=np.zeros(design.nobs), terms=[]).offset
    return total if written is None else total - written


def joined(first: Source, second: Source) -> Source:
    """The rows of two sources of the same data, one after the other."""
    return Source(
        pd.concat([first.frame, second.frame]),
        _both(first.weights, second.weights),
        _both(first.offset, second.offset),
        first.env,
    )


def _both(first: Floats | None, second: Floats | None) -> Floats | None:
    return None if first is None or second is None else np.concatenate([first, second])
