"""Into the builder from what there is already: a formula, a cell, a call, JSON, a fit."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nbmixed.errors import FormulaError, SettingError, nearest
from nbmixed.notebook.builder.draft import Draft, draft_of
from nbmixed.notebook.builder.function import suited
from nbmixed.notebook.builder.parts import read_parts
from nbmixed.notebook.cell import to_request
from nbmixed.notebook.expression import evaluate
from nbmixed.spec.arguments import to_spec
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.model_checks import FUNCTIONS

_CELL = re.compile(r"%%(\w+)[ \t]*(.*)")
_CALL = re.compile(r"(?:\w+\s*=\s*)?(?:\w+\.)?(stan_\w+)\s*\(")
_DATAWISE = ("weights", "offset", "subset")


def read_model(text: str, variables: Mapping[str, object], start: Draft | None = None) -> Draft:
    """The model that a text describes, whichever way it does.

    Parameters
    ----------
    text
        A formula, a cell (``%%stan_lmer ...``), a call (``stan_lmer(...)``), JSON of a spec, or the name of a
        fit among the variables.
    variables
        The notebook's.
    start
        What a formula alone leaves as it is.

    Raises
    ------
    NbmixedError
        In one sentence, for what cannot be read.

    Examples
    --------
    >>> read_model('fit = stan_glm("y ~ x", data=d, family="poisson", chains=2)', {}).sampling
    {'chains': 2}
    """
    text = text.strip()
    if text.startswith("%%"):
        return draft_of(_from_cell(text, variables))
    if text.startswith("{"):
        return draft_of(from_json(text))
    if _CALL.match(text):
        return draft_of(_from_call(text, variables))
    if text.isidentifier():
        return draft_of(_from_fit(text, variables))
    return _from_formula(text, start or Draft())


def from_json(text: str) -> ModelSpec:
    """The spec that `ModelSpec.to_dict` described, as JSON.

    Raises
    ------
    NbmixedError
        For what is not JSON, or not that of a spec.
    """
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise SettingError(
            f"This is not JSON: {error.msg} on line {error.lineno}; copy it from JSON in the builder."
        ) from None
    except (ValueError, RecursionError):
        raise SettingError(
            "This JSON does not describe a model: it is nested too deep, or a number is too long."
        ) from None
    return ModelSpec.from_dict(values)


def _from_cell(text: str, variables: Mapping[str, object]) -> ModelSpec:
    head, _, body = text.partition("\n")
    found = _CELL.match(head)
    if found is None or found[1] not in FUNCTIONS:
        named = found[1] if found else head
        raise SettingError(f"%%{named} is not a cell of this package.{nearest(named, FUNCTIONS)}")
    return to_request(found[1], found[2], body, variables).spec


def _from_call(text: str, variables: Mapping[str, object]) -> ModelSpec:
    try:
        (statement,) = ast.parse(text).body
    except (SyntaxError, ValueError):
        raise SettingError("This call cannot be read: check its brackets, commas and quotes.") from None
    call = getattr(statement, "value", None)
    if not isinstance(call, ast.Call):
        raise SettingError('This is not a call such as stan_lmer("y ~ x + (1 | g)", data=d).')
    function = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    if function not in FUNCTIONS:
        raise SettingError(f"There is no model function {function}.{nearest(function, FUNCTIONS)}")
    given = {k.arg: k.value for k in call.keywords if k.arg}
    given |= dict(zip(("formula", "data"), call.args, strict=False))
    formula = given.pop("formula", None)
    if not isinstance(formula, ast.Constant) or not isinstance(formula.value, str):
        raise FormulaError("The call has no formula in quotes as its first argument.")
    data = ast.unparse(given.pop("data")) if "data" in given else "data"
    arguments = {k: _argument(k, v, variables) for k, v in given.items()}
    return to_spec(function, formula.value, arguments, data)[0]


def _argument(key: str, node: ast.expr, variables: Mapping[str, object]) -> Any:
    """The value of an argument; of one that is not text for a row the name, to be looked up when the model is fitted."""
    if key in _DATAWISE and not isinstance(node, ast.Constant):
        return ast.unparse(node)
    return evaluate(key, ast.unparse(node), variables)


def _from_fit(name: str, variables: Mapping[str, object]) -> ModelSpec:
    spec = getattr(variables.get(name), "spec", None)
    if not isinstance(spec, ModelSpec):
        fits = [n for n, v in variables.items() if isinstance(getattr(v, "spec", None), ModelSpec)]
        raise SettingError(
            f"{name} is not a fit of this notebook.{nearest(name, fits)} Give a formula, a cell, a call, or a fit's name."
        )
    return spec


def _from_formula(text: str, start: Draft) -> Draft:
    draft = replace(start, formula=text, random="")
    parts = read_parts(text)
    return replace(draft, function=suited(draft, parts))
