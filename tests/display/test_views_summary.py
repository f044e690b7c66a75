"""The summary of a fit with very many parameters shows what is worth reading, and how to see the rest."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nbmixed.display.html import to_html
from nbmixed.display.info import ModelInfo
from nbmixed.display.text import to_text
from nbmixed.display.views_summary import summary_view, worth_reading

INFO = ModelInfo(
    "stan_lmer", "gaussian [identity]", "y ~ x + (1 | g)", "sampling", 400, 6000, ngrps={"g": 2000}
)


def _frame(effects, coefs=2):
    rng = np.random.default_rng(1)
    names = [*(f"x{k}" for k in range(coefs)), *(f"b[(Intercept) g:{k}]" for k in range(effects)), "sigma"]
    columns = {
        "mean": rng.uniform(-1, 1, len(names)),
        "mcse": 0.01,
        "sd": 1.0,
        "50%": 0.0,
        "n_eff": 400.0,
        "Rhat": 1.0,
    }
    kinds = ["coef"] * coefs + ["effect"] * effects + ["parameter"]
    return pd.DataFrame(columns, index=names), kinds


def test_two_hundred_group_effects_are_shown_and_more_are_not():
    for effects in (200, 201):
        frame, kinds = _frame(effects)
        read = worth_reading(frame, np.array(kinds))
        assert read.all() == (effects == 200)


@pytest.mark.parametrize("effects", [2000, 30000])
def test_its_length_does_not_grow_with_the_levels(effects):
    frame, kinds = _frame(effects)
    frame.loc["b[(Intercept) g:17]", "mean"] = -40.0
    frame.loc["b[(Intercept) g:1234]", "Rhat"] = 1.7
    frame.loc["b[(Intercept) g:99]", "n_eff"] = 7.0
    document = summary_view(INFO, frame, kinds, whole=False)
    text, html = to_text(document), to_html(document)
    assert len(text) < 4000
    assert len(html) < 15000
    for shown in ("g:17]", "g:1234]", "g:99]", "sigma", "x1 ", f"Of {effects:,} group effects"):
        assert shown in text
    assert 'fit.summary(pars="varying")' in text
    assert "fit.summary().to_frame() has all" in text


def test_very_many_coefficients_are_told_apart_too():
    frame, kinds = _frame(3, coefs=900)
    text = to_text(summary_view(INFO, frame, kinds, whole=False))
    assert "Of 900 coefficients" in text
    assert "x0 " in text
    assert "g:2]" in text
    assert len(text) < 5000


def test_all_rows_where_they_are_chosen():
    frame, kinds = _frame(2000)
    assert to_text(summary_view(INFO, frame, kinds)).count("b[(Intercept) g:") == 4000
