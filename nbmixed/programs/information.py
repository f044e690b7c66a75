"""How much each row says about its linear predictor: score and Fisher information, for every family and link."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nbmixed.design.build import Design
from nbmixed.programs.links import apply_link, inverse_link, log_chance_slopes, slope
from nbmixed.spec.family import Family

Floats = NDArray[np.float64]
_LARGEST_ETA = {"log": 100.0, "logit": 30.0, "probit": 30.0, "cloglog": 30.0}
_LEAST = 1e-10
_CHANCES = ("binomial", "beta_binomial", "beta")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was observed.

    Attributes
    ----------
    y, trials, offset, weights
        Each of shape (N,); trials are 1 where the family has none.
    """

    y: Floats
    trials: Floats
    offset: Floats
    weights: Floats
    family: Family

    @classmethod
    def of(cls, design: Design, family: Family) -> Outcome:
        """The outcome of a design."""
        assert design.response is not None
        y, trials = design.response.y, design.response.trials
        ones = np.ones(len(y))
        return cls(
            y,
            ones if trials is None else trials.astype(float),
            np.zeros(len(y)) if design.offset is None else design.offset,
            ones if design.weights is None else design.weights,
            family,
        )

    def typical(self) -> float:
        """A linear predictor that gives about the mean outcome."""
        mean = float(self.weights @ self.y) / max(float(self.weights @ self.trials), _LEAST)
        if self.family.name in ("binomial", "beta_binomial"):
            mean = (mean + 0.01) / 1.02
        elif self.family.name in ("poisson", "neg_binomial_2"):
            mean = max(mean, 0.5 / len(self.y))
        if self.family.real_line and self.family.link != "identity":
            mean = (abs(mean) if self.family.link == "log" else mean) or 1.0
        return float(apply_link(self.family.link, np.array(mean)))

    def typical_offset(self) -> float:
        """What to take from a typical linear predictor: with a log link the exposures are averaged, not their logarithms."""
        if self.family.link != "log" or self.family.real_line:
            return float(np.mean(self.offset))
        highest = float(np.max(self.offset))
        return highest + float(np.log(np.mean(np.exp(self.offset - highest))))

    def possible(self, eta: Floats) -> bool:
        """Whether all linear predictors give means inside their bounds."""
        return bool(np.all(np.isfinite(eta)) and np.all(self.family.bound * eta >= 0))

    def working(self, eta: Floats, n_coef: int) -> tuple[Floats, Floats]:
        """Score and expected information of each row for its linear predictor, dispersion estimated from eta.

        McCullagh and Nelder (1989), Generalized Linear Models, 2.5: with slope d of the mean and variance V they
        are (y - mu) d / V and d^2 / V. Those of chances come from the derivatives of their logarithms, for mu (1 - mu)
        is 0 to the last bit long before the derivative of log(1 - mu) is.
        """
        with np.errstate(all="ignore"):
            score, information = (
                self._of_chances(eta, n_coef) if self._chances else self._of_means(eta, n_coef)
            )
        score, information = np.nan_to_num(self.weights * score), np.nan_to_num(self.weights * information)
        least = 0.0 if self.family.real_line else _LEAST * float(np.max(information, initial=0.0))
        return score, np.maximum(information, least)

    @property
    def _chances(self) -> bool:
        return self.family.name in _CHANCES

    def _of_means(self, eta: Floats, n_coef: int) -> tuple[Floats, Floats]:
        mu, d = self._means(eta)
        variance = np.maximum(self._variance(mu, n_coef), 1e-300)
        return (self.y - mu) * d / variance, d**2 / variance

    def _of_chances(self, eta: Floats, n_coef: int) -> tuple[Floats, Floats]:
        up, down = log_chance_slopes(self.family.link, self._clipped(eta))
        plain = self.family.name == "binomial"
        dispersion = 1.0 if plain else self._dispersion(self._means(eta)[0], n_coef)
        score = self.y * up - (self.trials - self.y) * down
        return score / dispersion, self.trials * up * down / dispersion

    def aux(self, eta: Floats, n_coef: int) -> float:
        """A rough estimate of the auxiliary parameter."""
        with np.errstate(all="ignore"):
            estimate = self._aux(eta, n_coef)
        return estimate if 1e-150 < estimate < 1e150 else 1.0

    def _aux(self, eta: Floats, n_coef: int) -> float:
        mu, _ = self._means(eta)
        phi = self._dispersion(mu, n_coef)
        if self.family.real_line:
            return float(np.sqrt(phi))
        if self.family.name == "beta":
            return max(1 / phi - 1, 0.1)
        if self.family.name == "beta_binomial":
            size = float(self.trials.mean())
            return min(max((size - phi) / max(phi - 1, 0.01), 0.1), 1000.0)
        if self.family.name == "neg_binomial_2":
            return 1 / self._excess(mu)
        return 1 / phi

    def _means(self, eta: Floats) -> tuple[Floats, Floats]:
        eta = self._clipped(eta)
        return inverse_link(self.family.link, eta), slope(self.family.link, eta)

    def _clipped(self, eta: Floats) -> Floats:
        largest = _LARGEST_ETA.get(self.family.link)
        return eta if largest is None else np.clip(eta, -largest, largest)

    def _unit_variance(self, mu: Floats) -> Floats:
        """Variance of one trial up to the dispersion."""
        if self.family.real_line:
            return np.ones_like(mu)
        if self._chances:
            return mu * (1 - mu)
        power = {"Gamma": 2, "inverse.gaussian": 3}.get(self.family.name, 1)
        return np.asarray(mu**power)

    def _variance(self, mu: Floats, n_coef: int) -> Floats:
        unit = self._unit_variance(mu)
        if self.family.name in ("binomial", "poisson"):
            return unit
        if self.family.name == "neg_binomial_2":
            return unit * (1 + mu * self._excess(mu))
        return unit * self._dispersion(mu, n_coef)

    def _dispersion(self, mu: Floats, n_coef: int) -> float:
        """Pearson's estimate of what the variance function is multiplied by."""
        total = float(np.var(self.y)) if self.family.real_line else 1.0
        freedom = float(self.weights.sum()) - n_coef
        if freedom < 1:
            return total or 1.0
        unit = np.maximum(self.trials * self._unit_variance(mu), 1e-300)
        explained = float(self.weights @ ((self.y - self.trials * mu) ** 2 / unit)) / freedom
        return max(explained, 1e-12 * total, 1e-300)

    def _excess(self, mu: Floats) -> float:
        """Moment estimate of how much the variance exceeds the mean, over the squared mean."""
        excess = float(np.mean((self.y - mu) ** 2 - self.y)) / max(float(np.mean(mu**2)), 1e-300)
        return max(excess, 1e-3)
