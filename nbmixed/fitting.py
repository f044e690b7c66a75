"""From a spec to a fit: check, draw, assemble."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from nbmixed import caller
from nbmixed.design.build import Design, build
from nbmixed.design.curves_spec import curve_design
from nbmixed.design.fingerprint import fingerprint
from nbmixed.display.views_provenance import model_facts, shown_provenance
from nbmixed.engine import approximate
from nbmixed.engine.around import around
from nbmixed.engine.cache import Made, Question, answered
from nbmixed.engine.draws import Draws
from nbmixed.engine.locate import expanded_source
from nbmixed.engine.partial import stopped_in_one_line
from nbmixed.engine.progress import Listener, current
from nbmixed.engine.run import run
from nbmixed.engine.worker import preload
from nbmixed.errors import FormulaError, NbmixedWarning, SettingError
from nbmixed.fit.draws import Posterior
from nbmixed.fit.mean_ppd import mean_PPD
from nbmixed.methods.diagnosis import warn_of_changes, warn_of_problems
from nbmixed.programs.coefficients import resolve_priors
from nbmixed.programs.degenerate import check_degenerate
from nbmixed.programs.model import complete, pack, unpack
from nbmixed.programs.packed import Packed
from nbmixed.programs.scale import ResolvedPriors
from nbmixed.provenance import FITTED, Provenance, collect
from nbmixed.spec.formula import parse
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.random import additive_formula
from nbmixed.stanreg import StanReg

preload()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A model that has been checked and is ready to sample.

    Attributes
    ----------
    design, priors, packed
        Arrays of the data, priors in their units, and the program's data.
    """

    spec: ModelSpec
    design: Design
    priors: ResolvedPriors
    packed: Packed


def prepare(
    spec: ModelSpec,
    data: Any,
    *,
    weights: Any = None,
    offset: Any = None,
    subset: Any = None,
    env: Mapping[str, object] | None = None,
) -> Prepared:
    """Check a model against its data without sampling.

    Raises
    ------
    NbmixedError
        One sentence for whatever is wrong with formula, data, priors or settings.
    """
    given = {
        "weights": spec.weights if weights is None else weights,
        "offset": spec.offset if offset is None else offset,
        "subset": spec.subset if subset is None else subset,
        "contrasts": dict(spec.contrasts) or None,
        "na_action": spec.na_action,
        "env": env,
    }
    design = (curve_design if spec.function == "stan_nlmer" else _design)(spec, data, given)
    design = replace(design, notes=(*design.notes, *check_degenerate(design, spec)))
    priors = resolve_priors(design, spec)
    return Prepared(spec, design, priors, pack(design, spec, priors))


def _design(spec: ModelSpec, data: Any, given: Mapping[str, Any]) -> Design:
    gamm4 = spec.function == "stan_gamm4"
    formula = additive_formula(spec.formula, spec.random) if gamm4 else parse(spec.formula)
    if not gamm4:
        _check_terms(spec, bool(formula.bars), bool(formula.smooths))
    return build(
        formula,
        data,
        family=spec.family.name,
        link=spec.family.link,
        drop_rank_deficient=spec.mixed or spec.QR or spec.function == "stan_lm",
        knots=dict(spec.knots),
        **given,
    )


@stopped_in_one_line()
def fit(
    spec: ModelSpec,
    data: Any,
    *,
    weights: Any = None,
    offset: Any = None,
    subset: Any = None,
    env: Mapping[str, object] | None = None,
    listener: Listener | None = None,
    name: str = "fit",
    executor: Executor | None = None,
    cache: str | None = None,
    told: bool = True,
) -> StanReg:
    """Fit a `ModelSpec`: the one door behind functions, cells and builder.

    Parameters
    ----------
    data
        A pandas, polars or other data frame; None takes variables from `env`.
    weights, offset, subset
        Arrays that stand for the text of the spec.
    env
        Variables that the formula may name besides columns.
    listener
        Told of progress; the session's own when None.
    name
        What the fit is called in `prior_summary`.
    executor
        Runs each chain as a job, with the same draws as here.
    cache
        "on_change", "always" or "never"; see `nbmixed.engine.cache.answered`.
    told
        Whether to warn of what was changed in the data and of what puts the fit in doubt, and whether
        `nbmixed.provenance.FITTED` hears of it; not for the many fits of one call.
    """
    ready = prepare(spec, data, weights=weights, offset=offset, subset=subset, env=env)
    if told:
        warn_of_changes(name, ready.design.notes)
    shown = listener or current()
    draws, provenance = drawn(ready, name, shown, executor, cache)
    if provenance.from_cache and shown is not None:
        shown.stop(provenance.cache_note)
    fitted = assemble(ready, draws, name, provenance)
    if told:
        announce(fitted)
    return fitted


def announce(fitted: StanReg) -> None:
    """Warn if the checks put the fit in doubt, and let `nbmixed.provenance.FITTED` hear of it."""
    warn_of_problems(fitted)
    for tell in FITTED:
        tell(fitted)


def drawn(
    ready: Prepared,
    name: str,
    listener: Listener | None,
    executor: Executor | None = None,
    cache: str | None = None,
) -> Made:
    """Draws of a checked model, from the cache or newly made, and where they come from."""
    return answered(_question(ready, name), cache, partial(_made, ready, listener, executor))


def _made(ready: Prepared, listener: Listener | None, executor: Executor | None) -> Made:
    draws = draw(ready, listener, executor)
    try:
        return draws, traced(ready, draws)
    except Exception as error:  # noqa: BLE001 - whatever it is, the draws are worth more
        reason = str(error) or type(error).__name__
        caller.warn(
            f"Where the fit came from could not be recorded ({reason}); the fit itself is complete.",
            NbmixedWarning,
        )
        return draws, Provenance.of_draws(ready.packed.program, draws.engine, draws.seed, draws.wall)


def _question(ready: Prepared, name: str) -> Question:
    """What decides the draws."""
    spec, packed = ready.spec, ready.packed
    inits = around(packed.starts, spec.settings)[1] if spec.algorithm == "sampling" else None
    return Question(
        program=packed.program,
        data=packed.data,
        algorithm=spec.algorithm,
        sampling=spec.settings,
        metric=packed.metric,
        inits=inits,
        name=name,
        function=spec.function,
        formula=spec.formula,
        model=spec.fingerprint(),
        rows=fingerprint(ready.design),
    )


def draw(ready: Prepared, listener: Listener | None, executor: Executor | None = None) -> Draws:
    """Draws of the program by the algorithm that the spec names.

    Raises
    ------
    SettingError
        For an executor where there are no chains.
    """
    packed, spec = ready.packed, ready.spec
    if spec.algorithm == "sampling":
        settings, inits = around(packed.starts, spec.settings)
        return run(
            packed.program,
            packed.data,
            settings,
            listener=listener,
            inits=inits,
            metric=packed.metric,
            executor=executor,
        )
    if executor is not None:
        raise SettingError(
            f'executor is for Markov chains, and algorithm="{spec.algorithm}" has none: leave it out, or fit many models '
            "side by side with fit_all()."
        )
    return approximate.run(packed.program, packed.data, spec.algorithm, spec.settings, listener=listener)


def traced(ready: Prepared, draws: Draws) -> Provenance:
    """Where the draws of a checked model, just made, come from."""
    return collect(
        program=ready.packed.program,
        source=expanded_source(ready.packed.program),
        data=ready.packed.data,
        engine=draws.engine,
        seed=draws.seed,
        wall=draws.wall,
        facts=model_facts(ready.spec, ready.design, ready.priors, ready.packed, draws),
    )


def assemble(
    ready: Prepared, draws: Draws, name: str = "fit", provenance: Provenance | None = None
) -> StanReg:
    """The user's object from a checked model and the draws of its program, just made unless `provenance` says more."""
    told = shown_provenance(provenance or traced(ready, draws))
    spec = ready.spec.with_seed(draws.seed)
    posterior = _posterior(ready, draws)
    if draws.log_p is not None and draws.log_g is not None:
        size = spec.sampling.resolved_draws
        posterior = posterior.resampled(draws.log_p, draws.log_g, size, draws.seed, draws.paths)
    return StanReg(spec, ready.design, ready.priors, posterior, ready.packed, draws, told, name)


def _posterior(ready: Prepared, draws: Draws) -> Posterior:
    """Draws under the names of the model; of an approximation all its proposals."""
    packed, design, family = ready.packed, ready.design, ready.spec.family
    log_posterior = draws.sample_stats["lp"]
    parameters, make_effects = unpack(packed, complete(draws.parameters, log_posterior.shape), draws.seed)

    def simulate() -> Any:
        return mean_PPD(posterior, design, family, draws.seed)

    posterior = Posterior(
        coef_names=design.coef_names,
        aux_name=family.aux,
        terms=design.groups,
        parameters=parameters,
        log_posterior=log_posterior,
        sample_stats=draws.sample_stats,
        max_treedepth=draws.max_treedepth,
        make_effects=make_effects,
        make_mean_PPD=simulate if _wants_mean_PPD(ready.spec) else None,
    )
    return posterior


def _wants_mean_PPD(spec: ModelSpec) -> bool:
    """As the user said; else wherever data are predicted, but not around a mode, as rstanarm."""
    if spec.mean_PPD is not None:
        return spec.mean_PPD
    return not spec.prior_PD and spec.algorithm != "optimizing"


def _check_terms(spec: ModelSpec, has_bars: bool, has_smooths: bool) -> None:
    if has_smooths:
        raise FormulaError(
            f"{spec.function} takes no smooths: use stan_gamm4 for s() in the formula.", spec.formula
        )
    if has_bars and not spec.mixed:
        better = {"stan_glm": "stan_glmer", "stan_glm_nb": "stan_glmer_nb", "stan_lm": "stan_lmer"}[
            spec.function
        ]
        raise FormulaError(
            f"{spec.function} takes no group-specific terms: use {better} for '|' in the formula.",
            spec.formula,
        )
    if spec.mixed and not has_bars:
        raise FormulaError(
            f"{spec.function} needs at least one group-specific term such as (1 | g): add one, or use stan_glm.",
            spec.formula,
        )
