"""Fit, Stop, progress, and the result."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from nbmixed.errors import SettingError
from nbmixed.methods.diagnosis import caution
from nbmixed.notebook.builder.origin import SETTINGS
from nbmixed.notebook.builder.state import BuilderState
from nbmixed.notebook.builder.view import AUTO, View, problem, row, section
from nbmixed.stanreg import StanReg

if TYPE_CHECKING:
    from nbmixed.notebook.builder.fits import Fits


_LIVE = {
    True: "Live: as a prior moves, the curves over the priors follow. The result and the variable {name} stay as they are "
    "until you press Fit.",
    False: "Nothing follows a prior that moves: curves, result and the variable {name} stay until you press Fit.",
}


class FitView(View):
    """The buttons below the model, and what comes of them.

    Attributes
    ----------
    stale, result
        Show the last fit, below what says that it is of an earlier model.
    shown_as
        The variable that it was put into.
    """

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self._fits: Fits | None = None
        self.result, self.progress, self.predictive = w.HTML(), w.HTML(), w.HTML()
        self.stale, self.stale_predictive, self.moves = w.HTML(), w.HTML(), w.HTML()
        self.shown_as = ""
        self.target = w.Text(
            value="fit", description="into", layout=w.Layout(width="11em"), continuous_update=False
        )
        self.target.style = {"description_width": "initial"}
        self.start = self.button("Fit", lambda: self._each().start(self.name()))
        self.start.button_style = "primary"
        self.halt = self.button("Stop", lambda: self._each().halt())
        self.live = w.Checkbox(
            value=True, description="live: refit as priors move", indent=False, layout=w.Layout(width=AUTO)
        )
        self.live.observe(lambda _: self._count(), names="value")
        self.draw = self.button("Prior predictive", lambda: self._each().predict())
        self.target.observe(lambda _: self._count(), names="value")
        self.box = section(
            "Fit",
            row(self.target, self.start, self.halt, self.live, self.draw),
            self.moves,
            self._message,
            self.progress,
            self.stale_predictive,
            self.predictive,
        )

    def connect(self, fits: Fits) -> None:
        """Have the buttons act."""
        self._fits = fits

    def show(self) -> None:
        """Show which buttons can be pressed, what live moves, and whether results are of what the form has."""
        busy = self._fits is not None and self._fits.busy
        ready = self.state.spec is not None and not self.state.problems
        self.start.disabled = busy or not ready
        self.draw.disabled = busy or not ready
        self.halt.disabled = not busy
        self.moves.value = _note(_LIVE[self.live.value].format(name=escape(self.name())))
        if self._fits is not None:
            self._show_stale(self._fits)

    def _count(self) -> None:
        """Have all parts of the form shown anew."""
        self.state.set_trait("version", self.state.version + 1)

    def _show_stale(self, fits: Fits) -> None:
        """Grey and label what is of an earlier model."""
        code = "" if fits.last is None else fits.last.spec.to_call()
        changes = fits.changes(fits.origin)
        self.stale.value = _label("result", code, changes)
        grey(self.result, _is_stale(changes))
        grey(self.progress, _is_stale(changes) and not fits.busy)
        drawn = [c for c in fits.changes(fits.predicted) if c != SETTINGS]
        formula = "" if fits.predicted is None else fits.predicted.draft.formula
        self.stale_predictive.value = _label("picture", formula, drawn)
        grey(self.predictive, bool(drawn))

    def name(self) -> str:
        """The variable that receives the fit."""
        return str(self.target.value).strip() or "fit"

    def tell(self, html: str, last: bool) -> None:
        """Show progress, or the last line of a run."""
        self.progress.value = (
            f'<div class="nbmixed-note" role="status">{escape(html)}</div>' if last else html
        )

    def end(self, refused: str) -> None:
        """A run is over; `refused` says why there is no result, where there is none."""
        self._refused = refused
        if "progressbar" in self.progress.value:
            self.progress.value = ""
        self._count()

    def show_fit(self, fit: StanReg, name: str) -> None:
        """Show a result."""
        self._refused, self.shown_as = "", name
        doubts = "".join(problem(finding.message) for finding in caution(fit))
        card = fit._repr_mimebundle_()["text/html"]
        self.result.value = f"<p><code>{escape(name)}</code></p>{doubts}{card}"

    def _each(self) -> Fits:
        if self._fits is None:
            raise SettingError("The form is not connected yet.")
        return self._fits


def grey(widget: Any, stale: bool) -> None:
    """Grey what is of an earlier model."""
    (widget.add_class if stale else widget.remove_class)("nbmixed-stale")


def _is_stale(changes: Sequence[str]) -> bool:
    return any(change != SETTINGS for change in changes)


def _label(what: str, code: str, changes: Sequence[str]) -> str:
    """What a result is of, where the form has something else by now."""
    if not changes:
        return ""
    changed = _listed(changes)
    if not _is_stale(changes):
        return _note(f"The {changed} have changed since this fit: <code>{escape(code)}</code>")
    differ = "differs" if changes in (("model",), ["model"]) else "differ"
    return (
        f'<div class="nbmixed-earlier" role="status">This {what} is of an earlier model: <code>{escape(code)}</code>. '
        f"The {changed} {differ} by now: press {'Fit' if what == 'result' else 'Prior predictive'} to follow.</div>"
    )


def _listed(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _note(html: str) -> str:
    return f'<div class="nbmixed-note">{html}</div>'
