"""What a result was made from, and what differs by now."""

import numpy as np
import pandas as pd
import pytest

from nbmixed import fitting
from nbmixed.notebook.builder.draft import Draft
from nbmixed.notebook.builder.origin import Origin, contents_of, digest_of
from nbmixed.spec.family import gaussian
from nbmixed.spec.model import blank_spec

MADE = Origin(Draft("stan_glm", "y ~ x", data="d", sampling={"iter": 400}), "1f")
FRAME = pd.DataFrame({"y": [1.0, 2.0, 5.0], "x": [0, 1, 3], "g": ["a", None, "b"]})


@pytest.mark.parametrize(
    "fields, data, changes",
    [
        ({}, "1f", ()),
        ({}, None, ()),
        ({}, "2e", ("data",)),
        ({"formula": "y ~ 1"}, "2e", ("model",)),
        ({"family": "student"}, "1f", ("model",)),
        ({"data": "e"}, "1f", ("model",)),
        ({"others": {"algorithm": "laplace"}}, "1f", ("model",)),
        ({"columnwise": {"weights": "w"}}, None, ("model",)),
        ({"priors": {"prior": "normal(0, 1)"}}, "2e", ("priors", "data")),
        ({"sampling": {}}, "1f", ("settings of the sampler",)),
    ],
)
def test_what_differs_between_a_result_and_the_form(fields, data, changes):
    given = {"function": "stan_glm", "formula": "y ~ x", "data": "d", "sampling": {"iter": 400}}
    assert MADE.changes(Draft(**given | fields), data) == changes


def test_the_digest_of_a_design_knows_cells_weights_and_variables():
    def digest(formula="y ~ x", frame=FRAME, **others):
        return digest_of(fitting.prepare(blank_spec("stan_glm", formula, gaussian()), frame, **others).design)

    unused = FRAME.assign(g="c")
    assert digest() == digest(frame=FRAME.copy()) == digest(frame=unused)
    weighted = digest(weights=np.array([1.0, 2.0, 1.0]))
    scaled = [digest("y ~ I(x * k)", env={"k": k}) for k in (2, 3)]
    assert (
        len({digest(), digest(frame=FRAME.assign(x=[0, 1, 2])), digest(frame=FRAME[:2]), weighted, *scaled})
        == 6
    )


@pytest.mark.parametrize(
    "change", [{"x": [0, 1, 2]}, {"g": ["a", "b", "b"]}, {"new": 1}, {"odd": [[1], [2], [3]]}]
)
def test_contents_differ_when_a_frame_was_changed_in_place(change):
    frame = FRAME.copy()
    before = contents_of(frame, {"k": 2})
    assert before == contents_of(FRAME, {"k": 2}) != contents_of(FRAME, {"k": 3})
    for name, values in change.items():
        frame[name] = values
    assert contents_of(frame, {"k": 2}) != before
