"""`update`: the same model with something changed."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import fields, replace
from typing import Any

from nbmixed import caller
from nbmixed.again.jobs import cache_for
from nbmixed.again.source import Source, source
from nbmixed.calls import checked
from nbmixed.design.evaluate import VARIABLES
from nbmixed.engine.progress import Listener
from nbmixed.errors import DataError, SettingError, nearest
from nbmixed.fitting import fit as fit_model
from nbmixed.spec.arguments import argument_names, knot_places
from nbmixed.spec.family import resolve_family
from nbmixed.spec.formula import parse
from nbmixed.spec.formula_update import update_formula
from nbmixed.spec.model import ARRAY, ModelSpec
from nbmixed.spec.sampling import Sampling
from nbmixed.stanreg import StanReg

_BY_ROW = ("weights", "offset", "subset")
_OF_ALL = ("seed", "refresh")  # settings that mean the same for MCMC and approximations


@checked
def update(
    fit: StanReg,
    formula: str | None = None,
    data: Any = None,
    *,
    listener: Listener | None = None,
    executor: Executor | None = None,
    cache: str | None = None,
    **arguments: Any,
) -> StanReg:
    """Fit a model again with something changed, as R's `update`.

    Parameters
    ----------
    fit
        Whose formula, family, priors, settings and seed are kept where nothing else is said.
    formula
        In which dots stand for what was there: ``. ~ . + x``, ``. ~ . - (1 | g)``, ``log(.) ~ .``; or a whole formula.
    data
        Other data. None takes the rows that the fit used, with all their columns: rows that it left out for a missing
        value, or by `subset`, stay out even when the new formula has no use for what was missing.
    listener
        Told of progress; the session's own when None.
    executor
        Runs each chain as a job, as in the model functions.
    cache
        Whether draws of an earlier call may serve, as in the model functions.
    **arguments
        Of the model function, in place of what the fit was given: ``prior=normal(0, 1)``, ``chains=2``, ``family="poisson"``.
        When `algorithm` changes between MCMC and an approximation, settings that only one of them has fall back to
        their defaults.

    Raises
    ------
    NbmixedError
        As the model function; DataError for a variable that the rows of the fit do not have.

    Examples
    --------
    >>> from nbmixed import datasets, stan_glm, update
    >>> fit = stan_glm("kid_score ~ mom_iq", data=datasets.load("kidiq"), seed=1, chains=1, iter=400)
    >>> update(fit, ". ~ . + mom_hs", iter=300).formula
    'kid_score ~ mom_iq + mom_hs'
    """
    require_fit(fit, "update")
    rows = source(fit.spec, fit.design)
    spec = fit.spec if formula is None else _with_formula(fit, formula)
    spec = with_arguments(spec, arguments)
    if data is None:
        _require_variables(spec, rows)
    given = _row_arguments(fit, rows, arguments, same_rows=data is None)
    frame = rows.frame if data is None else data
    if cache is None and spec.sampling.seed is not None:
        cache = cache_for(fit, arguments.get("seed"))
    given |= {"env": dict(rows.env), "name": caller.variable(fit.name), "executor": executor, "cache": cache}
    return fit_model(spec, frame, listener=listener, **given)


def require_fit(fit: object, what: str) -> None:
    """Refuse anything but a fit.

    Raises
    ------
    SettingError
    """
    if not isinstance(fit, StanReg):
        raise SettingError(
            f"{what}() is given a fit, such as stan_glm() returns, not a {type(fit).__name__}."
        )


def with_arguments(spec: ModelSpec, arguments: Mapping[str, Any]) -> ModelSpec:
    """A spec with other values for some arguments of its function.

    Raises
    ------
    SettingError
        For an argument that the function does not have.
    """
    known = argument_names(spec.function)
    for name in arguments:
        if name not in known:
            raise SettingError(f"{spec.function} has no argument {name!r}.{nearest(name, known)}")
    given: dict[str, Any] = {
        k: ARRAY if k in _BY_ROW and not isinstance(v, str | None) else v for k, v in arguments.items()
    }
    own = {f.name for f in fields(Sampling)}
    settings: dict[str, Any] = {k: given.pop(k) for k in list(given) if k in own}
    if "family" in given or "link" in given:
        given["family"] = resolve_family(given.get("family", spec.family.name), given.pop("link", None))
    if "contrasts" in given:
        given["contrasts"] = tuple(dict(given["contrasts"] or {}).items())
    if "knots" in given:
        given["knots"] = knot_places(given["knots"])
    algorithm = given.get("algorithm", spec.algorithm)
    sampling = spec.sampling
    if (algorithm == "sampling") != (spec.algorithm == "sampling"):
        sampling = Sampling(**{name: getattr(sampling, name) for name in _OF_ALL})
    return replace(spec, **given, sampling=replace(sampling, **settings))


def _with_formula(fit: StanReg, formula: str) -> ModelSpec:
    if not isinstance(formula, str):
        raise SettingError(f"formula must be text such as '. ~ . + x', not a {type(formula).__name__}.")
    spec = fit.spec
    if spec.function == "stan_nlmer":
        if "." in formula.replace("~", " ").split():
            raise SettingError("Dots do not stand for parts of a nonlinear formula: write the whole formula.")
        return replace(spec, formula=formula)
    return replace(spec, formula=update_formula(spec.formula, formula, map(str, fit.data.columns)))


def _require_variables(spec: ModelSpec, rows: Source) -> None:
    if spec.function == "stan_nlmer":
        return  # names that are no columns are parameters there
    columns = list(map(str, rows.frame.columns))
    known = {*columns, *rows.env, *VARIABLES, "."}
    for name in parse(spec.formula).variables:
        if name not in known:
            raise DataError(
                f"The rows of the fit have no column {name!r}: give data= with that column."
                f"{nearest(name, columns)}"
            )


def _row_arguments(
    fit: StanReg, rows: Source, arguments: Mapping[str, Any], *, same_rows: bool
) -> dict[str, Any]:
    """Arrays for weights, offset and subset: those given now, and those of the fit where rows are the same."""
    arrays = {k: v for k, v in arguments.items() if k in _BY_ROW and not isinstance(v, str | None)}
    for name in _BY_ROW:
        if name in arguments or getattr(fit.spec, name) is None:
            continue
        if same_rows and (name == "subset" or getattr(fit.spec, name) == ARRAY):
            arrays[name] = rows.arguments()[name]
        elif getattr(fit.spec, name) == ARRAY:
            raise SettingError(
                f"The fit was given {name} as an array, which belongs to its own rows: give {name}= with data=."
            )
    return arrays
