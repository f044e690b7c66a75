"""Which data frame, what is in it, what is to be explained, and by which family."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as w

from nbmixed.notebook.builder.columns import Column
from nbmixed.notebook.builder.state import BuilderState
from nbmixed.notebook.builder.suggest import Suggestion
from nbmixed.notebook.builder.view import View, choose_from, dropdown, row, section
from nbmixed.notebook.frames import frame_names
from nbmixed.spec.family import FAMILIES, links, resolve_family
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_nodes import Binary, Call
from nbmixed.spec.formula_parse import parse_expression

_CHOOSE = ("choose ...", "")


class DataView(View):
    """Picker of data frames, with the columns of the one picked."""

    fields = ("data",)

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self.pick = self.on(dropdown("data frame"), state.choose_data)
        self.table = w.HTML()
        self.box = section("Data", row(self.pick), self.table, self._message)

    def show(self) -> None:
        """Frames of the notebook, columns of the one picked."""
        names = frame_names(self.state.variables)
        choose_from(self.pick, [_CHOOSE, *((n, n) for n in names)], self.state.draft.data)
        self.table.value = columns_table(self.state.columns)


def columns_table(columns: tuple[Column, ...]) -> str:
    """The columns with kinds, missing values and ranges, as HTML that opens."""
    if not columns:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(c.name)}</th><td>{c.kind}</td><td>{c.missing or ""}</td>'
        f"<td>{escape(c.about)}</td></tr>"
        for c in columns
    )
    head = "".join(f'<th scope="col">{text}</th>' for text in ("column", "kind", "missing", "values"))
    missing = sum(c.missing > 0 for c in columns)
    said = f"{len(columns)} columns" + (f", {missing} with missing values" if missing else "")
    return f"<details><summary>{said}</summary><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>"


class OutcomeView(View):
    """What is explained, and the family."""

    fields = ("outcome", "family", "link")

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self.outcome = self.on(dropdown("explain"), self._choose)
        self.trials = self.on(dropdown("out of"), self._choose_trials)
        self.family = self.on(dropdown("family"), state.choose_family)
        self.link = self.on(dropdown("link"), lambda link: state.choose_family(self.family.value, link))
        self.why = w.HTML()
        self.follow = self.button("Use what is suggested", self._follow)
        self.box = section(
            "Outcome",
            row(self.outcome, self.trials),
            row(self.family, self.link),
            self.why,
            self.follow,
            self._message,
        )

    def show(self) -> None:
        """The outcome chosen, and what suits it."""
        draft, parts = self.state.draft, self.state.parts
        code = "" if parts is None else parts.outcome
        successes, trials = _successes(code)
        columns = [(c.name, c.code) for c in self.state.columns]
        own = [] if not successes or successes in dict(columns).values() else [(successes, successes)]
        choose_from(self.outcome, [_CHOOSE, *columns, *own], successes)
        counts = [(c.name, c.code) for c in self.state.columns if c.kind == "whole number"]
        choose_from(self.trials, [("(single values)", ""), *counts], trials)
        self.outcome.disabled = parts is None
        self.trials.layout.display = "none" if not counts or not successes else ""
        names = [(name, resolve_family(name).name) for name in FAMILIES]
        choose_from(self.family, names, draft.family)
        choose_from(self.link, [(link, link) for link in links(draft.family)], draft.link)
        self._show_suggestion()

    def _show_suggestion(self) -> None:
        """Why a family suits, and, where the model has another or another outcome, what is suggested instead."""
        found = self.state.suggestion
        other = found is not None and not self._is_followed(found)
        self.follow.layout.display = "" if other else "none"
        if found is None:
            self.why.value = ""
            return
        of = "" if self._has_outcome(found) else f" of {escape(found.outcome)}"
        advice = f" Suggested: {escape(found.family)} with {escape(found.link)} link{of}." if other else ""
        self.why.value = f'<div class="nbmixed-note">{escape(found.why)}{advice}</div>'

    def _is_followed(self, found: Suggestion) -> bool:
        draft = self.state.draft
        return self._has_outcome(found) and (found.family, found.link) == (draft.family, draft.link)

    def _has_outcome(self, found: Suggestion) -> bool:
        return self.state.parts is not None and self.state.parts.outcome == found.outcome

    def _follow(self) -> None:
        found = self.state.suggestion
        if found is not None:
            self.state.take(found)

    def _choose(self, code: str) -> None:
        if code:
            self.state.choose_outcome(code)

    def _choose_trials(self, trials: str) -> None:
        code = self.outcome.value
        if code:
            binomial = trials and trials != code
            chosen = f"cbind({code}, {trials} - {code})" if binomial else code
            self.state.choose_outcome(chosen, alone=not binomial)


def _successes(code: str) -> tuple[str, str]:
    """The successes and trials of `cbind(k, n - k)`; other outcomes as they are.

    >>> _successes("cbind(k, n - k)"), _successes("log(y)"), _successes("")
    (('k', 'n'), ('log(y)', ''), ('', ''))
    """
    if not code.startswith("cbind("):
        return code, ""
    call: Any = parse_expression(code)
    if isinstance(call, Call) and len(call.arguments) == 2:
        yes, no = (a.value for a in call.arguments)
        if isinstance(no, Binary) and no.op == "-" and deparse(no.right) == deparse(yes):
            return deparse(yes), deparse(no.left)
    return code, ""
