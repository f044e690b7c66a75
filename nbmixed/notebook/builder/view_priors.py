"""Priors: distributions with sliders, their densities in the units of the data, and the posterior over them."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from html import escape
from typing import Any

import ipywidgets as w
import numpy as np
from numpy.typing import NDArray

from nbmixed.errors import NbmixedError
from nbmixed.notebook.builder.densities import Density, densities
from nbmixed.notebook.builder.draft import PRIORS
from nbmixed.notebook.builder.fields import has_place
from nbmixed.notebook.builder.posteriors import posterior_line
from nbmixed.notebook.builder.sketch import Line, sketch
from nbmixed.notebook.builder.state import BuilderState
from nbmixed.notebook.builder.view import AUTO, View, choose_from, dropdown, heading, heard, row
from nbmixed.notebook.expression import evaluate
from nbmixed.notebook.places import default_of, priors_of
from nbmixed.spec.prior_checks import CONSTRUCTORS

Floats = NDArray[np.float64]
DEFAULT = ""
TITLES = {
    "prior": "Coefficients",
    "prior_intercept": "Intercept, at the mean of the predictors",
    "prior_aux": "Spread of the outcome",
    "prior_covariance": "Standard deviations and correlations of groups",
    "prior_smooth": "Wiggliness of smooths",
}
_BEGIN = {"location": 0.0, "scale": 2.5, "df": 3.0, "rate": 1.0, "regularization": 1.0}
_BEGIN_BY = {("lkj", "scale"): 10.0, ("decov", "scale"): 1.0, ("lkj", "df"): 1.0, ("R2", "location"): 0.5}
_EARLIER = "The grey curves are the posterior under earlier priors. With live on they follow in a moment; else press Fit."
_POSTERIOR = {"earlier": "posterior under earlier priors"}
_LIMITS = (-2.0, 2.0)  # of sliders, powers of ten
_STEP = 0.02  # of sliders


class PriorsView(View):
    """All priors of the model."""

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self.editors = {key: PriorEditor(state, key) for key in PRIORS}
        self.draws: Mapping[str, Floats] = {}
        self.kind = "posterior"
        self._made, self._earlier = "", False
        self.note = w.HTML()
        self.box = w.VBox([self.note, *(e.box for e in self.editors.values()), self._message])

    def show(self) -> None:
        """The editors that have a place; densities as soon as the data were looked at."""
        for editor in self.editors.values():
            editor.refresh()
        if self.state.ready is not None:
            self.draw()

    def draw(self) -> None:
        """Draw what is known: priors, and the posterior where there is one."""
        ready = self.state.ready
        shown = densities(ready) if ready is not None else {}
        for key, editor in self.editors.items():
            editor.draw(shown.get(key, ()), self.draws, "earlier" if self._earlier else self.kind)

    def show_posterior(self, draws: Mapping[str, Floats], kind: str, note: str) -> None:
        """Put the posterior over the priors.

        Parameters
        ----------
        kind
            "posterior", or "preview" for an approximation.
        note
            What the draws are.
        """
        self.draws, self.kind, self._made, self._earlier = draws, kind, note, False
        self._tell()
        self.draw()

    def mark_earlier(self, earlier: bool) -> None:
        """Say that the posterior drawn is one under earlier priors, or that it is not."""
        if self.draws and earlier != self._earlier:
            self._earlier = earlier
            self._tell()
            self.draw()

    def clear(self) -> None:
        """Take the posterior away."""
        self.draws, self._made, self._earlier = {}, "", False
        self.note.value = ""

    def _tell(self) -> None:
        """Say what the draws are of."""
        kind, note = ("earlier", _EARLIER) if self._earlier else (self.kind, self._made)
        self.note.value = f'<div class="nbmixed-note" data-kind="{kind}">{escape(note)}</div>'


class PriorEditor(View):
    """One prior: its distribution, and a control for each argument."""

    def __init__(self, state: BuilderState, key: str) -> None:
        super().__init__(state)
        self.key, self.fields = key, (key,)
        self.dist = self.on(
            heard(dropdown(f"prior: {TITLES[key].lower()}", width="24em", max_width="100%")), self._choose
        )
        self.controls: dict[str, Any] = {}
        self.arguments, self.picture = w.VBox([]), w.HTML()
        self.box = w.VBox(
            [
                heading(TITLES[key]),
                row(self.dist),
                self.arguments,
                self.picture,
                self._message,
            ]
        )
        self.box.add_class("nbmixed-prior")

    def show(self) -> None:
        """The prior as the draft has it."""
        draft = self.state.draft
        self.box.layout.display = "" if has_place(draft, self.key) else "none"
        names = [n for n in priors_of(draft.function, self.key) if not n.startswith("default_")]
        choices = [("flat" if n == "None" else n, n) for n in names]
        if (draft.function, self.key) != ("stan_lm", "prior"):
            choices = [(f"default: {default_of(draft.function, self.key)}", DEFAULT), *choices]
        choose_from(self.dist, choices, self._text().partition("(")[0])
        self._show_controls(self.dist.value, self._given())

    def draw(self, shown: tuple[Density, ...], draws: Mapping[str, Floats], kind: str) -> None:
        """A picture for each parameter."""
        self.picture.value = "".join(_picture(d, draws.get(d.name), kind) for d in shown)

    def _text(self) -> str:
        own = "None" if self.state.draft.function == "stan_lm" and self.key == "prior" else DEFAULT
        return self.state.draft.priors.get(self.key, own)

    def _given(self) -> dict[str, Any]:
        """Arguments of the prior as it is; none where it cannot be read."""
        text = self._text()
        try:
            prior = evaluate(self.key, text, self.state.variables) if text else None
        except NbmixedError:
            return {}
        names = _parameters(text.partition("(")[0])
        return {n: getattr(prior, n) for n in names if getattr(prior, n, None) is not None}

    def _show_controls(self, dist: str | None, given: Mapping[str, Any]) -> None:
        names = _parameters(dist or "")
        lists = [n for n in names if _is_list(given.get(n))]
        if list(self.controls) != names or lists != [
            n for n, c in self.controls.items() if isinstance(c, w.Text)
        ]:
            values = {n: given.get(n, _begin(dist or "", n)) for n in names}
            self.controls = {n: self.on(_control(n, v), lambda _: self._write()) for n, v in values.items()}
            self.arguments.children = [_with_slider(n, c) for n, c in self.controls.items()]
        for name, value in given.items():
            shown = _shown(value)
            if self.controls[name].value != shown:
                self.controls[name].value = shown

    def _choose(self, dist: str) -> None:
        if dist in (DEFAULT, "None"):
            self.state.put("priors", self.key, dist or None)
            return
        given = {n: _begin(dist, n) for n in _parameters(dist)}
        if self.key == "prior_smooth":
            given.pop("autoscale", None)
        self.state.put("priors", self.key, written(dist, given))

    def _write(self) -> None:
        given = {n: widget.value for n, widget in self.controls.items()}
        self.state.put("priors", self.key, written(self.dist.value, given))


def written(dist: str, given: Mapping[str, Any]) -> str:
    """The code of a prior.

    >>> written("normal", {"location": 0.0, "scale": 2.5, "autoscale": True})
    'normal(location=0, scale=2.5, autoscale=True)'
    """
    return f"{dist}({', '.join(f'{n}={_code(n, v)}' for n, v in given.items())})"


def _code(name: str, value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"' if name == "what" else f"[{value}]"
    return repr(value) if isinstance(value, bool) else f"{value:.6g}"


def _parameters(dist: str) -> list[str]:
    """Names of the arguments of a prior; none of one that does not exist."""
    return list(inspect.signature(CONSTRUCTORS[dist]).parameters) if dist in CONSTRUCTORS else []


def _begin(dist: str, name: str) -> Any:
    default = inspect.signature(CONSTRUCTORS[dist]).parameters[name].default
    if name == "autoscale":
        return True
    if (dist, name) in _BEGIN_BY:
        return _BEGIN_BY[dist, name]
    if isinstance(default, str):
        return default
    return float(default) if isinstance(default, int | float) else _BEGIN.get(name, 1.0)


def _control(name: str, value: Any) -> Any:
    """A control for an argument, of the kind its value asks for."""
    if name == "autoscale":
        return w.Checkbox(
            value=bool(value),
            description="autoscale: in units of the data",
            indent=False,
            layout=w.Layout(width=AUTO),
        )
    if name == "what":
        return w.Dropdown(options=["mode", "mean", "median", "log"], value=value, description=name)
    if _is_list(value):
        return w.Text(value=_shown(value), description=name, continuous_update=False)
    return w.FloatText(
        value=value,
        description=name,
        step=0.1,
        style={"description_width": "7em"},
        layout=w.Layout(width="13em"),
    )


def _with_slider(name: str, control: Any) -> Any:
    """A positive number beside a slider of its logarithm; any other control by itself."""
    if name == "location" or not isinstance(control, w.FloatText):
        return control
    low, high = _LIMITS
    power = np.log10(control.value) if control.value > 0 else 0.0
    slider = w.FloatLogSlider(
        value=control.value if control.value > 0 else 1.0,
        min=min(low, float(np.floor(power))),
        max=max(high, float(np.ceil(power))),
        step=_STEP,
        readout=False,
        layout=w.Layout(width="13em", max_width="100%"),
    )
    control.observe(lambda change: _move_slider(slider, change["new"]), names="value")
    slider.observe(lambda _: _take_from_slider(control, slider), names="value")
    return row(control, slider)


def _move_slider(slider: Any, number: float) -> None:
    if number > 0:
        slider.value = number


def _take_from_slider(control: Any, slider: Any) -> None:
    """Set a number to its slider, unless the slider stands as near to the number as its steps and ends permit.

    The page answers every number with the nearest step, which must not replace what was typed.
    """
    number = min(max(control.value, slider.base**slider.min), slider.base**slider.max)
    if abs(np.log10(slider.value / number)) > _STEP / 2:
        control.value = float(f"{slider.value:.3g}")


def _is_list(value: Any) -> bool:
    return isinstance(value, tuple)


def _shown(value: Any) -> Any:
    return ", ".join(f"{v:g}" for v in value) if _is_list(value) else value


def _picture(density: Density, draws: Floats | None, kind: str) -> str:
    prior = Line(density.x, density.y)
    over = None if draws is None or not np.isfinite(draws).all() else posterior_line(draws, kind)
    low = high = None
    words = f"prior of {density.name}: {density.about}"
    if over is not None:
        width = float(over.x[-1] - over.x[0])
        low, high = float(over.x[0]) - 0.6 * width, float(over.x[-1]) + 0.6 * width
        low = max(low, 0.0) if float(density.x[0]) == 0 else low
        words += f"; {_POSTERIOR.get(kind, kind)}: median {float(np.median(draws)):.3g}"  # type: ignore[arg-type]
    svg = sketch([prior, *([over] if over is not None else [])], words, low, high)
    caption = f"{escape(density.name)}<br><small>{escape(density.about)}</small>"
    shown = kind if over is not None else "prior"
    return f'<figure class="nbmixed-density" data-kind="{shown}"><figcaption>{caption}</figcaption>{svg}</figure>'
