"""What fits cost, in gradients and bytes instead of seconds: a regression shows on a busy machine too.

Limits are a third above what was measured; a change that needs more has a reason to be found, one that needs far less lowers
them.
"""

import numpy as np
import pytest
import stanio

import nbmixed as nm
from bench.goals import GOALS
from tests.prepared import prepared

# Gradients for a draw, and bytes of the program's data.
LIMITS = {
    "sleepstudy": (9, 4_700),
    "radon slope": (11, 76_000),
    "(x | school/class)": (14, 52_000),
    "cbpp": (13.5, 11_000),
    "epil": (9.5, 52_000),
    "epil, an effect a row": (20, 143_000),
    "counts, few distinct rows": (9.5, 117_000),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_fit_costs_no_more_than_it_did(name):
    goal = GOALS[name]
    gradients, size = LIMITS[name]
    ready = prepared(goal.function, goal.formula, goal.data(), **goal.arguments)
    assert len(stanio.dump_stan_json(ready.packed.data)) <= size
    settings = {"seed": 1, "chains": 2, "iter": 600, "adapt_delta": 0.8, "refresh": 0}
    fit = getattr(nm, goal.function)(goal.formula, goal.data(), **settings, **goal.arguments)
    assert np.mean(fit.posterior.sample_stats["n_steps"]) <= gradients
