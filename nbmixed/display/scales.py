"""What a linear predictor is a scale of, by link: the words on axes."""

from __future__ import annotations

SCALES = {
    "logit": "log-odds",
    "probit": "probit",
    "cloglog": "log(-log(1 - chance))",
    "cauchit": "cauchit",
    "log": "log of the expected outcome",
    "sqrt": "square root of the expected outcome",
    "inverse": "1 / expected outcome",
    "1/mu^2": "1 / expected outcome squared",
}
