"""A cell, read: its line, its body and the notebook's variables give one `Request`."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from types import ModuleType
from typing import Any

from nbmixed.errors import DataError, SettingError, nearest
from nbmixed.notebook.body import ABOVE_OR_BELOW, ends_silent, parse_body
from nbmixed.notebook.expression import evaluate
from nbmixed.notebook.frames import column_names, find_frame
from nbmixed.notebook.line import CellOptions, parse_line
from nbmixed.spec.arguments import to_spec
from nbmixed.spec.family import Family
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.model_checks import ALGORITHMS, MIXED

__all__ = ["Request", "columnwise", "environment", "parse_body", "parse_line", "to_request"]

COLUMNWISE = ("weights", "offset", "subset")
_WORD = re.compile(r"[A-Za-z_.][\w.]*")


@dataclass(frozen=True, slots=True)
class Request:
    """What a cell asks for.

    Attributes
    ----------
    spec
        The model.
    data
        The data frame.
    arrays
        Of weights, offset and subset those that are arrays: where the cell names a variable
        instead of a column, or lists the numbers.
    env
        The user's variables that the formula and these expressions mention.
    name
        Variable that receives the fit; None leaves it to ``_``.
    quiet
        Show neither progress nor result.
    silent
        Show no result.
    dry
        Check and show the model; do not sample.
    cache
        As written, or None.
    """

    spec: ModelSpec
    data: Any
    arrays: Mapping[str, Any]
    env: Mapping[str, object]
    name: str | None
    quiet: bool
    silent: bool
    dry: bool
    cache: str | None = None


def to_request(function: str, line: str, body: str, variables: Mapping[str, object]) -> Request:
    """Read a cell.

    Parameters
    ----------
    function
        The model function, such as "stan_lmer".
    line, body
        The rest of the first line, and what stands below it.
    variables
        The notebook's variables, by name.

    Raises
    ------
    NbmixedError
        One sentence that says what is wrong with the cell; nothing has been sampled.
    """
    options = parse_line(line)
    formula, assignments = parse_body(body)
    data = find_frame(options.data, variables)
    columns = column_names(data)
    silent = ends_silent(body) or options.quiet or line.rstrip().endswith(";")
    _check_name(options, silent)
    texts, arrays = columnwise(assignments, columns, variables)
    settings = _settings(function, options, assignments, variables)
    spec, _ = to_spec(function, formula, {**settings, **texts}, str(options.data))
    env = environment([formula, assignments.get("random", ""), *texts.values()], columns, variables)
    return Request(spec, data, arrays, env, options.name, options.quiet, silent, options.dry, options.cache)


def _check_name(options: CellOptions, silent: bool) -> None:
    if options.name is None and silent and not options.dry:
        raise SettingError(
            "The result would be lost, as the cell shows nothing: start its first line with a name."
        )
    if options.name is not None and options.name == options.data:
        raise SettingError(
            f"The result cannot be called {options.name}, which is the data frame: choose another name."
        )


def _settings(
    function: str, options: CellOptions, assignments: Mapping[str, str], variables: Mapping[str, object]
) -> dict[str, Any]:
    """The arguments of the model function that are not about columns, evaluated."""
    given = {k: _value(k, text, variables) for k, text in assignments.items() if k not in COLUMNWISE}
    for key in ABOVE_OR_BELOW:
        if getattr(options, key):
            if key in given:
                raise SettingError(f"{key} is given twice, on the first line and below it: keep one.")
            given[key] = getattr(options, key)
    if options.link is not None:
        if isinstance(given.get("family"), Family):
            raise SettingError("The link is given twice, by --link and in the family's brackets: keep one.")
        given["link"] = options.link
    _check_settings(function, given)
    return given | dict(options.sampling)


def _value(key: str, text: str, variables: Mapping[str, object]) -> Any:
    """The value of a setting; `algorithm = laplace` is the word, not the prior of that name; `random` is a formula."""
    if key == "random":
        return unwrapped(text)
    return text if key == "algorithm" and text in ALGORITHMS else evaluate(key, text, variables)


def _check_settings(function: str, given: Mapping[str, object]) -> None:
    if "prior_covariance" in given and function not in MIXED:
        raise SettingError(
            f"{function} has no group-level terms, so prior_covariance has no place: leave it out."
        )
    contrasts = given.get("contrasts", {})
    if not isinstance(contrasts, dict) or not all(
        isinstance(v, str) for pair in contrasts.items() for v in pair
    ):
        raise SettingError(
            'contrasts should name one contrast for each factor, as in contrasts = {"f": "contr.sum"}.'
        )


def columnwise(
    assignments: Mapping[str, str], columns: list[str], variables: Mapping[str, object]
) -> tuple[dict[str, str], dict[str, Any]]:
    """Weights, offset and subset: the texts for the spec, and the arrays that stand for variables."""
    texts: dict[str, str] = {}
    arrays: dict[str, Any] = {}
    for key in COLUMNWISE:
        text = unwrapped(assignments.get(key))
        if text is None:
            continue
        texts[key] = text
        if _is_sequence(text):
            arrays[key] = evaluate(key, text, variables)
        elif text.isidentifier() and text not in columns:
            arrays[key] = _array(key, text, columns, variables)
    return texts, arrays


def unwrapped(text: str | None) -> str | None:
    """An expression without the quotes it may stand in; None for None."""
    if text is None or text in ("None", "NULL"):
        return None
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return text
    return value.strip() if isinstance(value, str) else text


def _is_sequence(text: str) -> bool:
    try:
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "c"
    return call or isinstance(node, ast.List | ast.Tuple)


def _array(key: str, name: str, columns: list[str], variables: Mapping[str, object]) -> object:
    if name not in variables:
        hint = nearest(name, [*columns, *(v for v in variables if not v.startswith("_"))])
        raise DataError(f"{key} = {name}: neither a column of the data nor a variable of the notebook.{hint}")
    value = variables[name]
    if isinstance(value, str | Real) or not hasattr(value, "__len__"):
        raise DataError(
            f"{key} = {name}: the variable is a {type(value).__name__}, not an array with one value a row."
        )
    return value


def environment(texts: list[str], columns: list[str], variables: Mapping[str, object]) -> dict[str, object]:
    """The variables that the texts mention besides columns, those that are data."""
    mentioned = {word for text in texts for word in _WORD.findall(text)} - set(columns)
    return {
        name: variables[name]
        for name in sorted(mentioned & set(variables))
        if not callable(variables[name]) and not isinstance(variables[name], ModuleType)
    }
