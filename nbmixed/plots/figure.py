"""The ggplot a plot function returns: it carries words for those who cannot see it."""

from __future__ import annotations

from typing import Any

import plotnine
from pandas import DataFrame

# plotnine is typed in part only; the plots speak to it through this name.
p9: Any = plotnine


class Plot(plotnine.ggplot):
    """A plotnine ggplot with alternative text.

    Attributes
    ----------
    alt
        What is seen, in words. It goes into the metadata of the picture shown in a notebook, as ``alt``,
        where nbconvert's classic template and nbsphinx look for it (nbconvert's lab template does not),
        and is the plain text of the output.
    """

    alt: str = ""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        data, metadata = super()._repr_mimebundle_(include, exclude)
        described: dict[str, Any] = {kind: {**metadata.get(kind, {}), "alt": self.alt} for kind in data}
        return {**data, "text/plain": self.alt or str(self)}, described


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
        Whatever can be added to a ggplot; lists of such; None.
    """
    drawn = Plot(frame, mapping)
    drawn.alt = alt
    for part in parts:
        drawn += part
    return drawn
