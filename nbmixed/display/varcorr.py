"""A `VarCorr` that shows itself as lme4 prints it."""

from __future__ import annotations

from dataclasses import dataclass

from nbmixed.display.html import to_html
from nbmixed.display.latex import to_latex
from nbmixed.display.table import Document, Findings
from nbmixed.display.text import to_text
from nbmixed.display.views import varcorr_view
from nbmixed.fit.finding import Finding
from nbmixed.fit.varcorr import VarCorr


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ShownVarCorr(VarCorr):
    """What `fit.VarCorr()` returns: the same value with a table for its repr.

    Attributes
    ----------
    findings
        What puts the fit in doubt.
    """

    findings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return to_text(self._document())

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        document = self._document()
        return {
            "text/plain": to_text(document),
            "text/html": to_html(document),
            "text/latex": to_latex(document),
        }

    def _document(self) -> Document:
        view = varcorr_view(self)
        return view.followed_by(Findings(self.findings)) if self.findings else view


def shown_varcorr(value: VarCorr, findings: tuple[Finding, ...] = ()) -> ShownVarCorr:
    """`value`, displayed as a table."""
    return ShownVarCorr(value.terms, value.residual, findings)
