"""The form: its parts side by side, its fits and its results."""

from __future__ import annotations

import threading
from collections.abc import MutableMapping
from typing import Any

import ipywidgets as w
from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle, display

from nbmixed.notebook.builder.fits import Fits
from nbmixed.notebook.builder.record import record_of
from nbmixed.notebook.builder.state import BuilderState
from nbmixed.notebook.builder.style import STYLE
from nbmixed.notebook.builder.view import View, fold
from nbmixed.notebook.builder.view_code import CodeView, FormulaView, LoadView
from nbmixed.notebook.builder.view_curve import CurveView
from nbmixed.notebook.builder.view_data import DataView, OutcomeView
from nbmixed.notebook.builder.view_fit import FitView
from nbmixed.notebook.builder.view_priors import PriorsView
from nbmixed.notebook.builder.view_sampler import SamplerView
from nbmixed.notebook.builder.view_terms import GroupsView, PredictorsView, SmoothsView
from nbmixed.notebook.builder.work import Latest

_HALF = {"flex": "1 1 26em", "min_width": "0"}
_PAUSE = 0.5  # seconds without a change before the saved notebook has it


class Form:
    """The widgets of a builder, over its state.

    Parameters
    ----------
    variables
        Where data frames are found and fits are put.

    Attributes
    ----------
    state
        What is chosen, without widgets.
    fits
        Fits of it.
    views
        Parts of the form by name.
    box
        All of it.
    record
        A display below the form that keeps model and result in the saved notebook; None until the form is shown.
    """

    def __init__(self, variables: MutableMapping[str, Any]) -> None:
        self.state = BuilderState(variables)
        self.record: Any = None
        self._recorded: dict[str, str] = {}
        self._lock = threading.RLock()
        self._checker: Latest[int] = Latest(lambda _: self._check())
        self._writer: Latest[int] = Latest(lambda _: self.write(), wait=_PAUSE)
        self._watcher: Latest[int] = Latest(lambda _: self.state.look_again())
        self._priors = PriorsView(self.state)
        self._fit_view = FitView(self.state)
        self.fits = Fits(self.state, self._fit_view, self._priors)
        self._fit_view.connect(self.fits)
        self._code = CodeView(self.state, self._fit_view.name, lambda: self.fits.seed)
        self.views: dict[str, View] = {
            "data": DataView(self.state),
            "outcome": OutcomeView(self.state),
            "predictors": PredictorsView(self.state),
            "groups": GroupsView(self.state),
            "smooths": SmoothsView(self.state),
            "curve": CurveView(self.state),
            "priors": self._priors,
            "sampler": SamplerView(self.state),
            "load": LoadView(self.state),
            "formula": FormulaView(self.state),
            "code": self._code,
            "fit": self._fit_view,
        }
        self.box = self._laid_out()
        self.state.observe(lambda _: self._refresh(), names="version")
        self._refresh()

    def wait(self, timeout: float) -> None:
        """Wait until data are checked, fits are done, and the saved notebook has them."""
        self._watcher.join(timeout)
        self._checker.join(timeout)
        self.fits.join(timeout)
        self._writer.join(timeout)

    def _refresh(self) -> None:
        with self._lock:
            for view in self.views.values():
                view.refresh()
        if self.state.unchecked:
            self._checker.ask(self.state.version)
        self.fits.follow()
        if self.record is not None:
            self._writer.ask(self.state.version)

    def after_cell(self, *_: object) -> None:
        """Look whether a cell of the notebook has changed the data."""
        self._watcher.ask(0)

    def _check(self) -> None:
        if self.state.unchecked:
            self.state.check_data()

    def _laid_out(self) -> Any:
        views = self.views
        model = [views[n].box for n in ("data", "outcome", "predictors", "groups")]
        model += [fold("Smooths", views["smooths"].box), fold("Nonlinear curve", views["curve"].box)]
        tabs = w.Tab([w.VBox(model), views["priors"].box, views["sampler"].box, views["load"].box])
        tabs.titles = ("Model", "Priors", "Sampler", "Open")
        tabs.layout = w.Layout(**_HALF)
        side = w.VBox([views[n].box for n in ("formula", "fit", "code")], layout=w.Layout(**_HALF))
        side.children = (*side.children, self._fit_view.stale, self._fit_view.result)
        both = w.HBox(
            [tabs, side], layout=w.Layout(flex_flow="row wrap", grid_gap="0 1.5em", align_items="flex-start")
        )
        box = w.VBox([w.HTML(STYLE), both])
        box.add_class("nbmixed-builder")
        return box

    def display(self, text: str) -> None:
        """Show the form, and below it the record that the saved notebook keeps.

        Parameters
        ----------
        text
            What stands for it where there are no widgets.
        """
        display({**self.box._repr_mimebundle_(), "text/plain": text}, raw=True)  # type: ignore[no-untyped-call]
        self._recorded = self._record()
        handle = display(self._recorded, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        self.record = handle if isinstance(handle, DisplayHandle) else None
        shell = get_ipython()
        if shell is not None and self.after_cell not in shell.events.callbacks["post_run_cell"]:
            shell.events.register("post_run_cell", self.after_cell)

    def leave(self) -> None:
        """Look no more at what cells do."""
        shell = get_ipython()
        if shell is not None and self.after_cell in shell.events.callbacks["post_run_cell"]:
            shell.events.unregister("post_run_cell", self.after_cell)

    def write(self) -> None:
        """Bring the record up to date."""
        now = self._record()
        if self.record is not None and now != self._recorded:
            self._recorded = now
            self.record.update(now, raw=True)

    def _record(self) -> dict[str, str]:
        spec, fit, name = self.state.spec, self.fits.last, self._fit_view.name()
        code = "" if spec is None else f"{name} = {spec.to_call()}"
        return record_of(code, fit, self._fit_view.shown_as, current=not self.fits.changes(self.fits.origin))
