"""True values for every family and link, and data simulated from them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from nbmixed.fit.simulate import simulate
from nbmixed.spec.family import FAMILIES, Family, links

TRIALS = 12


@dataclass(frozen=True, slots=True)
class Truth:
    """What data are simulated from.

    Attributes
    ----------
    coef
        Intercept and slopes of `x` (between -1 and 1) and `f` (0 or 1), not centred.
    sd
        Of the intercepts of the groups; 0 for a model without groups.
    """

    family: Family
    coef: tuple[float, float, float]
    sd: float = 0.0
    aux: float | None = None
    further: dict[str, float] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        """The left side of the formula."""
        return f"cbind(y, {TRIALS} - y)" if self.counted_among else "y"

    @property
    def counted_among(self) -> bool:
        return self.family.name in ("binomial", "beta_binomial")

    @property
    def formula(self) -> str:
        return f"{self.outcome} ~ x + f{' + (1 | g)' * (self.sd > 0)}"

    def parameters(self) -> dict[str, float]:
        """All parameters by printed name."""
        named = dict(zip(("(Intercept)", "x", "f"), self.coef, strict=True))
        if self.aux is not None:
            named |= {str(self.family.aux): self.aux, **self.further}
        return named | ({"Sigma[g:(Intercept),(Intercept)]": self.sd**2} if self.sd else {})


# Intercept, slopes and sd of groups by link. Linear predictors of bounded links stay on their side of 0.
_BY_LINK = {
    "identity": ((3.0, 0.6, -0.5), 0.3),
    "log": ((1.0, 0.5, -0.4), 0.4),
    "inverse": ((2.0, 0.5, -0.4), 0.15),
    "1/mu^2": ((2.0, 0.5, -0.4), 0.15),
    "sqrt": ((3.0, 0.6, -0.5), 0.3),
    "logit": ((0.3, 0.9, -0.6), 0.6),
    "probit": ((0.2, 0.6, -0.4), 0.4),
    "cauchit": ((0.3, 0.9, -0.6), 0.5),
    "cloglog": ((-0.6, 0.6, -0.5), 0.4),
}
_AUX: dict[str, tuple[float, dict[str, float]]] = {
    "gaussian": (0.5, {}),
    "student": (0.5, {"nu": 5.0}),
    "Gamma": (6.0, {}),
    "inverse.gaussian": (6.0, {}),
    "beta": (12.0, {}),
    "beta_binomial": (12.0, {}),
    "neg_binomial_2": (4.0, {}),
}
_PAIRS = {
    ("gaussian", "inverse"): {"aux": (0.1, {})},
    ("student", "inverse"): {"aux": (0.1, {"nu": 5.0})},
    ("binomial", "log"): {"by_link": ((-1.5, 0.5, -0.4), 0.2)},
}
PAIRS = tuple(Family(f().name, link) for f in FAMILIES.values() for link in links(f().name))


def truth(family: Family, groups: bool) -> Truth:
    """The true values of one family and link."""
    own = _PAIRS.get((family.name, family.link), {})
    coef, sd = own.get("by_link", _BY_LINK[family.link])
    aux, further = own.get("aux", _AUX.get(family.name, (None, {})))
    return Truth(family, coef, sd if groups else 0.0, aux, further)


def simulated(model: Truth, n: int, n_groups: int, rng: np.random.Generator) -> pd.DataFrame:
    """Data of `n` rows; group effects are drawn again until all means are possible."""
    frame = pd.DataFrame(
        {"x": rng.uniform(-1, 1, n), "f": rng.integers(0, 2, n), "g": np.arange(n) % n_groups}
    )
    fixed = model.coef[0] + model.coef[1] * frame["x"] + model.coef[2] * frame["f"]
    while True:
        eta = (fixed + model.sd * rng.standard_normal(n_groups)[frame["g"]]).to_numpy()
        if not model.family.bound or (model.family.bound * eta > 0).all():
            break
    aux = None if model.aux is None else np.array([model.aux])
    further = {name: np.array([value]) for name, value in model.further.items()}
    trials = np.full(n, TRIALS) if model.counted_among else None
    y = simulate(model.family, eta[None, :], aux, further, trials, rng)[0]
    return frame.assign(y=y, g=[f"g{i}" for i in frame["g"]])
