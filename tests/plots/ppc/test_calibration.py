"""Calibration plots."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.errors import PlotError
from nbmixed.plots.ppc import ppc_calibration, ppc_calibration_data

RNG = np.random.default_rng(1)
P = RNG.random(200)
Y = (RNG.random(200) < P).astype(float)


def test_the_frame_has_the_rising_curve_of_the_outcomes():
    frame = ppc_calibration_data(Y, P)
    np.testing.assert_array_equal(frame["p"], np.sort(P))
    assert (np.diff(frame["calibrated"]) >= 0).all()
    assert (frame["trials"] * frame["calibrated"]).sum() == pytest.approx(Y.sum())
    assert (frame["lower"] <= frame["upper"]).all()


def test_the_seed_decides_on_the_band():
    assert ppc_calibration_data(Y, P, seed=3).equals(ppc_calibration_data(Y, P, seed=3))
    assert not ppc_calibration_data(Y, P, seed=3).equals(ppc_calibration_data(Y, P, seed=4))


def test_groups_are_calibrated_apart():
    frame = ppc_calibration_data(Y, P, group=np.repeat(["a", "b"], 100))
    part = frame[frame["group"] == "b"]
    np.testing.assert_allclose(part["calibrated"], ppc_calibration_data(Y[100:], P[100:])["calibrated"])


def test_successes_among_trials_are_shares():
    frame = ppc_calibration_data([1, 3], [0.2, 0.8], trials=[4, 4])
    assert frame["calibrated"].tolist() == [0.25, 0.75]


def test_the_caption_has_the_score_and_its_parts():
    plot = ppc_calibration([0, 1], [0.25, 0.75])
    told = "Brier score 0.0625 = miscalibration 0.0625 - discrimination 0.25 + uncertainty 0.25."
    assert told in " ".join(plot.labels.caption.split())


def test_wrong_predictions_are_outside_the_band():
    right, wrong = ppc_calibration(Y, P).alt, ppc_calibration(Y, P**4).alt
    share = [float(alt.split("predictions for ")[1].split(" %")[0]) for alt in (right, wrong)]
    assert share[0] < 20 < share[1]


@pytest.mark.parametrize(
    ("y", "p", "trials", "words"),
    [
        ([2.0], [0.5], None, "Calibration is of 0/1 outcomes, or of successes among trials; 2 is neither"),
        ([0.5], [0.5], None, "0.5 is neither"),
        ([5], [0.5], [4], "5 is neither"),
        ([1], [1.5], None, "p must be chances"),
        ([1], [0.5, 0.6], None, "p has 2 values, but y has 1"),
    ],
)
def test_what_cannot_be_calibrated_is_refused(y, p, trials, words):
    with pytest.raises(PlotError, match=words):
        ppc_calibration(y, p, trials)
