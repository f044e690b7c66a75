"""`stan_gamm4` as its user meets it: smooths beside groups, their names, texts, predictions, refusals.

Its posterior stands against rstanarm's in tests/test_posteriors.py, its predictions in tests/methods/test_predictions.py.
"""

from dataclasses import replace

import arviz as az
import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed import errors
from nbmixed.fitting import assemble, draw
from nbmixed.programs import glmm
from tests.agreement import ess_tail
from tests.marginals import reference_size, scores
from tests.methods.test_criteria import elpd_loo
from tests.prepared import prepared
from tests.recorded import reference

RNG = np.random.default_rng(3)
N = 120
FRAME = pd.DataFrame({"x": RNG.uniform(0, 1, N), "z": RNG.uniform(-1, 1, N), "g": RNG.integers(0, 8, N)})
FRAME["f"] = np.array(["a", "b", "c"])[RNG.integers(0, 3, N)]
FRAME["y"] = (
    np.sin(6 * FRAME.x) + 0.5 * FRAME.z + 0.5 * RNG.standard_normal(8)[FRAME.g] + 0.3 * RNG.standard_normal(N)
)
FAST = {"iter": 300, "chains": 1, "seed": 1, "refresh": 0}
FRAME["count"] = RNG.poisson(np.exp(FRAME.y))


@pytest.fixture(scope="module")
def fit():
    return nm.stan_gamm4("y ~ s(x) + z", FRAME, random="~ (1 | g)", seed=1, iter=1000, chains=2)


def test_names_are_rstanarms(fit):
    assert list(fit.posterior.coef_names) == ["(Intercept)", "z", *(f"s(x).{k}" for k in range(1, 10))]
    assert fit.posterior.smooth_names == ["smooth_sd[s(x)1]", "smooth_sd[s(x)2]"]
    tail = ["sigma", "smooth_sd[s(x)1]", "smooth_sd[s(x)2]", "Sigma[g:(Intercept),(Intercept)]"]
    assert fit.posterior.names[-4:] == tail


def test_smooths_have_a_block_of_their_own_in_the_print(fit):
    text = repr(fit)
    assert text.startswith("stan_gamm4\n family:       gaussian [identity]\n formula:      y ~ s(x) + z\n")
    assert "\n\nSmoothing terms:\n                 Median MAD_SD\nsmooth_sd[s(x)1]" in text
    assert "Smooths (standard deviations)\n ~ exponential(rate = [1,1])\n" in str(fit.prior_summary())


def test_gaussian_smooths_are_integrated_out_as_if_they_were_sampled():
    """The same model through the program that samples every coefficient."""
    model = prepared("stan_gamm4", "y ~ s(x, k = 6) + z", FRAME, random="~ (z | g)", seed=2, iter=5000)
    sampled = replace(model, packed=glmm.pack(model.design, model.spec, model.priors))
    assert (model.packed.program, sampled.packed.program) == ("lmm", "continuous")
    here, there = (assemble(m, draw(m, None)).posterior for m in (model, sampled))
    for name in here.names:
        draws, other = here.array([name])[..., 0], there.array([name])[..., 0]
        expected = {"mean": other.mean(), "sd": other.std()}
        expected |= {key: np.quantile(other, p) for key, p in (("5%", 0.05), ("median", 0.5), ("95%", 0.95))}
        size = float(az.ess(other, method="bulk")), ess_tail(other)
        assert max(abs(z) for _, z in scores(draws, expected, size)) < 4, name


def test_the_curve_is_found(fit):
    grid = pd.DataFrame({"x": np.linspace(0.05, 0.95, 19), "z": 0.0})
    eta = fit.posterior_linpred(newdata=grid, re_form="NA")
    truth = np.sin(6 * grid.x)
    level = eta.mean(axis=1) - truth.mean()
    apart = (eta - level[:, None]).mean(axis=0) - truth
    assert np.abs(apart / (eta - level[:, None]).std(axis=0)).max() < 4


def test_effects_of_groups_and_smooths_are_of_the_same_draws(fit):
    """Residuals of joint draws vary as sigma says; with effects of other draws they would vary more."""
    eta = fit.posterior_linpred()
    spread = np.sqrt(np.mean((FRAME.y.to_numpy() - eta) ** 2, axis=1))
    sigma = fit.posterior.parameters.aux.ravel()
    assert np.corrcoef(spread, sigma)[0, 1] > 0.3
    np.testing.assert_allclose(spread.mean(), sigma.mean(), rtol=0.05)


def test_loo_is_that_of_the_right_linear_predictors(reference_fit):
    """rstanarm's own log_lik of the rows of such a fit is wrong; loo_corrected is made from that of new data."""
    recorded, fit = reference("roaches_gamm4"), reference_fit("roaches_gamm4")
    found, expected = fit.loo(), recorded["loo_corrected"]
    ll = fit.log_lik()
    blocks = [elpd_loo(block) for block in np.split(ll, 10)]
    error = np.std(blocks, ddof=1) / np.sqrt(10) * np.sqrt(1 + len(ll) / min(reference_size(recorded)))
    assert abs(found.elpd - expected["elpd_loo"]["estimate"]) < 4.5 * error
    assert found.se == pytest.approx(expected["elpd_loo"]["se"], rel=0.05)


@pytest.mark.parametrize("family", ["poisson", "neg_binomial_2"])
def test_other_families(family):
    arguments = {"family": family, "seed": 1, "iter": 600, "chains": 2}
    fit = nm.stan_gamm4("count ~ s(x, k = 5) + z", FRAME, random="~ (1 | g)", **arguments)
    assert fit.posterior_epred(newdata=FRAME.head(3)).shape == (600, 3)
    assert not fit.posterior.parameters.smooth_sd["smooth_sd[s(x)1]"].min() <= 0


def test_without_groups():
    fit = nm.stan_gamm4("y ~ s(x, k = 5, by = f) + f", FRAME, seed=1, iter=400, chains=1)
    assert fit.posterior.smooth_names[:2] == ["smooth_sd[s(x):fa1]", "smooth_sd[s(x):fa2]"]
    assert "Error terms" not in repr(fit)
    assert fit.loo() is not None


def test_a_saved_fit_predicts_as_before(fit, tmp_path):
    fit.save(tmp_path / "smooth.nbm")
    again = nm.load(tmp_path / "smooth.nbm")
    new = FRAME.head(4).assign(g=[0, 1, 2, 99])
    np.testing.assert_array_equal(again.posterior_predict(newdata=new), fit.posterior_predict(newdata=new))


def test_arviz_has_the_standard_deviations(fit):
    posterior = fit.to_arviz(["posterior"])["posterior"]
    assert posterior["smooth_sd"].dims == ("chain", "draw", "smooth")
    assert list(posterior["smooth"].values) == ["s(x)1", "s(x)2"]


@pytest.mark.parametrize(
    ("formula", "arguments", "error", "message"),
    [
        ("y ~ z", {}, errors.FormulaError, "needs at least one smooth"),
        ("y ~ s(x) + (1 | g)", {}, errors.FormulaError, "have an argument of their own"),
        ("y ~ s(x)", {"random": "~ z"}, errors.FormulaError, "holds group-specific terms"),
        ("y ~ s(x)", {"random": "~ (1 | h)"}, errors.DataError, "no column 'h'"),
        ("y ~ s(f)", {}, errors.DataError, "is a factor, but a smooth needs numbers"),
        ("y ~ s(x, k = 400)", {}, errors.DataError, "only 120 different values"),
        ('y ~ s(x, bs = "tpp")', {}, errors.FormulaError, "There is no basis 'tpp'"),
        ("y ~ s(x, kk = 4)", {}, errors.FormulaError, "no argument 'kk'"),
        ("y ~ s(x)", {"knots": {"q": [0, 1]}}, errors.SettingError, "knots names 'q'"),
        ("y ~ s(x)", {"knots": 3}, errors.SettingError, "knots = 3 should give"),
        ("y ~ s(x)", {"knots": {"x": [0, 1]}}, errors.DataError, "takes no knots: they are for the bases 'cr'"),
        ("y ~ s(x, k = 2)", {}, errors.DataError, "needs k of at least 3, but k is 2"),
        ("y ~ te(x, z)", {}, errors.FormulaError, "use t2\\(\\) in its place"),
        ("y ~ s(x, z, x3)", {}, errors.FormulaError, "at most 2: use t2"),
        ("y ~ s(x) + s(x)", {}, errors.FormulaError, "in the formula twice"),
        ("y ~ s(x, by = one)", {}, errors.DataError, "has a single level"),
        ("y ~ s(one_number)", {}, errors.DataError, "constant in the data: leave it out"),
        ("y ~ s(x)", {"prior_smooth": nm.decov()}, errors.PriorError, "prior_smooth"),
        ("y ~ s(x)", {"prior_smooth": nm.exponential(1, autoscale=True)}, errors.PriorError, "does not autoscale"),
        ("y ~ s(x)", {"prior_smooth": nm.exponential([1, 2, 3])}, errors.PriorError, "has 3 values"),
        ("y ~ s(x)", {"prior_aux": nm.exponential([1, 2])}, errors.PriorError, "has 2 values"),
    ],
)  # fmt: skip
def test_bad_input(formula, arguments, error, message):
    with pytest.raises(error, match=message):
        prepared("stan_gamm4", formula, FRAME.assign(one="a", one_number=1.0), **arguments)


def test_a_level_without_a_smooth():
    design = prepared("stan_gamm4", "y ~ s(x, by = f, k = 5)", FRAME).design
    with pytest.raises(errors.DataError, match="levels of f that the data of the fit did not have: 'd'"):
        design.at(FRAME.head(2).assign(f=["a", "d"]))


@pytest.mark.parametrize("bs", ["cr", "cs", "ps"])
def test_predictions_beyond_the_data_go_on_straight(bs):
    fit = nm.stan_gamm4(f'y ~ s(x, bs = "{bs}", k = 6)', FRAME, **FAST)
    step = 0.1
    beyond = pd.DataFrame({"x": FRAME.x.max() + step * np.array([0.5, 1.5, 2.5])})
    left, middle, right = fit.posterior_linpred(newdata=beyond).T
    np.testing.assert_allclose(middle - left, right - middle, atol=1e-8)


def test_predictions_of_cyclic_smooths_come_round():
    fit = nm.stan_gamm4('y ~ s(x, bs = "cc", k = 6)', FRAME, knots={"x": [0, 1]}, **FAST)
    here, next_year = (
        fit.posterior_linpred(newdata=pd.DataFrame({"x": [at, at + 0.01]})) for at in (0.3, 1.3)
    )
    np.testing.assert_allclose(here, next_year)


def test_predictions_are_columns_times_coefficients(fit):
    new = pd.DataFrame({"x": [-0.2, 0.5, 1.3], "z": [0.0, 1.0, -1.0], "g": [0, 3, 5]})
    draws = fit.to_frame()
    (smooth,) = fit.design.smooths
    expected = draws[["(Intercept)", "z"]].to_numpy() @ np.array([np.ones(3), new.z])
    expected = expected + draws[list(smooth.coef_names)].to_numpy() @ np.column_stack(smooth.at(new)).T
    expected = expected + draws[[f"b[(Intercept) g:{g}]" for g in new.g]].to_numpy()
    np.testing.assert_allclose(fit.posterior_linpred(newdata=new), expected)


def test_update_changes_groups_and_knots(fit):
    assert nm.update(fit, random=None, **FAST).design.groups == ()
    cr = nm.stan_gamm4('y ~ s(x, bs = "cr", k = 4)', FRAME, **FAST)
    again = nm.update(cr, knots={"x": [0, 0.2, 0.6, 1]})
    assert 'knots={"x": [0.0, 0.2, 0.6, 1.0]}'.replace('"', "'") in again.spec.to_call()
    assert not np.allclose(again.design.X, cr.design.X)


def test_rows_left_out_are_predicted_by_smooths_of_the_others(fit):
    """kfold builds the bases anew in each fold."""
    found = nm.kfold(nm.update(fit, **FAST), K=3, seed=1)
    assert abs(found.elpd - fit.loo().elpd) < 4 * found.se


def test_slopes_are_those_of_the_curve(fit):
    found = nm.slopes(fit, "x", newdata=nm.datagrid(fit, x=[0.2, 0.5]))
    (smooth,) = fit.design.smooths
    coef = fit.to_frame()[list(smooth.coef_names)].to_numpy()
    low, high = (np.column_stack(smooth.columns([np.array([0.2, 0.5]) + h])) for h in (-1e-5, 1e-5))
    np.testing.assert_allclose(found.draws, coef @ (high - low).T / 2e-5, rtol=1e-3, atol=1e-3)


def test_smooths_belong_to_stan_gamm4():
    with pytest.raises(errors.FormulaError, match="use stan_gamm4"):
        prepared("stan_lmer", "y ~ s(x) + (1 | g)", FRAME)
    with pytest.raises(errors.SettingError, match="no argument 'prior_smooth'"):
        prepared("stan_lmer", "y ~ (1 | g)", FRAME, prior_smooth=None)
