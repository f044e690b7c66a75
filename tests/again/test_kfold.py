"""`kfold`: each fold is predicted by the fit to the others, whoever makes it."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import norm

import nbmixed as nm
from nbmixed.again.jobs import seed_for
from nbmixed.compare import loo_compare
from nbmixed.errors import DataError, FitWarning, SettingError
from tests.again.fits import SHORT, frame, grouped, plain


def log_mean(values):
    return logsumexp(values, axis=0) - np.log(len(values))


def by_hand(fit, out, seed, **arguments):
    """The fit without some rows."""
    return nm.update(fit, data=fit.data[~out], seed=seed, **arguments)


def test_rows_are_predicted_by_the_fit_to_the_others():
    fit = plain()
    found = nm.kfold(fit, folds="folds")
    for k in (1, 2):
        out = (fit.data["folds"] == k).to_numpy()
        refit = by_hand(fit, out, seed_for(3, k))
        expected = log_mean(refit.log_lik(newdata=fit.data[out]))
        assert np.allclose(found.pointwise["elpd"][out], expected, rtol=1e-10)
    lpd = log_mean(fit.log_lik())
    assert np.allclose(found.pointwise["p"], lpd - found.pointwise["elpd"])
    assert list(found.pointwise["fold"]) == list(fit.data["folds"])


def test_new_groups_are_drawn_from_the_population():
    """Against the group effect integrated out, in standard errors of the mean over draws."""
    fit = grouped()
    found = nm.kfold(fit, 2, group="g", seed=3)
    out = (found.pointwise["fold"] == 1).to_numpy()
    refit = by_hand(fit, out, seed_for(3, 1))
    draws = refit.to_frame()
    mean = refit.posterior_linpred(newdata=fit.data[out], re_form="NA")
    sd = np.sqrt(draws["sigma"] ** 2 + draws["Sigma[g:(Intercept),(Intercept)]"]).to_numpy()[:, None]
    expected = log_mean(norm.logpdf(fit.data["y"][out].to_numpy(), mean, sd))
    ll = refit.log_lik(newdata=fit.data[out])
    error = np.std(np.exp(ll - log_mean(ll)), axis=0) / np.sqrt(len(ll))
    assert (np.abs(found.pointwise["elpd"][out] - expected) < 4.5 * error).all()
    assert np.ptp(fit.data.groupby("g").ngroup()[out]) > 0


def test_weights_trials_and_offsets_go_with_their_rows():
    weighted = nm.stan_glm("y ~ x", frame(), weights="w", offset=np.linspace(0, 1, 40), **SHORT)
    found = nm.kfold(weighted, folds="folds")
    out = (weighted.data["folds"] == 2).to_numpy()
    offset = np.linspace(0, 1, 40)[:39]
    refit = by_hand(weighted, out, seed_for(3, 2), offset=offset[~out])
    ll = refit.log_lik(newdata=weighted.data[out], offset=offset[out])
    assert np.allclose(found.pointwise["elpd"][out], log_mean(ll), rtol=1e-10)


def test_proportions_of_an_array_of_trials():
    data = frame().assign(hits=lambda d: np.minimum(d["count"], d["tried"]))
    data["share"] = data["hits"] / data["tried"]
    short = SHORT | {"family": "binomial"}
    counts = nm.stan_glm("cbind(hits, tried - hits) ~ z", data, **short)
    shares = nm.stan_glm("share ~ z", data, weights=data["tried"].to_numpy(), **short)
    expected, found = (nm.kfold(fit, folds="folds").pointwise["elpd"] for fit in (counts, shares))
    assert np.allclose(found, expected)


@pytest.mark.parametrize("pool", ["threads", "processes"])
def test_results_do_not_depend_on_the_executor(pool):
    here = nm.kfold(grouped(), 2, seed=5)
    made = (
        ThreadPoolExecutor(2)
        if pool == "threads"
        else ProcessPoolExecutor(2, mp_context=get_context("spawn"))
    )
    with made as executor:
        there = nm.kfold(grouped(), 2, seed=5, executor=executor)
    assert there.pointwise.equals(here.pointwise)


def test_shown_and_compared_like_loo():
    found = nm.kfold(plain(), folds="folds")
    assert "elpd_kfold" in repr(found) and "folds as given" in repr(found)
    other = nm.kfold(grouped(), folds="folds")
    table = loo_compare(found, other, names=["plain", "grouped"]).to_frame()
    assert set(table.index) == {"plain", "grouped"}


def test_a_fold_with_all_rows_of_a_level_is_predicted_with_its_prior():
    data = frame().assign(f=["rare"] * 2 + ["often"] * 19 + ["other"] * 19)
    fit = nm.stan_glm("y ~ f + x", data, **SHORT)
    with pytest.warns(FitWarning, match="In 1 of the 3 fits: the other rows could not tell of all effects"):
        found = nm.kfold(fit, folds=[1, 1, *[2, 3] * 18, 2])
    assert np.isfinite(found.pointwise["elpd"]).all()
    flat = nm.stan_glm("y ~ f", data, prior=None, **SHORT)
    with pytest.raises(DataError, match=r"Fold 1 of kfold cannot be predicted.*stratify="):
        nm.kfold(flat, folds=[1, 1, *[2, 3] * 19])


def test_refused_in_one_sentence():
    with pytest.raises(SettingError, match=r"kfold\(\) judges a model fitted to data"):
        nm.kfold(replace(plain(), spec=replace(plain().spec, prior_PD=True)), 2)
    with pytest.raises(SettingError, match=r"executor must be .* a Dask client, not a int"):
        nm.kfold(plain(), 2, executor=3)
    with pytest.raises(SettingError, match="from 2 to 39"):
        nm.kfold(plain(), 40)
    with pytest.raises(SettingError, match="seed must be"):
        nm.kfold(plain(), 2, seed=-1)
    with pytest.raises(SettingError, match="given a fit"):
        nm.kfold("fit")
