"""What NUTS says of its draws."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.fit.diagnostics import ebfmi
from nbmixed.plots import (
    mcmc_nuts_acceptance,
    mcmc_nuts_acceptance_data,
    mcmc_nuts_divergence,
    mcmc_nuts_divergence_data,
    mcmc_nuts_energy,
    mcmc_nuts_energy_data,
    mcmc_nuts_stepsize_data,
    mcmc_nuts_treedepth,
    mcmc_nuts_treedepth_data,
)
from tests.plots.arrays import arrays_of


@pytest.fixture
def statistics(make_case):
    return {name: make() for name, make in arrays_of(*make_case(1)).items()}


def test_energies_are_centred_and_changes_are_between_draws(statistics):
    energy = statistics["energy"]
    frame = mcmc_nuts_energy_data(energy, bins=12)
    edges = np.append(frame["left"].iloc[:12], frame["right"].iloc[11])
    for chain in range(4):
        for what, x in (
            ("energy", energy[chain] - energy[chain].mean()),
            ("change of energy", np.diff(energy[chain])),
        ):
            own = frame[(frame["chain"] == str(chain + 1)) & (frame["what"] == what)]
            np.testing.assert_allclose(
                own["density"], np.histogram(x, bins=edges, density=True)[0], rtol=1e-12
            )


def test_ebfmi_is_stated(statistics):
    energy = statistics["energy"]
    assert f"E-BFMI {ebfmi(energy)[0]:.3g}" in mcmc_nuts_energy(energy).alt
    assert "none below 0.3" in mcmc_nuts_energy(energy).alt
    slow = np.cumsum(energy - energy.mean(), axis=1)
    assert "low, below 0.3, in chain 1, 2, 3, 4" in mcmc_nuts_energy(slow).alt


def test_divergent_draws_are_a_group(statistics):
    given = [statistics[name] for name in ("divergences", "log_posterior", "acceptance")]
    frame = mcmc_nuts_divergence_data(*given)
    middle = frame[(frame["what"] == "quantile") & (frame["prob"] == 0.5)].set_index(["statistic", "group"])[
        "value"
    ]
    flags, log_posterior, acceptance = given
    assert middle["log-posterior", "divergence"] == np.median(log_posterior[flags])
    assert middle["acceptance statistic", "no divergence"] == np.median(acceptance[~flags])
    assert mcmc_nuts_divergence(*given).labels.caption.startswith("3 divergent draws of 1,000.")


def test_without_divergences_there_is_one_group(statistics, drawn):
    given = [np.zeros((4, 250)), statistics["log_posterior"], statistics["acceptance"]]
    assert set(mcmc_nuts_divergence_data(*given)["group"]) == {"no divergence"}
    drawn(mcmc_nuts_divergence(*given))


def test_chains_are_in_the_order_of_their_step_size(statistics):
    frame = mcmc_nuts_stepsize_data(
        statistics["stepsize"][::-1], statistics["log_posterior"], statistics["acceptance"]
    )
    groups = frame["group"].cat.categories
    assert groups.tolist() == ["0.2\nchain 4", "0.267\nchain 3", "0.333\nchain 2", "0.4\nchain 1"]


def test_shares_of_depths(statistics):
    given = [statistics[name] for name in ("treedepth", "log_posterior", "acceptance")]
    bars = mcmc_nuts_treedepth_data(*given).query("what == 'bar'")
    depth, count = np.unique(given[0], return_counts=True)
    assert bars["group"].tolist() == [str(d) for d in depth]
    np.testing.assert_allclose(bars["value"], count / given[0].size, rtol=1e-12)
    reached = int((given[0] == 4).sum())
    assert (
        f"{reached} draws at the largest depth allowed, 4."
        in mcmc_nuts_treedepth(*given, max_treedepth=4).alt
    )


def test_acceptance_is_counted_by_chain(statistics):
    acceptance = statistics["acceptance"]
    frame = mcmc_nuts_acceptance_data(acceptance, bins=10)
    own = frame[frame["chain"] == "3"]
    assert own["count"].tolist() == np.histogram(acceptance[2], bins=10, range=(0, 1))[0].tolist()
    assert f"means {acceptance[0].mean():.3g}, " in mcmc_nuts_acceptance(acceptance).alt


@pytest.mark.parametrize("function", [mcmc_nuts_energy, mcmc_nuts_acceptance])
def test_arrays_that_do_not_fit_are_refused(function):
    with pytest.raises(PlotError, match=r"must have the shape \(chains, draws\)"):
        function(np.zeros(10))
    with pytest.raises(PlotError, match="must be finite"):
        function(np.full((2, 10), np.nan))


def test_energies_that_never_change_are_refused():
    with pytest.raises(PlotError, match="at least three draws"):
        mcmc_nuts_energy(np.ones((2, 10)))
