"""Curves: self-starting ones, and expressions of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import ipywidgets as w

from nbmixed.errors import FormulaError, NbmixedError, SettingError
from nbmixed.notebook.builder.curves import Curve, OwnCurve, own_curve
from nbmixed.notebook.builder.parts import Group, Parts
from nbmixed.notebook.builder.state import BuilderState
from nbmixed.notebook.builder.view import AUTO, choose_from, dropdown, row
from nbmixed.notebook.builder.view_terms import TermsView
from nbmixed.spec.curve_functions import CURVES

OWN = ("an expression of your own", "")
_PLACE = "such as top * (1 - exp(-rate * time))"


class CurveView(TermsView):
    """A curve in place of predictors."""

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self.curve = dropdown("curve")
        choices = [(f"{n}({', '.join(c.arguments)})", n) for n, c in CURVES.items()]
        choose_from(self.curve, [*choices, OWN], "SSlogis")
        self.inputs: list[Any] = [dropdown("of"), dropdown("and")]
        self.expression = w.Text(
            description="mean =", placeholder=_PLACE, continuous_update=False, layout=w.Layout(width="100%")
        )
        self.expression.style = {"description_width": "initial"}
        self.expression.add_class("nbmixed-mono")
        self.varying = w.SelectMultiple(
            description="parameters that vary", rows=3, layout=w.Layout(width=AUTO)
        )
        self.varying.style = {"description_width": "initial"}
        self.by, self.add, self.note = dropdown("by"), self.button("Use", self._use), w.HTML()
        self._seen: Curve | OwnCurve | None = None
        self.on(self.curve, lambda _: self.refresh())
        self.on(self.expression, lambda _: self._read())
        choosing = row(self.curve, *self.inputs)
        adding = row(self.varying, self.by, self.add)
        self.box = w.VBox([self.chips, choosing, self.expression, adding, self.note, self._message])

    def show(self) -> None:
        """The curve, and what could be used."""
        parts = self.state.parts or Parts("")
        self.show_chips([] if parts.curve is None else [str(parts.curve)], self._remove)
        if parts.curve != self._seen:
            self._take_over(parts.curve)
        names = () if self._is_own else CURVES[self.curve.value].inputs
        for i, widget in enumerate(self.inputs):
            self.offer(widget, self.numbers)
            widget.layout.display = "" if i < len(names) else "none"
            widget.description = names[i] if i < len(names) else ""
        self.expression.layout.display = "" if self._is_own else "none"
        self._offer_parameters()
        self.offer(self.by, self.groups)
        self.note.value = "".join(f'<div class="nbmixed-note">{escape(s)}</div>' for s in self._said(parts))

    @property
    def _is_own(self) -> bool:
        return bool(self.curve.value == OWN[1])

    def _take_over(self, curve: Curve | OwnCurve | None) -> None:
        """Show the curve of the model, once: what is typed after that stays."""
        self._seen = curve
        if curve is not None:
            self.curve.value = curve.function if isinstance(curve, Curve) else OWN[1]
        if isinstance(curve, OwnCurve):
            self.expression.value = curve.expression

    def _offer_parameters(self) -> None:
        names = self._parameters()
        if tuple(self.varying.options) != names:
            kept = [n for n in self.varying.value if n in names]
            self.varying.options = names
            self.varying.value = kept or names[:1]
        self.varying.layout.display = "" if names else "none"

    def _parameters(self) -> tuple[str, ...]:
        """Parameters of what is chosen or typed; none of what cannot be read."""
        if not self._is_own:
            return CURVES[self.curve.value].parameters
        try:
            return self._own().parameters
        except NbmixedError:
            return ()

    def _own(self) -> OwnCurve:
        """The expression as it is typed.

        Raises
        ------
        FormulaError, SettingError
        """
        text = self.expression.value.strip()
        if not text:
            raise SettingError(f"Write the curve first, {_PLACE}.")
        made = own_curve(text, [c.name for c in self.state.columns], self.state.variables)
        if not made.parameters:
            raise FormulaError(
                "All names of the curve are columns or variables: name what is to be estimated."
            )
        return made

    def _said(self, parts: Parts) -> Iterator[str]:
        """What is a parameter, and from where chains start."""
        if self._is_own and self._parameters():
            yield f"Parameters: {', '.join(self._parameters())}."
        ready = self.state.ready
        if parts.curve is not None and ready is not None and ready.design.curve is not None:
            curve = ready.design.curve
            values = (f"{n} = {v:.3g}" for n, v in zip(curve.parameters, curve.fit.phi, strict=True))
            yield f"Least squares without groups, where chains begin: {', '.join(values)}."

    def _read(self) -> None:
        try:
            if self.expression.value.strip():
                self._own()
        finally:
            self.refresh()

    def _use(self) -> None:
        if self.state.parts is None or not self.state.parts.outcome:
            raise SettingError("Choose what the model is to explain first.")
        outcome, made = self.state.parts.outcome, self._made()
        by = self.chosen(self.by, "by what its parameters vary")
        if not self.varying.value:
            raise SettingError("Choose at least one parameter that varies.")
        group = Group(by, tuple(self.varying.value), intercept=False)
        self.state.choose_family("gaussian", "identity")
        self.state.edit(lambda _: Parts(outcome, groups=(group,), curve=made))

    def _made(self) -> Curve | OwnCurve:
        if self._is_own:
            return self._own()
        curve = CURVES[self.curve.value]
        chosen = [self.chosen(widget, "the curve's inputs") for widget in self.inputs[: len(curve.inputs)]]
        return Curve(self.curve.value, tuple(chosen), curve.parameters)

    def _remove(self, _: int) -> None:
        self.state.edit(lambda p: Parts(p.outcome))
