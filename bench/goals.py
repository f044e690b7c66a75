"""Works of the sizes that people bring, and the wall time that each should take: ``python -m bench.goals [names]``.

The limits are for 2 cores that do nothing else, four chains of 1,000 + 1,000 iterations, from the call to the posterior in
memory.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit

from bench.models import find
from bench.place import ROOT
from bench.scale import simulate
from bench.table import markdown, number
from nbmixed import datasets

if TYPE_CHECKING:
    import pandas as pd

HEADER = (
    "work",
    "rows",
    "wall s",
    "limit s",
    "min ESS",
    "ESS wanted",
    "leapfrogs",
    "divergent",
    "peak GB",
    "",
)
_SEED = 1


@dataclass(frozen=True, slots=True)
class Goal:
    """A model, its data, and what a fit of it should take.

    Attributes
    ----------
    data
        Makes the data.
    limit
        Wall time in seconds.
    least_ess
        Bulk effective sample size of the slowest population-level parameter.
    """

    formula: str
    data: Callable[[], pd.DataFrame]
    limit: float
    least_ess: int = 1_000
    function: str = "stan_glmer"
    arguments: Mapping[str, Any] = field(default_factory=dict)


def grouped(rows: int, groups: int, kind: str, seed: int = _SEED) -> pd.DataFrame:
    """Return `rows` outcomes of a kind ("0/1", "count" or "of 5") with intercepts and slopes that vary over groups."""
    import pandas as pd

    rng = np.random.default_rng(seed)
    g, x = rng.integers(groups, size=rows), rng.normal(size=rows)
    eta = 0.3 + 0.5 * x + 0.8 * rng.normal(size=groups)[g] + 0.4 * rng.normal(size=groups)[g] * x
    y = {
        "0/1": lambda: rng.binomial(1, expit(eta)),
        "count": lambda: rng.poisson(np.exp(eta)),
        "of 5": lambda: rng.binomial(5, expit(eta)),
    }[kind]()
    return pd.DataFrame({"y": y, "size": 5, "x": x, "g": g.astype(str)})


def units(rows: int = 500_000, groups: int = 125_066, seed: int = _SEED) -> pd.DataFrame:
    """Return Gaussian outcomes of very many small groups."""
    import pandas as pd

    rng = np.random.default_rng(seed)
    g = rng.integers(groups, size=rows)
    return pd.DataFrame({"y": rng.normal(size=groups)[g] + rng.normal(size=rows), "unit": g})


def few_distinct(rows: int, kind: str, seed: int = _SEED) -> pd.DataFrame:
    """Return outcomes whose predictors take few values."""
    data = grouped(rows, 50, kind, seed)
    return data.assign(x=np.round(data.x))


def smooth_by_level(seed: int = _SEED) -> pd.DataFrame:
    """Return 500 outcomes on a smooth curve for each of 25 levels."""
    import pandas as pd

    rng = np.random.default_rng(seed)
    g, x = np.repeat(np.arange(25), 20), rng.uniform(size=500)
    shift, turn = rng.normal(size=(2, 25))
    y = np.sin(6 * x + 0.5 * turn[g]) + shift[g] + 0.3 * rng.normal(size=500)
    return pd.DataFrame({"x": x, "g": pd.Categorical(g.astype(str)), "y": y})


def _loaded(name: str, **columns: Callable[[pd.DataFrame], Any]) -> Callable[[], pd.DataFrame]:
    return lambda: datasets.load(name).assign(**columns)


_BINOMIAL, _POISSON = {"family": "binomial"}, {"family": "poisson"}
_VERBAGG = "r2 ~ Anger + Gender + btype + situ"
_EPIL = "y ~ trt * lbase + lage + (1 | subject)"
_COUNTIES = "log_radon ~ floor + log_uranium + (floor | county)"


def _bench(name: str, limit: float, least_ess: int = 1_000, **more: Any) -> Goal:
    """Return a goal on a model of the comparison."""
    model = find(name)
    arguments = {**model.arguments, **({} if model.function == "stan_nlmer" else {"family": model.family})}
    return Goal(model.formula, model.load, limit, least_ess, model.function, arguments | more)


GOALS: Mapping[str, Goal] = {
    "sleepstudy": _bench("sleepstudy", 0.55),
    "radon": _bench("radon", 0.5),
    "radon slope": _bench("radon_slope", 0.9),
    "Penicillin": _bench("Penicillin", 0.8),
    "Pastes": _bench("Pastes", 0.8),
    "(1 | school/class)": _bench("nested", 1.0),
    "(x | school/class)": _bench("nested_slopes", 2.5),
    "three-level nest, slopes": _bench("three_levels", 15.0),
    "InstEval": _bench("InstEval", 60.0),
    "VerbAgg": _bench("VerbAgg", 5.0),
    "VerbAgg, slopes": Goal(f"{_VERBAGG} + (1 + btype | id) + (1 | item)", _loaded("VerbAgg"), 10.0, 699, arguments=_BINOMIAL),
    "grouseticks": Goal(
        "TICKS ~ YEAR + cHEIGHT + (1 | INDEX) + (1 | BROOD) + (1 | LOCATION)",
        _loaded("grouseticks", YEAR=lambda d: d.YEAR.astype(str)), 5.0, 1_500, arguments=_POISSON,
    ),
    "cbpp": _bench("cbpp", 1.0),
    "epil": Goal(_EPIL, _loaded("epil"), 1.0, arguments=_POISSON),
    "epil, an effect a row": Goal(
        f"{_EPIL} + (1 | row)", _loaded("epil", row=lambda d: np.arange(len(d))), 1.0, arguments=_POISSON
    ),
    "bball": Goal("cbind(Hits, AB - Hits) ~ 1 + (1 | Player)", _loaded("bball1970"), 1.0, arguments=_BINOMIAL),
    "wells by education": Goal(
        "switch ~ dist100 + arsenic + (1 + arsenic | educ)",
        _loaded("wells", dist100=lambda d: d.dist / 100), 1.0, arguments=_BINOMIAL,
    ),
    "roaches": _bench("roaches", 2.0),
    "0/1, 10,000 rows, slopes": Goal("y ~ x + (x | g)", partial(grouped, 10_000, 1_000, "0/1"), 15.0, arguments=_BINOMIAL),
    "counts, 10,000 rows, slopes": Goal("y ~ x + (x | g)", partial(grouped, 10_000, 1_000, "count"), 15.0, arguments=_POISSON),
    "0/1, 100,000 rows": Goal("y ~ x + (1 | g)", partial(grouped, 100_000, 1_000, "0/1"), 60.0, arguments=_BINOMIAL),
    "binomial, 50,000 rows": Goal(
        "cbind(y, size - y) ~ x + (1 | g)", partial(grouped, 50_000, 2_000, "of 5"), 20.0, arguments=_BINOMIAL
    ),
    "smooth by level": Goal('y ~ s(x, g, bs = "fs")', smooth_by_level, 3.0, 400, "stan_gamm4"),
    "Theoph": _bench("Theoph", 3.0, 900),
    "Orange": _bench("Orange", 0.5),
    "Gaussian, 10,000 rows": Goal("y ~ x + (x | g)", partial(simulate, 10_000, _SEED), 5.0),
    "Gaussian, 1,000,000 rows": Goal("y ~ x + (x | g)", partial(simulate, 1_000_000, _SEED), 5.0),
    "125,066 groups": Goal("y ~ 1 + (1 | unit)", units, 20.0),
    "0/1, few distinct rows": Goal("y ~ x + (1 | g)", partial(few_distinct, 100_000, "0/1"), 5.0, arguments=_BINOMIAL),
    "counts, few distinct rows": Goal("y ~ x + (1 | g)", partial(few_distinct, 100_000, "count"), 5.0, arguments=_POISSON),
}  # fmt: skip


def measured(name: str, seed: int = _SEED) -> dict[str, float]:
    """Return what one fit in a process of its own took."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.goals", "--one", name, str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr[-2000:]}")
    values: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return values


def goal_table(results: Mapping[str, Mapping[str, float]]) -> str:
    """Return one row for each goal: what it took beside what it should take."""
    return markdown(
        HEADER, [_row(GOALS[name], name, found) for name, found in results.items()], text_columns=1
    )


def _row(goal: Goal, name: str, found: Mapping[str, float]) -> list[str]:
    met = found["wall"] <= goal.limit and found["ess"] >= goal.least_ess
    return [
        name, f"{found['rows']:,.0f}", number(found["wall"]), f"{goal.limit:g}", f"{found['ess']:.0f}",
        str(goal.least_ess), f"{found['leapfrogs']:.1f}", f"{found['divergent']:.0f}", f"{found['gigabytes']:.2f}",
        "met" if met else "not met",
    ]  # fmt: skip


def _one(name: str, seed: int) -> None:
    """Fit, and print what it took as JSON; the second of two small fits, so that imports are not in it."""
    import nbmixed
    from bench.measure import bulk_ess_and_rhat

    goal = GOALS[name]
    data, arguments = goal.data(), dict(goal.arguments)
    if "prior" in arguments:
        arguments["prior"] = nbmixed.normal(**arguments["prior"])
    nbmixed.stan_glm("y ~ 1", {"y": [1.0, 2.0, 4.0, 3.0]}, seed=1, refresh=0)
    started = perf_counter()
    fit = getattr(nbmixed, goal.function)(goal.formula, data, seed=seed, refresh=0, **arguments)
    posterior = fit.posterior
    names = [*posterior.coef_names, *posterior.aux_names, *posterior.smooth_names, *posterior.Sigma_names]
    draws = posterior.array(names)
    _ = posterior.effects
    wall = perf_counter() - started
    ess, _ = bulk_ess_and_rhat(draws)
    peak = (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    )
    stats = posterior.sample_stats
    print(json.dumps({
        "wall": wall, "ess": float(ess.min()), "rows": float(len(data)), "gigabytes": peak / 2**20,
        "leapfrogs": float(stats["n_steps"].mean()), "divergent": float(stats["diverging"].sum()),
    }))  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Measure the goals named, or all, and print their table."""
    if arguments[:1] == ["--one"]:
        _one(arguments[1], int(arguments[2]))
        return
    results = {}
    for name in arguments or GOALS:
        results[name] = measured(name)
        print(name, json.dumps(results[name]), file=sys.stderr, flush=True)
    print(goal_table(results))


if __name__ == "__main__":
    main(sys.argv[1:])
