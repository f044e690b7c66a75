"""What one gradient costs: nbmixed's programs beside rstanarm's, on the same simulated models."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.place import PEERS, ROOT
from bench.quiet import wait_for_quiet
from bench.table import markdown, number

if TYPE_CHECKING:
    import pandas as pd

ROWS, PREDICTORS, LEVELS = 10_000, 10, (100, 1_000)
FORMULA = f"{{}} ~ {' + '.join(f'x{k}' for k in range(1, PREDICTORS + 1))} + (1 | g) + (1 | h)"
STEP, DEPTH, ITERATIONS = 1e-4, 6, 60  # trajectories of 63 gradients each, too short to turn
FAMILIES: Mapping[str, tuple[str, str, str]] = {  # outcome, link, expression of R
    "gaussian": ("y", "identity", "gaussian()"),
    "Gamma": ("positive", "log", 'Gamma(link = "log")'),
    "inverse.gaussian": ("positive", "log", 'inverse.gaussian(link = "log")'),
    "beta": ("share", "logit", 'mgcv::betar(link = "logit")'),
    "binomial, 0/1": ("hit", "logit", "binomial()"),
    "binomial, 0/1, probit": ("hit", "probit", 'binomial(link = "probit")'),
    "binomial": ("cbind(hits, size - hits)", "logit", "binomial()"),
    "poisson": ("count", "log", "poisson()"),
    "neg_binomial_2": ("count", "log", "neg_binomial_2()"),
}


def gradients(seed: int) -> list[tuple[str, float, float]]:
    """Family, milliseconds of a gradient here and in rstanarm (NaN where there is no R)."""
    frame, rows = simulate(seed), []
    for name, (outcome, link, r_family) in FAMILIES.items():
        wait_for_quiet()
        ours = here(name.partition(",")[0], link, FORMULA.format(outcome), frame)
        rows.append((name, ours, there(FORMULA.format(outcome), r_family, frame)))
    return rows


def gradient_table(rows: Sequence[tuple[str, float, float]]) -> str:
    """One row a family."""
    cells = [[name, number(ours), number(theirs), number(theirs / ours)] for name, ours, theirs in rows]
    return markdown(("family", "nbmixed ms", "rstanarm ms", "ratio"), cells)


def gradient_lines(rows: Sequence[tuple[str, float, float]]) -> Iterator[str]:
    """Whether any program is slower."""
    slower = [name for name, ours, theirs in rows if ours > theirs]
    yield f"slower than rstanarm: {', '.join(slower) or 'none'}"


def simulate(seed: int) -> pd.DataFrame:
    """An outcome for every family, with moderate effects."""
    import pandas as pd

    rng = np.random.default_rng(seed)
    X = rng.standard_normal((ROWS, PREDICTORS))
    g, h = (rng.integers(levels, size=ROWS) for levels in LEVELS)
    b = [rng.normal(0, 0.3, levels) for levels in LEVELS]
    eta = 0.5 + X @ rng.normal(0, 0.1, PREDICTORS) + b[0][g] + b[1][h]
    size, chance = rng.integers(1, 20, ROWS), 1 / (1 + np.exp(-eta))
    frame = pd.DataFrame({f"x{k + 1}": X[:, k] for k in range(PREDICTORS)})
    return frame.assign(
        g=pd.Categorical(g.astype(str)),
        h=pd.Categorical(h.astype(str)),
        y=eta + rng.standard_normal(ROWS),
        positive=np.exp(eta) * rng.gamma(5, 0.2, ROWS),
        share=np.clip(rng.beta(5 * chance, 5 * (1 - chance)), 1e-6, 1 - 1e-6),
        hit=rng.binomial(1, chance),
        size=size,
        hits=rng.binomial(size, chance),
        count=rng.poisson(np.exp(eta)),
    )


def here(family: str, link: str, formula: str, frame: pd.DataFrame) -> float:
    """Milliseconds of a gradient of the package's program: steps so small that no trajectory ends early."""
    import cmdstanpy

    from nbmixed.engine.locate import executable
    from nbmixed.fitting import prepare
    from nbmixed.spec.family import resolve_family
    from nbmixed.spec.model import ModelSpec

    spec = ModelSpec("stan_glmer", formula, family=resolve_family(family, link))
    packed = prepare(spec, frame).packed
    fit = cmdstanpy.CmdStanModel(exe_file=str(executable(packed.program))).sample(
        dict(packed.data),
        chains=1,
        seed=1,
        inits=0.1,
        iter_warmup=0,
        iter_sampling=ITERATIONS,
        adapt_engaged=False,
        step_size=STEP,
        max_treedepth=DEPTH,
        show_progress=False,
    )
    steps = float(fit.method_variables()["n_leapfrog__"].sum())
    return 1000 * float(fit.time[0]["sampling"]) / steps


def there(formula: str, family: str, frame: pd.DataFrame) -> float:
    """Milliseconds of a gradient of rstanarm's program."""
    if shutil.which("Rscript") is None:
        return float("nan")
    with tempfile.TemporaryDirectory() as folder:
        data, out = Path(folder) / "data.csv", Path(folder) / "out.json"
        frame.to_csv(data, index=False)
        line = ["Rscript", str(PEERS / "gradient.R"), str(data), formula, family, str(out)]
        done = subprocess.run(line, cwd=ROOT, capture_output=True, check=False)
        if done.returncode:
            return float("nan")
        return float(json.loads(out.read_text())[0])
