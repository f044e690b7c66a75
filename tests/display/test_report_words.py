"""A fit in words and in tables, for a paper."""

import re

import numpy as np
import pytest

import nbmixed as nm
from nbmixed.display.latex import to_latex
from nbmixed.display.markdown import to_markdown
from nbmixed.display.report_numbers import decimals, interval, number, point
from nbmixed.display.table import Document, Facts, Findings, Notes, Prose, Statement, Statements, Table
from nbmixed.errors import SettingError
from nbmixed.fit.checks import Finding
from nbmixed.fit.reported import Estimate, estimates


def paragraphs(shown):
    return [" ".join(p.split()) for p in repr(shown).split("\n\n")]


class TestNumbers:
    @pytest.mark.parametrize(
        "spread, digits",
        [(0.012, 3), (0.16, 2), (1.66, 1), (9.9, 1), (16.6, 0), (1e6, 0), (0.0, 2), (np.nan, 2)],
    )
    def test_two_digits_of_the_uncertainty_are_shown(self, spread, digits):
        low, high = (0.0, 0.0) if spread == 0 else (-1.0, 1.0)
        assert decimals(Estimate("population", "coef", "x", 0.0, spread, low, high)) == digits

    def test_a_zero_has_no_sign_and_what_is_no_number_says_so(self):
        assert (number(-0.001, 1), number(np.inf, 1)) == ("0.0", "NA")


class TestEstimates:
    def test_are_quantiles_of_the_draws(self, sleep_fit):
        found = {(e.part, e.kind, e.name): e for e in estimates(sleep_fit.posterior, 0.9)}
        days = sleep_fit.to_frame(pars="Days")["Days"]
        assert found["population", "coef", "Days"].median == pytest.approx(days.median())
        assert found["population", "coef", "Days"].low == pytest.approx(days.quantile(0.05))

    def test_spreads_are_those_of_sigma_draw_by_draw(self, sleep_fit):
        found = {(e.part, e.kind, e.name): e for e in estimates(sleep_fit.posterior, 0.9)}
        names = [f"Sigma[Subject:{n}]" for n in ("(Intercept),(Intercept)", "Days,(Intercept)", "Days,Days")]
        a, c, b = (sleep_fit.to_frame(pars=n)[n] for n in names)
        assert found["Subject", "sd", "Days"].high == pytest.approx(np.sqrt(b).quantile(0.95))
        cor = found["Subject", "cor", "(Intercept), Days"]
        assert cor.median == pytest.approx((c / np.sqrt(a * b)).median())


class TestWords:
    def test_of_a_multilevel_model(self, sleep_fit):
        model, computation, results, references = paragraphs(sleep_fit.report(prob=0.9))
        assert model.startswith(
            "A Bayesian multilevel linear model of Reaction was fitted to 180 observations in 18 levels of Subject, with the "
            "formula Reaction ~ Days + (Days | Subject), in nbmixed"
        )
        assert "for the intercept at the mean of the predictors, normal(location = 0, scale = 48.89)" in model
        assert "4 chains of 20,000 iterations, the first 10,000 of each for warmup" in computation
        assert "seed 12345): 40,000 draws. No transition diverged; R-hat was at most 1.00" in computation
        found = {e.name: e for e in estimates(sleep_fit.posterior, 0.9) if e.part == "population"}
        assert f"Days {point(found['Days'])} {interval(found['Days'])}" in results
        assert "Vehtari" in references and "Carpenter" in references

    def test_names_the_scale_of_a_link(self, herd_fit):
        assert (
            "with 95% intervals, on the log odds scale: (Intercept) -1." in paragraphs(herd_fit.report())[2]
        )

    def test_of_an_approximation_tells_khat(self):
        fit = nm.stan_glm("kid_score ~ mom_iq", nm.datasets.load("kidiq"), seed=1, algorithm="laplace")
        words = paragraphs(fit.report())[1]
        assert words.startswith("The posterior was approximated (laplace) by 1,000 draws")
        assert re.search(r"Pareto k-hat was -?\d\.\d\d", words)

    def test_repeats_what_the_checks_warn_of(self):
        fit = nm.stan_glm("kid_score ~ mom_iq", nm.datasets.load("kidiq"), seed=1, chains=2, iter=60)
        assert "Caution: Fewer than 200 effective draws" in paragraphs(fit.report())[1]

    def test_refuse_what_is_no_probability(self, sleep_fit):
        for method in (sleep_fit.report, sleep_fit.table):
            with pytest.raises(SettingError, match=r"prob = 95 should be one number between 0 and 1"):
                method(prob=95)


class TestTable:
    def test_has_a_section_for_each_part(self, sleep_fit):
        lines = repr(sleep_fit.table(prob=0.9)).splitlines()
        assert lines[0].split() == ["Median", "MAD_SD", "90%", "interval"]
        labels = [line[:24].strip() for line in lines[1:]]
        assert labels[:8] == [
            "Population level",
            "(Intercept)",
            "Days",
            "Varying by Subject",
            "sd (Intercept)",
            "sd Days",
            "cor (Intercept), Days",
            "Auxiliary",
        ]

    def test_labels_are_used_everywhere_and_unknown_ones_refused(self, sleep_fit):
        assert "cor (Intercept), days" in repr(sleep_fit.table(labels={"Days": "days"}))
        with pytest.raises(SettingError, match=r"there is no parameter 'Day'\. Did you mean 'Days'"):
            sleep_fit.table(labels={"Day": "days"})

    def test_models_side_by_side(self, sleep_fit, herd_fit):
        shown = nm.model_table({"sleep": sleep_fit, "herd": herd_fit}, digits=2, criterion="loo")
        frame = shown.to_frame()
        assert frame["sleep"].loc["period2"].isna().all()
        text = repr(shown)
        assert text.splitlines()[0].split() == ["sleep", "herd"]
        assert "elpd_loo (SE)" in text
        assert "Levels of herd" in text

    @pytest.mark.parametrize(
        "given, said",
        [
            ((), "given no fit"),
            ((3,), "not a int"),
            (("fit", {"names": ["a", "b"]}), "should be 1 different names"),
            (("fit", {"criterion": "aic"}), "criterion must be 'loo' or 'waic'"),
        ],
    )
    def test_refuses(self, sleep_fit, given, said):
        arguments = given[-1] if given and isinstance(given[-1], dict) else {}
        fits = [sleep_fit if g == "fit" else g for g in given if not isinstance(g, dict)]
        with pytest.raises(SettingError, match=said):
            nm.model_table(*fits, **arguments)


EVERYTHING = Document(
    (
        Facts("Model:", (("formula", "y_1 ~ x | g"),)),
        Table(("a", "50%"), ("x_1", "\u2003y"), (("-1.0", "2"), ("", "3")), title="Title:", footer="below"),
        Statements("Priors", (Statement("Coefficients", (("", "normal(0, 1)"),)),)),
        Findings((Finding("ok", "ok", "All is well: 100 %."),)),
        Notes(("a note_",)),
        Prose(("Some `code_1` & more.",)),
    )
)


class TestOtherForms:
    def test_latex(self):
        written = to_latex(EVERYTHING)
        assert "x\\_1 & $-$1.0 & 2 \\\\" in written
        assert "\\quad y" in written and "50\\%" in written
        assert "Some \\texttt{code\\_1} \\& more." in written

    def test_markdown(self):
        written = to_markdown(EVERYTHING)
        assert "| x\\_1 | -1.0 | 2 |" in written
        assert "- formula: `y_1 ~ x | g`" in written
        assert "Some `code_1` & more." in written

    def test_hostile_names_are_no_markup(self):
        name = "<img src=x onerror=alert(1)>|$x$"
        document = Document((Table(("a",), (name,), (("1",),)), Prose((f"It is {name}.",))))
        assert "<img" not in to_markdown(document).replace("\\<img", "")
        assert "$x$" not in to_latex(document)

    def test_every_shown_thing_can_be_written(self, sleep_fit):
        for shown in (sleep_fit.summary(), sleep_fit.prior_summary(), sleep_fit.check(), sleep_fit.report()):
            assert shown.to_markdown() and shown.to_latex()
