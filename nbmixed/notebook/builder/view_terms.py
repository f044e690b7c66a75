"""Predictors, groups, smooths and curves: what is in the model can be taken out, what is not added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import ipywidgets as w

from nbmixed.errors import SettingError
from nbmixed.notebook.builder.parts import Curve, Group, Parts
from nbmixed.notebook.builder.state import BuilderState
from nbmixed.notebook.builder.view import AUTO, View, choose_from, dropdown, row, section
from nbmixed.spec.curve_functions import CURVES
from nbmixed.spec.smooth import BASES

_NONE = ("(none)", "")
TRANSFORMS = {
    "as it is": "{x}",
    "log": "log({x})",
    "square root": "sqrt({x})",
    "standardised": "scale({x})",
    "centred": "center({x})",
    "square": "I({x}^2)",
    "polynomial of degree 2": "poly({x}, 2)",
    "polynomial of degree 3": "poly({x}, 3)",
    "as a factor": "factor({x})",
}


class TermsView(View):
    """A view of one kind of parts."""

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self.chips = row()
        self._shown: tuple[str, ...] | None = None

    def show_chips(self, texts: Sequence[str], remove: Callable[[int], None]) -> None:
        """One button for each part; pressing it takes the part out."""
        if self._shown == tuple(texts):
            return
        self._shown = tuple(texts)
        made = [self.button(f"{text}  \u2715", lambda i=i: remove(i)) for i, text in enumerate(texts)]  # type: ignore[misc]
        for button, text in zip(made, texts, strict=True):
            button.tooltip = f"take out {text}"
            button.add_class("nbmixed-chip")
        self.chips.children = made

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Names and codes of columns that are not the outcome."""
        parts = self.state.parts
        outcome = "" if parts is None else parts.outcome
        return [(c.name, c.code) for c in self.state.columns if c.code != outcome]


class PredictorsView(TermsView):
    """Predictors, transformed or not, and their interactions."""

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self.column, self.form = dropdown("add"), dropdown("")
        choose_from(self.form, list(TRANSFORMS.items()), "{x}")
        self.times = dropdown("times")
        self.add = self.button("Add", self._add)
        self.intercept = self.on(
            w.Checkbox(description="intercept", indent=False, layout=w.Layout(width=AUTO)), self._intercept
        )
        adding = row(self.column, self.form, self.times, self.add)
        self.box = section("Predictors", row(self.chips, self.intercept), adding, self._message)

    def show(self) -> None:
        """Terms, and what could be added."""
        parts = self.state.parts or Parts("")
        self.show_chips(parts.terms, self._remove)
        choose_from(self.column, self.columns, self.column.value)
        choose_from(self.times, [_NONE, *((t, t) for t in parts.terms if ":" not in t)], self.times.value)
        self.intercept.value = parts.intercept
        self.box.layout.display = "none" if parts.curve is not None else ""

    def _add(self) -> None:
        if not self.column.value:
            raise SettingError("Choose a column first.")
        code = self.form.value.format(x=self.column.value)
        times = self.times.value
        new = [code, *([f"{times}:{code}"] if times and times != code else [])]
        self.state.edit(lambda p: replace(p, terms=tuple(dict.fromkeys([*p.terms, *new]))))

    def _remove(self, i: int) -> None:
        self.state.edit(lambda p: replace(p, terms=(*p.terms[:i], *p.terms[i + 1 :])))

    def _intercept(self, value: bool) -> None:
        self.state.edit(lambda p: replace(p, intercept=value))


class GroupsView(TermsView):
    """Group-specific terms."""

    fields = ("random",)

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self.by, self.within = dropdown("by"), dropdown("within")
        self.intercept = w.Checkbox(
            value=True, description="intercept", indent=False, layout=w.Layout(width=AUTO)
        )
        self.slopes = w.SelectMultiple(
            description="slopes of",
            rows=3,
            layout=w.Layout(width=AUTO),
            style={"description_width": "initial"},
        )
        self.correlated = w.Checkbox(
            value=True, description="correlated", indent=False, layout=w.Layout(width=AUTO)
        )
        self.add = self.button("Add", self._add)
        what = row(self.intercept, self.slopes, self.correlated)
        self.box = section(
            "What varies by group", self.chips, row(self.by, self.within, self.add), what, self._message
        )

    def show(self) -> None:
        """Terms, and what could be added."""
        parts = self.state.parts or Parts("")
        self.show_chips([str(g) for g in parts.groups], self._remove)
        by_likeness = sorted(self.state.columns, key=lambda c: not c.may_group)
        groups = [(c.name, c.code) for c in by_likeness if c.code != parts.outcome]
        choose_from(self.by, groups, self.by.value)
        choose_from(self.within, [_NONE, *groups], self.within.value)
        varying = parts.terms if parts.curve is None else parts.curve.parameters
        if tuple(self.slopes.options) != tuple(varying):
            chosen = [v for v in self.slopes.value if v in varying]
            self.slopes.options = varying
            self.slopes.value = chosen
        self.slopes.description = "slopes of" if parts.curve is None else "parameters"
        self.slopes.layout.display = "" if varying else "none"
        self.correlated.layout.display = "" if varying else "none"
        self.intercept.layout.display = "none" if parts.curve is not None else ""

    def _add(self) -> None:
        if not self.by.value:
            raise SettingError("Choose a column whose values name the groups.")
        by = f"{self.within.value}/{self.by.value}" if self.within.value else self.by.value
        slopes = tuple(self.slopes.value)
        of_curve = self.state.parts is not None and self.state.parts.curve is not None
        if not slopes and (of_curve or not self.intercept.value):
            raise SettingError("Choose what varies: the intercept, slopes, or parameters.")
        group = Group(by, slopes, self.intercept.value and not of_curve, self.correlated.value or not slopes)
        self.state.edit(lambda p: replace(p, groups=(*p.groups, group)))

    def _remove(self, i: int) -> None:
        self.state.edit(lambda p: replace(p, groups=(*p.groups[:i], *p.groups[i + 1 :])))


class SmoothsView(TermsView):
    """Smooth functions of predictors."""

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self.column, self.basis, self.by = dropdown("of"), dropdown("basis"), dropdown("for each")
        choose_from(
            self.basis, [("thin plate", ""), *((f"{k}: {v}", k) for k, v in BASES.items() if k != "tp")], ""
        )
        self.k = w.BoundedIntText(
            value=0,
            min=0,
            max=200,
            description="k (0: default)",
            layout=w.Layout(width="150px"),
            style={"description_width": "initial"},
        )
        self.add = self.button("Add", self._add)
        self.box = section(
            "Smooths", self.chips, row(self.column, self.basis, self.k, self.by, self.add), self._message
        )

    def show(self) -> None:
        """Smooths, and what could be added."""
        parts = self.state.parts or Parts("")
        self.show_chips(parts.smooths, self._remove)
        numbers = [(c.name, c.code) for c in self.state.columns if c.is_number and c.code != parts.outcome]
        choose_from(self.column, numbers, self.column.value)
        factors = [(c.name, c.code) for c in self.state.columns if not c.is_number and c.may_group]
        choose_from(self.by, [("(one for all)", ""), *factors], self.by.value)
        self.box.layout.display = "none" if parts.curve is not None else ""

    def _add(self) -> None:
        if not self.column.value:
            raise SettingError("Choose a column of numbers first.")
        given = [self.column.value, *([f"k = {self.k.value}"] if self.k.value else [])]
        given += [f'bs = "{self.basis.value}"'] if self.basis.value else []
        given += [f"by = {self.by.value}"] if self.by.value else []
        smooth = f"s({', '.join(given)})"
        self.state.edit(
            lambda p: replace(
                p,
                smooths=tuple(dict.fromkeys([*p.smooths, smooth])),
                terms=tuple(t for t in p.terms if t != self.column.value),
            )
        )

    def _remove(self, i: int) -> None:
        self.state.edit(lambda p: replace(p, smooths=(*p.smooths[:i], *p.smooths[i + 1 :])))


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
        self.box = section("Nonlinear curve", self.chips, adding, self._message)

    def show(self) -> None:
        """The curve, and what could be used."""
        parts = self.state.parts or Parts("")
        self.show_chips([] if parts.curve is None else [str(parts.curve)], self._remove)
        numbers = [(c.name, c.code) for c in self.state.columns if c.is_number and c.code != parts.outcome]
        names = CURVES[self.curve.value].inputs
        for i, widget in enumerate(self.inputs):
            choose_from(widget, numbers, widget.value)
            widget.layout.display = "" if i < len(names) else "none"
            widget.description = names[i] if i < len(names) else ""
        by_likeness = sorted(self.state.columns, key=lambda c: not c.may_group)
        choose_from(
            self.by, [(c.name, c.code) for c in by_likeness if c.code != parts.outcome], self.by.value
        )

    def _use(self) -> None:
        curve = CURVES[self.curve.value]
        inputs = tuple(widget.value for widget in self.inputs[: len(curve.inputs)])
        if not all(inputs) or not self.by.value:
            raise SettingError("Choose the curve's inputs, and by what its parameters vary.")
        if self.state.parts is None or not self.state.parts.outcome:
            raise SettingError("Choose what the model is to explain first.")
        outcome = self.state.parts.outcome
        made = Curve(self.curve.value, inputs, curve.parameters)
        group = Group(self.by.value, curve.parameters[:1], intercept=False)
        self.state.choose_family("gaussian", "identity")
        self.state.edit(lambda _: Parts(outcome, groups=(group,), curve=made))

    def _remove(self, _: int) -> None:
        self.state.edit(lambda p: Parts(p.outcome))
