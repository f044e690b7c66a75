"""Blocks of smooths as terms of a program: one coefficient, whose levels are the columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SmoothBlock:
    """Columns of a smooth whose coefficients share a standard deviation.

    Attributes
    ----------
    name
        Of the standard deviation: "s(x)1".
    columns
        Shape (N, k).
    """

    name: str
    columns: Floats

    @property
    def width(self) -> int:
        """How many coefficients it has."""
        return int(self.columns.shape[1])


def smooth_blocks(design: Design) -> tuple[SmoothBlock, ...]:
    """All blocks, in the order of the columns of X."""
    return tuple(
        SmoothBlock(name, columns)
        for smooth in design.smooths
        for name, columns in zip(smooth.block_names, smooth.blocks, strict=True)
    )


def smooth_sd_names(design: Design) -> tuple[str, ...]:
    """Printed names of the standard deviations."""
    return tuple(f"smooth_sd[{block.name}]" for block in smooth_blocks(design))
