"""Arguments of the model functions, typed, and made into a `ModelSpec`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypedDict, TypeVar

from nbmixed.errors import FamilyError, FormulaError, SettingError, nearest
from nbmixed.spec.family import FAMILIES, Family, resolve_family
from nbmixed.spec.model import ARRAY, FIXED_FAMILY, MIXED, ModelSpec
from nbmixed.spec.priors import AuxPrior, Decov, Prior
from nbmixed.spec.sampling import Sampling

F = TypeVar("F", bound=Callable[..., Any])
_DATA_ARGUMENTS = ("weights", "offset", "subset")


class SamplingArguments(TypedDict, total=False):
    """Arguments that steer the sampler; see `Sampling`."""

    chains: int
    iter: int
    warmup: int | None
    thin: int
    cores: int | None
    seed: int | None
    init: str | int
    init_r: float
    adapt_delta: float | None
    max_treedepth: int
    refresh: int | None


class GlmArguments(SamplingArguments, total=False):
    """Arguments of `stan_glm`."""

    family: str | Family
    link: str
    weights: Any
    offset: Any
    subset: Any
    na_action: str
    contrasts: Mapping[str, str] | None
    prior: Prior | None
    prior_intercept: Prior | None
    prior_aux: AuxPrior | None
    prior_PD: bool
    compat: str | None


class GlmerArguments(GlmArguments, total=False):
    """Arguments of `stan_glmer`."""

    prior_covariance: Decov


def to_spec(
    function: str, formula: str, arguments: Mapping[str, Any], data: str = "data"
) -> tuple[ModelSpec, dict[str, Any]]:
    """The spec that a call describes, and the arrays given in place of text.

    Parameters
    ----------
    data
        Name of the data frame in the user's code.

    Raises
    ------
    SettingError
        For an argument the function does not have (the nearest is suggested).
    FamilyError
        For a family given to a function whose family is fixed.
    """
    if not isinstance(formula, str):
        raise FormulaError(
            f"The formula should be text such as 'y ~ x', but is a {type(formula).__name__}: give it first, then the data frame."
        )
    _check_names(function, arguments)
    given = dict(arguments)
    settings = {f.name: given.pop(f.name) for f in fields(Sampling) if f.name in given}
    arrays = {
        k: given[k] for k in _DATA_ARGUMENTS if given.get(k) is not None and not isinstance(given[k], str)
    }
    given |= dict.fromkeys(arrays, ARRAY)
    given["family"] = _family(function, given.pop("family", None), given.pop("link", None))
    given["contrasts"] = _contrasts(given.get("contrasts"))
    return ModelSpec(function, formula, data, sampling=Sampling(**settings), **given), arrays


def argument_names(function: str) -> list[str]:
    """Keyword arguments of a model function, those of the model first."""
    kind = GlmerArguments if function in MIXED else GlmArguments
    names = [n for n in kind.__annotations__ if n not in SamplingArguments.__annotations__]
    fixed = {"stan_lmer": ("family", "link")}.get(function, ("family",) if function in FIXED_FAMILY else ())
    return [*(n for n in names if n not in fixed), *SamplingArguments.__annotations__]


def signed(function: F) -> F:
    """Give a model function the signature that its arguments have, for help and completion."""
    family = FAMILIES[FIXED_FAMILY.get(function.__name__, "gaussian")]()
    spec = ModelSpec(function.__name__, "y ~ x", family=family)
    defaults = {"family": "gaussian", "link": None, "contrasts": None}
    keywords = []
    for name in argument_names(function.__name__):
        default = (
            defaults[name] if name in defaults else getattr(spec, name, getattr(spec.sampling, name, None))
        )
        keywords.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default))
    first = list(inspect.signature(function).parameters.values())[:2]
    function.__signature__ = inspect.Signature([*first, *keywords])  # type: ignore[attr-defined]
    return function


def _check_names(function: str, arguments: Mapping[str, Any]) -> None:
    known = argument_names(function)
    for name in arguments:
        if name in ("family", "link") and function in FIXED_FAMILY:
            continue
        if name not in known:
            raise SettingError(f"{function} has no argument {name!r}.{nearest(name, known)}")


def _family(function: str, family: object, link: str | None) -> Family:
    fixed = FIXED_FAMILY.get(function)
    if fixed is None:
        chosen = resolve_family("gaussian" if family is None else family)
        return chosen if link is None else _with_link(chosen, link)
    if family is not None:
        raise FamilyError(
            f"{function} is for the {fixed} family: leave family out, or use stan_glm or stan_glmer."
        )
    return resolve_family(fixed) if link is None else _with_link(resolve_family(fixed), link)


def _contrasts(contrasts: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(contrasts or {}, Mapping):
        raise SettingError(
            f'contrasts = {contrasts!r} should name one contrast for each factor, as in contrasts={{"f": "contr.sum"}}.'
        )
    return tuple(dict(contrasts or {}).items())  # type: ignore[call-overload]


def _with_link(family: Family, link: str) -> Family:
    return FAMILIES[family.name](link)
