"""VarCorr from the posterior means of rstanarm's fits."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nbmixed.fit.varcorr import varcorr
from tests.recorded import recorded_covariance

FILES = sorted((Path(__file__).parents[1] / "reference").glob("*.json"))
FITS = {f.stem: json.loads(f.read_text(encoding="utf-8")) for f in FILES}
GROUPED = [name for name, fit in FITS.items() if fit.get("VarCorr")]


def _value(name):
    fit = FITS[name]
    means = {p["name"]: p["mean"] for p in fit["parameters"]}
    terms = [(c["group"], c["names"]) for c in fit["cnms"]]
    return varcorr(terms, [recorded_covariance(means, *term) for term in terms], means.get("sigma"))


@pytest.mark.parametrize("name", GROUPED)
def test_frame_is_lme4s(name):
    expected = pd.DataFrame(FITS[name]["VarCorr"])
    frame = _value(name).to_frame()
    assert frame[["grp", "var1", "var2"]].fillna("").to_numpy().tolist() == (
        expected[["grp", "var1", "var2"]].fillna("").to_numpy().tolist()
    )
    np.testing.assert_allclose(frame[["vcov", "sdcor"]], expected[["vcov", "sdcor"]].astype(float), rtol=2e-6)


def test_sds_come_from_the_mean_of_Sigma():
    term = _value("sleepstudy_lmer").terms[0]
    np.testing.assert_allclose(term.stddev**2, np.diag(term.Sigma))
    assert term.correlation[0, 1] == pytest.approx(term.Sigma[0, 1] / np.prod(term.stddev))


def test_no_residual_without_sigma():
    value = _value("cbpp_glmer_binomial")
    assert value.residual is None
    assert value.to_frame()["grp"].tolist() == ["herd"]


def test_terms_by_group():
    assert _value("penicillin_lmer")["sample"].shape == (1, 1)


def test_a_standard_deviation_of_zero_has_no_correlation():
    correlation = varcorr([("g", ["a", "b"])], [np.diag([0.0, 1.0])]).terms[0].correlation
    assert np.isnan(correlation[0, 1])
    assert correlation[0, 0] == 1
