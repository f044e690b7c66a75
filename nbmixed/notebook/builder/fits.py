"""The builder's fits: one when asked, and quick ones while a slider moves."""

from __future__ import annotations

import keyword
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nbmixed import fitting
from nbmixed.engine.partial import Interrupted
from nbmixed.engine.progress import Silent
from nbmixed.errors import NbmixedError, SettingError
from nbmixed.methods.diagnosis import warn_of_problems
from nbmixed.notebook.builder.draft import Draft
from nbmixed.notebook.builder.posteriors import posteriors
from nbmixed.notebook.builder.predictive import prior_predictive
from nbmixed.notebook.builder.preview import live_spec
from nbmixed.notebook.builder.state import BuilderState
from nbmixed.notebook.builder.view_fit import FitView
from nbmixed.notebook.builder.view_priors import PriorsView
from nbmixed.notebook.builder.work import Latest, Watched
from nbmixed.spec.model import ModelSpec
from nbmixed.stanreg import StanReg


class Fits:
    """Fits the model of a state in threads, one at a time, and shows what comes of it.

    Attributes
    ----------
    last
        The last fit that was asked for.
    busy
        Whether one is being made.
    """

    def __init__(self, state: BuilderState, view: FitView, priors: PriorsView) -> None:
        self._state, self._view, self._priors = state, view, priors
        self.last: StanReg | None = None
        self._thread: threading.Thread | None = None
        self._watched: Watched | None = None
        self._seconds: dict[str, float] = {}
        self._followed: Draft | None = None
        self._live: Latest[ModelSpec] = Latest(self._refit, wait=0.0)  # the check of the data has waited
        self._turn = threading.Lock()

    @property
    def busy(self) -> bool:
        """Whether a fit is being made."""
        return self._thread is not None

    def start(self, name: str) -> None:
        """Fit into the variable `name`.

        Raises
        ------
        SettingError
            When a fit is under way, or `name` is no name.
        """
        if not name.isidentifier() or keyword.iskeyword(name):
            raise SettingError(f"{name!r} cannot be the name of a variable: choose one such as fit.")
        self._work(lambda spec, watched: self._fit(spec, watched, name))

    def predict(self) -> None:
        """Draw outcomes from the prior."""
        self._work(self._predict)

    def halt(self) -> None:
        """Stop the fit; what was drawn is kept."""
        if self._watched is not None:
            self._watched.halt()

    def follow(self) -> None:
        """Refit when nothing but priors changed since the last look; forget the posterior when more did."""
        state = self._state
        structure = replace(state.draft, priors={}, sampling={})
        if self._followed is None or structure != replace(self._followed, priors={}, sampling={}):
            self._followed = state.draft
            self._live.drop()
            self._priors.draws = {}
            self._priors.note.value = ""
            return
        moved = state.draft.priors != self._followed.priors
        if moved and state.ready is not None and state.spec is not None:
            self._followed = state.draft
            if self._view.live.value and not self.busy:
                self._live.ask(state.spec)

    def join(self, timeout: float) -> None:
        """Wait until all is done."""
        if self._thread is not None:
            self._thread.join(timeout)
        self._live.join(timeout)

    def _work(self, do: Callable[[ModelSpec, Watched], None]) -> None:
        spec = self._state.spec
        if self.busy:
            raise SettingError("A fit is under way: stop it first, or wait.")
        if spec is None:
            raise SettingError("Something is missing or wrong: see the messages above.")
        self._live.drop()
        self._watched = watched = Watched(self._view.tell)
        self._thread = threading.Thread(
            target=self._guarded, args=(do, spec, watched), name="nbmixed-fit", daemon=True
        )
        self._view.refresh()
        self._thread.start()

    def _guarded(self, do: Callable[[ModelSpec, Watched], None], spec: ModelSpec, watched: Watched) -> None:
        """Nothing that goes wrong may vanish with the thread."""
        refused = ""
        try:
            with self._turn:
                do(spec, watched)
        except KeyboardInterrupt:
            refused = "Stopped before there were draws to keep."
        except NbmixedError as error:
            refused = str(error)
        except Exception as error:  # noqa: BLE001 - shown, for nobody else would hear of it
            refused = f"The fit failed ({type(error).__name__}: {error}). Please report it."
        finally:
            self._thread = None
            self._view.refuse(refused)

    def _fit(self, spec: ModelSpec, watched: Watched, name: str) -> None:
        arguments = self._state.arguments()
        try:
            fit = fitting.fit(spec, self._state.frame, **arguments, listener=watched, name=name)
        except Interrupted as stopped:
            ready = fitting.prepare(spec, self._state.frame, **arguments)
            fit = fitting.assemble(ready, stopped.draws, name)
            warn_of_problems(fit)
        self.last = self._state.variables[name] = fit
        self._seconds[time_key(spec)] = fit.draws.wall
        self._view.show_fit(fit, name)
        self._show(fit, spec, approximate=spec.algorithm != "sampling")

    def _predict(self, spec: ModelSpec, watched: Watched) -> None:
        self._view.predictive.value = prior_predictive(
            spec, self._state.frame, self._state.arguments(), watched
        )

    def _refit(self, spec: ModelSpec) -> None:
        """A quick fit for the pictures only; where a full one would take long, an approximation."""
        quick, approximate = live_spec(spec, self._seconds.get(time_key(spec)))
        try:
            with self._turn:
                if spec != self._state.spec:
                    return
                fit = self._silent(quick)
        except NbmixedError as error:
            self._priors.show_posterior({}, "preview", f"No preview: {error}")
            return
        if not approximate:
            self._seconds[time_key(spec)] = fit.draws.wall
        if spec == self._state.spec:
            self._show(fit, quick, approximate)

    def _silent(self, spec: ModelSpec) -> StanReg:
        arguments: dict[str, Any] = self._state.arguments()
        return fitting.fit(
            spec, self._state.frame, **arguments, listener=Silent(), name="preview", cache="never", told=False
        )

    def _show(self, fit: StanReg, spec: ModelSpec, approximate: bool) -> None:
        made = f"{fit.posterior.size:,} draws in {fit.draws.wall:.2f} s"
        if approximate:
            note = (
                f"Preview by {spec.algorithm}, an approximation: {made}. Press Fit for the posterior itself."
            )
        else:
            note = f"Posterior: {made}. Dashed lines are priors."
        self._priors.show_posterior(posteriors(fit), "preview" if approximate else "posterior", note)


def time_key(spec: ModelSpec) -> str:
    """What decides how long a fit takes, but for the priors."""
    return f"{spec.function} {spec.formula} {spec.random} {spec.data} {spec.family} {spec.sampling}"
