"""Least-squares fits of curves: those of R's nls, found from R's data, with and without a self-starting function."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from nbmixed import datasets
from nbmixed.design.curves_build import build_curve
from nbmixed.design.curves_rivals import unidentified
from nbmixed.design.curves_start import linear_parameters
from nbmixed.spec.curve import parse_curve
from tests.design.curve_data import curve_data

SELFSTART = json.loads((Path(__file__).parents[1] / "reference" / "curves" / "selfstart.json").read_text())
FITS = [(f"{row['function']}-{row['n']}", row) for row in SELFSTART["initial_values"]]
RELATIVE = 1e-4  # nls stops at a relative offset of 1e-5, which moves flat directions by more


def frame_of(row):
    """The data of a reference: a data set, in part a subset or rescaled."""
    name = re.search("Loblolly|CO2|Indometh|Theoph|ChickWeight|DNase|Puromycin|Orange", row["data_r"])[0]
    frame = datasets.load(name)
    for column, value in re.findall(r'\$(\w+) == "(\w+)"', row["data_r"]):
        frame = frame[frame[column].astype(str) == value]
    if "Time > 0" in row["data_r"]:
        frame = frame[frame.Time > 0]
    if "transform" in row["data_r"]:
        frame = frame.assign(age=frame.age / 100, circumference=frame.circumference / 100)
    assert len(frame) == row["n"]
    return frame.assign(half=np.arange(len(frame)) % 2)


def fitted(row, formula):
    first = next(iter(row["nls"]["coef"]))
    return build_curve(parse_curve(f"{formula} ~ {first} | factor(half)"), frame_of(row)).curve.fit


@pytest.mark.parametrize("name, row", FITS)
def test_fits_are_those_of_nls(name, row):
    fit = fitted(row, row["formula"])
    assert fit.deviance == pytest.approx(row["nls"]["deviance"], rel=1e-6)
    np.testing.assert_allclose(fit.phi, list(row["nls"]["coef"].values()), rtol=RELATIVE)


@pytest.mark.parametrize("name, row", [f for f in FITS if f[1]["n"] < 100])
def test_without_hints_the_same_minimum_is_found(name, row):
    written_out = parse_curve(row["formula"] + f" ~ {next(iter(row['nls']['coef']))} | g")
    own = row["formula"].partition("~")[0] + "~ 0 + " + row["formula"].partition("~")[2]
    assert written_out.function and not parse_curve(own + " ~ " + written_out.declared[0] + " | g").function
    assert fitted(row, own).deviance == pytest.approx(row["nls"]["deviance"], rel=1e-6)


class TestRivals:
    def theoph(self, **arguments):
        formula = "conc ~ SSfol(Dose, Time, lKe, lKa, lCl) ~ lKa | Subject"
        return build_curve(parse_curve(formula), datasets.load("Theoph"), **arguments)

    def test_flip_flop_kinetics_have_one(self):
        fit = self.theoph().curve.fit
        assert [r.tolist() for r in fit.rivals] == [fit.phi[[1, 0, 2]].tolist()]

    def test_and_the_user_is_told(self):
        assert "fits the data about as well at lKe = 0.399, lKa = -2.52" in self.theoph().remarks[0]

    def test_an_informative_prior_rules_it_out(self):
        design = self.theoph(guess=([-2.5, 0.5, -3.2], [0.5, 0.5, 0.5]))
        assert design.curve.fit.rivals == () and design.notes == ()

    def test_the_mirror_image_of_ones_own_curve(self):
        formula = "conc ~ A * exp(-a * time) + B * exp(-b * time) ~ A | Subject"
        fit = build_curve(parse_curve(formula), datasets.load("Indometh")).curve.fit
        np.testing.assert_allclose(fit.rivals[0], fit.phi[[2, 3, 0, 1]], rtol=1e-3)


def test_linear_parameters_are_found():
    data = curve_data("a + b * exp(-k * x)", ["a", "b", "k"], x=np.arange(6.0), y=np.arange(6.0))
    assert linear_parameters(data, [np.array([1.0, 2.0, 3.0])]) == [0, 1]


def test_products_of_parameters_are_not_linear_together():
    data = curve_data("a * b * x", ["a", "b"], x=np.arange(6.0), y=np.arange(6.0))
    assert linear_parameters(data, [np.array([1.0, 2.0])]) == [0]


def test_unidentified_parameters():
    x = np.arange(5.0)
    assert unidentified(np.array([x, 1 + x, 3 - x, 0 * x])) == [2, 3]
