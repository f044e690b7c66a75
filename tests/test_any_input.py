"""Whatever the text, the result or an error of the tree, within a second of the processor.

`NBMIXED_EXAMPLES=5000 pytest tests/test_any_input.py` looks further, at other examples each time.
"""

import contextlib
import gc
import json
import os
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nbmixed.design.build import build
from nbmixed.effects.statement import read_statement
from nbmixed.errors import NbmixedError
from nbmixed.notebook.builder.doors import from_json
from nbmixed.notebook.cell import to_request
from nbmixed.notebook.expression import evaluate
from nbmixed.report.parameters import value
from nbmixed.spec.curve import parse_curve
from nbmixed.spec.formula import parse
from nbmixed.spec.model import ModelSpec

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of numbers near the largest
EXAMPLES = int(os.environ.get("NBMIXED_EXAMPLES", "60"))
any_input = settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES == 60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
DATA = pd.DataFrame(
    {
        "y": [1.0, 2, 4, 3, 5, 7],
        "x": [1.0, 5, 2, 8, 3, 9],
        "f": list("abcabc"),
        "g": pd.Categorical(list("uvuvuv")),
        "T": [0.5, 1, 2, 3, 1, 2],
    }
)
VARIABLES = {
    "d": DATA,
    "big": 10**400,
    "series": DATA.x,
    "array": np.array([1.0, 2.0]),
    "square": np.ones((2, 2)),
    "thing": object(),
    "nothing": None,
    "infinite": float("inf"),
    "deep": [1, [2, ["a"]]],
}
FUNCTIONS = [
    "log",
    "I",
    "factor",
    "poly",
    "scale",
    "bs",
    "ns",
    "cut",
    "C",
    "interaction",
    "relevel",
    "s",
    "t2",
    "offset",
    "mean",
    "ifelse",
    "contr.sum",
    "c",
    "cbind",
]
PIECES = st.sampled_from(
    [
        *"yxfgT",
        *FUNCTIONS,
        *"()+-*/:^~|!,=&<>`'\"$[]{}#%\\;@ \n",
        "||",
        "%in%",
        "==",
        "pi",
        "NA",
        "TRUE",
        "NULL",
        "0",
        "1",
        "2",
        "3L",
        "1e999",
        "1e-999",
        "1e9",
        "degree = 2",
        "df = 4",
        "k = 5",
        "by = f",
        "µ",
        "�",
        "\x00",
        "٣",
    ]
)
TEXTS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=12)
PYTHON = st.sampled_from(
    [
        "normal",
        "student_t",
        "hs",
        "decov",
        "lkj",
        "R2",
        "cauchy",
        "exponential",
        "c",
        "TRUE",
        "None",
        "0",
        "2.5",
        *VARIABLES,
        *"()[]{},:=*+-/'\"",
        "**",
        "scale=",
        "autoscale=",
        "1e999",
        "10**400",
        "�",
        "lambda: ",
        "not ",
    ]
)
EXPRESSIONS = st.lists(PYTHON, max_size=9).map("".join) | st.text(max_size=10)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
SPEC = ModelSpec("stan_glmer", "y ~ x + (1 | g)", data="d").to_dict()


@contextlib.contextmanager
def bounded():
    """Errors of the tree are an answer; others, and more than a second, are not."""
    gc.disable()  # its time grows with what other tests hold
    before = time.thread_time()
    try:
        yield
    except NbmixedError as error:
        str(error).encode()
    finally:
        gc.enable()
    assert time.thread_time() - before < 1


@any_input
@given(TEXTS)
@example("x^1000000000")
@example("(" * 400 + "x" + ")" * 400)
@example("cut(x, 1e9)")
def test_formulas(text):
    with bounded():
        formula = parse(text if "~" in text else f"y ~ {text}")
        assert str(parse(str(formula))) == str(formula)
        build(formula, DATA).at(DATA)


@any_input
@given(TEXTS)
@example("T * s(x)")
@example("offset() + a")
def test_curves(text):
    with bounded():
        formula = parse_curve(f"y ~ {text} ~ a | g")
        assert str(parse_curve(str(formula))) == str(formula)


@any_input
@given(TEXTS)
def test_what_varies_in_curves(text):
    with bounded():
        parse_curve(f"y ~ a * exp(-b * x) ~ {text}")


@any_input
@given(TEXTS)
@example("x > " + "(" * 300)
@example("x > 1e999")
def test_hypotheses(text):
    with bounded():
        read_statement(text, ["x", "(Intercept)", "poly(x, 2)1"])


@any_input
@given(
    key=st.sampled_from(
        [
            "prior",
            "prior_intercept",
            "prior_aux",
            "prior_covariance",
            "family",
            "QR",
            "mean_PPD",
            "compat",
            "random",
        ]
    )
    | st.sampled_from(
        ["subset", "weights", "offset", "contrasts", "na_action", "algorithm", "sparse", "prior_PD", "knots"]
    ),
    text=EXPRESSIONS,
    line=st.sampled_from(
        ["", "--iter 100", "--seed 99999999999999999999", "--init 7", "--link 1", "--chains 1e9"]
    ),
)
@example(key="prior", text="{[1]: 2}", line="")
@example(key="prior", text="normal(0, big)", line="")
@example(key="prior", text="series", line="")
@example(key="subset", text="{}", line="")
@example(key="subset", text="g", line="")
@example(key="random", text="{{}: 1}", line="")
@example(key="", text="", line="--init " + "9" * 5000)
def test_cells(key, text, line):
    with bounded():
        request = to_request(
            "stan_glmer",
            f"fit --data d {line}",
            f"y ~ x + (1 | g)\n{key} = {text}" if key else "y ~ x",
            VARIABLES,
        )
        request.spec.to_call()
        request.spec.to_magic()
        assert ModelSpec.from_dict(json.loads(json.dumps(request.spec.to_dict()))) == request.spec


@any_input
@given(EXPRESSIONS)
@example("normal(0, 1, autoscale=series)")
@example("R2(0.5, series)")
@example("hs(slab_scale=array)")
@example("(" * 150 + "1" + ")" * 150)
@example("1 + " * 3000 + "1")
def test_priors(text):
    with bounded():
        evaluate("prior", text, VARIABLES)


@any_input
@given(place=st.sampled_from([*SPEC]), content=JSON)
@example(place="formula", content=3)
@example(place="weights", content=[1, 2])
@example(place="prior", content={"dist": "Normal", "location": "a"})
@example(place="prior", content={"dist": ["Normal"]})
@example(place="contrasts", content=[["f", 1]])
@example(place="sampling", content={"iter": "2000"})
def test_json_of_another_kind(place, content):
    with bounded():
        spec = from_json(json.dumps(SPEC | {place: content}))
        spec.to_call()
        spec.to_magic()
        spec.fingerprint()
        assert ModelSpec.from_dict(spec.to_dict()) == spec


@any_input
@given(place=st.sampled_from([*SPEC["prior"], *SPEC["sampling"]]), content=JSON)
def test_json_of_another_kind_inside(place, content):
    part = "prior" if place in SPEC["prior"] else "sampling"
    with bounded():
        spec = from_json(json.dumps(SPEC | {part: SPEC[part] | {place: content}}))
        spec.to_call()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", "1", "[" * 100_000, "1" * 5000, '{"family": 1}', "\ud800"]
)
def test_json_that_describes_nothing(text):
    with bounded(), pytest.raises(NbmixedError):
        from_json(text)


@any_input
@given(TEXTS | EXPRESSIONS)
@example("{[1]: 2}")
@example("1e999")
def test_values_of_the_command_line(text):
    with bounded():
        value(text)


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(["a", "b", "u", "v", "\ud800", 1.0, 10**30, b"a", [1], {}, 1j, pd.Timestamp(0), pd.NA])
)
DESIGN = build(parse("y ~ poly(x, 2) * f + cut(T, 2) + C(f, contr.sum) + factor(g) + (x | g)"), DATA)


@any_input
@given(
    st.dictionaries(st.sampled_from([*DATA.columns]), st.lists(VALUES, min_size=2, max_size=2), min_size=4)
)
@example({"y": [1, 2], "x": [1, 2], "f": ["a", "\ud800"], "g": ["u", "\ud800"], "T": [1, 2]})
@example({"x": [1, 2], "f": ["a", "b"], "g": ["u", "\ud800"], "T": [1, 2]})
def test_new_data(columns):
    with bounded():
        DESIGN.at(columns)


@any_input
@given(TEXTS, st.lists(VALUES, min_size=6, max_size=6))
@example("$$\n", [1, 2, 3, 4, 5, 7])
@example("a`b", [1, 2, 3, 4, 5, 7])
def test_columns_of_any_name_and_content(name, content):
    with bounded():
        build(parse("y ~ . + (1 | g)"), {"y": DATA.y, "g": DATA.g, name: content})
