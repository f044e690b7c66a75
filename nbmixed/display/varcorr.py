"""A `VarCorr` that shows itself as lme4 prints it."""

from __future__ import annotations

from nbmixed.display.html import to_html
from nbmixed.display.text import to_text
from nbmixed.display.views import varcorr_view
from nbmixed.fit.varcorr import VarCorr


class ShownVarCorr(VarCorr):
    """What `fit.VarCorr()` returns: the same value with a table for its repr."""

    __slots__ = ()

    def __repr__(self) -> str:
        return to_text(varcorr_view(self))

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": to_html(varcorr_view(self))}


def shown_varcorr(value: VarCorr) -> ShownVarCorr:
    """`value`, displayed as a table."""
    return ShownVarCorr(value.terms, value.residual)
