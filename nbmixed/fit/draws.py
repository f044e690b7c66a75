"""`Posterior`: named draws of the parameters of a model."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.groups import GroupTerm
from nbmixed.errors import SettingError, nearest
from nbmixed.fit.importance import Importance, weigh
from nbmixed.fit.names import ParameterNames, parameter_names
from nbmixed.programs.packed import Parameters

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
SHORTCUTS = ("alpha", "beta", "varying")


@dataclass(frozen=True)
class Posterior:
    """Draws of a fitted model under rstanarm's names.

    Group effects and mean_PPD are made when first asked for, always the same for the same fit. Draws from an
    approximation are one "chain" of independent draws.

    Attributes
    ----------
    coef_names
        Population-level coefficients, intercept first.
    aux_name
        Printed name of the auxiliary parameter, or None.
    terms
        Group-level terms, in the order of the design.
    parameters
        Draws of coefficients, auxiliary parameter and covariance factors.
    log_posterior
        Shape (chains, draws).
    sample_stats
        Sampler statistics under arviz's names, each of shape (chains, draws).
    importance
        For draws from an approximation: how they were picked from its proposals. None for MCMC.
    proposals
        All draws of the approximation before that. None for MCMC.
    """

    coef_names: tuple[str, ...]
    aux_name: str | None
    terms: tuple[GroupTerm, ...]
    parameters: Parameters
    log_posterior: Floats
    sample_stats: Mapping[str, NDArray[np.generic]]
    max_treedepth: int
    make_effects: Callable[[], tuple[Floats, ...]] = field(repr=False)
    make_mean_PPD: Callable[[], Floats] | None = field(repr=False)
    importance: Importance | None = None
    proposals: Posterior | None = field(default=None, repr=False)

    @property
    def shape(self) -> tuple[int, int]:
        """Chains and draws of each."""
        chains, draws = self.log_posterior.shape
        return chains, draws

    @property
    def size(self) -> int:
        """Number of draws of all chains together."""
        return self.log_posterior.size

    @cached_property
    def effects(self) -> tuple[Floats, ...]:
        """Group effects of each term, shape (chains, draws, levels, p)."""
        return self.make_effects()

    @cached_property
    def mean_PPD(self) -> Floats | None:
        """Mean of one simulated outcome for every row, shape (chains, draws); None where it is not wanted."""
        return None if self.make_mean_PPD is None else self.make_mean_PPD()

    @cached_property
    def Sigma(self) -> tuple[Floats, ...]:
        """Covariance matrix of each term, shape (chains, draws, p, p)."""
        return tuple(L @ np.swapaxes(L, -1, -2) for L in self.parameters.theta_L)

    @cached_property
    def names_by_kind(self) -> ParameterNames:
        """Names of all parameters, by what they are."""
        return parameter_names(
            self.coef_names, self.terms, tuple(self.auxiliary), tuple(self.parameters.smooth_sd)
        )

    @property
    def auxiliary(self) -> dict[str, Floats]:
        """Draws of the auxiliary parameter, if there is one, and of further ones under their usual names."""
        first = (
            {}
            if self.aux_name is None or self.parameters.aux is None
            else {self.aux_name: self.parameters.aux}
        )
        return {**first, **self.parameters.further}

    @cached_property
    def b_names(self) -> list[str]:
        """Names of all group effects."""
        return [name for names in self.names_by_kind.effects for name in names]

    @cached_property
    def Sigma_names(self) -> list[str]:
        """Names of all (co)variances."""
        return [name for names in self.names_by_kind.covariances for name in names]

    @property
    def aux_names(self) -> list[str]:
        """Names of the auxiliary parameter, if there is one, and of further ones."""
        return list(self.names_by_kind.aux)

    @property
    def smooth_names(self) -> list[str]:
        """Names of the standard deviations of smooths."""
        return list(self.names_by_kind.smooth)

    @cached_property
    def names(self) -> list[str]:
        """Names of all parameters in rstanarm's order."""
        return self.names_by_kind.parameters

    @property
    def diagnostic_names(self) -> list[str]:
        """mean_PPD (where it is wanted) and log-posterior."""
        names = self.names_by_kind
        return [*([] if self.make_mean_PPD is None else [names.mean_PPD]), names.log_posterior]

    def resampled(self, log_p: Floats, log_g: Floats, draws: int, seed: int, paths: int = 1) -> Posterior:
        """Draws that stand for the posterior, picked from these, which are those of an approximation.

        Parameters
        ----------
        log_p, log_g
            Log densities of posterior and approximation, shape (1, draws).
        draws
            How many to pick.
        paths
            Of how many Gaussians these are draws, see `nbmixed.fit.importance.weigh`.
        """
        importance = weigh(log_p[0], log_g[0], draws, seed, paths)
        kept = importance.kept
        make_mean_PPD = None if self.make_mean_PPD is None else lambda: self._kept_mean_PPD(kept)
        return replace(
            self,
            parameters=_picked(self.parameters, kept),
            log_posterior=self.log_posterior[:, kept],
            sample_stats={name: values[:, kept] for name, values in self.sample_stats.items()},
            make_effects=lambda: tuple(b[:, kept] for b in self.effects),
            make_mean_PPD=make_mean_PPD,
            importance=importance,
            proposals=self,
        )

    def array(self, names: Sequence[str]) -> Floats:
        """Draws of the named parameters, shape (chains, draws, len(names)).

        Raises
        ------
        SettingError
            For a name that is not a parameter.
        """
        columns: dict[str, Floats] = {}
        for block_names, read in self._blocks():
            wanted = [n for n in names if n in block_names]
            if wanted:
                block = read([block_names[n] for n in wanted])
                columns |= {n: block[..., i] for i, n in enumerate(wanted)}
        for name in names:
            if name not in columns:
                raise SettingError(f"There is no parameter {name!r}.{nearest(name, self.names)}")
        return np.stack([columns[n] for n in names], axis=-1) if names else np.empty((*self.shape, 0))

    def select(self, pars: Sequence[str] | str | None, regex_pars: Sequence[str] | str | None) -> list[str]:
        """Parameter names picked by name, by shortcut or by pattern, in rstanarm's order.

        "alpha" stands for the intercept, "beta" for the other coefficients, "varying" for the group
        effects, unless a parameter has that name. With neither argument all parameters are picked.

        Raises
        ------
        SettingError
            For an unknown name, or a pattern that matches nothing.
        """
        if pars is None and regex_pars is None:
            return self.names
        known = [*self.names, *self.diagnostic_names]
        picked: set[str] = set()
        for par in _listed(pars):
            found = self._named(par, known)
            if not found and par not in SHORTCUTS:
                raise SettingError(f"There is no parameter {par!r}.{nearest(par, [*known, *SHORTCUTS])}")
            picked |= set(found)
        for pattern in _listed(regex_pars):
            found = [n for n in known if _compiled(pattern).search(n)]
            if not found:
                raise SettingError(
                    f"No parameter matches the pattern {pattern!r}: see fit.to_frame().columns."
                )
            picked |= set(found)
        return [n for n in known if n in picked]

    def to_frame(self, names: Sequence[str]) -> pd.DataFrame:
        """One row for each draw, chains one after the other, one column for each parameter."""
        import pandas as pd

        return pd.DataFrame(self.array(names).reshape(self.size, len(names)), columns=list(names))

    def _named(self, par: str, known: Sequence[str]) -> list[str]:
        """The parameter of that name, or those that a shortcut stands for."""
        if par in known or par not in SHORTCUTS:
            return [name for name in (par, f"`{par}`") if name in known][:1]
        if par == "varying":
            return self.b_names
        intercept = [n for n in self.coef_names if n == "(Intercept)"]
        return intercept if par == "alpha" else [n for n in self.coef_names if n not in intercept]

    def _blocks(self) -> list[tuple[dict[str, int], Callable[[list[int]], Floats]]]:
        """Return the names of each kind of parameter with their places, and what reads the draws at some places."""

        def index(names: Sequence[str]) -> dict[str, int]:
            return {n: i for i, n in enumerate(names)}

        def read(arrays: Callable[[], Sequence[Floats]]) -> Callable[[list[int]], Floats]:
            return lambda places: _columns(arrays(), places)

        blocks = [
            (index(self.coef_names), read(lambda: [self.parameters.coef])),
            (index(self.b_names), read(lambda: self.effects)),
            (index(self.Sigma_names), read(lambda: [_lower(S) for S in self.Sigma])),
            (index([self.names_by_kind.log_posterior]), read(lambda: [self.log_posterior[..., None]])),
        ]
        if self.auxiliary:
            blocks.append(
                (index(self.aux_names), read(lambda: [np.stack(list(self.auxiliary.values()), axis=-1)]))
            )
        if self.smooth_names:
            sds = self.parameters.smooth_sd
            blocks.append((index(self.smooth_names), read(lambda: [np.stack(list(sds.values()), axis=-1)])))
        if self.make_mean_PPD is not None:
            blocks.append((index([self.names_by_kind.mean_PPD]), read(lambda: [self._mean_PPD_column()])))
        return blocks

    def _kept_mean_PPD(self, kept: NDArray[np.intp]) -> Floats:
        assert self.mean_PPD is not None
        return self.mean_PPD[:, kept]

    def _mean_PPD_column(self) -> Floats:
        assert self.mean_PPD is not None
        return self.mean_PPD[..., None]


def _picked(parameters: Parameters, kept: NDArray[np.intp]) -> Parameters:
    return Parameters(
        coef=parameters.coef[:, kept],
        aux=None if parameters.aux is None else parameters.aux[:, kept],
        theta_L=tuple(factor[:, kept] for factor in parameters.theta_L),
        further={name: values[:, kept] for name, values in parameters.further.items()},
        smooth_sd={name: values[:, kept] for name, values in parameters.smooth_sd.items()},
    )


def _columns(arrays: Sequence[Floats], places: list[int]) -> Floats:
    """Return the columns at some places of arrays (chains, draws, ...) laid side by side; the others are not copied."""
    ends = np.cumsum([int(np.prod(a.shape[2:])) for a in arrays])
    columns = []
    for place in places:
        k = int(np.searchsorted(ends, place, side="right"))
        size = int(np.prod(arrays[k].shape[2:]))
        inside = np.unravel_index(place - (int(ends[k]) - size), arrays[k].shape[2:])
        at: Any = (slice(None), slice(None), *inside)
        columns.append(arrays[k][at])
    return np.stack(columns, axis=-1)


def _lower(Sigma: Floats) -> Floats:
    """Lower triangle, column by column."""
    columns, rows = np.triu_indices(Sigma.shape[-1])
    lower: Floats = Sigma[..., rows, columns]
    return lower


def _listed(value: Sequence[str] | str | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise SettingError(f"regex_pars: {pattern!r} is not a regular expression ({error}).") from None
