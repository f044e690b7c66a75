"""The model as text: formula, words, and code to keep."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as w

from nbmixed.notebook.builder.state import BuilderState
from nbmixed.notebook.builder.view import AUTO, View, heard, row, section
from nbmixed.notebook.builder.words import in_words
from nbmixed.spec.family import Family
from nbmixed.spec.model import ModelSpec

FORMS: dict[str, Callable[[ModelSpec, str], str]] = {
    "Cell": lambda spec, name: spec.to_magic(name),
    "Function": lambda spec, name: f"{name} = {spec.to_call()}",
    "JSON": lambda spec, _: json.dumps(spec.to_dict(), indent=1),
}


class FormulaView(View):
    """The formula, which may be typed, and the model in words."""

    fields = ("formula", "random", "model", "contrasts", "knots")

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self.text = self.on(
            w.Text(
                placeholder="y ~ x + (x | g)",
                description="formula",
                continuous_update=False,
                layout=w.Layout(width="100%"),
            ),
            state.write_formula,
        )
        self.text.add_class("nbmixed-mono")
        heard(self.text).add_class("nbmixed-formula")
        self.random = self.on(
            w.Text(
                description="random",
                placeholder="~ (1 | g)",
                continuous_update=False,
                layout=w.Layout(width="100%"),
            ),
            lambda text: state.change(random=text.strip()),
        )
        self.random.add_class("nbmixed-mono")
        self.words = w.HTML()
        self.box = section("The model", self.text, self.random, self._message, self.words)

    def show(self) -> None:
        """Formula and words."""
        draft, parts = self.state.draft, self.state.parts
        self.text.value = draft.formula
        self.random.value = draft.random
        self.random.layout.display = "" if draft.function == "stan_gamm4" else "none"
        if parts is None or not parts.outcome:
            self.words.value = ""
            return
        sentences = in_words(parts, Family(draft.family, draft.link))
        self.words.value = f'<div class="nbmixed-words">{" ".join(map(escape, sentences))}</div>'


class CodeView(View):
    """The model as a cell, a call or JSON, to copy; with the seed of the fit that is shown, if that is of this model."""

    def __init__(self, state: BuilderState, name: Callable[[], str], seed: Callable[[], int | None]) -> None:
        super().__init__(state)
        self._name, self._seed = name, seed
        self.form = self.on(
            w.ToggleButtons(options=list(FORMS), style={"button_width": AUTO}), lambda _: self.refresh()
        )
        self.text = w.HTML()
        self.copy = _served(w.Button(description="Copy", layout=w.Layout(width=AUTO)), "nbmixed-copy")
        self.insert = _served(
            w.Button(description="Insert below", layout=w.Layout(width=AUTO)), "nbmixed-insert"
        )
        self.box = section("Code", row(self.form, self.copy, self.insert), self.text)
        self.box.add_class("nbmixed-code")

    def show(self) -> None:
        """The code; nothing as long as something is wrong."""
        spec, seed = self.state.spec, self._seed()
        if spec is not None and seed is not None:
            spec = spec.with_seed(seed)
        code = "" if spec is None else FORMS[self.form.value](spec, self._name())
        self.text.value = (
            f'<pre tabindex="0">{escape(code)}</pre>'
            if code
            else '<div class="nbmixed-note">(incomplete)</div>'
        )


class LoadView(View):
    """Open a model that is there already."""

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self.text = w.Textarea(
            placeholder="a formula, a cell, a call, JSON, or the name of a fit",
            description="model to open",
            rows=5,
            layout=w.Layout(width="100%"),
        )
        heard(self.text).add_class("nbmixed-mono")
        self.open = self.button("Open", lambda: state.load(self.text.value))
        self.box = section("Open a model", self.text, self.open, self._message)

    def show(self) -> None:
        """Nothing follows the state here."""


def _served(button: Any, name: str) -> Any:
    """A button that our JupyterLab extension serves, by its class, and shows; elsewhere it is hidden."""
    button.add_class(name)
    button.add_class("nbmixed-served")
    return button
