"""Tensor products hold the products of their margins' functions, each with the penalties it should have."""

import numpy as np
import pytest

from tests.design.smooths.references import DATA, smooths

X, Z = DATA["x"].to_numpy(), DATA["z"].to_numpy()


def left(block, target):
    """What the columns of a block and a constant leave of a function."""
    columns = np.column_stack([np.ones(len(block)), block])
    return np.abs(target - columns @ np.linalg.lstsq(columns, target, rcond=None)[0]).max()


@pytest.mark.parametrize("bs", ["cr", "tp", "ps"])
def test_lines_and_their_product_are_the_last_block(bs):
    (found,) = smooths(f't2(x, z, k = 5, bs = "{bs}")')
    for target in (X, Z, X * Z):
        assert left(found.blocks[-1], target) < 1e-9
    assert found.block_names == ("t2(x,z)rr", "t2(x,z)nr", "t2(x,z)rn", "t2(x,z)")


def test_curves_of_one_variable_are_in_the_mixed_blocks():
    (found,) = smooths("t2(x, z, k = c(5, 6))")
    (curve,) = smooths('s(z, k = 6, bs = "cr")')
    mixed = np.column_stack([found.blocks[1], found.blocks[-1]])
    assert max(left(mixed, column) for column in curve.X.T) < 1e-9 * np.abs(curve.X).max()


def test_each_free_function_apart():
    (whole,), (apart,) = (smooths(f"t2(x, z, k = 4, full = {full})") for full in ("FALSE", "TRUE"))
    assert apart.block_names == ("t2(x,z)rr", "t2(x,z)1r", "t2(x,z)2r", "t2(x,z)r1", "t2(x,z)r2", "t2(x,z)")
    np.testing.assert_allclose(apart.X @ apart.X.T, whole.X @ whole.X.T, atol=1e-9)


def test_a_lone_block_has_the_plain_name():
    (found,) = smooths('t2(x, z, k = 4, bs = "cs")')
    assert found.block_names == ("t2(x,z)",)


def test_a_margin_of_two_variables():
    data = DATA.assign(w=np.cos(np.arange(40)))
    (found,) = smooths('t2(x, z, w, d = c(2, 1), bs = c("tp", "cr"), k = c(8, 4))', data)
    assert [block.shape[1] for block in found.blocks] == [5 * 2, 3 * 2, 5 * 2, 3 * 2 - 1]


def test_units_do_not_matter():
    (plain,), (scaled,) = smooths("t2(x, z, k = 4)"), smooths("t2(x, z, k = 4)", DATA.assign(x=1000 * X - 7))
    for a, b in zip(plain.blocks, scaled.blocks, strict=True):
        np.testing.assert_allclose(a @ a.T, b @ b.T, atol=1e-8)
