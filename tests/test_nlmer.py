"""`stan_nlmer` as its user meets it: posteriors of rstanarm, several modes told, texts, refusals."""

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from tests.agreement import z_scores
from tests.recorded import reference

LIMIT = 4.0  # combined standard errors
FOL = "conc ~ SSfol(Dose, Time, lKe, lKa, lCl) ~ (0 + lKe + lKa + lCl | Subject)"


def apart(draws, rows):
    """Statistics that differ by more than the limit from reference rows; draws are (chains, draws, len(rows))."""
    return {
        f"{row['name']} {statistic}": round(float(z), 2)
        for i, row in enumerate(rows)
        for statistic, z in z_scores(draws[..., i], row)
        if not abs(z) < LIMIT
    }


@pytest.mark.slow
def test_theoph_with_an_informative_prior_is_rstanarms():
    expected = reference("theoph_nlmer_informative")
    prior = nm.normal([-2.5, 0.5, -3.2], [0.5, 0.5, 0.5])
    arguments = {"seed": 12345, "iter": 4000, "adapt_delta": 0.99, "compat": "rstanarm"}
    fit = nm.stan_nlmer(FOL, nm.datasets.load("Theoph"), prior=prior, **arguments)
    rows = [r for r in expected["parameters"] if r["kind"] in ("fixef", "aux", "Sigma", "b")]
    assert not apart(fit.posterior.array([r["name"] for r in rows]), rows)
    assert list(fit.posterior.names) == expected["as_matrix_colnames"]


@pytest.mark.slow
def test_theoph_has_two_modes_and_says_so():
    """Each mode has the means that rstanarm's chains have in it, from the vignette's own call."""
    expected = reference("theoph_nlmer")
    arguments = {"seed": 12345, "QR": True, "init_r": 0.25, "compat": "rstanarm"}
    fit = nm.stan_nlmer(FOL, nm.datasets.load("Theoph"), **arguments)
    said = str(fit.check())
    assert "Markov chains did not converge" in said
    assert "The posterior has several modes" in said
    names = ["lKe", "lKa", "lCl", "sigma"]
    ours = fit.posterior.array(names)
    first = ours[:, :, 0].mean(axis=1) < ours[:, :, 1].mean(axis=1)  # elimination slower than absorption
    assert sorted(first.tolist()) == [False, False, True, True]
    (modes,) = [f for f in fit.findings if f.kind == "modes"]
    here, there = (
        " and ".join(map(str, np.flatnonzero(first == side) + 1)) for side in (first[0], ~first[0])
    )
    assert f"chains {here} against chains {there}; there lKe is about" in modes.message
    assert "informative priors" in modes.advice
    theirs = {r["name"]: r for r in expected["per_chain"]}
    slower = np.array(theirs["lKe"]["mean"]) < np.array(theirs["lKa"]["mean"])
    for i, name in enumerate(names):
        for mode in (True, False):
            chains = ours[first == mode][..., i]
            mean, sd = (np.array(theirs[name][k])[slower == mode] for k in ("mean", "sd"))
            # Their chains are of 1,000 draws: some 200 effective ones, as the two chains of a mode tell.
            error = np.hypot(sd.mean() / np.sqrt(2 * 200), chains.std() / np.sqrt(2 * 100))
            assert abs(chains.mean() - mean.mean()) < LIMIT * error, (name, mode)


def test_print_is_rstanarms_in_the_units_of_the_vignette(reference_fit):
    def numbers_hidden(text):
        return [
            "".join("#" if c.isdigit() else c for c in line).rstrip() for line in text.strip().splitlines()
        ]

    assert numbers_hidden(str(reference_fit("orange_nlmer"))) == numbers_hidden(
        reference("orange_nlmer")["print"]
    )


def test_mean_PPD_is_rstanarms(reference_fit):
    (row,) = [r for r in reference("orange_nlmer")["parameters"] if r["name"] == "mean_PPD"]
    assert not apart(reference_fit("orange_nlmer").posterior.array(["mean_PPD"]), [row])


class TestUnits:
    def test_posteriors_do_not_depend_on_them(self):
        """The same seed in the coordinates of the fit: the same draws but for rounding."""
        raw = nm.datasets.load("Orange")
        formula = "circumference ~ SSlogis(age, Asym, xmid, scal) ~ Asym | Tree"
        scaled = raw.assign(age=raw.age / 100, circumference=raw.circumference / 100)
        fits = [nm.stan_nlmer(formula, d, chains=4, iter=2000, seed=1) for d in (raw, scaled)]
        names = ["Asym", "xmid", "scal", "sigma"]
        a, b = (f.posterior.array(names) for f in fits)
        error = np.hypot(
            *(
                f.summary(pars=names).to_frame()["mcse"].to_numpy() * k
                for f, k in zip(fits, (1, 100), strict=True)
            )
        )
        assert (np.abs(a.mean(axis=(0, 1)) - 100 * b.mean(axis=(0, 1))) < LIMIT * error).all()


class TestOwnCurves:
    def test_is_the_self_starting_function_it_spells_out(self):
        data = nm.datasets.load("Orange").assign(age=lambda d: d.age / 100, y=lambda d: d.circumference / 100)
        formula = "y ~ top / (1 + exp((mid - age) / width)) ~ top | Tree"
        fits = [
            nm.stan_nlmer(f, data, seed=2)
            for f in (formula, "y ~ SSlogis(age, top, mid, width) ~ top | Tree")
        ]
        names = ["top", "mid", "width", "sigma"]
        a, b = (f.summary(pars=names).to_frame() for f in fits)
        assert ((a["mean"] - b["mean"]).abs() < LIMIT * np.hypot(a["mcse"], b["mcse"])).all()
        assert "gaussian [curve]" in str(fits[0])

    def test_predictors_of_a_parameter_are_recovered(self):
        rng = np.random.default_rng(4)
        group, x = np.repeat(np.arange(30), 12), np.tile(np.linspace(0, 10, 12), 30)
        treated = group % 2
        top = 10 + 3 * treated + rng.normal(0, 0.7, 30)[group]
        y = top * (1 - np.exp(-0.4 * x)) + rng.normal(0, 0.3, len(x))
        frame = {"y": y, "x": x, "arm": np.where(treated, "t", "c"), "g": group.astype(str)}
        fit = nm.stan_nlmer("y ~ top * (1 - exp(-k * x)) ~ (top ~ arm) + (top | g)", frame, seed=1)
        draws = fit.to_frame(pars=["top", "top:armt", "k", "sigma", "Sigma[g:top,top]"])
        z = (draws.mean() - [10, 3, 0.4, 0.3, 0.49]) / draws.std()
        assert z.abs().max() < 3.5  # five of them: once in 400 by chance


class TestAlgorithms:
    @pytest.mark.parametrize("algorithm", ["laplace", "pathfinder", "meanfield", "fullrank"])
    def test_approximations(self, algorithm):
        formula = "circumference ~ SSlogis(age, Asym, xmid, scal) ~ Asym | Tree"
        fit = nm.stan_nlmer(formula, nm.datasets.load("Orange"), algorithm=algorithm, seed=5)
        assert fit.fixef()["Asym"] == pytest.approx(193, abs=4 * 18)  # posterior sds


def test_weights_are_replicated_rows():
    data = nm.datasets.load("Orange")
    formula = "circumference ~ SSlogis(age, Asym, xmid, scal) ~ Asym | Tree"
    prior = {"prior": nm.normal([190, 700, 350], [50, 200, 100]), "prior_aux": nm.exponential(0.1)}
    doubled = data.loc[data.index.repeat(2)]
    fits = [
        nm.stan_nlmer(formula, data.assign(two=2.0), weights="two", seed=1, compat="rstanarm", **prior),
        nm.stan_nlmer(formula, doubled, seed=2, compat="rstanarm", **prior),
    ]
    a, b = (f.summary(pars=["Asym", "xmid", "sigma"]).to_frame() for f in fits)
    assert ((a["mean"] - b["mean"]).abs() < LIMIT * np.hypot(a["mcse"], b["mcse"])).all()


class TestPredictions:
    """Held to what rstanarm's own draws give with group effects, which rstanarm's functions leave out."""

    NEW = pd.DataFrame({"age": [1.0, 5, 10, 20, 10], "Tree": ["1", "1", "3", "3", "6"]})

    def agree(self, draws, mean, sd):
        """Means within the limit, both posteriors of some 4,000 effective draws; sds to 8 %, five of their errors."""
        error = np.array(sd) * np.sqrt(2 / 4000)
        assert (np.abs(draws.mean(axis=0) - mean) < LIMIT * error).all()
        np.testing.assert_allclose(draws.std(axis=0), sd, rtol=0.08)

    def test_of_the_rows_of_the_fit(self, reference_fit):
        expected = reference("orange_nlmer")["group_specific"]
        draws = reference_fit("orange_nlmer").posterior_epred()[:, :20]
        self.agree(draws, expected["fitted_mean_head"], expected["fitted_sd_head"])

    @pytest.mark.parametrize("re_form, key", [(None, "newdata_epred"), ("NA", "newdata_epred_re_form_NA")])
    def test_of_new_rows_known_trees_and_a_new_one(self, reference_fit, re_form, key):
        expected = reference("orange_nlmer")["group_specific"][key]
        draws = reference_fit("orange_nlmer").posterior_epred(self.NEW, re_form=re_form)
        self.agree(draws, expected["mean"], expected["sd"])

    def test_simulated_outcomes(self, reference_fit):
        expected = reference("orange_nlmer")["group_specific"]["newdata_predict"]
        self.agree(
            reference_fit("orange_nlmer").posterior_predict(self.NEW), expected["mean"], expected["sd"]
        )

    def test_loo(self, reference_fit):
        expected = reference("orange_nlmer")["group_specific"]["loo"]
        found = reference_fit("orange_nlmer").loo()
        assert found.estimates.loc["elpd_loo", "Estimate"] == pytest.approx(
            expected["elpd_loo"], abs=0.2
        )  # MCSE 0.04

    def test_of_a_parameter_with_predictors(self):
        data = nm.datasets.load("Orange").assign(site=["a", "b", "b", "a", "a"] * 7)
        formula = "circumference ~ SSlogis(age, Asym, xmid, scal) ~ (Asym ~ site) + (Asym | Tree)"
        fit = nm.stan_nlmer(formula, data, chains=1, iter=300, seed=1)
        draws = fit.to_frame()
        new = pd.DataFrame({"age": [500.0], "site": ["b"], "Tree": ["3"]})
        asym = draws["Asym"] + draws["Asym:siteb"] + draws["b[Asym Tree:3]"]
        expected = asym / (1 + np.exp((draws["xmid"] - 500) / draws["scal"]))
        np.testing.assert_allclose(fit.posterior_epred(new)[:, 0], expected)
        with pytest.raises(nm.DataError, match="levels of site"):
            fit.posterior_epred(new.assign(site="c"))
