"""Series beside a data frame belong to its rows by index, in every argument that takes one value a row."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.design.aligned import aligned
from nbmixed.design.build import build
from nbmixed.errors import NbmixedError, SettingError
from nbmixed.spec.formula import parse

ROWS = pd.Index(["p", "q", "r", "s"])
DATA = pd.DataFrame({"y": [1.0, 2.0, 4.0, 9.0], "x": [0.0, 1.0, 2.0, 4.0]}, index=ROWS)
RIGHT = np.array([1.0, 2.0, 3.0, 5.0])


def series(order, values=None):
    """The values of rows, in another order or of more rows."""
    full = pd.Series(RIGHT if values is None else values, index=ROWS)
    full = pd.concat([full, pd.Series({"z": full.iloc[0]})])
    return full[list(order)]


def design(formula="y ~ x", data=DATA, **arguments):
    return build(parse(formula), data, **arguments)


class TestAligned:
    @pytest.mark.parametrize("order", ["pqrs", "srqp", "qzspr", "rqpsz"])
    def test_values_follow_their_labels(self, order):
        assert np.asarray(aligned(series(order), ROWS, "weights")).tolist() == RIGHT.tolist()

    def test_positions_where_there_is_no_index(self):
        assert aligned(RIGHT, ROWS, "weights") is RIGHT
        polars = pytest.importorskip("polars").Series(RIGHT)
        assert aligned(polars, ROWS, "weights") is polars

    @pytest.mark.parametrize("index", [[0, 1, 2, 3], ["p", "q", "r", "t"], ["p", "p", "q", "r"]])
    def test_an_index_that_does_not_say_is_refused(self, index):
        with pytest.raises(
            SettingError,
            match=r"offset is a Series whose index is not that of the data.*offset\.to_numpy\(\)",
        ):
            aligned(pd.Series(RIGHT, index=index), ROWS, "offset")

    def test_rows_that_are_not_labelled_one_by_one_need_the_same_index(self):
        twice = pd.Index([1, 1, 2, 2])
        assert aligned(pd.Series(RIGHT, index=twice), twice, "weights").tolist() == RIGHT.tolist()
        with pytest.raises(SettingError, match="index"):
            aligned(pd.Series(RIGHT, index=[2, 2, 1, 1]), twice, "weights")


@pytest.mark.parametrize("order", ["srqp", "qprzs"])
class TestArguments:
    def test_weights(self, order):
        assert design(weights=series(order)).weights.tolist() == RIGHT.tolist()

    def test_offset(self, order):
        assert design(offset=series(order)).offset.tolist() == RIGHT.tolist()

    def test_subset(self, order):
        chosen = series(order, [True, False, True, True])
        assert design(subset=chosen).frame.index.tolist() == ["p", "r", "s"]

    def test_a_variable_of_the_user(self, order):
        assert design("y ~ outside", env={"outside": series(order)}).X[:, 1].tolist() == RIGHT.tolist()

    def test_variables_without_data(self, order):
        env = {"y": DATA.y, "outside": series(order), "plain": RIGHT}
        assert design("y ~ outside + plain", None, env=env).X[:, 1:].tolist() == [[v, v] for v in RIGHT]

    def test_the_offset_of_new_data(self, order):
        fitted = design(offset=RIGHT)
        assert fitted.at(DATA, offset=series(order)).offset.tolist() == RIGHT.tolist()

    def test_beside_rows_that_are_left_out(self, order):
        found = design(data=DATA.assign(x=[0.0, np.nan, 2.0, 4.0]), weights=series(order))
        assert found.weights.tolist() == [1.0, 3.0, 5.0]


def test_a_shorter_series_has_too_few_values():
    with pytest.raises(NbmixedError, match="weights has 3 values, but the data have 4 rows"):
        design(weights=series("spq"))


def test_data_without_an_index_number_their_rows():
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"y": DATA.y.to_numpy(), "x": DATA.x.to_numpy()})
    assert (
        design(data=frame, weights=pd.Series(RIGHT[::-1], index=[3, 2, 1, 0])).weights.tolist()
        == RIGHT.tolist()
    )
    with pytest.raises(SettingError, match="index"):
        design(data=frame, weights=series("pqrs"))
