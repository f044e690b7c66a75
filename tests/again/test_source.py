"""The data of a fit as plain values: arguments evaluated once, rows that can be picked."""

import pickle

import numpy as np

import nbmixed as nm
from nbmixed.again.source import source
from tests.again.fits import SHORT, frame


def of(**arguments):
    fit = nm.stan_glm("y ~ x + offset(z)", frame(), **SHORT, **arguments)
    return source(fit.spec, fit.design)


def test_weights_and_offset_are_those_of_the_rows_in_use():
    rows = of(weights="w / 2", offset="x + 1")
    used = frame().dropna()
    assert np.allclose(rows.weights, used["w"] / 2) and np.allclose(rows.offset, used["x"] + 1)
    some = rows.rows(np.array([3, 1]))
    assert list(some.frame.index) == ["r3", "r1"] and np.allclose(some.weights, used["w"].iloc[[3, 1]] / 2)


def test_nothing_is_made_up():
    rows = of()
    assert rows.weights is None and rows.offset is None and rows.arguments()["subset"].all()


def test_it_can_be_sent():
    rows = of(weights="w")
    there = pickle.loads(pickle.dumps(rows))
    assert there.frame.equals(rows.frame) and (there.weights == rows.weights).all()
