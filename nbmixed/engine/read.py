"""cmdstanpy's fit -> arrays by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cmdstanpy import CmdStanLaplace, CmdStanMCMC, CmdStanPathfinder, CmdStanVB
    from numpy.typing import NDArray

STATISTICS = {
    "lp__": "lp",
    "accept_stat__": "acceptance_rate",
    "stepsize__": "step_size",
    "treedepth__": "tree_depth",
    "n_leapfrog__": "n_steps",
    "divergent__": "diverging",
    "energy__": "energy",
}
_TYPES = {"tree_depth": np.int64, "n_steps": np.int64, "diverging": np.bool_}


def parameters(fit: CmdStanMCMC) -> dict[str, NDArray[np.float64]]:
    """Every variable of the program: parameters, transformed parameters, generated quantities.

    Returns
    -------
    dict
        Stan's name -> array (chains, draws, *shape of the variable).

    Raises
    ------
    ValueError
        For numbers that are not finite.
    """
    draws = fit.draws()
    if not np.isfinite(draws).all():
        raise ValueError("some draws are no finite numbers")
    return {name: _by_chain(v.extract_reshape(draws)) for name, v in fit.metadata.stan_vars.items()}


def sample_stats(fit: CmdStanMCMC) -> dict[str, NDArray[np.generic]]:
    """What the sampler says of each draw, under ArviZ's names.

    Returns
    -------
    dict
        Name -> array (chains, draws); `diverging` is boolean, `tree_depth` and `n_steps` are integers.
    """
    found = fit.method_variables()
    return {
        ours: typed(ours, _by_chain(found[stans])) for stans, ours in STATISTICS.items() if stans in found
    }


def typed(name: str, values: NDArray[np.float64]) -> NDArray[np.generic]:
    """What the sampler says of draws, in its own type: `diverging` is boolean, counts are integers."""
    return values.astype(_TYPES.get(name, np.float64))


@dataclass(frozen=True, slots=True)
class Approximation:
    """Draws of an approximation.

    Attributes
    ----------
    parameters
        Stan's name -> array (1, draws, *shape of the variable).
    log_p, log_g
        Log densities of posterior and approximation at each draw, shape (1, draws).
    engine
        Which Stan made them.
    paths
        Of how many Gaussians they are draws, equally many of each.
    """

    parameters: dict[str, NDArray[np.float64]]
    log_p: NDArray[np.float64]
    log_g: NDArray[np.float64]
    engine: str
    paths: int = 1


def approximation(
    fit: CmdStanVB | CmdStanLaplace | CmdStanPathfinder, draws: NDArray[np.float64], log_p: str, log_g: str
) -> Approximation:
    """The draws of an approximation, shape (draws, columns), by name.

    Parameters
    ----------
    log_p, log_g
        Names of the columns of the two log densities.

    Raises
    ------
    ValueError
        There are no draws.
    """
    if draws.ndim != 2 or not len(draws):
        raise ValueError("it gave no draws.")
    columns = fit.metadata.method_vars
    return Approximation(
        {name: v.extract_reshape(draws)[None] for name, v in fit.metadata.stan_vars.items()},
        columns[log_p].extract_reshape(draws)[None],
        columns[log_g].extract_reshape(draws)[None],
        engine(fit),
    )


def engine(fit: CmdStanMCMC | CmdStanVB | CmdStanLaplace | CmdStanPathfinder) -> str:
    """Which Stan made the draws, such as "Stan 2.39.0"."""
    version = (fit.metadata[f"stan_version_{part}"] for part in ("major", "minor", "patch"))
    return "Stan " + ".".join(str(part) for part in version)


def _by_chain(draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """(draws, chains, ...) -> (chains, draws, ...)."""
    return np.ascontiguousarray(np.swapaxes(draws, 0, 1))
