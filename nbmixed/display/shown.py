"""A document that shows itself in a terminal and in a notebook, with the numbers behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbmixed.display.html import to_html
from nbmixed.display.table import Document
from nbmixed.display.text import to_text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Shown:
    """What `summary()` and `prior_summary()` return.

    Attributes
    ----------
    document
        What is shown.
    frame
        The same numbers, not rounded, or None where there is no table.
    """

    document: Document
    frame: pd.DataFrame | None = None

    def __repr__(self) -> str:
        return to_text(self.document)

    def to_frame(self) -> pd.DataFrame:
        """The numbers as a data frame."""
        import pandas as pd

        return pd.DataFrame() if self.frame is None else self.frame

    def to_markdown(self) -> str:
        """The same as Markdown."""
        from nbmixed.display.markdown import to_markdown

        return to_markdown(self.document)

    def to_latex(self) -> str:
        """The same as LaTeX, tables in the style of booktabs."""
        from nbmixed.display.latex import to_latex

        return to_latex(self.document)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": to_html(self.document), "text/latex": self.to_latex()}
