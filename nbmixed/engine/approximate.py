"""Approximate a program's posterior: draws of the approximation, with both log densities at each.

What the approximations are: "meanfield" and "fullrank" are Gaussian on the unconstrained scale, found by
ADVI; "laplace" is the Gaussian with the curvature of the mode there; "optimizing" the Gaussian with the
curvature at the mode of the density of the constrained parameters; "pathfinder" the best Gaussian on each of
four quasi-Newton paths. The draws are proposals: `nbmixed.fit.importance` weighs and resamples them.

References
----------
Kucukelbir et al. (2017), Journal of Machine Learning Research 18(14) (ADVI); Zhang, Carpenter, Gelman and
Vehtari (2022), Journal of Machine Learning Research 23(306) (Pathfinder).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbmixed.engine import csv, failure, locate, log, read
from nbmixed.engine.arguments import approximation_arguments
from nbmixed.engine.draws import Draws, seed_of
from nbmixed.engine.progress import Listener, Silent
from nbmixed.engine.supervise import announced, data_file, supervised
from nbmixed.spec.sampling import Sampling

if TYPE_CHECKING:
    from cmdstanpy import CmdStanModel

Floats = NDArray[np.float64]
PROPOSALS = 4  # for each draw that is kept
FEWEST = 1000  # proposals, that the tail of their weights can be judged
PATHS = 4
ADVI_TOLERANCE = 1e-4  # relative change of the ELBO, as rstanarm
_MODE: dict[str, Any] = {
    "time_fmt": "mode-%Y%m%d%H%M%S",
    "require_converged": False,
}  # files of a name of their own
_JACOBIAN = re.compile(r"^(#\s*jacobian = )\S+( \(Default\))?", re.MULTILINE)
_NOT_A_MODE = "the log density is not curved downwards at the point the optimizer found."
_DEVIATIONS = 6.0


def run(
    program: str,
    data: Mapping[str, object],
    algorithm: str,
    sampling: Sampling,
    *,
    listener: Listener | None = None,
) -> Draws:
    """Draw from an approximation of a program's posterior.

    Parameters
    ----------
    program
        Name of a program of this package.
    data
        The program's data block: numbers and arrays by name.
    algorithm
        "meanfield", "fullrank", "laplace", "optimizing" or "pathfinder".
    sampling
        `draws`, `seed`, `init` ("random" or 0), `init_r` and `refresh` count. The same seed gives the same draws.
    listener
        Told of begin and end from the calling thread; None is silence.

    Returns
    -------
    Draws
        With one "chain" of proposals, four for each of `sampling.resolved_draws` and at least 1,000.

    Raises
    ------
    SettingError
        `init` asks for another approximation.
    EngineError
        The approximation failed; the message is Stan's own reason.
    """
    started, executable = time.perf_counter(), locate.executable(program)
    shown = Silent() if listener is None else listener
    seed = seed_of(sampling)
    arguments, start = approximation_arguments(sampling, algorithm)
    arguments |= {"seed": seed}
    call = partial(_approximated, executable, data, algorithm, _size(sampling), arguments, start)
    with announced(shown, 1, sampling.resolved_draws):
        found = supervised(call, partial(failure.of_approximation, program, algorithm), shown, reported=False)
    wall = time.perf_counter() - started
    draws = Draws(**found, seed=seed, wall=wall, max_treedepth=sampling.max_treedepth, algorithm=algorithm)
    shown.stop(f"{algorithm}: {sampling.resolved_draws} draws in {wall:.1f} s")
    return draws


def _size(sampling: Sampling) -> int:
    return max(PROPOSALS * sampling.resolved_draws, FEWEST)


def _approximated(
    executable: Path,
    data: Mapping[str, object],
    algorithm: str,
    size: int,
    arguments: dict[str, Any],
    start: dict[str, Any],
    directory: Path,
    _: bool,
) -> dict[str, Any]:
    """Write the data, approximate, read the draws."""
    import cmdstanpy

    csv.read_without_threads()
    # CmdStan writes a profile for every method but `sample`; unless told where, into the user's folder.
    kept = {"output_dir": directory, "save_profile": True}
    common = arguments | {"data": data_file(directory, data)} | kept
    with log.kept() as warnings:
        model = cmdstanpy.CmdStanModel(exe_file=executable)
        found = _METHODS[algorithm](model, size, common, start)
    return {
        "parameters": found.parameters,
        "sample_stats": {"lp": found.log_p},
        "log_p": found.log_p,
        "log_g": found.log_g,
        "paths": found.paths,
        "engine": found.engine,
        "messages": log.messages(warnings),
        "notes": log.messages(warnings),
    }


def _advi(
    algorithm: str, model: CmdStanModel, size: int, common: dict[str, Any], start: dict[str, Any]
) -> read.Approximation:
    fit = model.variational(
        algorithm=algorithm,
        draws=size,
        tol_rel_obj=ADVI_TOLERANCE,
        require_converged=False,  # that it did not converge is told, and whether it matters khat says
        **common,
        **start,
    )
    return read.approximation(fit, fit.variational_sample, "log_p__", "log_g__")


def _pathfinder(
    model: CmdStanModel, size: int, common: dict[str, Any], start: dict[str, Any]
) -> read.Approximation:
    each = -(-size // PATHS)
    fit = model.pathfinder(num_paths=PATHS, num_single_draws=each, psis_resample=False, **common, **start)
    draws = fit.draws()
    paths, rest = divmod(len(draws), each)  # a path that failed leaves fewer draws or none
    found = read.approximation(fit, draws, "lp__", "lp_approx__")
    return found if rest else replace(found, paths=paths)


def _laplace(
    model: CmdStanModel, size: int, common: dict[str, Any], start: dict[str, Any]
) -> read.Approximation:
    mode = model.optimize(jacobian=True, **_MODE, **common, **start)
    return _around(mode, model, size, common)


def _optimizing(
    model: CmdStanModel, size: int, common: dict[str, Any], start: dict[str, Any]
) -> read.Approximation:
    mode = model.optimize(jacobian=False, **_MODE, **common, **start)
    return _around(str(_with_jacobian(Path(mode.runset.csv_files[0]))), model, size, common)


def _with_jacobian(mode: Path) -> Path:
    """A mode whose file says that the Jacobian counted.

    Only the place of the mode is without it: importance weights need the density of the draws where
    they were drawn, on the unconstrained scale, and cmdstanpy asks that mode and draws say the same.
    """
    path = mode.with_name(f"moved-{mode.name}")
    path.write_text(_JACOBIAN.sub(r"\g<1>1", mode.read_text()))
    return path


def _around(mode: Any, model: CmdStanModel, size: int, common: dict[str, Any]) -> read.Approximation:
    """The Gaussian with the curvature of the log density at the mode."""
    fit = model.laplace_sample(mode=mode, draws=size, jacobian=True, **common)
    found = read.approximation(fit, fit.draws(), "log_p__", "log_q__")
    if not is_standard(found.log_g):
        raise failure.UnusableError(_NOT_A_MODE)
    return found


def is_standard(log_g: Floats) -> bool:
    """Whether log densities are those of draws from a Gaussian in as many dimensions as they say.

    Stan draws on, whatever the curvature, with what remains of a Cholesky factor. Of draws from the
    Gaussian itself, -2 `log_g` has a chi-square distribution, whose variance is twice its mean. One slightly
    wrong direction among very many is not seen.

    >>> z = np.random.default_rng(1).standard_normal((4000, 3))
    >>> is_standard(-0.5 * (z**2).sum(axis=1)), is_standard(-0.5 * (z**2 @ [1, 1, 3]))
    (True, False)
    """
    squares = -2 * log_g
    if not np.isfinite(squares).all() or (squares < 0).any():
        return False
    mean, size = squares.mean(), squares.size
    if not mean > 0:  # every draw is at the mode
        return False
    error = 2 * np.sqrt((2 + 6 / mean) / size)
    return bool(abs(squares.var() / mean - 2) < _DEVIATIONS * error)


_METHODS: dict[str, Callable[[CmdStanModel, int, dict[str, Any], dict[str, Any]], read.Approximation]] = {
    "meanfield": partial(_advi, "meanfield"),
    "fullrank": partial(_advi, "fullrank"),
    "laplace": _laplace,
    "optimizing": _optimizing,
    "pathfinder": _pathfinder,
}
