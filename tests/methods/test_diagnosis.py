"""A fit in doubt says so: once as a warning, and in every form in which it or what is derived from it is shown."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.fit.checks import problems
from nbmixed.report import record
from tests.again.fits import frame

BAD = {"adapt_delta": 0.2, "chains": 2, "iter": 300, "seed": 3, "refresh": 0, "cores": 1}
CLEAN = frame().dropna()
DOUBT = "The draws are in doubt ("


@cache
def bad():
    return nm.stan_lmer("y ~ x + (1 + x | g)", CLEAN, **BAD)


@cache
def good():
    return nm.stan_glm("y ~ x", CLEAN, chains=2, iter=600, seed=1, refresh=0, cores=1)


def test_the_fits_are_what_they_are_called():
    assert "divergences" in {f.kind for f in problems(bad().findings)}
    assert not problems(good().findings)


class TestWarning:
    def test_one_for_a_fit_at_the_line_that_made_it(self):
        with pytest.warns(nm.FitWarning) as issued:
            model = nm.stan_lmer("y ~ x + (1 + x | g)", CLEAN, **BAD)
        (warning,) = issued
        assert warning.filename == __file__
        text = str(warning.message)
        assert text.startswith("The fit model ") and "transitions diverged" in text
        assert "adapt_delta=0.95 (it was 0.2)" in text and text.endswith("More: model.check().")
        assert model.name == "model"

    def test_without_a_variable_it_is_the_fit(self):
        with pytest.warns(nm.FitWarning, match=r"^The fit (should|may)"):
            assert nm.stan_lmer("y ~ x + (1 + x | g)", CLEAN, **BAD).name == "fit"

    def test_nothing_where_all_is_well(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            nm.stan_glm("y ~ x", CLEAN, chains=2, iter=600, seed=1, refresh=0, cores=1)

    def test_few_draws_that_were_asked_for_are_no_failure(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            few = nm.stan_glm("y ~ x", CLEAN, chains=1, iter=120, seed=1, refresh=0)
        assert "ess" in {f.kind for f in few.findings}

    def test_again_from_the_cache(self, tmp_path, monkeypatch):
        monkeypatch.setenv("NBMIXED_CACHE_DIR", str(tmp_path))
        for _ in range(2):
            with pytest.warns(nm.FitWarning) as issued:
                model = nm.stan_lmer("y ~ x + (1 + x | g)", CLEAN, **BAD, cache="on_change")
            assert len(issued) == 1
        assert model.provenance.from_cache

    def test_again_when_it_is_loaded(self, tmp_path):
        bad().save(tmp_path / "bad.nbm")
        with pytest.warns(nm.FitWarning, match=r"^The fit loaded .*loaded\.check") as issued:
            loaded = nm.load(tmp_path / "bad.nbm")
        assert issued[0].filename == __file__ and loaded.name == "loaded"
        assert DOUBT in repr(loaded.table())

    def test_of_an_update_and_of_each_of_several_fits(self):
        with pytest.warns(nm.FitWarning, match="^The fit again "):
            again = nm.update(bad(), seed=4)
        spec = nm.ModelSpec("stan_lmer", "y ~ x + (1 + x | g)", sampling=again.spec.sampling)
        with pytest.warns(nm.FitWarning) as issued:
            fits = nm.fit_all({"a": spec, "b": spec}, CLEAN)
        assert [str(w.message).split()[2] for w in issued] == ["a", "b"]
        assert "a: the draws are in doubt" in repr(fits)

    def test_one_of_all_the_fits_of_a_cross_validation(self):
        with pytest.warns(nm.FitWarning, match=r"^kfold\(\): In \d of the 2 fits: ") as issued:
            found = nm.kfold(bad(), K=2)
        assert len(issued) == 1 and DOUBT in repr(found)

    def test_of_an_approximation(self):
        with pytest.warns(nm.FitWarning, match="Pareto khat"):
            nm.stan_lmer("y ~ x + (1 + x | g)", CLEAN, algorithm="laplace", seed=1)


class TestPrinted:
    def test_below_rstanarms_lines(self):
        head, _, below = repr(bad()).partition("* For info on the priors used see fit.prior_summary()\n\n")
        assert head.startswith("stan_lmer\n family:") and below.startswith("⚠ ")
        assert "ended in a divergence" in below and max(map(len, below.splitlines())) <= 80

    def test_and_nothing_where_all_is_well(self):
        assert repr(good()).endswith("see fit.prior_summary()")

    @pytest.mark.parametrize("form", ["text/plain", "text/html", "text/latex"])
    def test_in_every_form(self, form):
        assert "ended in a divergence" in " ".join(bad()._repr_mimebundle_()[form].split())

    def test_the_summary_says_it_too(self):
        for text in (repr(bad().summary()), bad().summary().to_markdown(), bad().summary().to_latex()):
            assert "ended in a divergence" in " ".join(text.split())


DERIVED = {
    "table": lambda fit: fit.table(),
    "model_table": lambda fit: nm.model_table({"one": fit}),
    "VarCorr": lambda fit: fit.VarCorr(),
    "loo": lambda fit: fit.loo(),
    "waic": lambda fit: fit.waic(),
    "loo_compare": lambda fit: nm.loo_compare({"one": fit, "two": fit}),
    "predictions": lambda fit: nm.predictions(fit, by=True),
    "comparisons": lambda fit: nm.comparisons(fit, "x", by=True),
    "slopes": lambda fit: nm.slopes(fit, "x", by=True),
    "contrast": lambda fit: nm.predictions(fit, nm.datagrid(fit, x=[0, 1])).contrast(),
    "conditional_effects": lambda fit: nm.conditional_effects(fit, "x", points=3),
    "hypothesis": lambda fit: nm.hypothesis(fit, "x > 0"),
}


@pytest.mark.parametrize("name", DERIVED)
def test_what_is_derived_carries_a_note_in_every_form(name):
    shown = DERIVED[name](bad())
    for text in shown._repr_mimebundle_().values():
        assert "draws are in doubt" in " ".join(text.split())
    assert "fit.check()" in repr(shown)
    for form in ("to_markdown", "to_latex"):
        if hasattr(shown, form):
            assert "draws are in doubt" in getattr(shown, form)()


@pytest.mark.parametrize("name", [n for n in DERIVED if n != "VarCorr"])
def test_and_none_where_all_is_well(name):
    assert "doubt" not in repr(DERIVED[name](good()))


def test_plots_of_effects_have_it_in_their_caption():
    assert "in doubt" in nm.conditional_effects(bad(), "x", points=5).plot().labels.caption
    assert "in doubt" in bad().pp_check("stat").labels.caption
    assert "in doubt" in bad().plot("intervals").labels.caption
    assert "in doubt" not in str(bad().plot("trace").labels.get("caption", ""))


def test_the_appendix_of_a_report_names_fits_in_doubt(monkeypatch):
    monkeypatch.setattr(record, "_made", [])
    monkeypatch.setattr(record, "_doubts", [])
    record._note(bad())
    assert "fit: the draws are in doubt" in record.Appendix()._repr_mimebundle_()["text/plain"]


def test_a_summary_of_two_modes_says_so_as_check_does():
    posterior = good().posterior
    coef = posterior.parameters.coef.copy()
    coef[1] += 100
    apart = replace(good(), posterior=replace(posterior, parameters=replace(posterior.parameters, coef=coef)))
    for shown in (apart.summary(), apart.check(), apart):
        assert "The posterior has several modes" in " ".join(repr(shown).split())
    assert "chains stay in several modes" in " ".join(repr(apart.table()).split())


def test_a_report_says_what_was_left_out():
    twice = nm.stan_lmer("y ~ x + I(2 * x) + (1 | g)", frame(), chains=1, iter=100, seed=1, refresh=0)
    said = " ".join(repr(twice.report()).split())
    assert (
        "1 of 40 rows was left out, with missing values in 'x'. Dropped columns that depend on others" in said
    )


class TestOneNumber:
    def test_report_and_check_give_one_rhat(self):
        rhat = next(f for f in bad().findings if f.kind == "rhat")
        said = " ".join(repr(bad().report()).split())
        shown = said.partition("R-hat was at most ")[2].split(",")[0]
        assert f"highest {shown}" in rhat.message or f"up to {shown}" in rhat.brief

    def test_tables_name_how_they_sum_up_a_spread(self):
        assert "medians of their draws" in repr(bad().table())
        assert "square roots of mean variances" in bad()._repr_mimebundle_()["text/html"]


class TestChangedData:
    def test_rows_left_out_are_warned_of_and_printed(self):
        with pytest.warns(nm.DataWarning, match=r"^The fit model: 1 of 40 rows was left out, .* in 'x'\.$"):
            model = nm.stan_lmer("y ~ x + (1 | g)", frame(), chains=1, iter=100, seed=1, refresh=0)
        for shown in (model, model.summary(), model.check()):
            assert "1 of 40 rows was left out" in repr(shown)

    def test_columns_dropped_and_columns_that_only_priors_tell_apart(self):
        twice = {"chains": 1, "iter": 100, "seed": 1, "refresh": 0}
        with pytest.warns(nm.DataWarning, match=r"Dropped columns that depend on others: 'I\(2 \* x\)'"):
            nm.stan_lmer("y ~ x + I(2 * x) + (1 | g)", CLEAN, **twice)
        with pytest.warns(nm.DataWarning, match=r"Columns that depend on others: 'I\(2 \* x\)'"):
            model = nm.stan_glm("y ~ x + I(2 * x)", CLEAN, **twice)
        assert "the priors alone divide the sums" in " ".join(repr(model).split())

    def test_collapsed_interactions(self):
        data = pd.DataFrame({"y": np.arange(12.0) % 5, "a": list("ppqq") * 3, "b": list("stss") * 3})
        with pytest.warns(nm.DataWarning, match="empty interaction levels: 'aq:bt'"):
            nm.stan_glm("y ~ a * b", data, chains=1, iter=100, seed=1, refresh=0)

    def test_nothing_is_said_of_whole_data(self):
        assert not good().design.notes
