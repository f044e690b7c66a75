"""`fit.plot`: what a plot of a fit is given, by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nbmixed.display.scales import SCALES
from nbmixed.errors import PlotError, SettingError, listed
from nbmixed.fit.diagnostics import ess_bulk, rhat
from nbmixed.methods.diagnosis import caution

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg

Names = Sequence[str] | str | None
Arrays = dict[str, Callable[[], Any]]
_OF_ESTIMATES = (
    "intervals",
    "areas",
    "areas_ridges",
    "hist",
    "dens",
    "violin",
    "ranef",
)  # others show the faults
_STATISTICS = {
    "divergences": "diverging",
    "energy": "energy",
    "acceptance": "acceptance_rate",
    "treedepth": "tree_depth",
    "stepsize": "step_size",
}


def plot(
    self: StanReg,
    kind: str = "intervals",
    pars: Names = None,
    regex_pars: Names = None,
    prob: float | None = None,
    prob_outer: float | None = None,
    transformations: Any = None,
    **options: Any,
) -> Any:
    """A plot of the draws, of the kinds and names of bayesplot's ``mcmc_`` functions.

    Parameters
    ----------
    kind
        Estimates: "intervals", "areas", "areas_ridges", "hist", "dens", "violin", "ranef" (group effects, sorted). Two and more
        parameters: "scatter", "hex", "pairs", "parcoord". Chains: "trace", "trace_highlight", "hist_by_chain", "dens_overlay",
        "rank_overlay", "rank_hist", "rank_ecdf", "acf", "acf_bar", "rhat", "neff", "combo". The sampler: "nuts_energy",
        "nuts_divergence", "nuts_treedepth", "nuts_acceptance", "nuts_stepsize".
    pars, regex_pars
        As in `summary`. When neither is given: coefficients and the auxiliary parameter; of "ranef" all group effects; of "rhat" and
        "neff" all parameters.
    prob, prob_outer
        Probability inside the inner and the outer interval.
    transformations
        By name of a parameter, or one for all: a function of an array, or a name such as "exp". The label shows it: ``exp(Days)``.
    **options
        As the plot takes them: `nbmixed.plots.mcmc_areas` and its like list them.

    Returns
    -------
    A ggplot, to which layers can be added with ``+``; of "combo" a composition.

    Raises
    ------
    PlotError
        For a kind or option that does not exist, and for what cannot be drawn.
    SettingError
        For a parameter that does not exist, and for a kind that shows chains of a fit without them.

    Examples
    --------
    ``fit.plot()``; ``fit.plot("areas", pars="beta", prob=0.8, transformations="exp")``; ``fit.plot("ranef", regex_pars="Subject")``;
    ``fit.plot("pairs", condition="divergences")``.
    """
    from nbmixed.plots.kinds import draw, needs_chains, options_of, plain
    from nbmixed.plots.ppc.look import with_notes

    name = plain(kind)
    chains = needs_chains(name, options["combo"]) if "combo" in options else needs_chains(name)
    if chains and self.posterior.importance is not None:
        raise SettingError(
            f'plot("{kind}") shows Markov chains, and algorithm="{self.spec.algorithm}" has none: plot "intervals" or'
            ' "areas", or fit with algorithm="sampling".'
        )
    _refuse_unused(name, pars, regex_pars, transformations)
    names = _selected(self, name, pars, regex_pars)
    known = options_of(name)
    given = {"prob": prob, "prob_outer": prob_outer}
    options = {**{option: value for option, value in given.items() if value is not None}, **options}
    if "unit" in known:
        options.setdefault("unit", _unit(self, name, names, transformations))
    if isinstance(options.get("condition"), str) and options["condition"] in _STATISTICS:
        options["condition"] = _statistic(self, options["condition"])
    drawn = draw(name, _arrays(self, names, transformations), **options)
    return with_notes(drawn, list(map(str, caution(self)))) if name in _OF_ESTIMATES else drawn


def _refuse_unused(kind: str, pars: Names, regex_pars: Names, transformations: Any) -> None:
    from nbmixed.plots.kinds import takes

    chosen = pars is not None or regex_pars is not None
    if chosen and not takes(kind, "names") and not takes(kind, "levels"):
        raise PlotError(
            f'plot("{kind}") shows the sampler and no parameters: leave pars= and regex_pars= out.'
        )
    if transformations is not None and not takes(kind, "draws"):
        raise PlotError(f'plot("{kind}") shows no values of parameters: leave transformations= out.')
    if transformations is not None and takes(kind, "levels") and isinstance(transformations, Mapping):
        raise PlotError(
            f'plot("{kind}") takes one transformation for all effects, as in transformations="exp".'
        )


def _selected(fit: StanReg, kind: str, pars: Names, regex_pars: Names) -> list[str]:
    posterior = fit.posterior
    if kind == "ranef":
        names = set(_places(fit))
        if not names:
            raise SettingError(f'plot("ranef") shows group effects, and {fit.spec.function} has none.')
        chosen = posterior.b_names if pars is None and regex_pars is None else _picked(fit, pars, regex_pars)
        kept = [name for name in chosen if name in names]
        if not kept:
            raise SettingError(
                'plot("ranef") shows group effects, and none of those chosen is one: choose "varying" or some of them.'
            )
        return kept
    if pars is None and regex_pars is None:
        return posterior.names if kind in ("rhat", "neff") else [*posterior.coef_names, *posterior.aux_names]
    return _picked(fit, pars, regex_pars)


def _picked(fit: StanReg, pars: Names, regex_pars: Names) -> list[str]:
    """Names chosen; a name or pattern that matches nothing is answered with those there are."""
    try:
        return fit.posterior.select(pars, regex_pars)
    except SettingError as error:
        effects = fit.posterior.b_names
        there = [n for n in fit.posterior.names if n not in set(effects)]
        groups = f", and group effects such as {listed(effects[:2])}" if effects else ""
        raise SettingError(
            f'{error} There are {listed(there)}{groups}; "alpha", "beta" and "varying" stand for the intercept, the other coefficients'
            " and all group effects."
        ) from None


def _arrays(fit: StanReg, names: list[str], transformations: Any) -> Arrays:
    from nbmixed.plots.transform import transformed

    posterior = fit.posterior
    made: dict[str, Any] = {}

    def drawn(which: int) -> Any:
        if not made:
            made["both"] = transformed(posterior.array(names), names, transformations)
        return made["both"][which]

    arrays: Arrays = {
        "draws": lambda: drawn(0),
        "names": lambda: names if transformations is None else drawn(1),
        "rhat": lambda: rhat(posterior.array(names)),
        "neff_ratio": lambda: ess_bulk(posterior.array(names)) / posterior.size,
        "log_posterior": lambda: posterior.log_posterior,
        "max_treedepth": lambda: posterior.max_treedepth,
        "levels": lambda: [_places(fit)[name][1] for name in names],
        "terms": lambda: [_places(fit)[name][0] for name in names],
    }
    there = [array for array, name in _STATISTICS.items() if name in posterior.sample_stats]
    return arrays | {array: lambda array=array: _statistic(fit, array) for array in there}


def _statistic(fit: StanReg, array: str) -> Any:
    if _STATISTICS[array] not in fit.posterior.sample_stats:
        raise SettingError(
            f'There is no {array} of draws from algorithm="{fit.spec.algorithm}": fit with algorithm="sampling".'
        )
    return fit.posterior.sample_stats[_STATISTICS[array]]


def _places(fit: StanReg) -> dict[str, tuple[str, str]]:
    """The panel and the level of each group effect."""
    return {
        name: (f"{term.group}: {term.coefs[i % len(term.coefs)]}", str(term.levels[i // len(term.coefs)]))
        for term, names in zip(fit.posterior.terms, fit.posterior.names_by_kind.effects, strict=True)
        for i, name in enumerate(names)
    }


def _unit(fit: StanReg, kind: str, names: Sequence[str], transformations: Any) -> str:
    """The scale that all of the parameters are on, where it has a name."""
    from nbmixed.plots.transform import word

    if transformations is not None:
        return f"{word(transformations)}(effect)" if kind == "ranef" else ""
    linear = {*fit.posterior.coef_names, *fit.posterior.b_names}
    if fit.design.curve is not None or not all(name in linear for name in names):
        return ""
    return SCALES.get(fit.family.link, "")
