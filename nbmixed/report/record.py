"""Inside the kernel of a report: every fit that is made is noted, and told of at the end.

Nothing heavy is imported before there is a fit, so that the notebook starts at once.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from nbmixed.provenance import FITTED

if TYPE_CHECKING:
    from nbmixed.display.table import Document
    from nbmixed.fit.finding import Finding
    from nbmixed.provenance import Provenance
    from nbmixed.stanreg import StanReg

FITS = "application/vnd.nbmixed.fits+json"
START = '__import__("nbmixed.report.record", fromlist=["start"]).start()'
SHOW = '__import__("nbmixed.report.record", fromlist=["Appendix"]).Appendix()'
_LONG = 160
_made: list[tuple[str, Provenance, dict[str, Any]]] = []
_doubts: list[Finding] = []


def start() -> None:
    """Note every fit from now on."""
    _made.clear()
    _doubts.clear()
    if _note not in FITTED:
        FITTED.append(_note)


def _note(fit: StanReg) -> None:
    from nbmixed.methods.diagnosis import caution
    from nbmixed.methods.reporting import fit_record

    _made.append((fit.name, fit.provenance, fit_record(fit)))
    _doubts.extend(caution(fit, fit.name))


def _short(call: str) -> str:
    return call if len(call) <= _LONG else f"{call[: _LONG - 3]}..."


class Appendix:
    """What the last cell of a report shows: where each fit came from, and their estimates for `nbmixed verify`."""

    def _document(self) -> Document:
        from nbmixed.display.table import Document, Findings
        from nbmixed.display.views_provenance import provenance_facts

        several = len(_made) > 1
        blocks = (
            provenance_facts(told, f"{name}: {_short(told.facts.call)}", closed=several)
            for name, told, _ in _made
        )
        found = (Findings(tuple(_doubts)),) if _doubts else ()
        return Document((*blocks, *found))

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        if not _made:
            return {"text/plain": "No model was fitted.", FITS: []}
        from nbmixed.display.html import to_html
        from nbmixed.display.text import to_text

        unseeded = [name for name, told, _ in _made if not told.facts.seed_given]
        note = (
            f"Fitted without a seed, so another run draws other numbers: {', '.join(unseeded)}."
            if unseeded
            else ""
        )
        page = to_html(self._document()) + (f"<p>{escape(note)}</p>" if note else "")
        text = "\n".join(filter(None, [to_text(self._document()), note]))
        return {"text/plain": text, "text/html": page, FITS: [record for *_, record in _made]}
