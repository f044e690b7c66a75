"""Are the posteriors right? Recovery, simulation-based calibration, weights; see bench/CALIBRATION.md."""
