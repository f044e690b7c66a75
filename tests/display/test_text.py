"""The text of every recorded fit, to the character."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nbmixed.display.table import Document, Facts, Findings, Notes, Table
from nbmixed.display.text import matrix_lines, to_text
from nbmixed.display.views import print_view, varcorr_view
from nbmixed.display.views_priors import prior_blocks_view
from nbmixed.display.views_summary import summary_view
from nbmixed.fit.checks import Finding
from tests.recorded import kinds

FILES = sorted((Path(__file__).parents[1] / "reference").glob("*.json"))
NAMES = [f.stem for f in FILES]
GROUPED = [f.stem for f in FILES if "VarCorr_print" in json.loads(f.read_text(encoding="utf-8"))]


def test_all_the_fits_are_there():
    assert len(NAMES) == 27
    assert len(GROUPED) == 21


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("field", "digits"), [("print", 1), ("print_digits3", 3)])
def test_print(recorded, name, field, digits):
    fit = recorded(name)
    text = fit[field]

    def table(kind, title):
        return fit.estimates(kind, text, title, digits) if title in text else None

    document = print_view(
        fit.info,
        fit.estimates("fixef", text, "------", digits),
        table("aux", "Auxiliary parameter(s):"),
        fit.varcorr,
        table("smooth_sd", "Smoothing terms:"),
        digits,
    )
    assert to_text(document) == text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("field", "digits"), [("summary", 1), ("summary_digits3", 3)])
def test_summary(recorded, name, field, digits):
    fit = recorded(name)
    frame = fit.summary(field, digits)
    assert to_text(summary_view(fit.info, frame, kinds(frame.index), digits)) == fit[field]


@pytest.mark.parametrize("name", NAMES)
def test_prior_summary(recorded, name):
    fit = recorded(name)
    assert to_text(prior_blocks_view("fit", fit.priors)) == fit["prior_summary"]


@pytest.mark.parametrize("name", GROUPED)
def test_varcorr(recorded, name):
    fit = recorded(name)
    assert to_text(varcorr_view(fit.varcorr)) == fit["VarCorr_print"]


def test_columns_that_do_not_fit_on_80_characters_follow_below():
    """What R 4 prints of `matrix("12345678", 1, 8)` with row names of 7 and of 8 letters."""
    columns, cells = [f"colu{i}" for i in range(1, 9)], [["12345678"] * 8]
    assert len(matrix_lines(columns, ["a" * 7], cells)) == 2
    assert matrix_lines(columns, ["a" * 8], cells)[2:] == ["         colu8   ", "aaaaaaaa 12345678"]


def test_wide_characters_take_two_columns():
    assert matrix_lines(["x"], ["東京", "ab"], [["1"], ["2"]]) == ["     x", "東京 1", "ab   2"]


def test_details_can_be_left_out(recorded):
    fit = recorded("kidiq_glm_default")
    estimates = fit.estimates("fixef", fit["print"], "------", 1)
    text = to_text(print_view(fit.info, estimates, detail=False))
    assert text.startswith("              Median MAD_SD\n(Intercept)")
    assert text.endswith("mom_hs:mom_iq  -0.5    0.2 ")


def test_findings_read_as_words():
    finding = Finding("rhat", "warning", "Chains disagree.", "Fit again.")
    assert to_text(Document((Findings((finding,)),))) == "⚠ Chains disagree.\n  Fit again."


def test_blocks_stand_one_blank_line_apart_and_tight_notes_do_not():
    table = Table(("x",), ("a",), (("1",),))
    document = Document((Facts("f", (("family", "g"),), ruled=True), table, table, Notes(("n",), tight=True)))
    assert to_text(document) == "f\n family:       g\n------\n  x\na 1\n\n  x\na 1\nn"
