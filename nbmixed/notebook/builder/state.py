"""The builder's state: no widgets, so that everything it decides can be tried without a browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import replace
from typing import Any

from traitlets import Any as AnyTrait
from traitlets import Dict, HasTraits, Instance, Int

from nbmixed import fitting
from nbmixed.errors import FormulaError, NbmixedError, SettingError
from nbmixed.fitting import Prepared
from nbmixed.notebook.builder.columns import Column, describe
from nbmixed.notebook.builder.doors import read_model
from nbmixed.notebook.builder.draft import Draft, draft_of
from nbmixed.notebook.builder.fields import field_of, pruned
from nbmixed.notebook.builder.function import suited
from nbmixed.notebook.builder.origin import contents_of, digest_of
from nbmixed.notebook.builder.parts import Parts, read_parts
from nbmixed.notebook.builder.suggest import Suggestion, suggest, suggest_alone
from nbmixed.notebook.cell import columnwise, environment
from nbmixed.notebook.frames import find_frame, frame_names
from nbmixed.spec.family import Family, resolve_family
from nbmixed.spec.formula import parse
from nbmixed.spec.formula_deparse import deparse, quoted
from nbmixed.spec.formula_nodes import names
from nbmixed.spec.model import ModelSpec

NO_OUTCOME = "Choose what the model is to explain."
BY_HAND = "This formula is beyond the buttons: change its text, or clear it and start anew."


class BuilderState(HasTraits):
    """What has been asked for, and what follows from it.

    Every change replaces `draft`; `spec` and `problems` follow at once, `ready` when `check_data` is called. `version`
    grows when all is done.

    Parameters
    ----------
    variables
        The notebook's variables; fits are put there.
    draft
        To begin with.

    Attributes
    ----------
    turn
        Held by what a person does while it is done.
    digest
        Of the data that the model read; None until they are checked.
    """

    draft = Instance(Draft)
    spec = Instance(ModelSpec, allow_none=True)
    problems = Dict()
    ready = AnyTrait(None)
    version = Int(0)

    def __init__(self, variables: MutableMapping[str, Any], draft: Draft | None = None) -> None:
        super().__init__()
        self.variables = variables
        self.turn = threading.RLock()
        self._lock = threading.RLock()
        self._looked_at: Draft | None = None
        self._contents = ""
        self.digest: str | None = None
        self._described: tuple[object, tuple[Column, ...]] = (None, ())
        self._set(draft or Draft(data=""))

    # --- what follows from the draft

    @property
    def frame(self) -> Any:
        """The data frame, or None."""
        try:
            return find_frame(self.draft.data or None, self.variables)
        except NbmixedError:
            return None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the data frame; none without one."""
        frame = self.frame
        if frame is None:
            return ()
        if self._described[0] is not frame:
            self._described = (frame, describe(frame))
        return self._described[1]

    @property
    def parts(self) -> Parts | None:
        """The formula's parts; None where it is beyond the buttons, or cannot be read."""
        if not self.draft.formula.strip():
            return Parts("")
        try:
            return read_parts(
                self.draft.formula, self.draft.random, [c.name for c in self.columns], self.variables
            )
        except FormulaError:
            return None

    @property
    def suggestion(self) -> Suggestion | None:
        """What suits the column that is explained, as it is or as the suggestion has it."""
        frame, outcome = self.frame, self._outcome()
        if frame is None or outcome is None:
            return None
        column, code = outcome
        found = suggest(frame, column)
        return found if found is not None and code in (quoted(column), found.outcome) else None

    def _outcome(self) -> tuple[str, str] | None:
        """The column that is explained, and the left side of the formula; None where it is not one column."""
        try:
            response = parse(self.draft.formula).response if self.draft.formula.strip() else None
        except FormulaError:
            return None
        known = {c.name for c in self.columns}
        used = [n for n in names(response) if n in known] if response is not None else []
        return (used[0], deparse(response)) if response is not None and used else None

    # --- changes

    def change(self, **fields: Any) -> None:
        """Replace fields of the draft."""
        with self._lock:
            self._set(replace(self.draft, **fields))

    def put(self, where: str, name: str, value: Any) -> None:
        """Set one of `priors`, `columnwise`, `sampling` or `others`; None or "" takes it out."""
        values = {k: v for k, v in getattr(self.draft, where).items() if k != name}
        self.change(**{where: values if value in (None, "") else {**values, name: value}})

    def edit(self, change: Callable[[Parts], Parts]) -> None:
        """Change the parts of the formula.

        Raises
        ------
        SettingError
            Where the formula is beyond the buttons.
        """
        with self._lock:
            parts = self.parts
            if parts is None:
                raise SettingError(BY_HAND)
            self._with_parts(change(parts))

    def choose_data(self, name: str) -> None:
        """Another data frame; a formula over columns it does not have is cleared."""
        with self._lock:
            self._set(replace(self.draft, data=name))
            known = {c.name for c in self.columns}
            try:
                uses = set(parse(self.draft.formula).variables) - {"."}
            except FormulaError:
                uses = set()
            if uses - known:
                self._set(Draft(data=name, sampling=self.draft.sampling))

    def choose_outcome(self, code: str, *, alone: bool = False) -> None:
        """Set what is explained: a column or an expression. A column brings the family that suits it, and its trials.

        Parameters
        ----------
        alone
            Whether a column is taken as it is, though another may hold its trials.
        """
        self.edit(lambda parts: replace(parts, outcome=code, terms=_without(parts.terms, code)))
        found = self.suggestion
        if found is not None and found.family == "binomial" and found.outcome != code and not alone:
            self.take(found)
        elif found is not None:
            self.choose_family(*self._family_of(code, found))
        elif code.startswith("cbind("):
            self.choose_family("binomial", "logit")

    def take(self, suggestion: Suggestion) -> None:
        """Follow a suggestion: outcome, family and link."""
        self.edit(lambda parts: replace(parts, outcome=suggestion.outcome))
        self.choose_family(suggestion.family, suggestion.link)

    def _family_of(self, code: str, suggestion: Suggestion) -> tuple[str, str]:
        """Family and link for a column as it is."""
        outcome = self._outcome()
        alone = suggest_alone(self.frame, outcome[0]) if outcome is not None else None
        fitting = [s for s in (suggestion, alone) if s is not None and s.outcome == code]
        return (fitting[0].family, fitting[0].link) if fitting else ("gaussian", "identity")

    def choose_family(self, family: str, link: str | None = None) -> None:
        """The family, with its own link where none is given; priors that do not belong are left out."""
        found = Family(family, link) if link else resolve_family(family)
        draft = replace(self.draft, family=found.name, link=found.link)
        with self._lock:
            self._set(pruned(replace(draft, function=suited(draft, self.parts))))

    def write_formula(self, text: str) -> None:
        """A formula typed by hand."""
        with self._lock:
            draft = replace(self.draft, formula=text.strip(), random="" if "|" in text else self.draft.random)
            self._set(draft)
            try:
                parts = read_parts(draft.formula, draft.random) if draft.formula else Parts("")
            except FormulaError:
                return
            self._set(pruned(replace(draft, function=suited(draft, parts))))

    def load(self, text: str) -> None:
        """The model of a formula, cell, call, JSON or fit.

        Raises
        ------
        NbmixedError
        """
        with self._lock:
            self._set(read_model(text, self.variables, self.draft))

    def load_spec(self, spec: ModelSpec) -> None:
        """The model of a spec."""
        self._set(draft_of(spec))

    def look_again(self) -> None:
        """Check anew where a cell has changed data frames, or variables that the model names."""
        contents = " ".join([*frame_names(self.variables), contents_of(self.frame, self._named())])
        if contents == self._contents:
            return
        with self._lock:
            self._contents, self._described = contents, (None, ())
            self._set(replace(self.draft))

    def _named(self) -> Mapping[str, object]:
        try:
            found = self.arguments()
        except NbmixedError:
            return {}
        return {**found.pop("env"), **found}

    # --- towards a fit

    @property
    def unchecked(self) -> bool:
        """Whether there is a model that was not held against its data yet."""
        return self.spec is not None and self._looked_at is not self.draft

    def arguments(self) -> dict[str, Any]:
        """What `fitting.prepare` takes beside spec and data: arrays that are variables, and variables that are named.

        Raises
        ------
        NbmixedError
        """
        names = [c.name for c in self.columns]
        texts, arrays = columnwise(self.draft.columnwise, names, self.variables)
        used = [self.draft.formula, self.draft.random, *texts.values()]
        return {**arrays, "env": environment(used, names, self.variables)}

    def check_data(self) -> Prepared | None:
        """Check the model against its data; what is wrong joins `problems`."""
        with self._lock:
            spec, draft = self.spec, self.draft
        if spec is None:
            return None
        problems: Mapping[str, str] = {}
        ready = None
        try:
            frame = find_frame(spec.data, self.variables)
            ready = fitting.prepare(spec, frame, **self.arguments())
        except NbmixedError as error:
            problems = {field_of(error): str(error)}
        with self._lock:
            if draft is self.draft:  # nothing has changed meanwhile
                self._looked_at = draft
                self.digest = None if ready is None else digest_of(ready.design)
                with self.hold_trait_notifications():
                    self.problems = {**self.problems, **problems}
                    self.ready = ready
                self.version += 1
        return ready

    def _with_parts(self, parts: Parts) -> None:
        formula, random = parts.written()
        draft = replace(self.draft, formula=formula if parts != Parts("") else "", random=random)
        self._set(pruned(replace(draft, function=suited(draft, parts))))

    def _set(self, draft: Draft) -> None:
        checked = draft.checked(self.variables)
        problems = dict(checked.problems)
        if draft.formula.strip() in ("", "~ 1") or draft.formula.startswith("~"):
            problems.pop("formula", None)
            problems["outcome"] = NO_OUTCOME
        if not draft.data:
            problems["data"] = "Choose a data frame."
        self.digest = None
        with self.hold_trait_notifications():
            self.draft = draft
            self.spec = None if problems else checked.spec
            self.problems = problems
            self.ready = None
        self.version += 1


def _without(terms: tuple[str, ...], code: str) -> tuple[str, ...]:
    return tuple(term for term in terms if code not in term.split(":"))
