"""Smooths have the blocks, names and new rows of mgcv's `jagam(diagonalize = TRUE)`.

A block's coefficients are independent with one standard deviation, so B B' says all there is to say of it.
Where the penalty leaves several functions free, mgcv takes a basis of them that a rounding error chose:
two free functions of `s(x, z)`, those of "cr" margins of `t2()` and of "fs". There, what can be compared is less.
"""

import pickle
import re

import numpy as np
import pandas as pd
import pytest

from nbmixed.design.evaluate import Scope
from nbmixed.design.frame import Columns
from nbmixed.design.smooths.build import build_smooths
from nbmixed.errors import DataError, FormulaError, SettingError
from nbmixed.spec.formula import parse
from nbmixed.spec.smooth import smooth_specs
from tests.design.smooths.references import (
    BEYOND,
    CASES,
    DATA,
    MORE,
    NEW,
    WRITTEN,
    gram,
    off,
    smooths,
)

Y = DATA["y"].to_numpy()
ROTATED = {("tp_2d", 2), ("t2_xz", 2), ("t2_xz", 3), ("t2_xz", 4)}


def cases(leave: set[str] = frozenset()):
    return [pytest.param(case, id=name) for name, case in CASES.items() if name not in leave]


def more(which):
    return [pytest.param(case, id=case["term"]) for case in MORE["cases"] if which(case["term"])]


def fixed(case, frame):
    """The parametric columns of a case."""
    rows = np.ones((len(frame), 1))
    if case["name"] == "by_factor":
        return np.column_stack([rows, frame["fac"] == "b", frame["fac"] == "c"])
    return rows


def ridge(case, ratios):
    """Coefficients and the smooths, given the penalty of each block: 0 leaves it free."""
    found = smooths(case["term"])
    F = fixed(case, DATA)
    X = np.column_stack([F, *(s.X for s in found)])
    sizes = [block.shape[1] for s in found for block in s.blocks]
    weights = np.concatenate(
        [np.zeros(F.shape[1]), *(np.full(k, r) for k, r in zip(sizes, ratios, strict=True))]
    )
    stacked = np.vstack([X, np.diag(np.sqrt(weights))])
    coefs = np.linalg.lstsq(stacked, np.concatenate([Y, np.zeros(len(weights))]), rcond=None)[0]
    return coefs, X, found


def first_only(case, ratios):
    """One ratio a smooth, put on its first block; its free functions stay free."""
    return [r for s, r in zip(smooths(case["term"]), ratios, strict=True) for r in (r, 0.0)[: len(s.blocks)]]


@pytest.mark.parametrize("case", cases())
def test_names(case):
    found = smooths(case["term"])
    assert [s.label for s in found] == [s["label"] for s in case["smooths"]]
    assert [name for s in found for name in s.block_names] == case["jagam"]["sp_names"]
    assert [list(names) for s in found for names in s.names] == [
        b["columns"] for b in case["jagam"]["blocks"]
    ]


@pytest.mark.parametrize("case", cases())
def test_blocks(case):
    blocks = [block for s in smooths(case["term"]) for block in s.blocks]
    for block, reference in zip(blocks, case["jagam"]["blocks"], strict=True):
        if (case["name"], reference["block"]) not in ROTATED:
            assert off(gram(block), reference["gram"]) < WRITTEN


@pytest.mark.parametrize("case", cases(leave={"t2_xz"}))
def test_standard_deviations_of_columns(case):
    found = np.concatenate([s.X.std(axis=0, ddof=1) for s in smooths(case["term"])])
    expected = case["jagam"]["column_sds"][-len(found) :]
    np.testing.assert_allclose(np.sort(found), np.sort(expected), rtol=WRITTEN)


def projector(X):
    U, s, _ = np.linalg.svd(X, full_matrices=False)
    return gram(U[:, s > 1e-9 * s[0]])


@pytest.mark.parametrize("case", cases())
def test_spaces(case):
    found = smooths(case["term"])
    F = fixed(case, DATA)
    assert off(projector(np.column_stack([F, *(s.X for s in found)])), case["projector"]) < WRITTEN
    free = [s.blocks[-1] for s in found if s.spec.bs[0] not in ("re", "cc", "cs")]
    assert off(projector(np.column_stack([F, *free])), case["null_space_projector"]) < WRITTEN


@pytest.mark.parametrize("case", cases(leave={"t2_xz"}))
@pytest.mark.parametrize("place", [0, 1, 2])
def test_fit_with_fixed_smoothing_parameter(case, place):
    given = case["penalised"][place]
    scales = [s[0] for s in case["penalty_scale"]]
    coefs, X, _ = ridge(case, first_only(case, [given["lambda"] * s for s in scales]))
    np.testing.assert_allclose(X @ coefs, given["fitted"], atol=1e-6)


@pytest.mark.parametrize("case", cases(leave={"t2_xz"}))
@pytest.mark.parametrize("kind", ["gam_sp1", "gam_REML"])
def test_fit_and_new_rows_of_gam(case, kind):
    count = len(case["smooths"])
    ratios = [1.0] * count if kind == "gam_sp1" else list(case[kind]["sp"].values())
    coefs, X, found = ridge(case, first_only(case, ratios))
    at_new = np.column_stack([fixed(case, NEW), *(block for s in found for block in s.at(NEW))])
    np.testing.assert_allclose(X @ coefs, case[kind]["fitted"], atol=1e-6)
    np.testing.assert_allclose(at_new @ coefs, case[kind]["predict_newdata"], atol=1e-6)


@pytest.mark.parametrize("case", more(lambda term: "fs" not in term))
def test_more_blocks(case):
    found = smooths(case["term"])
    assert [s.label for s in found] == case["labels"]
    assert [name for s in found for name in s.block_names] == case["sp_names"]
    for block, expected in zip((b for s in found for b in s.blocks), case["blocks"], strict=True):
        assert off(gram(block), gram(expected)) < WRITTEN


@pytest.mark.parametrize("case", more(lambda term: "fs" in term))
def test_factor_smooths(case):
    (found,) = smooths(case["term"])
    assert list(found.block_names) == case["sp_names"]
    assert off(gram(found.blocks[0]), gram(case["blocks"][0])) < WRITTEN
    free = gram(case["blocks"][1]) + gram(case["blocks"][2])
    assert off(gram(found.blocks[1]) + gram(found.blocks[2]), free) < WRITTEN


@pytest.mark.parametrize("case", more(lambda term: not term.startswith("t2(x, z") or "by = z" in term))
def test_same_functions_within_and_beyond_the_data(case):
    for found, columns, new in zip(smooths(case["term"]), case["columns"], case["new"], strict=True):
        turn = np.linalg.lstsq(found.X, np.asarray(columns), rcond=None)[0]
        assert off(found.X @ turn, columns) < WRITTEN
        assert off(np.column_stack(found.at(BEYOND)) @ turn, new) < 1e-6


@pytest.mark.parametrize("case", more(lambda term: term.startswith("t2(x, z") and "by" not in term))
def test_least_squares_of_tensor_products_beyond_the_data(case):
    (found,) = smooths(case["term"])
    coefs = np.linalg.lstsq(np.column_stack([np.ones(len(Y)), found.X]), Y, rcond=None)[0]
    at_new = np.column_stack([np.ones(len(BEYOND)), *found.at(BEYOND)])
    np.testing.assert_allclose(at_new @ coefs, np.ravel(case["unpenalised"]), rtol=1e-6)


@pytest.mark.parametrize(
    "term",
    [*(c["term"] for c in CASES.values()), *(c["term"] for c in MORE["cases"]), "s(x) + s(z) + s(x, z)"],
)
def test_rows_of_the_data_are_new_rows_too(term):
    for found in smooths(term):
        again = found.at(DATA)
        assert found.X.shape == (len(DATA), len(found.coef_names))
        for block, expected in zip(again, found.blocks, strict=True):
            np.testing.assert_allclose(block, expected, atol=1e-9 * np.abs(expected).max())


def test_centred_over_the_data():
    assert np.abs(smooths("s(x)")[0].X.sum(axis=0)).max() < 1e-9
    of_levels = smooths("s(x, by = fac, k = 5)")
    assert np.abs(sum(s.X for s in of_levels).sum(axis=0)).max() < 1e-9


def test_a_smooth_times_a_number_keeps_its_constant():
    (found,) = smooths("s(x, by = z, k = 5)")
    z = DATA["z"].to_numpy()
    coefs = np.linalg.lstsq(found.X, z, rcond=None)[0]
    np.testing.assert_allclose(found.X @ coefs, z, atol=1e-9)


def test_truth_values_are_numbers():
    data = DATA.assign(late=DATA["x"] > 0.5, number=(DATA["x"] > 0.5).astype(float))
    (a,), (b,) = (smooths(f"s(z, by = {name}, k = 5)", data) for name in ("late", "number"))
    np.testing.assert_array_equal(a.X, b.X)


def test_expressions_keep_what_they_learnt_of_the_data():
    (plain,), (scaled,) = smooths("s(x, k = 5)"), smooths("s(scale(x), k = 5)")
    some = DATA.iloc[3:7]
    for a, b in zip(plain.at(some), scaled.at(some), strict=True):
        np.testing.assert_allclose(np.abs(a / a[0]), np.abs(b / b[0]), rtol=1e-6)


def test_a_scope_serves_as_data():
    scope = Scope(Columns(DATA), len(DATA))
    (found,) = smooths("s(x, k = 5)", scope)
    np.testing.assert_array_equal(found.at(scope)[0], found.at(DATA)[0])


def test_columns_of_a_level_without_the_others():
    second = smooths("s(x, by = fac, k = 5)")[1]
    blocks = second.columns((NEW["x"].to_numpy(),))
    np.testing.assert_allclose(second.at(NEW)[0], blocks[0] * (NEW["fac"] == "b").to_numpy()[:, None])


def test_smooths_survive_pickling():
    (found,) = smooths("s(x, by = z, k = 5)")
    again = pickle.loads(pickle.dumps(found))
    np.testing.assert_array_equal(again.at(NEW)[0], found.at(NEW)[0])


def test_data_are_left_alone():
    before = DATA.copy()
    smooths("s(x, by = fac) + t2(x, z) + s(fac, bs = 're')")
    pd.testing.assert_frame_equal(DATA, before)


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("s(q)", "The data have no column 'q'"),
        (
            "s(xt, k = 15)",
            "s(xt, k = 15) has k = 15, but its data have only 12 different values: give k = 12 or less",
        ),
        ("s(x, k = 2)", "s(x, k = 2) needs k of at least 3, but k is 2."),
        ('s(x, bs = "cc", k = 3)', "needs k of at least 4, but k is 3."),
        (
            "s(fac)",
            'fac in s(fac) is a factor, but a smooth needs numbers: write (1 | fac), s(fac, bs = "re")',
        ),
        ("t2(x, fac)", "fac in t2(x, fac) is a factor"),
        ("s(w)", "s(w) is a smooth of a variable that is constant in the data: leave it out."),
        ("s(poly(x, 2))", "poly(x, 2) has 2 columns, but a smooth takes one each."),
        ('s(x, z, bs = "fs")', 'has no factor, but bs = "fs" needs one number and one factor'),
        ('s(x, fac, bs = "fs", by = z)', 'but bs = "fs" takes none: leave it out.'),
        ("s(x, z, m = 1)", "has m = 1, but with 2 variables it must be at least 2."),
        ("s(log(x - 0.5))", "log(x - 0.5) is not a number in"),
    ],
)
def test_refusals(term, message):
    with pytest.raises(DataError) as error:
        smooths(term)
    assert message in str(error.value)


def test_the_same_smooth_twice():
    with pytest.raises(FormulaError, match=r"s\(x\) is in the formula twice"):
        smooths("s(x) + s(x, k = 5)")


@pytest.mark.parametrize(
    "term", ["s(x, by = fac, k = 5)", 's(fac, bs = "re")', 's(x, fac, bs = "fs", k = 5)']
)
def test_a_new_level_has_no_smooth(term):
    with pytest.raises(
        DataError, match="newdata has levels of fac that the data of the fit did not have: 'd'"
    ):
        smooths(term)[0].at(pd.DataFrame({"x": [0.5], "fac": ["d"]}))


def test_missing_values():
    with pytest.raises(DataError, match="newdata has missing values in 'x'"):
        smooths("s(x)")[0].at(pd.DataFrame({"x": [np.nan]}))
    with pytest.raises(DataError, match="1 of 40 are not"):
        smooths("s(x)", DATA.assign(x=DATA["x"].where(DATA.index > 0)))


def test_knots_of_an_unknown_variable():
    message = "knots names 'xx', which is not the variable of a smooth. Did you mean 'x'?"
    with pytest.raises(SettingError, match=re.escape(message)):
        build_smooths(smooth_specs(parse("y ~ s(x)")), DATA, {"xx": [0, 1]})


def test_given_knots_of_a_cycle():
    (found,) = build_smooths(smooth_specs(parse('y ~ s(x, bs = "cc", k = 6)')), DATA, {"x": [0, 1]})
    first, last = (np.column_stack(found.at(pd.DataFrame({"x": [x]}))) for x in (0.0, 1.0))
    np.testing.assert_allclose(first, last, atol=1e-9)
    with pytest.raises(DataError, match="takes no knots"):
        build_smooths(smooth_specs(parse("y ~ s(x)")), DATA, {"x": [0, 1]})


def test_given_knots_of_one_margin():
    specs = smooth_specs(parse('y ~ t2(pmax(x, 0), z, bs = c("cc", "cr"), k = 4)'))
    (found,) = build_smooths(specs, DATA, {"pmax(x, 0)": [0, 1]})
    rows = found.at(pd.DataFrame({"x": [0.0, 1.0], "z": [0.3, 0.3]}))
    assert all(np.allclose(block[0], block[1], atol=1e-9) for block in rows)
