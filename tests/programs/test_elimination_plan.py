"""The integers that the program works through; that their results are right, test_integrated_likelihood.py shows."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.programs.elimination_plan import LANES
from tests.prepared import prepared

RNG = np.random.default_rng(2)
N = 90
FRAME = pd.DataFrame({"x": RNG.standard_normal(N), "y": RNG.standard_normal(N)})
FRAME = FRAME.assign(a=np.arange(N) % 5, b=RNG.integers(0, 3, N), h=RNG.integers(0, 7, N))
HEAD = 7
FORMULAS = ["y ~ x + (x | a / b)", "y ~ x + (1 | a / b) + (x | h)", "y ~ x + (x + I(x^2) | a)"]


def chunks(plan):
    """(J, m, the rest) of each chunk of nodes."""
    n_chunks, q, n_terms = plan[0], plan[5], plan[6]
    starts = plan[HEAD + 3 * n_terms + q :][:n_chunks]
    for start in starts:
        J, m = plan[start : start + 2]
        length = HEAD + LANES * (J + 4 + m)
        yield J, m, plan[start : start + length]


@pytest.mark.parametrize("formula", FORMULAS)
class TestPlan:
    def test_every_effect_has_one_lane_or_is_in_the_root(self, formula):
        data = prepared("stan_lmer", formula, FRAME).packed.data
        lanes = [record[HEAD : HEAD + LANES * J] for J, _, record in chunks(data["plan"])]
        root = data["plan"][HEAD + 3 * data["plan"][6] :][: data["q"]]
        used = np.concatenate([*lanes, root])
        assert sorted(used[used >= 0]) == list(range(data["n_integrated_effects"]))

    def test_chunks_follow_one_another_without_a_gap(self, formula):
        plan = prepared("stan_lmer", formula, FRAME).packed.data["plan"]
        found = list(chunks(plan))
        first = HEAD + 3 * plan[6] + plan[5] + plan[0]
        assert first + sum(len(record) for _, _, record in found) == len(plan)

    def test_there_is_a_number_for_every_element(self, formula):
        data = prepared("stan_lmer", formula, FRAME).packed.data
        sizes = [LANES * (J * (J + 1) // 2 + m * J) for J, m, _ in chunks(data["plan"])]
        assert data["n_ZtZ"] == len(data["ZtZ"]) == sum(sizes)


def test_where_polynomials_do_nothing_is_planned():
    data = prepared("stan_lmer", "y ~ x + (1 | a)", FRAME).packed.data
    assert data["closed"] == 1
    assert (data["plan"][0], data["q"], data["n_ZtZ"]) == (0, 0, 0)
