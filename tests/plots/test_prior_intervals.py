"""Prior and posterior."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import posterior_vs_prior, posterior_vs_prior_data


@pytest.fixture
def frame(make_case):
    draws, names = make_case(2, ["Days", "I(x^2)"])
    return posterior_vs_prior_data(draws, 4 * draws[:, :100], names, prob=0.8)


def test_medians_and_intervals(make_case, frame):
    draws, names = make_case(2, ["Days", "I(x^2)"])
    assert frame["vs"].tolist() == ["Posterior", "Posterior", "Prior", "Prior"]
    assert frame["parameter"].tolist() == names * 2
    expected = np.quantile(draws.reshape(-1, 2), [0.5, 0.1, 0.9], axis=0).T
    np.testing.assert_allclose(frame.loc[:1, ["median", "lower", "upper"]], expected, rtol=1e-12)


def test_it_is_readable_and_says_how_much_was_learned(frame, drawn, assert_readable):
    plot = posterior_vs_prior(frame)
    assert_readable(drawn(plot))
    days = frame[frame["parameter"] == "Days"].set_index("vs")
    width = days["upper"] - days["lower"]
    share = f"{width['Posterior'] / width['Prior']:.3g}"
    assert (
        f"Days: posterior median {days.loc['Posterior', 'median']:.3g}, its interval {share} times as wide"
        in plot.alt
    )


def test_another_frame_is_refused(frame):
    with pytest.raises(PlotError, match=r"lacks 'vs'.*nbmixed\.posterior_vs_prior\(fit\)"):
        posterior_vs_prior(frame.drop(columns="vs"))
