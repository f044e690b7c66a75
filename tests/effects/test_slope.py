"""`slopes` equal derivatives in closed form, to the error of central differences."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, special, stats

from nbmixed.effects import datagrid, predictions, slopes
from nbmixed.effects.slope import STEP
from nbmixed.errors import DataError, SettingError
from nbmixed.stanreg import StanReg
from tests.effects.draws import draws_of

EPS = np.finfo(float).eps


def _step(fit: StanReg, name: str) -> float:
    column = fit.data[name]
    return STEP * float(column.max() - column.min())


def _rounding(largest: float, step: float) -> float:
    """Error of a difference of two predictions of this size, each with at most 100 roundings."""
    return 2 * 100 * EPS * largest / step


def test_of_a_straight_line_they_are_the_coefficient(line: StanReg) -> None:
    found = slopes(line, "mom_iq", by="mom_hs")
    error = _rounding(float(line.posterior_epred().max()), _step(line, "mom_iq"))
    own = draws_of(line, "mom_iq")
    assert np.abs(found.draws[:, 0] - own).max() < error
    assert np.abs(found.draws[:, 1] - own - draws_of(line, "mom_hs:mom_iq")).max() < error


def test_of_each_subject_they_are_its_coefficient(subjects: StanReg) -> None:
    found = slopes(subjects, "Days", by="Subject")
    error = _rounding(float(subjects.posterior_epred().max()), _step(subjects, "Days"))
    for k, subject in enumerate(found.table["Subject"]):
        own = draws_of(subjects, "Days") + draws_of(subjects, f"b[Days Subject:{subject}]")
        assert np.abs(found.draws[:, k] - own).max() < error


def test_with_a_log_link_they_are_coefficient_times_mean(counts: StanReg) -> None:
    """The third derivative is beta^3 mu, and with it the error of the differences beta^3 mu h^2 / 24."""
    grid = datagrid(counts, roach1=[0, 50, 200])
    found = slopes(counts, "roach1", grid, offset=[0.0, 0.0, 0.0])
    mu = counts.posterior_epred(grid, offset=[0.0, 0.0, 0.0])
    beta, h = draws_of(counts, "roach1")[:, None], _step(counts, "roach1")
    bound = np.abs(beta) ** 3 * mu * h**2 / 24 * 1.01 + _rounding(float(mu.max()), h)
    assert (np.abs(found.draws - beta * mu) < bound).all()


def test_averages_are_of_the_rows_slopes(counts: StanReg) -> None:
    rows, average = slopes(counts, "roach1"), slopes(counts, "roach1", by=True)
    error = _rounding(float(predictions(counts).draws.max()), _step(counts, "roach1"))
    assert np.abs(rows.draws.mean(axis=1) - average.draws[:, 0]).max() < error
    weights = np.arange(counts.nobs()) % 3
    weighted = slopes(counts, "roach1", by=True, weights=weights).draws[:, 0]
    assert np.abs(np.average(rows.draws, axis=1, weights=weights) - weighted).max() < error


def test_averaged_over_groups_they_are_integrals_of_the_groups_slopes(trend: StanReg) -> None:
    """The third derivative of the logistic function is below 1/8; absolute error of the quadrature 1e-9."""
    grid = datagrid(trend, time=2.5)
    found = slopes(trend, "time", grid, group_effects="averaged")
    eta = trend.posterior_linpred(newdata=grid, re_form="NA")[:, 0]
    sd = np.sqrt(draws_of(trend, "Sigma[herd:(Intercept),(Intercept)]"))
    beta, h = draws_of(trend, "time"), _step(trend, "time")
    for s in range(0, len(sd), 50):
        mean, _ = integrate.quad(
            lambda z, s=s: (
                special.expit(eta[s] + sd[s] * z) * special.expit(-eta[s] - sd[s] * z) * stats.norm.pdf(z)
            ),
            -10,
            10,
            epsabs=1e-9,
        )
        bound = abs(beta[s]) ** 3 / 8 * h**2 / 24 + abs(beta[s]) * (1e-9 + 1e-8) + _rounding(1.0, h)
        assert abs(found.draws[s, 0] - beta[s] * mean) < bound


def test_several_variables_follow_one_another(kinds: StanReg) -> None:
    found = slopes(kinds, ["x", "dose (mg)"], by=True)
    assert found.table["variable"].tolist() == ["x", "dose (mg)"]


def test_factors_have_no_slope(herds: StanReg) -> None:
    with pytest.raises(SettingError, match="'period' has levels and no slope; use comparisons"):
        slopes(herds, "period")


def test_unknown_variables_are_named(line: StanReg) -> None:
    with pytest.raises(SettingError, match=r"no variable 'mom_qi'.*Did you mean 'mom_iq'"):
        slopes(line, "mom_qi")
    with pytest.raises(SettingError, match="at least one"):
        slopes(line, [])
    with pytest.raises(DataError, match="no column 'mom_iq'"):
        slopes(line, "mom_iq", line.data[["mom_hs"]])
