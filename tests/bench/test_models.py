"""The models that are timed."""

import pytest

from bench.models import MODELS, find
from bench.simulated import SIMULATED
from tests.prepared import prepared

NESTED = {"nested": 150, "nested_slopes": 300, "three_levels": 4440}


@pytest.mark.parametrize("name", NESTED)
def test_nested_groups_are_integrated_out(name):
    model = find(name)
    data = prepared("stan_lmer", model.formula, model.load()).packed.data
    assert (data["n_integrated_effects"], data["q"], data["n_sampled"]) == (NESTED[name], 0, 0)


@pytest.mark.parametrize("name", SIMULATED)
def test_simulated_data_are_the_same_every_time(name):
    assert SIMULATED[name]().equals(SIMULATED[name]())


def test_every_model_has_its_columns():
    for model in MODELS:
        if model.data in SIMULATED:
            assert {"y", "x"} <= set(model.load().columns)
