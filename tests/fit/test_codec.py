"""Values written as JSON and arrays come back equal, and nothing but values can be written."""

import json

import numpy as np
import pytest
from scipy.interpolate import BSpline

from nbmixed.errors import DataError
from nbmixed.fit.codec import Reader, Writer
from nbmixed.spec.family import Family
from nbmixed.spec.formula import parse
from nbmixed.spec.model import ModelSpec
from nbmixed.spec.priors import decov, normal


def there_and_back(value):
    writer = Writer()
    text = json.dumps(writer.write(value), allow_nan=False)
    return Reader(writer.arrays.__getitem__).read(json.loads(text))


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        0.1,
        float("inf"),
        "text",
        [1, "a"],
        (1, (2.5, None)),
        frozenset({"b", "a"}),
        {"a": {"b": (1,)}},
        {1: "one", ("a", 2): "two"},
        {"@array": 1},
        Family("binomial", "probit"),
        normal(0, (2.5, 1.0), autoscale=True),
        ModelSpec("stan_lmer", "y ~ x + (1 | g)", prior_covariance=decov(2), contrasts=(("f", "contr.sum"),)),
        parse("log(y) ~ poly(x, 2) * f + offset(e) + (1 + x | a/b)"),
    ],
    ids=repr,
)
def test_values(value):
    found = there_and_back(value)
    assert found == value
    assert type(found) is type(value)


def test_what_is_not_a_number():
    assert np.isnan(there_and_back(float("nan")))


@pytest.mark.parametrize(
    "array",
    [np.arange(6.0).reshape(2, 3).T, np.array([True]), np.empty((0, 2)), np.array(["a", "bc"]), np.array(1)],
)
def test_arrays(array):
    found = there_and_back({"a": array})["a"]
    np.testing.assert_array_equal(found, array)
    assert found.dtype == array.dtype


def test_scalars_of_numpy_keep_their_type():
    found = there_and_back(np.float32(0.5))
    assert found == 0.5
    assert found.dtype == np.float32


def test_a_spline_of_scipy_gives_the_same_values():
    spline = BSpline(np.r_[0, 0, 0, 0, 0.4, 1, 1, 1, 1], np.eye(5), 3)
    x = np.linspace(-0.5, 1.5, 9)
    np.testing.assert_array_equal(there_and_back(spline)(x), spline(x))


def test_an_array_used_twice_is_kept_once():
    array, writer = np.arange(3), Writer()
    writer.write((array, array, np.arange(3)))
    assert len(writer.arrays) == 2


@pytest.mark.parametrize("value", [print, object(), np.array([object()]), 1j, {1, 2}])
def test_what_is_no_value_is_refused(value):
    with pytest.raises(TypeError):
        Writer().write(value)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"@value": "os:system", "fields": {}}, "does not know"),
        ({"@value": "nbmixed.errors:DataError", "fields": {}}, "holds a DataError"),
        ({"@value": "nbmixed.spec.family:Later", "fields": {}}, "holds a Later"),
        (
            {"@value": "nbmixed.spec.family:Family", "fields": {"name": "binomial", "later": 1}},
            "Family has 'later'",
        ),
        ({"@later": 1}, "of the kind '@later'"),
    ],
)
def test_what_is_not_known_is_not_made(written, message):
    with pytest.raises(DataError, match=message):
        Reader([].__getitem__).read(written)


def test_a_field_that_came_later_has_its_default():
    written = Writer().write(ModelSpec("stan_glm", "y ~ x"))
    del written["fields"]["compat"]
    assert Reader([].__getitem__).read(written).compat is None
