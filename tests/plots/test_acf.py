"""Autocorrelation."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.tsa.stattools import acf

from nbmixed.errors import PlotError
from nbmixed.plots import mcmc_acf, mcmc_acf_bar, mcmc_acf_data


def test_it_is_that_of_each_chain(make_case):
    draws, names = make_case(2)
    frame = mcmc_acf_data(np.cumsum(draws, axis=1), names, lags=12)
    for (name, chain), own in frame.groupby(["parameter", "chain"], observed=True):
        x = np.cumsum(draws[int(chain) - 1, :, names.index(name)])
        np.testing.assert_allclose(own["acf"], acf(x, nlags=12, fft=False), rtol=1e-9)
        assert own["lag"].tolist() == list(range(13))


def test_a_constant_has_none_and_the_plot_says_so(make_case):
    draws, names = make_case(2, constant=True)
    frame = mcmc_acf_data(draws, names)
    assert frame.loc[frame["parameter"] == names[1], "acf"].isna().all()
    for plot in (mcmc_acf(draws, names), mcmc_acf_bar(draws, names)):
        assert names[1] in plot.labels.caption
        assert f"{names[1]}: constant." in plot.alt


def test_short_chains_have_fewer_lags(make_case):
    draws, names = make_case(1)
    assert mcmc_acf_data(draws[:, :5], names)["lag"].max() == 4


@pytest.mark.parametrize("lags", [0, -2, 1.5, True])
def test_bad_lags_are_refused(make_case, lags):
    with pytest.raises(PlotError, match=r"lags = .* 1 or more"):
        mcmc_acf(*make_case(1), lags=lags)


def test_one_draw_has_no_autocorrelation():
    with pytest.raises(PlotError, match="at least two draws"):
        mcmc_acf(np.zeros((4, 1, 1)), ["x"])
