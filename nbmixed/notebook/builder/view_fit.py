"""Fit, Stop, progress, and the result."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as w

from nbmixed.errors import SettingError
from nbmixed.notebook.builder.state import BuilderState
from nbmixed.notebook.builder.view import AUTO, View, row, section
from nbmixed.stanreg import StanReg

if TYPE_CHECKING:
    from nbmixed.notebook.builder.fits import Fits


class FitView(View):
    """The buttons below the model, and what comes of them.

    Attributes
    ----------
    result
        Shows the last fit.
    record
        A display below the form that keeps code and result in the saved notebook; None until the form is shown.
    """

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self._fits: Fits | None = None
        self.result, self.progress, self.predictive = w.HTML(), w.HTML(), w.HTML()
        self.record: Any = None
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
        self.draw = self.button("Prior predictive", lambda: self._each().predict())
        self.target.observe(lambda _: state.set_trait("version", state.version + 1), names="value")
        self.box = section(
            "Fit",
            row(self.target, self.start, self.halt, self.live, self.draw),
            self._message,
            self.progress,
            self.predictive,
        )

    def connect(self, fits: Fits) -> None:
        """Have the buttons act."""
        self._fits = fits

    def show(self) -> None:
        """Which buttons can be pressed."""
        busy = self._fits is not None and self._fits.busy
        ready = self.state.spec is not None and not self.state.problems
        self.start.disabled = busy or not ready
        self.draw.disabled = busy or not ready
        self.halt.disabled = not busy

    def name(self) -> str:
        """The variable that receives the fit."""
        return str(self.target.value).strip() or "fit"

    def tell(self, html: str, last: bool) -> None:
        """Show progress, or the last line of a run."""
        self.progress.value = (
            f'<div class="nbmixed-note" role="status">{escape(html)}</div>' if last else html
        )

    def refuse(self, text: str) -> None:
        """Say why there is no result."""
        self._refused = text
        self.refresh()

    def show_fit(self, fit: StanReg, name: str) -> None:
        """Show a result, here and in the saved notebook."""
        bundle = fit._repr_mimebundle_()
        self._refused = ""
        self.result.value = f"<p><code>{escape(name)}</code></p>{bundle['text/html']}"
        if self.record is not None:
            code = f"{name} = {fit.spec.to_call()}"
            summary = f"<summary><code>{escape(code)}</code></summary>"
            kept = {
                "text/plain": f"{code}\n{bundle['text/plain']}",
                "text/html": f"<details>{summary}{bundle['text/html']}</details>",
            }
            self.record.update(kept, raw=True)

    def _each(self) -> Fits:
        if self._fits is None:
            raise SettingError("The form is not connected yet.")
        return self._fits
