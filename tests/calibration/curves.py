"""Self-starting curves: parameters from their priors, data from them, and where the truth lies among the posterior draws.

Central 50 % and 90 % posterior intervals hold the truth in 50 % and 90 % of the simulations where posteriors are right, and
ranks are uniform. Ranks are taken of all parameters of the curve, sigma, the sd of the parameter that varies by group, and
its effect in the first group. Priors are fixed, none follows the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

import nbmixed as nm
from nbmixed.design.curves_code import compile_curve
from nbmixed.design.curves_value import curve_value
from nbmixed.fit.ranks import ERROR, uniformity
from nbmixed.spec.curve import parse_curve
from tests.calibration.thinned import KEPT, one_chain

Ranks = NDArray[np.int64]
GROUPS, ROWS, DOSE = 8, 12, 4.0
NOISE = 0.04  # sd of errors in sds of the curve
SPREAD = 0.15  # sds of priors in their locations
DF = 10  # of the half-t prior of the sd of groups
COVERED = {0.5: (25, 74), 0.9: (5, 94)}  # ranks inside of a central interval


@dataclass(frozen=True, slots=True)
class Curve:
    """What data of one self-starting function are simulated from.

    Attributes
    ----------
    inputs
        The first and the last.
    centre
        Parameters of the curve in the middle of their priors.
    varying, sd
        The parameter that varies by group, and the usual sd of its effects.
    """

    name: str
    inputs: tuple[float, float]
    centre: Mapping[str, float]
    varying: str
    sd: float

    @property
    def formula(self) -> str:
        """With the parameters under their own names."""
        dose = "Dose, " if self.name == "SSfol" else ""
        return f"y ~ {self.name}({dose}x, {', '.join(self.centre)}) ~ {self.varying} | g"

    def values(self, x: NDArray[np.float64], phi: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
        """The curve where its parameters are `phi`, one array for each."""
        code = compile_curve(parse_curve(self.formula).body(), list(self.centre))
        columns = np.array([np.full(len(x), DOSE) if "Dose" in str(c) else x for c in code.columns])
        return curve_value(code, columns, phi)

    @property
    def noise(self) -> float:
        """Usual sd of errors."""
        x = np.linspace(*self.inputs, 200)
        return NOISE * float(self.values(x, [np.array(v) for v in self.centre.values()]).std())

    @property
    def priors(self) -> dict[str, Any]:
        """Priors of all parameters, in numbers."""
        centre = np.array(list(self.centre.values()))
        return {
            "prior": nm.normal(centre.tolist(), (SPREAD * np.abs(centre)).tolist()),
            "prior_aux": nm.normal(self.noise, self.noise / 3),
            "prior_covariance": nm.lkj(1, self.sd, DF, autoscale=False),
        }


CURVES = {
    c.name: c
    for c in (
        Curve("SSasymp", (0, 25), {"Asym": 100, "R0": -8, "lrc": -2.0}, "Asym", 10),
        Curve("SSasympOff", (60, 1000), {"Asym": 38, "lrc": -4.5, "c0": 51}, "Asym", 5),
        Curve("SSasympOrig", (0, 25), {"Asym": 94, "lrc": -1.8}, "lrc", 0.2),
        Curve("SSbiexp", (0, 8), {"A1": 2, "lrc1": 0.9, "A2": 0.7, "lrc2": -1.3}, "A1", 0.3),
        Curve("SSfol", (0.1, 24), {"lKe": -2.5, "lKa": 0.5, "lCl": -3.2}, "lCl", 0.25),
        Curve("SSfpl", (0, 30), {"A": 30, "B": 350, "xmid": 14, "scal": 3}, "B", 30),
        Curve("SSgompertz", (0, 12), {"Asym": 4.6, "b2": 2.3, "b3": 0.7}, "Asym", 0.5),
        Curve("SSlogis", (0, 20), {"Asym": 2, "xmid": 7, "scal": 2}, "xmid", 0.7),
        Curve("SSmicmen", (0.02, 1.1), {"Vm": 210, "K": 0.1}, "Vm", 20),
        Curve("SSweibull", (0.5, 22), {"Asym": 160, "Drop": 115, "lrc": -5.5, "pwr": 2.5}, "Asym", 12),
    )
}


def drawn(curve: Curve, rng: np.random.Generator) -> dict[str, float]:
    """Parameters of the prior."""
    centre = np.array(list(curve.centre.values()))
    phi = centre + SPREAD * np.abs(centre) * rng.standard_normal(len(centre))
    below = stats.norm.cdf(-3)  # sigma is normal, cut off at 0, three sds below its middle
    sigma = curve.noise * (1 + stats.norm.ppf(rng.uniform(below, 1)) / 3)
    sd = curve.sd * abs(rng.standard_t(DF))
    return dict(zip(curve.centre, phi, strict=True)) | {"sigma": float(sigma), "sd": float(sd)}


def data(
    curve: Curve, truth: Mapping[str, float], groups: int, rng: np.random.Generator
) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Data of groups with `ROWS` rows each, and the effects of the groups."""
    group = np.repeat(np.arange(groups), ROWS)
    x = np.tile(np.linspace(*curve.inputs, ROWS), groups)
    effects = truth["sd"] * rng.standard_normal(groups)
    phi = [np.full(len(x), float(truth[name])) for name in curve.centre]
    phi[list(curve.centre).index(curve.varying)] += effects[group]
    y = curve.values(x, phi) + truth["sigma"] * rng.standard_normal(len(x))
    return pd.DataFrame({"y": y, "x": x, "Dose": DOSE, "g": group.astype(str)}), effects


def ranks(name: str, simulation: int) -> dict[str, int]:
    """Rank of every quantity in one simulation."""
    curve, rng = CURVES[name], np.random.default_rng([*name.encode(), simulation])
    truth = drawn(curve, rng)
    frame, effects = data(curve, truth, GROUPS, rng)
    fit = nm.stan_nlmer(
        curve.formula,
        frame,
        **curve.priors,
        **one_chain(simulation, thin=4),
    )
    draws = fit.to_frame()
    found = {n: draws[n] for n in (*curve.centre, "sigma")}
    found["sd"] = np.sqrt(draws[f"Sigma[g:{curve.varying},{curve.varying}]"])
    found["b[1]"] = draws[f"b[{curve.varying} g:0]"]
    truth["b[1]"] = float(effects[0])
    return {k: int((v < truth[k]).sum()) for k, v in found.items()}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What ranks of all quantities say.

    Attributes
    ----------
    quantities
        How many there are.
    coverage
        Share of central intervals that hold the truth, over all quantities, by their probability.
    p
        By quantity and test: of uniform ranks (chi-square, ECDF), and exact binomial ones of the coverages.
    """

    quantities: int
    coverage: Mapping[float, float]
    p: Mapping[str, float]

    @property
    def worst(self) -> str:
        """Quantity and test with the least p-value."""
        return min(self.p, key=lambda k: self.p[k])

    @property
    def passed(self) -> bool:
        """Whether no p-value is too small for so many."""
        return bool(self.p[self.worst] > ERROR / len(self.p))


def verdict(collected: Sequence[Mapping[str, int]]) -> Verdict:
    """The verdict on simulations, each with its ranks."""
    every = {name: np.array([c[name] for c in collected]) for name in collected[0]}
    shares = {prob: float(np.mean([coverage(r)[prob] for r in every.values()])) for prob in COVERED}
    tests = {f"{name}, {test}": float(p) for name, r in every.items() for test, p in _tests(r).items()}
    return Verdict(len(every), shares, tests)


def _tests(found: Ranks) -> dict[str, float]:
    uniform = uniformity(found, KEPT)
    shares = {
        f"{prob:.0%}": stats.binomtest(round(share * len(found)), len(found), prob).pvalue
        for prob, share in coverage(found).items()
    }
    return {"chi-square": uniform.chi_square, "ECDF": uniform.ecdf, **shares}


def coverage(found: Ranks) -> dict[float, float]:
    """Share of central intervals that hold the truth, by their probability."""
    return {prob: float(((low <= found) & (found <= high)).mean()) for prob, (low, high) in COVERED.items()}
