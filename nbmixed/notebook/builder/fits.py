"""The builder's fits: one when asked, and quick ones while a slider moves."""

from __future__ import annotations

import keyword
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nbmixed import caller, fitting
from nbmixed.engine.partial import Interrupted
from nbmixed.engine.progress import Silent
from nbmixed.errors import NbmixedError, SettingError
from nbmixed.notebook.builder.draft import Draft
from nbmixed.notebook.builder.origin import DATA, MODEL, PRIORS, Origin, digest_of
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
    last, origin
        The last fit that was asked for, and what it was made from.
    predicted
        What the prior predictive outcomes were drawn from.
    busy
        Whether one is being made.
    """

    def __init__(self, state: BuilderState, view: FitView, priors: PriorsView) -> None:
        self._state, self._view, self._priors = state, view, priors
        self.last: StanReg | None = None
        self.origin: Origin | None = None
        self.predicted: Origin | None = None
        self._thread: threading.Thread | None = None
        self._watched: Watched | None = None
        self._seconds: dict[str, float] = {}
        self._base: Origin | None = None  # of the curves over the priors
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
        self._work(lambda spec, watched, draft: self._fit(spec, watched, draft, name))

    def predict(self) -> None:
        """Draw outcomes from the prior."""
        self._work(self._predict)

    def halt(self) -> None:
        """Stop the fit; what was drawn is kept."""
        if self._watched is not None:
            self._watched.halt()

    def changes(self, origin: Origin | None) -> tuple[str, ...]:
        """What the form has otherwise than a result was made from."""
        return () if origin is None else origin.changes(self._state.draft, self._state.digest)

    @property
    def seed(self) -> int | None:
        """The seed of the last fit, where the form is as it was for that fit."""
        return None if self.last is None or self.changes(self.origin) else self.last.draws.seed

    def follow(self) -> None:
        """Refit where nothing but priors has changed, if live; forget the curves over them when more has."""
        state = self._state
        if self._base is not None and not self._base.data and state.digest:
            self._base = replace(self._base, data=state.digest)
        changes = self.changes(self._base)
        if self._base is None or MODEL in changes or DATA in changes:
            self._base = Origin(state.draft, state.digest or "")
            self._live.drop()
            self._priors.clear()
        elif PRIORS in changes:
            self._move(state)
        else:
            self._priors.mark_earlier(False)

    def _move(self, state: BuilderState) -> None:
        """Follow priors that have changed."""
        self._priors.mark_earlier(True)
        if self._view.live.value and not self.busy and state.ready is not None and state.spec is not None:
            self._base = Origin(state.draft, state.digest or "")
            self._live.ask(state.spec)

    def join(self, timeout: float) -> None:
        """Wait until all is done."""
        if self._thread is not None:
            self._thread.join(timeout)
        self._live.join(timeout)

    def _work(self, do: Callable[[ModelSpec, Watched, Draft], None]) -> None:
        spec, draft = self._state.spec, self._state.draft
        if self.busy:
            raise SettingError("A fit is under way: stop it first, or wait.")
        if spec is None:
            raise SettingError("Something is missing or wrong: see the messages above.")
        self._live.drop()
        self._watched = watched = Watched(self._view.tell)
        self._thread = threading.Thread(
            target=self._guarded, args=(lambda: do(spec, watched, draft),), name="nbmixed-fit", daemon=True
        )
        self._view.refresh()
        self._thread.start()

    def _guarded(self, do: Callable[[], None]) -> None:
        """Nothing that goes wrong may vanish with the thread."""
        refused = ""
        try:
            with self._turn, caller.called_from("ModelBuilder"):
                do()
        except KeyboardInterrupt:
            refused = "Stopped before there were draws to keep."
        except NbmixedError as error:
            refused = str(error)
        except Exception as error:  # noqa: BLE001 - shown, for nobody else would hear of it
            refused = f"The fit failed ({type(error).__name__}: {error}). Please report it."
        finally:
            self._thread = None
            self._view.end(refused)

    def _fit(self, spec: ModelSpec, watched: Watched, draft: Draft, name: str) -> None:
        arguments = self._state.arguments()
        try:
            fit = fitting.fit(spec, self._state.frame, **arguments, listener=watched, name=name)
        except Interrupted as stopped:
            ready = fitting.prepare(spec, self._state.frame, **arguments)
            fit = fitting.assemble(ready, stopped.draws, name)
            fitting.announce(fit)
        self.last = self._state.variables[name] = fit
        self.origin = self._base = Origin(draft, digest_of(fit.design))
        self._seconds[time_key(spec)] = fit.draws.wall
        self._view.show_fit(fit, name)
        self._show(fit, spec, approximate=spec.algorithm != "sampling")

    def _predict(self, spec: ModelSpec, watched: Watched, draft: Draft) -> None:
        frame, arguments = self._state.frame, self._state.arguments()
        data = digest_of(fitting.prepare(spec, frame, **arguments).design)
        self._view.predictive.value = prior_predictive(spec, frame, arguments, watched)
        self.predicted = Origin(draft, data)

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
                f"Preview by {spec.algorithm}, an approximation under these priors: {made}. Press Fit for the posterior "
                "itself."
            )
        else:
            note = f"Posterior: {made}, under these priors. Dashed lines are priors."
        self._priors.show_posterior(posteriors(fit), "preview" if approximate else "posterior", note)


def time_key(spec: ModelSpec) -> str:
    """What decides how long a fit takes, but for the priors."""
    return f"{spec.function} {spec.formula} {spec.random} {spec.data} {spec.family} {spec.sampling}"
