"""Every door opens the others: a model survives being written as a cell, a call, JSON, or the builder's fields."""

import json

import pandas as pd
from hypothesis import HealthCheck, given, settings

from nbmixed.notebook.builder.doors import read_model
from nbmixed.notebook.builder.draft import draft_of
from tests.notebook.builder.specs import COLUMNS, specs

FRAME = pd.DataFrame({name: [1.0, 2.0, 3.0] for name in COLUMNS})
VARIABLES = {"d": FRAME}


@settings(
    max_examples=1000,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(specs())
def test_a_thousand_models_come_back_from_cell_call_json_and_fields(spec):
    assert draft_of(spec).checked().spec == spec
    for text in (spec.to_magic("fit"), spec.to_call(), json.dumps(spec.to_dict())):
        draft = read_model(text, VARIABLES)
        assert draft.checked().problems == {}
        assert draft.checked().spec == spec, text
