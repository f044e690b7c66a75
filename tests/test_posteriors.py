"""Posteriors agree with those of rstanarm 2.21.3: every parameter's mean, sd and quantiles, to Monte Carlo error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nbmixed.stanreg import StanReg
from tests.agreement import z_scores
from tests.conftest import REFERENCE_FITS
from tests.recorded import reference

LIMIT = 4.0  # combined standard errors
COMPARED = ("fixef", "aux", "Sigma", "b")


@pytest.mark.parametrize("name", REFERENCE_FITS)
def test_every_parameter_agrees_with_rstanarm(name: str, reference_fit: Callable[[str], StanReg]) -> None:
    fit = reference_fit(name)
    rows = {r["name"]: r for r in reference(name)["parameters"] if r["kind"] in COMPARED}
    draws = fit.posterior.array(list(rows))
    apart = {
        f"{par} {statistic}": round(z, 2)
        for i, (par, row) in enumerate(rows.items())
        for statistic, z in z_scores(draws[..., i], row)
        if not abs(z) < LIMIT
    }
    assert not apart


@pytest.mark.parametrize("name", REFERENCE_FITS)
def test_parameters_stand_in_rstanarms_order(name: str, reference_fit: Callable[[str], StanReg]) -> None:
    assert list(reference_fit(name).posterior.names) == reference(name)["as_matrix_colnames"]


@pytest.mark.parametrize("name", REFERENCE_FITS)
def test_priors_are_scaled_as_rstanarms(name: str, reference_fit: Callable[[str], StanReg]) -> None:
    priors, expected = reference_fit(name).priors, reference(name)["prior_info"]
    for ours, theirs in (
        (priors.coef, "prior"),
        (priors.intercept, "prior_intercept"),
        (priors.aux, "prior_aux"),
    ):
        adjusted = (expected.get(theirs) or {}).get("adjusted_scale")
        if ours is None or adjusted is None:
            assert ours is None or ours.adjusted_scale is None
        else:
            assert ours.adjusted_scale is not None
            assert ours.adjusted_scale.tolist() == pytest.approx(_listed(adjusted), rel=1e-6)


def _listed(value: Any) -> list[float]:
    return value if isinstance(value, list) else [value]
