"""`ModelBuilder`: the form, its fits and its results."""

from __future__ import annotations

import threading
from collections.abc import MutableMapping
from typing import Any

import ipywidgets as w
from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle, display
from narwhals.dependencies import is_into_dataframe

from nbmixed.errors import SettingError
from nbmixed.notebook.builder.fits import Fits
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
from nbmixed.spec.model import ModelSpec
from nbmixed.stanreg import StanReg

NEEDED = (
    "The form needs widgets, as JupyterLab, Jupyter Notebook, VS Code and Colab have; in a terminal write a cell "
    "(%stan_lmer? says how) or call a function such as stan_lmer."
)
_HALF = {"flex": "1 1 26em", "min_width": "0"}


class ModelBuilder:
    """A model by pointing and clicking, in a notebook.

    What is chosen is a `ModelSpec`, shown as formula, in words and as code to keep; fits go into variables of
    the notebook. Show it by putting it last in a cell.

    Parameters
    ----------
    data
        A data frame, or its name; or a model to begin with: a fit, a `ModelSpec`, or what the builder can open (a
        formula, a cell, a call, JSON).
    variables
        Where data frames are found and fits are put; the notebook's own when None.

    Attributes
    ----------
    state
        What is chosen, without widgets.

    Examples
    --------
    >>> from nbmixed import datasets
    >>> builder = ModelBuilder("sleepstudy", variables={"sleepstudy": datasets.load("sleepstudy")})
    >>> builder.state.write_formula("Reaction ~ Days + (Days | Subject)")
    >>> print(builder.spec.to_magic())
    %%stan_lmer fit --data sleepstudy
    Reaction ~ Days + (Days | Subject)
    """

    def __init__(self, data: Any = None, *, variables: MutableMapping[str, Any] | None = None) -> None:
        self.state = BuilderState(_namespace() if variables is None else variables)
        _begin(self.state, data)
        self._lock = threading.RLock()
        self._checker: Latest[int] = Latest(lambda _: self._check())
        self._watcher: Latest[int] = Latest(lambda _: self.state.look_again())
        self._priors = PriorsView(self.state)
        self._fit_view = FitView(self.state)
        self.fits = Fits(self.state, self._fit_view, self._priors)
        self._fit_view.connect(self.fits)
        self._code = CodeView(self.state, self._fit_view.name, lambda: self.fits.seed)
        self._views: dict[str, View] = {
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

    @property
    def spec(self) -> ModelSpec | None:
        """The model; None while something is missing or wrong."""
        return self.state.spec

    @property
    def fit(self) -> StanReg | None:
        """The last fit."""
        return self.fits.last

    def view(self, name: str) -> View:
        """A part of the form: "data", "outcome", "predictors", "groups", "priors", ..."""
        return self._views[name]

    def wait(self, timeout: float = 60.0) -> None:
        """Wait until data are checked and fits are done."""
        self._watcher.join(timeout)
        self._checker.join(timeout)
        self.fits.join(timeout)

    def _refresh(self) -> None:
        with self._lock:
            for view in self._views.values():
                view.refresh()
        if self.state.unchecked:
            self._checker.ask(self.state.version)
        self.fits.follow()

    def _after_cell(self, *_: object) -> None:
        """Look whether a cell of the notebook has changed the data."""
        self._watcher.ask(0)

    def _check(self) -> None:
        if self.state.unchecked:
            self.state.check_data()

    def _laid_out(self) -> Any:
        views = self._views
        model = [views[n].box for n in ("data", "outcome", "predictors", "groups")]
        model += [fold("Smooths", views["smooths"].box), fold("Nonlinear curve", views["curve"].box)]
        tabs = w.Tab([w.VBox(model), views["priors"].box, views["sampler"].box, views["load"].box])
        tabs.titles = ("Model", "Priors", "Sampler", "Open")
        tabs.layout = w.Layout(**_HALF)
        side = w.VBox([views[n].box for n in ("formula", "fit", "code")], layout=w.Layout(**_HALF))
        side.children = (*side.children, self._fit_view.result)
        both = w.HBox(
            [tabs, side], layout=w.Layout(flex_flow="row wrap", grid_gap="0 1.5em", align_items="flex-start")
        )
        box = w.VBox([w.HTML(STYLE), both])
        box.add_class("nbmixed-builder")
        return box

    def _ipython_display_(self) -> None:
        form = {**self.box._repr_mimebundle_(), "text/plain": f"{self!r}\n{NEEDED}"}
        display(form, raw=True)  # type: ignore[no-untyped-call]
        nothing = {"text/plain": "", "text/html": ""}
        handle = display(nothing, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        if isinstance(handle, DisplayHandle):
            self._fit_view.record = handle
        shell = get_ipython()
        if shell is not None and self._after_cell not in shell.events.callbacks["post_run_cell"]:
            shell.events.register("post_run_cell", self._after_cell)

    def __repr__(self) -> str:
        spec = self.state.spec
        return "ModelBuilder, incomplete" if spec is None else f"ModelBuilder of {spec.to_call()}"


def _namespace() -> MutableMapping[str, Any]:
    shell = get_ipython()
    return {} if shell is None else shell.user_ns


def _begin(state: BuilderState, given: Any) -> None:
    """Start from what was given."""
    if given is None:
        return
    if isinstance(given, ModelSpec):
        state.load_spec(given)
    elif isinstance(getattr(given, "spec", None), ModelSpec):
        state.load_spec(given.spec)
    elif is_into_dataframe(given):
        state.choose_data(_named(state, given))
    elif isinstance(given, str) and is_into_dataframe(state.variables.get(given)):
        state.choose_data(given)
    elif isinstance(given, str):
        state.load(given)
    else:
        raise SettingError(
            f"ModelBuilder starts from a data frame, its name, a fit or a formula, not from a {type(given).__name__}."
        )


def _named(state: BuilderState, frame: Any) -> str:
    """The name of a data frame in the notebook; one without gets the name data, so that the code that is shown runs."""
    names = [n for n, v in state.variables.items() if v is frame and not n.startswith("_")]
    if not names:
        free = next(n for n in ("data", "data_2", "builder_data") if n not in state.variables)
        state.variables[free] = frame
        return free
    return names[0]
