"""Texts of approximations, `stan_lm` and beta regression, to the character, from rstanarm's numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nbmixed.display.html import to_html
from nbmixed.display.info import ModelInfo
from nbmixed.display.text import to_text
from nbmixed.display.views import print_view
from nbmixed.display.views_summary import summary_view
from nbmixed.fit.varcorr import GroupCovariance, VarCorr
from nbmixed.spec.family import resolve_family
from tests.recorded import kinds, read

FITS: dict[str, dict[str, Any]] = read(Path(__file__).parent / "rstanarm/fits.json")
AUX = ("sigma", "log-fit_ratio", "R2")
EACH = pytest.mark.parametrize("fit", FITS.values(), ids=FITS)
DIGITS = pytest.mark.parametrize(("suffix", "digits"), [("", 1), ("_digits3", 3)])


def table(recorded):
    return pd.DataFrame(recorded["values"], recorded["rows"], recorded["columns"]).astype(float)


def info(fit):
    return ModelInfo(
        function=fit["function"],
        family=str(resolve_family(fit["family"], fit["link"])),
        formula=fit["formula"],
        algorithm=fit["algorithm"],
        sample_size=fit["sample_size"],
        nobs=fit["nobs"],
        predictors=None if fit["ngrps"] else fit["predictors"],
        ngrps=fit["ngrps"],
    )


def error_terms(fit):
    if not fit["varcorr"]:
        return None
    terms = [
        GroupCovariance(group, tuple(t["names"]), np.diag(np.square(t["sd"])))
        for group, t in fit["varcorr"].items()
    ]
    return VarCorr(tuple(terms), None)


@EACH
@DIGITS
def test_print(fit, suffix, digits):
    shown = [
        n for n in fit["summary_table"]["rows"] if not n.startswith(("b[", "Sigma[", "mean_PPD", "log-post"))
    ]
    estimates = table(fit["estimates"]).loc[shown]
    aux = estimates[estimates.index.isin(AUX)]
    document = print_view(info(fit), estimates.drop(index=aux.index), aux, error_terms(fit), digits=digits)
    assert to_text(document) == fit[f"print{suffix}"]


@EACH
@DIGITS
def test_summary(fit, suffix, digits):
    document = summary_view(info(fit), frame := table(fit["summary_table"]), kinds(frame.index), digits)
    assert to_text(document) == fit[f"summary{suffix}"]


def test_the_density_is_no_diagnostic_of_an_approximation():
    fit = FITS["meanfield_QR"]
    frame = table(fit["summary_table"])
    frame.loc["log-posterior"] = -1900.0
    assert to_text(summary_view(info(fit), frame, kinds(frame.index))) == fit["summary"]


def test_html_says_that_the_draws_are_of_an_approximation():
    fit = FITS["meanfield_QR"]
    html = to_html(summary_view(info(fit), frame := table(fit["summary_table"]), kinds(frame.index)))
    assert "<dd>meanfield (1,000 draws from an approximation)</dd>" in html
    assert "performance is usually good when khat &lt; 0.7" in html
    assert '<abbr title="shape of the importance weights' in html
    printed = to_html(print_view(info(fit), table(fit["estimates"])))
    assert "draws from an approximation to the posterior" in printed
    assert "<dt>algorithm</dt><dd>meanfield (1,000 draws from an approximation)</dd>" in printed


def test_html_says_nothing_of_it_for_chains():
    fit = FITS["lm"]
    html = to_html(print_view(info(fit), table(fit["estimates"])))
    assert "approximation" not in html
