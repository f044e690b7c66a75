"""Predictors, groups and smooths: what is in the model can be taken out, what is not added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import ipywidgets as w

from nbmixed.errors import SettingError
from nbmixed.notebook.builder.parts import Group, Parts
from nbmixed.notebook.builder.state import BuilderState
from nbmixed.notebook.builder.view import AUTO, View, choose_from, dropdown, heard, row, section
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
        """Names and codes of all columns: a list that stayed as it is cannot be out of step with the page."""
        return [(c.name, c.code) for c in self.state.columns]

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """Those of columns of numbers."""
        return [(c.name, c.code) for c in self.state.columns if c.is_number]

    @property
    def groups(self) -> list[tuple[str, str]]:
        """All columns, those first whose values look most like names of groups."""
        return [(c.name, c.code) for c in sorted(self.state.columns, key=lambda c: c.unlike_group)]

    def offer(self, widget: Any, columns: list[tuple[str, str]]) -> None:
        """Let columns be chosen from, at first one that is not the outcome."""
        outcome = self.state.parts.outcome if self.state.parts else ""
        others = [code for _, code in columns if code != outcome]
        own = widget.value if widget.value in others else next(iter(others), None)
        choose_from(widget, columns, own)

    def chosen(self, widget: Any, what: str) -> str:
        """The column chosen, which is not the outcome.

        Raises
        ------
        SettingError
        """
        parts = self.state.parts
        if not widget.value:
            raise SettingError(f"Choose {what} first.")
        if parts is not None and widget.value == parts.outcome:
            raise SettingError(f"{widget.value} is what the model explains: choose another column.")
        return str(widget.value)


class PredictorsView(TermsView):
    """Predictors, transformed or not, and their interactions."""

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self.column, self.form = dropdown("add"), heard(dropdown("transformed"))
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
        self.offer(self.column, self.columns)
        choose_from(self.times, [_NONE, *((t, t) for t in parts.terms if ":" not in t)], self.times.value)
        self.intercept.value = parts.intercept
        self.box.layout.display = "none" if parts.curve is not None else ""

    def _add(self) -> None:
        code = self.form.value.format(x=self.chosen(self.column, "a column"))
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
        of_curve = parts.curve is not None
        self.show_chips([g.written(of_curve=of_curve) for g in parts.groups], self._remove)
        self.offer(self.by, self.groups)
        choose_from(self.within, [_NONE, *self.groups], self.within.value)
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
        by = self.chosen(self.by, "a column whose values name the groups")
        by = f"{self.within.value}/{by}" if self.within.value else by
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
        adding = row(self.column, self.basis, self.k, self.by, self.add)
        self.box = w.VBox([self.chips, adding, self._message])

    def show(self) -> None:
        """Smooths, and what could be added."""
        parts = self.state.parts or Parts("")
        self.show_chips(parts.smooths, self._remove)
        self.offer(self.column, self.numbers)
        factors = [(c.name, c.code) for c in self.state.columns if not c.is_number and c.may_group]
        choose_from(self.by, [("(one for all)", ""), *factors], self.by.value)
        self.box.layout.display = "none" if parts.curve is not None else ""

    def _add(self) -> None:
        column = self.chosen(self.column, "a column of numbers")
        given = [column, *([f"k = {self.k.value}"] if self.k.value else [])]
        given += [f'bs = "{self.basis.value}"'] if self.basis.value else []
        given += [f"by = {self.by.value}"] if self.by.value else []
        smooth = f"s({', '.join(given)})"
        self.state.edit(
            lambda p: replace(
                p,
                smooths=tuple(dict.fromkeys([*p.smooths, smooth])),
                terms=tuple(t for t in p.terms if t != column),
            )
        )

    def _remove(self, i: int) -> None:
        self.state.edit(lambda p: replace(p, smooths=(*p.smooths[:i], *p.smooths[i + 1 :])))
