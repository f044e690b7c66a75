"""The facts about a fit that stand above its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What was fitted, to what, and how.

    Attributes
    ----------
    function
        The model function, such as "stan_lmer".
    family
        As printed: "gaussian [identity]".
    formula, subset
        As written by the user; printed as R deparses them.
    algorithm
        "sampling" for MCMC, or the name of an approximation.
    sample_size
        Draws after warmup, of all chains together.
    nobs
        Rows used.
    predictors
        Number of coefficients with the intercept, or None where the model function does not print it.
    ngrps
        Levels of each grouping factor.
    n_dropped
        Rows left out because of missing values.
    name
        The variable that holds the fit.
    """

    function: str
    family: str
    formula: str
    algorithm: str
    sample_size: int
    nobs: int
    predictors: int | None = None
    subset: str | None = None
    ngrps: Mapping[str, int] = field(default_factory=dict)
    n_dropped: int = 0
    name: str = "fit"

    @property
    def is_mcmc(self) -> bool:
        """Whether the draws come from Markov chains."""
        return self.algorithm == "sampling"
