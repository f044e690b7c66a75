"""R-hat and effective sample sizes."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots import mcmc_neff, mcmc_neff_data, mcmc_rhat, mcmc_rhat_data

NAMES = ["a", "b", "c", "d"]


def test_the_worst_is_first_and_constants_are_left_out():
    frame = mcmc_rhat_data([1.0, 1.02, np.nan, 1.2], NAMES)
    assert frame["parameter"].tolist() == ["d", "b", "a"]
    assert frame["rating"].tolist() == ["bad", "doubtful", "good"]
    frame = mcmc_neff_data([0.9, 0.3, np.nan, 0.05], NAMES)
    assert frame["parameter"].tolist() == ["d", "b", "a"]
    assert frame["rating"].tolist() == ["bad", "doubtful", "good"]


def test_limits_belong_to_the_better_rhat_and_the_worse_size():
    assert mcmc_rhat_data([1.01, 1.05], ["a", "b"])["rating"].tolist() == ["doubtful", "good"]
    assert mcmc_neff_data([0.1, 0.5], ["a", "b"])["rating"].tolist() == ["bad", "doubtful"]


def test_alt_text_counts_and_names():
    assert mcmc_rhat([1.0, 1.02, 1.2], NAMES[:3]).alt == (
        "R-hat of 3 parameters: 1 good, 1 doubtful, 1 bad. Worst: c 1.200; b 1.020; a 1.000."
    )


def test_of_many_the_worst_are_drawn_and_the_caption_says_so():
    names = [f"x{i}" for i in range(300)]
    plot = mcmc_rhat(np.linspace(1, 1.1, 300), names)
    assert len(plot.data) == 60
    assert plot.labels.caption == "The worst 60 of 300 parameters."
    assert len(mcmc_neff(np.linspace(0.1, 1, 300), names, most=5).data) == 5


def test_nothing_to_draw_is_refused():
    with pytest.raises(PlotError, match="There is no R-hat to draw"):
        mcmc_rhat([np.nan], ["a"])
    with pytest.raises(PlotError, match="give one R-hat for each"):
        mcmc_rhat([1.0, 1.0], ["a"])
