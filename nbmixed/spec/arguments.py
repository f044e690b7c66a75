"""Arguments of the model functions, typed, and made into a `ModelSpec`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import fields
from typing import Any, TypedDict, TypeVar

from nbmixed.calls import no_argument
from nbmixed.errors import FamilyError, FormulaError, SettingError
from nbmixed.spec.family import Family, resolve_family
from nbmixed.spec.model import ARRAY, ModelSpec, blank_spec
from nbmixed.spec.model_checks import FIXED_FAMILY, MIXED
from nbmixed.spec.prior_values import AuxPrior, CoefPrior, CovariancePrior, InterceptPrior, R2Prior
from nbmixed.spec.sampling import Sampling

F = TypeVar("F", bound=Callable[..., Any])
_NOT_TAKEN = {
    "stan_lmer": ("family", "link"),
    "stan_nlmer": ("family", "link", "prior_intercept", "sparse"),
}
_DATA_ARGUMENTS = ("weights", "offset", "subset")
_OF_FIT = ("executor", "cache")  # how a fit is made, which no spec holds
_ORDER = [
    "random",
    "family",
    "link",
    *_DATA_ARGUMENTS,
    "na_action",
    "contrasts",
    "knots",
    "prior",
    "prior_intercept",
    "prior_smooth",
    "prior_aux",
    "prior_covariance",
    "prior_PD",
    "algorithm",
    "QR",
    "sparse",
    "mean_PPD",
    "compat",
]


class SamplingArguments(TypedDict, total=False):
    """Arguments that steer the sampler; see `Sampling`."""

    chains: int
    iter: int
    warmup: int | None
    thin: int
    cores: int | None
    seed: int | None
    init: str | int
    init_r: float | None
    adapt_delta: float | None
    max_treedepth: int
    refresh: int | None
    draws: int | None
    executor: Executor | None
    cache: str | None


class DataArguments(SamplingArguments, total=False):
    """Arguments of every model function."""

    weights: Any
    offset: Any
    subset: Any
    na_action: str
    contrasts: Mapping[str, str] | None
    prior_intercept: InterceptPrior | None
    prior_PD: bool
    algorithm: str
    mean_PPD: bool | None


class LmArguments(DataArguments, total=False):
    """Arguments of `stan_lm`."""

    prior: R2Prior | None


class GlmArguments(DataArguments, total=False):
    """Arguments of `stan_glm`."""

    family: str | Family
    link: str
    prior: CoefPrior | None
    prior_aux: AuxPrior | None
    QR: bool
    sparse: bool
    compat: str | None


class GlmerArguments(GlmArguments, total=False):
    """Arguments of `stan_glmer`."""

    prior_covariance: CovariancePrior


class Gamm4Arguments(GlmerArguments, total=False):
    """Arguments of `stan_gamm4`."""

    random: str | None
    knots: Mapping[str, Sequence[float]] | None
    prior_smooth: AuxPrior | None


_OWN: dict[str, type] = {"stan_lm": LmArguments, "stan_gamm4": Gamm4Arguments}


def to_spec(
    function: str, formula: str, arguments: Mapping[str, Any], data: str = "data"
) -> tuple[ModelSpec, dict[str, Any]]:
    """The spec that a call describes, and what it cannot hold: arrays given in place of text, and an executor.

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
    elsewhere = {k: given.pop(k) for k in _OF_FIT if k in given}
    settings = {f.name: given.pop(f.name) for f in fields(Sampling) if f.name in given}
    arrays = {
        k: given[k] for k in _DATA_ARGUMENTS if given.get(k) is not None and not isinstance(given[k], str)
    }
    given |= dict.fromkeys(arrays, ARRAY)
    given["family"] = _family(function, given.pop("family", None), given.pop("link", None))
    given["contrasts"] = _contrasts(given.get("contrasts"))
    if "knots" in given:
        given["knots"] = knot_places(given["knots"])
    if function == "stan_lm":
        given = {"prior_intercept": None} | given
    return ModelSpec(function, formula, data, sampling=Sampling(**settings), **given), arrays | elsewhere


def argument_names(function: str) -> list[str]:
    """Keyword arguments of a model function that its spec holds, those of the model first."""
    own = _OWN.get(function, GlmerArguments if function in MIXED else GlmArguments)
    names = sorted(
        (n for n in own.__annotations__ if n not in SamplingArguments.__annotations__),
        key=_ORDER.index,
    )
    fixed = _NOT_TAKEN.get(function, ("family",) if function in FIXED_FAMILY else ())
    settings = (n for n in SamplingArguments.__annotations__ if n not in _OF_FIT)
    return [*(n for n in names if n not in fixed), *settings]


def signed(function: F) -> F:
    """Give a model function the signature that its arguments have, for help and completion."""
    family = resolve_family(FIXED_FAMILY.get(function.__name__, "gaussian"))
    spec = blank_spec(function.__name__, "y ~ x", family)
    defaults = {"family": "gaussian", "link": None, "contrasts": None, "knots": None}
    keywords = []
    for name in argument_names(function.__name__):
        default = (
            defaults[name] if name in defaults else getattr(spec, name, getattr(spec.sampling, name, None))
        )
        if (function.__name__, name) == ("stan_lm", "prior"):
            default = inspect.Parameter.empty
        keywords.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default))
    keywords += [inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=None) for n in _OF_FIT]
    first = list(inspect.signature(function).parameters.values())[:2]
    function.__signature__ = inspect.Signature([*first, *keywords])  # type: ignore[attr-defined]
    return function


def _check_names(function: str, arguments: Mapping[str, Any]) -> None:
    known = [*argument_names(function), *_OF_FIT]
    for name in arguments:
        if name in ("family", "link") and function in FIXED_FAMILY:
            continue
        if name not in known:
            raise SettingError(no_argument(function, name, known))


def _family(function: str, family: object, link: str | None) -> Family:
    fixed = FIXED_FAMILY.get(function)
    if fixed is None:
        return resolve_family("gaussian" if family is None else family, link)
    if family is not None:
        raise FamilyError(
            f"{function} is for the {fixed} family: leave family out, or use stan_glm or stan_glmer."
        )
    return resolve_family(fixed, link)


def _contrasts(contrasts: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(contrasts or {}, Mapping):
        raise SettingError(
            f'contrasts = {contrasts!r} should name one contrast for each factor, as in contrasts={{"f": "contr.sum"}}.'
        )
    return tuple(dict(contrasts or {}).items())  # type: ignore[call-overload]


def knot_places(knots: object) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """Knots by variable, as a spec keeps them.

    Raises
    ------
    SettingError
    """
    try:
        given = {str(name): tuple(map(float, places)) for name, places in dict(knots or {}).items()}  # type: ignore[call-overload]
    except (TypeError, ValueError):
        raise SettingError(
            f'knots = {knots!r} should give the places of knots by variable, as in knots={{"x": [0, 24]}}.'
        ) from None
    return tuple(given.items())
