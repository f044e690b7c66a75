"""A design has R's arrays and names, on the data of the fit and on new data."""

import json

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbmixed.datasets import load
from nbmixed.design.build import build
from nbmixed.errors import DataError, FamilyError, FormulaError, SettingError
from nbmixed.spec.formula import parse
from tests.design.references import CASES, FOLDER, data, transposed_z, widened

DATA = data()
RNG = np.random.default_rng(3)
NAMES = [case["name"] for case in CASES]


def designed(text: str, frame=None, **arguments):
    return build(parse(text), DATA if frame is None else frame, **arguments)


def of(case):
    return designed(case["formula"], contrasts=case["contrasts"], drop_rank_deficient=True)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_fixed_part_is_lme4_s(case):
    design = of(case)
    assert list(design.coef_names) == case["X_colnames"]
    np.testing.assert_allclose(design.X, case["X"], atol=1e-12, rtol=1e-6)
    assert design.has_intercept == (case["X_colnames"][0] == "(Intercept)")
    assert design.nobs == case["n_obs"]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_offset_is_lme4_s(case):
    offset = of(case).offset
    if case["offset"] is None:
        assert offset is None
    else:
        np.testing.assert_array_equal(offset, case["offset"])


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_group_terms_are_lme4_s(case):
    design = of(case)
    assert [(t.group, list(t.coefs)) for t in design.groups] == [
        (c["group"], c["names"]) for c in case["cnms"]
    ]
    for term, place in zip(design.groups, case["flist_assign"], strict=True):
        factor = case["flist"][place - 1]
        assert list(term.levels) == factor["levels"]
        assert (term.index + 1).tolist() == factor["codes"]
    assert design.ngrps == {f["name"]: f["n_levels"] for f in case["flist"]}
    np.testing.assert_array_equal(widened(design.groups), transposed_z(case))


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_new_data_are_coded_as_those_of_the_fit(case):
    design = of(case)
    rows = np.random.default_rng(1).permutation(len(DATA))[:9]
    new = design.at(DATA.iloc[rows])
    assert new.coef_names == design.coef_names
    np.testing.assert_allclose(new.X, design.X[rows], atol=1e-14)
    for ours, trained in zip(new.groups, design.groups, strict=True):
        assert (ours.group, ours.coefs, ours.levels) == (trained.group, trained.coefs, trained.levels)
        np.testing.assert_array_equal(ours.index, trained.index[rows])
        np.testing.assert_allclose(ours.Z, trained.Z[rows], atol=1e-14)
        assert ours.new_levels == ()
    np.testing.assert_array_equal(new.response.y, design.response.y[rows])
    assert (new.offset is None) == (design.offset is None)


FITS = {
    "sleepstudy_lmer": ("sleepstudy", "Reaction ~ Days + (Days | Subject)", {}),
    "cbpp_glmer_binomial": (
        "cbpp",
        "cbind(incidence, size - incidence) ~ period + (1 | herd)",
        {"family": "binomial"},
    ),
    "penicillin_lmer": ("Penicillin", "diameter ~ 1 + (1 | plate) + (1 | sample)", {}),
    "radon_uranium_slope": ("radon", "log_radon ~ floor + log_uranium + (floor | county)", {}),
    "roaches_glm_poisson": (
        "roaches",
        "y ~ sqrt(roach1) + treatment + senior",
        {"family": "poisson", "offset": "log(exposure2)"},
    ),
    "roaches_glmer_poisson": (
        "roaches",
        "y ~ sqrt(roach1) + treatment + offset(log(exposure2)) + (1 | senior)",
        {"family": "poisson"},
    ),
    "kidiq_glm_default": ("kidiq", "kid_score ~ mom_hs * mom_iq", {}),
}


@pytest.mark.parametrize("name", FITS)
def test_the_linear_predictor_of_a_draw_is_rstanarm_s(name):
    dataset, text, arguments = FITS[name]
    design = designed(text, load(dataset), **arguments)
    reference = json.loads((FOLDER / f"{name}.json").read_text())
    assert list(design.coef_names) == reference["x_colnames"]
    for draw in reference["exact_draws"]:
        eta = linear_predictor(design, draw["parameters"])
        shown = draw["linpred_head"]
        np.testing.assert_allclose(eta[: len(shown)], shown, rtol=1e-5)


def linear_predictor(design, parameters):
    eta = design.X @ [parameters[name] for name in design.coef_names]
    for term in design.groups:
        for coef, column in zip(term.coefs, term.Z.T, strict=True):
            b = np.array([parameters[f"b[{coef} {term.group}:{_(level)}]"] for level in term.levels])
            eta = eta + b[term.index] * column
    return eta if design.offset is None else eta + design.offset


def _(level: str) -> str:
    return level.replace(" ", "_")


def test_group_terms_run_from_most_to_fewest_levels_and_ties_stay_as_written():
    design = designed("y ~ (1 | a) + (1 | g) + (0 + x | g)")
    assert [(t.group, t.coefs) for t in design.groups] == [
        ("g", ("(Intercept)",)),
        ("g", ("x",)),
        ("a", ("(Intercept)",)),
    ]
    assert list(design.ngrps) == ["g", "a"]


def test_rows_with_missing_values_go_once_over_all_variables_used():
    frame = DATA.astype({"w": float}).assign(weight=1.0)
    for row, column in enumerate(["y", "x", "f", "g", "z", "weight", "w"]):
        frame.loc[row, column] = np.nan
    frame.loc[0, "x"] = np.nan
    design = designed("y ~ x + f + offset(z) + (1 | g)", frame, weights="weight")
    assert design.n_dropped == 6
    assert design.frame.index.tolist() == list(range(6, 36))
    assert list(design.frame) == list(frame)
    assert {len(a) for a in (design.X, design.response.y, design.offset, design.groups[0].index)} == {30}
    with pytest.raises(DataError, match=r"6 row.*'y', 'x', 'f', 'g', 'z', 'weight'"):
        designed("y ~ x + f + offset(z) + (1 | g)", frame, weights="weight", na_action="fail")


def test_levels_that_no_row_has_are_left_out():
    design = designed("y ~ f + (1 | g)", subset='f != "mid" & g != "g2"')
    assert design.coef_names == ("(Intercept)", "fhi")
    assert design.groups[0].levels == ("g1", "g3", "g4", "g5", "g6")


def test_combinations_that_do_not_occur_are_left_out_and_named():
    design = designed("y ~ f * f2", DATA[(DATA.f != "hi") | (DATA.f2 != "B")])
    assert design.coef_names == ("(Intercept)", "fmid", "fhi", "f2B", "fmid:f2B")
    assert design.dropped_cols == ("fhi:f2B",)
    assert design.notes == ("Dropped empty interaction levels: 'fhi:f2B'.",)
    assert design.at(DATA).X.shape == (36, 5)


def test_dependent_columns_stay_unless_told():
    stays = designed("y ~ x + I(2 * x)")
    assert stays.coef_names == ("(Intercept)", "x", "I(2 * x)")
    assert "Columns that depend on others: 'I(2 * x)'; the data tell only sums" in stays.notes[0]
    dropped = designed("y ~ x + I(2 * x) + w", drop_rank_deficient=True)
    assert dropped.coef_names == ("(Intercept)", "x", "w")
    assert dropped.dropped_cols == ("I(2 * x)",)


def test_more_columns_than_rows_are_not_called_dependent():
    data = pd.DataFrame(RNG.standard_normal((5, 7)), columns=list("abcdefy"))
    assert designed("y ~ a + b + c + d + e + f", data).notes == ()


@pytest.mark.parametrize("intercept", ["", "0 + f + "])
def test_the_origin_and_the_unit_of_a_predictor_do_not_make_it_dependent(intercept):
    seconds = 1.7e9 + 50 * RNG.standard_normal(len(DATA))
    data = DATA.assign(t=seconds, micro=1e-15 * DATA.x, hours=seconds / 3600 - 472222)
    design = designed(f"y ~ {intercept}t + micro", data, drop_rank_deficient=True)
    assert design.dropped_cols == ()
    assert designed("y ~ t + hours", data, drop_rank_deficient=True).dropped_cols == ("hours",)


def test_levels_that_no_row_has_are_named():
    data = DATA.assign(f=pd.Categorical(np.where(np.arange(len(DATA)) % 3, "b", "c"), ["a", "b", "c", "d"]))
    assert designed("y ~ f", data).notes == ("Dropped levels of f that occur in no row: 'a', 'd'.",)


def test_unseen_group_levels_keep_their_names():
    design = designed("y ~ x + (x | g)")
    new = design.at(pd.DataFrame({"x": [1.0, 2.0, 3.0, 4.0], "g": ["g2", "new b", "new a", "new b"]}))
    term = new.groups[0]
    assert term.index.tolist() == [1, -1, -1, -1]
    assert term.new_levels == ("new a", "new b")
    assert term.new_index.tolist() == [-1, 1, 0, 1]
    assert new.response is None


def test_unseen_combinations_are_new_levels_at_every_depth():
    design = designed("y ~ x + (1 | a/b)")
    new = design.at(pd.DataFrame({"x": 1.0, "a": ["a1", "a9", "a9"], "b": ["b2", "b1", "b7"]}))
    inner, outer = new.groups
    assert (inner.index.tolist(), inner.new_levels) == ([3, -1, -1], ("b1:a9", "b7:a9"))
    assert (outer.index.tolist(), outer.new_levels) == ([0, -1, -1], ("a9",))


def test_group_terms_that_are_not_wanted_need_no_columns():
    design = designed("y ~ x + (1 | g) + (1 | a)")
    assert design.at(pd.DataFrame({"x": [1.0]}), terms=()).groups == ()
    assert [t.group for t in design.at(pd.DataFrame({"x": [1.0], "a": ["a1"]}), terms=[1]).groups] == ["a"]


def test_levels_may_have_spaces():
    frame = pd.DataFrame({"y": [1.0, 2.0, 4.0], "site": ["Lac qui Parle", "St Louis", "St Louis"]})
    assert designed("y ~ 1 + (1 | site)", frame).groups[0].levels == ("Lac qui Parle", "St Louis")
    assert designed("y ~ site", frame).coef_names == ("(Intercept)", "siteSt Louis")


def test_numbers_can_be_groups_and_are_matched_by_label():
    frame = pd.DataFrame({"y": [1.0, 2.0, 4.0, 8.0], "g": [10, 2, 10, 100000]})
    design = designed("y ~ (1 | g)", frame)
    assert design.groups[0].levels == ("2", "10", "100000")
    assert design.at({"g": [10, 7]}).groups[0].index.tolist() == [1, -1]


@pytest.mark.parametrize(
    ("newdata", "message"),
    [
        ({"x": [1.0], "f": ["higher"]}, "levels of f .*'higher'.*'lo', 'mid', 'hi'"),
        ({"x": [np.nan], "f": ["lo"]}, "missing values in 'x'"),
        ({"f": ["lo"]}, "no column 'x'"),
        ({"x": ["a"], "f": ["lo"]}, "'x' was numeric"),
        ({"x": [], "f": []}, "no rows"),
        (3, "must be a data frame"),
    ],
)
def test_new_data_that_do_not_fit_are_refused(newdata, message):
    with pytest.raises(DataError, match=message):
        designed("y ~ x + f").at(newdata)


def test_new_data_may_lack_the_outcome_or_have_an_unusable_one():
    design = designed("I(y > 0) ~ x", family="binomial")
    assert design.at({"x": [1.0, 2.0]}).response is None
    assert design.at({"x": [1.0, 2.0], "y": [1.0, np.nan]}).response is None
    counts = designed("k ~ x", DATA.assign(k=range(36)), family="poisson").at({"x": [1.0], "k": [-1]})
    assert counts.response is None
    assert "not be negative" in counts.notes[0]


def test_a_design_of_new_data_does_not_code_further_data():
    with pytest.raises(SettingError, match="of new data already"):
        designed("y ~ x").at(DATA).at(DATA)


def test_bases_keep_the_data_of_the_fit():
    design = designed("y ~ poly(x, 2) + scale(w) + I(z - mean(z)) + bs(x, df = 4)")
    alone = design.at(DATA.iloc[[3]])
    np.testing.assert_allclose(alone.X, design.X[[3]], atol=1e-14)


def test_an_expression_as_offset_is_evaluated_again_for_new_data():
    roaches = load("roaches")
    design = designed("y ~ treatment", roaches, family="poisson", offset="log(exposure2)")
    np.testing.assert_array_equal(design.offset, np.log(roaches["exposure2"]))
    np.testing.assert_array_equal(design.at(roaches[:2]).offset, design.offset[:2])


def test_an_array_as_offset_must_be_given_again():
    design = designed("y ~ x + offset(z)", offset=np.arange(36.0))
    with pytest.raises(SettingError, match="give offset= with a number for each row of newdata, or 0"):
        design.at(DATA[:3])
    np.testing.assert_allclose(design.at(DATA[:3], offset=0).offset, DATA["z"][:3])
    again = design.at(DATA[:3], offset=[1, 2, 3])
    np.testing.assert_allclose(again.offset, DATA["z"][:3] + np.array([1, 2, 3]))


def test_offsets_that_are_all_zero_are_none():
    assert designed("y ~ x + offset(x - x)", offset=np.zeros(36)).offset is None


def test_weights_that_are_all_one_are_none():
    assert designed("y ~ x", weights=np.ones(36)).weights is None
    np.testing.assert_array_equal(designed("y ~ x", weights=DATA["x"]).weights, DATA["x"])


def test_the_users_variables_are_found_when_no_column_has_their_name():
    array = np.arange(36.0)
    design = designed("y ~ mine + I(x / k)", env={"mine": array, "k": 10, "x": np.zeros(36), "print": print})
    np.testing.assert_array_equal(design.X[:, 1:], np.column_stack([array, DATA["x"] / 10]))
    assert "mine" in design.frame
    with pytest.raises(DataError, match="no column 'mine'"):
        design.at(DATA)


def test_all_variables_may_come_from_the_user():
    design = build(parse("y ~ x"), None, env={"y": [1.0, 2.0, 4.0], "x": pd.Series([1, 2, 2])})
    assert design.X.tolist() == [[1, 1], [1, 2], [1, 2]]


def test_polars_gives_what_pandas_gives():
    frame = pl.DataFrame(
        {
            "y": [1.0, 2.0, 3.0, 4.0, 5.0],
            "x": [1, None, 3, 5, 7],
            "e": pl.Series(["mid", "lo", "lo", "mid", "lo"], dtype=pl.Enum(["mid", "lo"])),
            "c": pl.Series(["z", "a", "z", "a", "a"], dtype=pl.Categorical),
            "l": [True, False, None, True, False],
            "g": ["a", "b", "a", "b", "b"],
        }
    )
    design = designed("y ~ x + e + c + (1 | g)", frame)
    assert design.coef_names == ("(Intercept)", "x", "elo", "cz")
    assert (design.n_dropped, design.groups[0].levels) == (1, ("a", "b"))
    assert designed("y ~ l", frame.lazy()).coef_names == ("(Intercept)", "lTRUE")
    assert design.at(frame.drop_nulls()).X.shape == (3, 4)


BAD = [
    ("y ~ xx", {}, DataError, "no column 'xx'. Did you mean 'x'"),
    ("~ x", {}, FormulaError, "no outcome"),
    ("y ~ x + (1 | solo)", {}, DataError, "grouping factor solo has 1 level"),
    ("y ~ empty", {}, DataError, "'empty' has only missing values"),
    ("y ~ inf", {}, DataError, "'inf' has infinite values in 1 row"),
    ("inf ~ x", {}, DataError, "'inf' has infinite values"),
    ("y ~ log(zero)", {}, DataError, r"log\(zero\) has infinite values"),
    ("y ~ log(-x)", {}, DataError, r"log\(-x\) is not a number in 36 row"),
    ("y ~ two", {}, DataError, r"two is constant \(2\)"),
    ("y ~ x + (two | g)", {}, DataError, "two is constant"),
    ("y ~ solo", {}, DataError, "solo has a single level, 'only'"),
    ("y ~ day", {}, DataError, r"day holds dates.*dt.total_seconds\(\).*factor\(day\)"),
    ("y ~ mix", {}, DataError, "'mix' mixes values"),
    ("y ~ bb + (1 | g)", {}, None, ""),
    ("y ~ f + 1 + I(f + 1)", {}, DataError, "f is not numeric"),
    ("y ~ poly(x, 99)", {}, FormulaError, "degree must be less"),
    ("y ~ round(x, 1, 2, 3)", {}, FormulaError, "its arguments are .x., .digits."),
    ("y ~ x", {"family": "poison"}, FamilyError, "Did you mean 'poisson'"),
    ("y ~ x", {"weights": "nowhere"}, DataError, "no column 'nowhere'"),
    ("y ~ x", {"weights": [1, 2]}, SettingError, "weights has 2 values, but the data have 36 rows"),
    ("y ~ x", {"weights": "-x"}, SettingError, "must not be negative"),
    ("y ~ x", {"offset": [1, 2]}, SettingError, "offset has 2 values"),
    ("y ~ x", {"offset": "f"}, DataError, "one column of numbers"),
    ("y ~ x", {"subset": "x > 100"}, DataError, "subset keeps none"),
    ("y ~ x", {"subset": [1, 0]}, SettingError, "one true or false for each of the 36 rows"),
    ("y ~ x", {"na_action": "pass"}, SettingError, "'omit' or 'fail'"),
    (
        "y ~ f",
        {"contrasts": {"ff": "contr.sum"}},
        SettingError,
        "not a factor of the formula. Did you mean 'f'",
    ),
    ("y ~ f", {"contrasts": {"f": "contr.sun"}}, SettingError, "Did you mean 'contr.sum'"),
]


@pytest.mark.parametrize(("text", "arguments", "error", "message"), BAD, ids=[f"{t} {a}" for t, a, *_ in BAD])
def test_what_does_not_fit_is_refused_in_words(text, arguments, error, message):
    frame = DATA.assign(
        solo="only",
        empty=np.nan,
        inf=np.r_[np.inf, np.arange(35.0)],
        zero=np.r_[0.0, np.ones(35)],
        two=2,
        one=1,
        day=pd.Timestamp("2020-01-01"),
        mix=[1, "a"] * 18,
        b=DATA["x"],
        bb=DATA["x"],
    ).astype({"mix": object})
    if error is None:
        designed(text, frame, **arguments)
    else:
        with pytest.raises(error, match=message):
            designed(text, frame, **arguments)


def test_no_rows_are_refused():
    with pytest.raises(DataError, match="no rows"):
        designed("y ~ x", DATA[:0])
    with pytest.raises(DataError, match="each has a missing value"):
        designed("y ~ x", pd.DataFrame({"y": [1.0, np.nan], "x": [np.nan, 2.0]}))
    with pytest.raises(DataError, match="no data"):
        build(parse("y ~ x"), None)


def test_a_column_of_ones_stands_for_the_intercept_or_is_dropped_with_a_word():
    data = DATA.assign(one=1)
    assert designed("y ~ 0 + one", data).coef_names == ("one",)
    beside = designed("y ~ one + x", data)
    assert beside.coef_names == ("(Intercept)", "x")
    assert beside.notes == ("Dropped columns that are the same in every row, as the intercept is: 'one'.",)


def test_two_columns_of_one_name_are_refused():
    doubled = pd.concat([DATA[["y", "x"]], DATA[["x"]]], axis=1)
    with pytest.raises(DataError, match="several columns 'x'"):
        designed("y ~ x", doubled)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(["x", "w", "f", "f2", "o", "ch", "lg"]), min_size=1, max_size=3, unique=True),
    st.booleans(),
)
def test_crossed_terms_span_the_cell_means(names, intercept):
    """The coding rule gives columns with the same span whether contrasts or indicators are used."""
    crossed = designed(f"y ~ {'' if intercept else '0 + '}{' * '.join(names)}", drop_rank_deficient=True)
    assert len(set(crossed.coef_names)) == len(crossed.coef_names)
    assert np.linalg.matrix_rank(crossed.X) == crossed.X.shape[1]


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(36)))
def test_the_order_of_rows_does_not_matter(order):
    design = designed("y ~ poly(x, 2) * f + (x | a:b)")
    shuffled = designed("y ~ poly(x, 2) * f + (x | a:b)", DATA.iloc[order])
    assert shuffled.coef_names == design.coef_names
    np.testing.assert_allclose(shuffled.X, design.X[order], atol=1e-12)
    np.testing.assert_array_equal(shuffled.groups[0].index, design.groups[0].index[order])
