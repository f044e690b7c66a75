"""Designs of nonlinear models: parameters, their predictors and groups, rows, refusals."""

import numpy as np
import pandas as pd
import pytest

from nbmixed import datasets
from nbmixed.design.curves_build import build_curve
from nbmixed.errors import DataError, FormulaError, SettingError
from nbmixed.spec.curve import parse_curve

ORANGE = datasets.load("Orange")
LOGISTIC = "circumference ~ SSlogis(age, Asym, xmid, scal) ~ "
TREATED = ORANGE.assign(treatment=["A", "B", "B", "A", "C"] * 7, z=np.linspace(0, 1, 35))


def build(last, data=TREATED, **arguments):
    return build_curve(parse_curve(LOGISTIC + last), data, **arguments)


class TestParameters:
    def test_each_has_a_column(self):
        design = build("Asym | Tree")
        assert design.coef_names == design.curve.parameters == ("Asym", "xmid", "scal")
        assert design.X.tolist() == [[1.0, 1.0, 1.0]] * 35

    def test_predictors_of_one(self):
        design = build("(Asym ~ treatment) + (Asym | Tree)")
        assert design.coef_names == ("Asym", "Asym:treatmentB", "Asym:treatmentC", "xmid", "scal")
        assert design.curve.owner.tolist() == [0, 0, 0, 1, 2]

    def test_levels_of_one(self):
        assert build("(xmid ~ 0 + treatment) + (Asym | Tree)").coef_names == (
            *("Asym", "xmid:treatmentA", "xmid:treatmentB", "xmid:treatmentC", "scal"),
        )

    def test_dependent_predictors_are_dropped_and_told(self):
        design = build("(Asym ~ z + I(2 * z)) + (Asym | Tree)")
        assert design.coef_names[:2] == ("Asym", "Asym:z")
        assert design.dropped_cols == ("Asym:I(2 * z)",) and "I(2 * z)" in design.notes[0]

    def test_of_an_expression_are_its_names_that_are_no_columns(self):
        formula = parse_curve("circumference ~ top / (1 + exp((mid - age) / width)) ~ top | Tree")
        assert build_curve(formula, ORANGE).curve.parameters == ("top", "mid", "width")

    def test_variables_of_the_user_are_constants(self):
        formula = parse_curve("circumference ~ top / (1 + exp((mid - age) / width)) ~ top | Tree")
        design = build_curve(formula, ORANGE, env={"width": 350.0, "unrelated": print})
        assert design.curve.parameters == ("top", "mid")

    def test_unless_the_third_part_names_them(self):
        formula = parse_curve(
            "circumference ~ top / (1 + exp((mid - age) / width)) ~ (width ~ 1) + (top | Tree)"
        )
        design = build_curve(formula, ORANGE, env={"width": 350.0})
        assert design.curve.parameters == ("top", "mid", "width")

    def test_family_as_printed(self):
        assert build("Asym | Tree").curve.family == "gaussian [inv_SSlogis]"


class TestGroups:
    def test_over_parameters(self):
        design = build("(Asym + scal | Tree) + (xmid | treatment)")
        assert [(t.group, t.coefs, len(t.levels)) for t in design.groups] == [
            ("Tree", ("Asym", "scal"), 5),
            ("treatment", ("xmid",), 3),
        ]
        assert [places.tolist() for places in design.curve.effects] == [[0, 2], [1]]
        assert (design.groups[0].Z == 1).all()

    def test_more_levels_first(self):
        assert [t.group for t in build("(xmid | treatment) + (Asym | Tree)").groups] == ["Tree", "treatment"]


class TestRows:
    def test_missing_values_are_left_out_once(self):
        frame = TREATED.assign(age=TREATED.age.where(TREATED.index != TREATED.index[3]))
        design = build("Asym | Tree", frame)
        assert (design.nobs, design.n_dropped) == (34, 1)

    def test_subset_weights_and_offset(self):
        design = build("Asym | Tree", subset="treatment != 'C'", weights="z + 1", offset="z")
        assert design.nobs == 28
        np.testing.assert_allclose(design.weights, design.frame.z + 1)
        np.testing.assert_allclose(design.offset, design.frame.z)

    def test_starting_values_come_from_what_the_offset_leaves(self):
        shifted = TREATED.assign(circumference=TREATED.circumference + 50)
        design = build("Asym | Tree", shifted, offset=np.full(35, 50.0))
        np.testing.assert_allclose(design.curve.fit.phi, build("Asym | Tree").curve.fit.phi, rtol=1e-5)

    def test_contrasts_hold_for_predictors_of_parameters(self):
        design = build("(Asym ~ treatment) + (Asym | Tree)", contrasts={"treatment": "contr.sum"})
        assert design.coef_names[:3] == ("Asym", "Asym:treatment1", "Asym:treatment2")


class TestRefusals:
    @pytest.mark.parametrize(
        "formula, said",
        [
            (LOGISTIC + "Asym | Tre", "Did you mean 'Tree'"),
            ("circumference ~ SSlogis(Age, Asym, xmid, scal) ~ Asym | Tree", "Did you mean 'age'"),
            (
                "circumference ~ SSlogis(Tree, Asym, xmid, scal) ~ Asym | Tree",
                "Tree must be one column of numbers",
            ),
            (
                "circumference ~ SSlogis(age, z, xmid, scal) ~ xmid | Tree",
                "'z' is a parameter of the curve and a column",
            ),
            ("circumference ~ a * agee ~ a | Tree", "Did you mean 'age'.*agee ~ 1"),
            ("circumference ~ a * z ~ z | Tree", "'z' is a parameter of the curve and a column"),
            ("circumference ~ a * b * age ~ a | Tree", "do not identify 'b'"),
            ("circumference ~ sqrt(a - exp(a) - age) ~ a | Tree", "no finite value"),
        ],
    )
    def test_in_one_sentence(self, formula, said):
        with pytest.raises(DataError, match=said):
            build_curve(parse_curve(formula), TREATED)

    def test_contrasts_of_what_is_no_factor_there(self):
        with pytest.raises(SettingError, match="Did you mean 'treatment'"):
            build("(Asym ~ treatment) + (Asym | Tree)", contrasts={"treatmant": "contr.sum"})

    def test_a_parameter_without_data_to_identify_it(self):
        with pytest.raises(DataError, match="do not identify 'scal'"):
            build("Asym | Tree", TREATED[TREATED.age < 500])

    def test_which_an_informative_prior_allows(self):
        design = build("Asym | Tree", TREATED[TREATED.age < 500], guess=([190, 700, 350], [20, 50, 50]))
        np.testing.assert_allclose(design.curve.fit.phi, [190, 700, 350], rtol=0.3)  # two sds of the prior

    def test_inputs_outside_the_range_of_the_curve(self):
        formula = parse_curve("circumference ~ SSweibull(-age, Asym, Drop, lrc, pwr) ~ Asym | Tree")
        with pytest.raises(FormulaError, match="no value at these inputs"):
            build_curve(formula, ORANGE)

    def test_a_curve_without_parameters(self):
        with pytest.raises((DataError, FormulaError)):
            build_curve(
                parse_curve("y ~ x ~ x | g"), pd.DataFrame({"y": [1.0, 2], "x": [1.0, 2], "g": ["a", "b"]})
            )


class TestNewData:
    FORMULA = "(Asym ~ treatment) + (Asym + xmid | Tree)"

    def test_the_rows_of_the_fit_come_back(self):
        design = build(self.FORMULA)
        again = design.at(TREATED)
        np.testing.assert_array_equal(again.X, design.X)
        np.testing.assert_array_equal(again.curve.columns, design.curve.columns)
        np.testing.assert_array_equal(again.groups[0].index, design.groups[0].index)

    def test_new_levels_and_single_rows(self):
        new = build(self.FORMULA).at(pd.DataFrame({"age": [500.0], "treatment": ["C"], "Tree": ["x"]}))
        assert new.X.tolist() == [[1, 0, 1, 1, 1]]
        assert new.groups[0].new_levels == ("x",) and new.groups[0].Z.tolist() == [[1, 1]]
        assert new.response is None

    def test_without_groups_their_columns_are_not_needed(self):
        new = build(self.FORMULA).at(pd.DataFrame({"age": [500.0], "treatment": ["A"]}), terms=[])
        assert new.groups == new.curve.effects == ()

    def test_bases_are_those_of_the_fit(self):
        formula = parse_curve("circumference ~ a * exp(-b * scale(age)) + c ~ a | Tree")
        design = build_curve(formula, ORANGE)
        np.testing.assert_allclose(design.at(ORANGE.iloc[:3]).curve.columns, design.curve.columns[:, :3])

    def test_what_is_missing_is_named(self):
        with pytest.raises(DataError, match="'treatment'"):
            build(self.FORMULA).at(pd.DataFrame({"age": [500.0], "Tree": ["1"]}))
