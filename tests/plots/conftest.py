"""Draws to plot, and a renderer that fails on what a reader could not read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.typing import NDArray

Case = tuple[NDArray[np.float64], list[str]]


@pytest.fixture(autouse=True)
def _quiet_backend() -> Iterator[None]:
    before = mpl.get_backend()
    mpl.use("Agg")
    yield
    plt.close("all")
    mpl.use(before)


@pytest.fixture
def make_case() -> Callable[..., Case]:
    """Draws of `n` parameters, 4 chains of 250 draws; the last one constant on request."""

    def make(n: int, names: list[str] | None = None, *, constant: bool = False) -> Case:
        rng = np.random.default_rng(20261122)
        draws = rng.normal(size=(4, 250, n)) * rng.gamma(4, 0.2, n) + rng.normal(0, 2, n)
        if constant:
            draws[:, :, -1] = 1.5
        return draws, names or [f"b[(Intercept) Subject:{i + 1}]" for i in range(n)]

    return make


@pytest.fixture
def drawn() -> Callable[[Any], Any]:
    """Draws a plot to the pixel and returns the figure."""

    def draw(plot: Any) -> Any:
        figure = plot.draw()
        figure.savefig(BytesIO(), format="png")
        return figure

    return draw


@pytest.fixture
def assert_readable() -> Callable[[Any], None]:
    """No text is cut by the edge of the figure; no two texts overlap."""

    def check(figure: Any) -> None:
        texts = _texts(figure)
        boxes = np.array([text.get_window_extent().extents for text in texts])
        names = [text.get_text() for text in texts]
        inside = (boxes[:, :2] >= 0).all(axis=1) & (boxes[:, 2:] <= figure.bbox.extents[2:]).all(axis=1)
        assert [name for name, fine in zip(names, inside, strict=True) if not fine] == []
        assert [(names[i], names[j]) for i, j in np.argwhere(_overlaps(boxes))] == []

    return check


def _texts(figure: Any) -> list[Any]:
    found = [text for text in figure.texts if text.get_visible() and text.get_text()]
    for axes in figure.axes:
        ticks = [tick.label1 for axis in (axes.xaxis, axes.yaxis) for tick in axis.get_major_ticks()]
        shown = [label for label in ticks if label.get_visible() and label.get_text()]
        found += [label for label in shown if _within(label, axes)]
    return found


def _within(label: Any, axes: Any) -> bool:
    x, y = label.get_position()
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    return bool(left <= x <= right or bottom <= y <= top)


def _overlaps(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which pairs share more than a pixel in both directions."""
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    return np.triu((high - low > 1).all(axis=2), k=1)
