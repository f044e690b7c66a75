"""Our settings, in cmdstanpy's words."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.engine.arguments import approximation_arguments, sampler_arguments
from nbmixed.options import options
from nbmixed.spec.sampling import Sampling


def arguments(sampling: Sampling, **others: object) -> dict[str, object]:
    return sampler_arguments(
        sampling, **({"inits": None, "inverse_metric": None, "metric": "diag_e"} | others)
    )  # type: ignore[arg-type]


def test_defaults_are_rstanarms_but_for_the_target_acceptance_rate() -> None:
    assert arguments(Sampling(cores=2)) == {
        "chains": 4,
        "parallel_chains": 2,
        "iter_warmup": 1000,
        "iter_sampling": 1000,
        "thin": 1,
        "refresh": 20,
        "sig_figs": 12,
        "max_treedepth": 15,
        "metric": "diag_e",
        "adapt_delta": 0.8,
        "inits": 2.0,
    }


def test_cores_come_from_the_options_when_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "cores", 3)
    assert arguments(Sampling())["parallel_chains"] == 3
    assert arguments(Sampling(chains=2))["parallel_chains"] == 2
    assert arguments(Sampling(cores=1))["parallel_chains"] == 1


def test_thinning_never_runs_iterations_that_are_not_kept() -> None:
    assert arguments(Sampling(iter=50, warmup=20, thin=4))["iter_sampling"] == 28


def test_without_warmup_nothing_adapts() -> None:
    found = arguments(Sampling(warmup=0))
    assert found["adapt_engaged"] is False
    assert "adapt_delta" not in found


def test_a_given_metric_leaves_all_warmup_to_the_step_size() -> None:
    found = arguments(Sampling(iter=300), inverse_metric=np.eye(3))
    phases = [found[f"adapt_{name}"] for name in ("init_phase", "metric_window", "step_size")]
    assert (found["metric"], phases) == ("dense_e", [0, 0, 150])


@pytest.mark.parametrize("warmup", [1, 19, 20, 33, 149])
def test_phases_of_a_short_warmup_fill_it(warmup: int) -> None:
    found = arguments(Sampling(warmup=warmup))
    phases = [found[f"adapt_{name}"] for name in ("init_phase", "metric_window", "step_size")]
    assert sum(phases) == warmup  # type: ignore[arg-type]
    assert min(phases) >= 0  # type: ignore[type-var]


@pytest.mark.parametrize("init", ["pathfinder", "laplace"])
def test_chains_start_at_random_where_no_quick_approximation_gave_starts(init: str) -> None:
    assert arguments(Sampling(init=init, init_r=0.5))["inits"] == 0.5


@pytest.mark.parametrize(
    ("sampling", "common", "start"),
    [
        (Sampling(), {"sig_figs": 12}, {"inits": 2.0}),
        (Sampling(init=0, refresh=7), {"sig_figs": 12, "refresh": 7}, {"inits": 0}),
        (Sampling(init_r=0.1, refresh=0), {"sig_figs": 12}, {"inits": 0.1}),
    ],
)
def test_approximations_take_starts_and_refresh(
    sampling: Sampling, common: dict[str, object], start: dict[str, object]
) -> None:
    assert approximation_arguments(sampling, "laplace") == (common, start)
