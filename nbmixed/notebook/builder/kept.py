"""Forms that are kept while their kernel lives: a cell that is run again shows its form as it was left."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from IPython.core.getipython import get_ipython
from narwhals.dependencies import is_into_dataframe

from nbmixed.errors import SettingError
from nbmixed.notebook.builder.form import Form
from nbmixed.notebook.builder.state import BuilderState
from nbmixed.spec.model import ModelSpec

MOST = 20  # forms that are kept
_FRAME = "frame without a name"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form is made.

    Attributes
    ----------
    cell
        The cell's identifier, or its text where the front end gives none.
    nth
        Which of the forms that this run of the cell makes, counted from 1.
    given
        What the form starts from, in words.
    """

    cell: str
    nth: int
    given: str


_forms: dict[Place, Form] = {}
_run: list[Any] = ["", 0]  # the run of a cell, and how many forms it has made


def form_for(given: Any, variables: MutableMapping[str, Any]) -> Form:
    """Return the form that an earlier run of this cell made from the same, as it was left; else a new one.

    Raises
    ------
    NbmixedError
        For what no form can start from.
    """
    place = _place(given, variables)
    kept = None if place is None else _earlier(place, given, variables)
    if kept is not None:
        _give_again(kept.state, given)
        kept.state.look_again()
        form = kept
    else:
        form = Form(variables)
        _begin(form.state, given)
    if place is not None:
        _keep(place, form)
    return form


def _place(given: Any, variables: MutableMapping[str, Any]) -> Place | None:
    """Return the place of the form in its cell; None outside of a notebook."""
    shell = get_ipython()
    parent: dict[str, Any] = getattr(shell, "get_parent", dict)() or {}
    message = parent.get("header", {}).get("msg_id")
    if not message:
        return None
    _run[:] = [message, _run[1] + 1 if _run[0] == message else 1]
    cell = parent.get("metadata", {}).get("cellId") or parent.get("content", {}).get("code", "")
    return Place(str(cell), _run[1], _in_words(given, variables))


def _in_words(given: Any, variables: MutableMapping[str, Any]) -> str:
    """Return what a form starts from, in words that are the same when a cell is run again."""
    named = variables.get(given) if isinstance(given, str) else given
    spec = named if isinstance(named, ModelSpec) else getattr(named, "spec", None)
    if isinstance(spec, ModelSpec):
        return json.dumps(spec.to_dict(), sort_keys=True, default=str)
    if is_into_dataframe(named):
        return given if isinstance(given, str) else next(iter(_names(variables, named)), _FRAME)
    return str(given or "")


def _earlier(place: Place, given: Any, variables: MutableMapping[str, Any]) -> Form | None:
    """Return the form of an earlier run; that of a fit also where the fit is one that the form itself has made since."""
    fit = variables.get(given) if isinstance(given, str) else given
    for known, form in _forms.items():
        here = (known.cell, known.nth) == (place.cell, place.nth) and form.state.variables is variables
        own = fit is not None and form.fits.last is fit
        if here and (known.given == place.given or own):
            return form
    return None


def _keep(place: Place, form: Form) -> None:
    """Keep one form for each place in a cell, and not too many."""
    here = [p for p in _forms if (p.cell, p.nth) == (place.cell, place.nth)]
    others = [p for p in _forms if p not in here]
    for old in [*here, *others[: max(len(others) + 1 - MOST, 0)]]:
        dropped = _forms.pop(old, None)
        if dropped is not None and dropped is not form:
            dropped.leave()
    _forms[place] = form


def _begin(state: BuilderState, given: Any) -> None:
    """Start from what was given."""
    if given is None:
        return
    if isinstance(given, ModelSpec):
        state.load_spec(given)
    elif isinstance(getattr(given, "spec", None), ModelSpec):
        state.load_spec(given.spec)
    elif is_into_dataframe(given):
        state.choose_data(_named(state, given))
    elif isinstance(given, str) and is_into_dataframe(state.variables.get(given)):
        state.choose_data(given)
    elif isinstance(given, str):
        state.load(given)
    else:
        raise SettingError(
            f"ModelBuilder starts from a data frame, its name, a fit or a formula, not from a {type(given).__name__}."
        )


def _give_again(state: BuilderState, given: Any) -> None:
    """Put a data frame without a name of its own in place of the one that the form had."""
    if is_into_dataframe(given) and not isinstance(given, str) and not _names(state.variables, given):
        state.variables[state.draft.data] = given


def _names(variables: MutableMapping[str, Any], frame: Any) -> list[str]:
    return [n for n, v in variables.items() if v is frame and not n.startswith("_")]


def _named(state: BuilderState, frame: Any) -> str:
    """Return the name of a data frame in the notebook; one without gets the name data, so that the code that is shown runs."""
    names = _names(state.variables, frame)
    if not names:
        free = next(n for n in ("data", "data_2", "builder_data") if n not in state.variables)
        state.variables[free] = frame
        return free
    return names[0]
