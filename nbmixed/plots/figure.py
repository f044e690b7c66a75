"""The ggplot a plot function returns: it carries words for those who cannot see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import plotnine
from pandas import DataFrame
from plotnine.composition import Beside

# plotnine is typed in part only; the plots speak to it through this name.
p9: Any = plotnine


class Plot(plotnine.ggplot):
    """A plotnine ggplot with alternative text.

    Attributes
    ----------
    alt
        What is seen, in words. It is the plain text of the output, and in the metadata of the picture as ``alt``,
        where nbconvert's classic template, nbsphinx and our JupyterLab extension look for it (JupyterLab 4.6 by
        itself and nbconvert's lab template do not; JupyterLab drops pictures within HTML until a notebook is trusted).
    """

    alt: str = ""

    def draw(self, *, show: bool = False) -> Any:
        """The matplotlib figure, with nothing behind it but what the theme puts there."""
        return _bare(super().draw(show=show))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return _described(super()._repr_mimebundle_(include, exclude), self.alt or str(self))


@dataclass(repr=False)
class Plots(Beside):
    """Plots side by side, with alternative text; ``&`` adds a layer or theme to each of them.

    Attributes
    ----------
    alt
        What is seen, in words, as in `Plot`.
    """

    alt: str = ""

    def draw(self, *, show: bool = False) -> Any:
        """The matplotlib figure, with nothing behind it but what the theme puts there."""
        return _bare(super().draw(show=show))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return _described(super()._repr_mimebundle_(include, exclude), self.alt)


def _bare(figure: Any) -> Any:
    figure.patch.set_facecolor("none")
    return figure


def _described(bundle: Any, alt: str) -> Any:
    data, metadata = bundle
    described: dict[str, Any] = {kind: {**metadata.get(kind, {}), "alt": alt} for kind in data}
    return {**data, "text/plain": alt}, described


def plot(frame: DataFrame, mapping: Any, alt: str, *parts: Any) -> Plot:
    """A `Plot` of a frame made of layers, scales, labels and a theme.

    Parameters
    ----------
    frame
        What is drawn, unless a layer has data of its own.
    mapping
        The aesthetics.
    alt
        What is seen, in words.
    *parts
        Whatever can be added to a ggplot; lists of such, and lists of these; None.
    """
    drawn = Plot(frame, mapping)
    drawn.alt = alt
    for part in _flat(parts):
        drawn += part
    return drawn


def _flat(parts: Iterable[Any]) -> Iterator[Any]:
    for part in parts:
        if isinstance(part, list | tuple):
            yield from _flat(part)
        elif part is not None:
            yield part
