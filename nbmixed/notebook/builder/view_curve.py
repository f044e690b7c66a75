"""Self-starting curves."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from nbmixed.errors import SettingError
from nbmixed.notebook.builder.parts import Curve, Group, Parts
from nbmixed.notebook.builder.state import BuilderState
from nbmixed.notebook.builder.view import choose_from, dropdown, row
from nbmixed.notebook.builder.view_terms import TermsView
from nbmixed.spec.curve_functions import CURVES


class CurveView(TermsView):
    """A self-starting curve in place of predictors."""

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self.curve = dropdown("curve")
        choose_from(self.curve, [(f"{n}({', '.join(c.arguments)})", n) for n, c in CURVES.items()], "SSlogis")
        self.inputs: list[Any] = [dropdown("of"), dropdown("and")]
        self.by = dropdown("varying by")
        self.add = self.button("Use", self._use)
        self.on(self.curve, lambda _: self.refresh())
        adding = row(self.curve, *self.inputs, self.by, self.add)
        self.box = w.VBox([self.chips, adding, self._message])

    def show(self) -> None:
        """The curve, and what could be used."""
        parts = self.state.parts or Parts("")
        self.show_chips([] if parts.curve is None else [str(parts.curve)], self._remove)
        names = CURVES[self.curve.value].inputs
        for i, widget in enumerate(self.inputs):
            self.offer(widget, self.numbers)
            widget.layout.display = "" if i < len(names) else "none"
            widget.description = names[i] if i < len(names) else ""
        self.offer(self.by, self.groups)

    def _use(self) -> None:
        curve = CURVES[self.curve.value]
        inputs = tuple(
            self.chosen(widget, "the curve's inputs") for widget in self.inputs[: len(curve.inputs)]
        )
        if self.state.parts is None or not self.state.parts.outcome:
            raise SettingError("Choose what the model is to explain first.")
        outcome = self.state.parts.outcome
        made = Curve(self.curve.value, inputs, curve.parameters)
        by = self.chosen(self.by, "by what its parameters vary")
        group = Group(by, curve.parameters[:1], intercept=False)
        self.state.choose_family("gaussian", "identity")
        self.state.edit(lambda _: Parts(outcome, groups=(group,), curve=made))

    def _remove(self, _: int) -> None:
        self.state.edit(lambda p: Parts(p.outcome))
