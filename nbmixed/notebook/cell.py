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
from nbmixed.notebook.body import ends_silent, parse_body
from nbmixed.notebook.expression import evaluate
from nbmixed.notebook.frames import column_names, find_frame
from nbmixed.notebook.line import CellOptions, parse_line
from nbmixed.spec.family import FAMILIES, Family, resolve_family
from nbmixed.spec.model import FIXED_FAMILY, MIXED, ModelSpec
from nbmixed.spec.sampling import Sampling

__all__ = ["Request", "parse_body", "parse_line", "to_request"]

_COLUMNWISE = ("weights", "offset", "subset")
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
    weights, offset, subset
        Arrays, where the cell names a variable instead of a column; else None.
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
    """

    spec: ModelSpec
    data: Any
    weights: Any
    offset: Any
    subset: Any
    env: Mapping[str, object]
    name: str | None
    quiet: bool
    silent: bool
    dry: bool


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
    texts, arrays = _columnwise(assignments, columns, variables)
    silent = ends_silent(body) or options.quiet or line.rstrip().endswith(";")
    _check_name(options, silent)
    settings = _settings(function, options, assignments, variables)
    spec = ModelSpec(
        function, formula, str(options.data), sampling=Sampling(**options.sampling), **texts, **settings  # type: ignore[arg-type]
    )
    env = _environment([formula, *filter(None, texts.values())], columns, variables)
    return Request(
        spec, data, **arrays, env=env, name=options.name, quiet=options.quiet, silent=silent, dry=options.dry
    )


def _check_name(options: CellOptions, silent: bool) -> None:
    if options.name is None and silent and not options.dry:
        raise SettingError("The result would be lost, as the cell shows nothing: start its first line with a name.")
    if options.name is not None and options.name == options.data:
        raise SettingError(f"The result cannot be called {options.name}, which is the data frame: choose another name.")


def _settings(
    function: str, options: CellOptions, assignments: Mapping[str, str], variables: Mapping[str, object]
) -> dict[str, Any]:
    """The settings of the model that are not about columns, evaluated."""
    given = {k: evaluate(k, text, variables) for k, text in assignments.items() if k not in _COLUMNWISE}
    for key in ("family", "compat"):
        if getattr(options, key) is not None:
            if key in given:
                raise SettingError(f"{key} is given twice, on the first line and below it: keep one.")
            given[key] = getattr(options, key)
    if "prior_covariance" in given and function not in MIXED:
        raise SettingError(f"{function} has no group-level terms, so prior_covariance has no place: leave it out.")
    if not isinstance(given.get("prior_PD", False), bool):
        raise SettingError(f"prior_PD = {assignments['prior_PD']} is neither True nor False.")
    if "contrasts" in given:
        given["contrasts"] = _contrasts(given["contrasts"])
    return given | {"family": _family(function, given.get("family"), options.link)}


def _family(function: str, given: object, link: str | None) -> Family:
    fixed = FIXED_FAMILY.get(function)
    if fixed and given is not None:
        other = "stan_glmer" if function in MIXED else "stan_glm"
        raise SettingError(f"{function} always has the family {fixed}: leave family out, or use %%{other}.")
    if isinstance(given, Family) and link is not None:
        raise SettingError("The link is given twice, by --link and in the family's brackets: keep one.")
    family = resolve_family(given or fixed or "gaussian")
    return family if link is None else FAMILIES[family.name](link)


def _contrasts(value: object) -> tuple[tuple[str, str], ...]:
    if isinstance(value, dict) and all(isinstance(v, str) for pair in value.items() for v in pair):
        return tuple(value.items())
    raise SettingError('contrasts should name one contrast for each factor, as in contrasts = {"f": "contr.sum"}.')


def _columnwise(
    assignments: Mapping[str, str], columns: list[str], variables: Mapping[str, object]
) -> tuple[dict[str, str | None], dict[str, Any]]:
    """Weights, offset and subset: the texts for the spec, and the arrays that stand for variables."""
    texts: dict[str, str | None] = dict.fromkeys(_COLUMNWISE)
    arrays: dict[str, Any] = dict.fromkeys(_COLUMNWISE)
    for key in _COLUMNWISE:
        text = _unwrapped(assignments.get(key))
        if text is None:
            continue
        texts[key] = text
        if text.startswith(("[", "(", "c(")) and _is_sequence(text):
            arrays[key], texts[key] = evaluate(key, text, variables), "<array>"
        elif text.isidentifier() and text not in columns:
            arrays[key] = _array(key, text, columns, variables)
    return texts, arrays


def _unwrapped(text: str | None) -> str | None:
    """An expression without the quotes it may stand in; None for None."""
    if text in (None, "None", "NULL"):
        return None
    try:
        value = ast.literal_eval(text)  # type: ignore[arg-type]
    except (ValueError, SyntaxError):
        return text
    return value.strip() if isinstance(value, str) else text


def _is_sequence(text: str) -> bool:
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        return False
    call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "c"
    return call or isinstance(node, ast.List | ast.Tuple)


def _array(key: str, name: str, columns: list[str], variables: Mapping[str, object]) -> object:
    if name not in variables:
        hint = nearest(name, [*columns, *(v for v in variables if not v.startswith("_"))])
        raise DataError(f"{key} = {name}: neither a column of the data nor a variable of the notebook.{hint}")
    value = variables[name]
    if isinstance(value, str | Real) or not hasattr(value, "__len__"):
        raise DataError(f"{key} = {name}: the variable is a {type(value).__name__}, not an array with one value a row.")
    return value


def _environment(texts: list[str], columns: list[str], variables: Mapping[str, object]) -> dict[str, object]:
    mentioned = {word for text in texts for word in _WORD.findall(text)} - set(columns)
    return {
        name: variables[name]
        for name in sorted(mentioned & set(variables))
        if not callable(variables[name]) and not isinstance(variables[name], ModuleType)
    }
