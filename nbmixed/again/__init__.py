"""What fits again: updated models, cross-validation by folds, calibration, many models at once."""
