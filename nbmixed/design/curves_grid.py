"""Where the parameters of self-starting curves may lie, judged from inputs and outcome.

Each function gives candidates for the parameters in which its curve is not linear; the others follow by least
squares (`nbmixed.design.curves_start`). What identifies them is that of Pinheiro and Bates (2000), appendix C: rates
are sought between those whose curve barely bends over the data and those whose curve has bent before the second
input, midpoints and offsets within and around the inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Candidates = list[dict[str, float]]
_N_RATES = 24


def candidates(function: str, inputs: Mapping[str, Floats], y: Floats) -> Candidates:
    """Values of parameters of a self-starting function, by their own names; those left out are found from them.

    Parameters
    ----------
    inputs
        Each input of the function, shape (N,).
    y
        The outcome, shape (N,).
    """
    return _GRIDS[function](inputs, y)


def _input(inputs: Mapping[str, Floats]) -> Floats:
    return inputs["input"] if "input" in inputs else inputs["x"]


def _span(x: Floats) -> float:
    return float(np.ptp(x)) or max(abs(float(x[0])), 1.0)


def _rates(x: Floats) -> Floats:
    distinct = np.unique(x)
    finest = float(np.min(np.diff(distinct))) if len(distinct) > 1 else _span(x)
    return np.geomspace(0.02 / _span(x), max(5.0 / finest, 5.0 / _span(x)), _N_RATES)


def _midpoints(x: Floats) -> Floats:
    return np.linspace(x.min() - 0.5 * _span(x), x.max() + 1.0 * _span(x), 26)


def _asymptotic(inputs: Mapping[str, Floats], _: Floats) -> Candidates:
    return [{"lrc": float(np.log(r))} for r in _rates(_input(inputs))]


def _offset(inputs: Mapping[str, Floats], _: Floats) -> Candidates:
    x = _input(inputs)
    offsets = x.min() + _span(x) * np.array([-2.0, -1.0, -0.5, -0.25, -0.1, -0.05, 0.0, 0.05, 0.1, 0.25])
    return [{"lrc": float(np.log(r)), "c0": float(c)} for r, c in product(_rates(x), offsets)]


def _biexponential(inputs: Mapping[str, Floats], _: Floats) -> Candidates:
    rates = np.log(_rates(_input(inputs)))
    return [{"lrc1": float(a), "lrc2": float(b)} for a, b in product(rates, rates) if a > b]


def _compartment(inputs: Mapping[str, Floats], y: Floats) -> Candidates:
    """Absorption faster than elimination; the clearance, which only scales the curve, from the outcome."""
    x, found = inputs["input"], []
    for ke, ka in product(_rates(x), _rates(x)):
        if ka > ke:
            shape = inputs["Dose"] * ke * ka * (np.exp(-ke * x) - np.exp(-ka * x)) / (ka - ke)
            size = float(shape @ y) / max(float(shape @ shape), 1e-300)
            if size > 0:
                found.append(
                    {"lKe": float(np.log(ke)), "lKa": float(np.log(ka)), "lCl": float(-np.log(size))}
                )
    return found


def _rising_logistic(inputs: Mapping[str, Floats], _: Floats) -> Candidates:
    x = _input(inputs)
    widths = _span(x) * np.geomspace(0.02, 1.5, 14)
    return [{"xmid": float(m), "scal": float(s)} for m, s in product(_midpoints(x), widths)]


def _logistic(inputs: Mapping[str, Floats], y: Floats) -> Candidates:
    rising = _rising_logistic(inputs, y)
    return [*rising, *({**c, "scal": -c["scal"]} for c in rising)]


def _gompertz(inputs: Mapping[str, Floats], _: Floats) -> Candidates:
    """From the rate r and the inflection m: b3 = exp(-r), b2 = exp(r m)."""
    x = _input(inputs)
    pairs = [(r, m) for r, m in product(_rates(x), _midpoints(x)) if abs(r * m) < 300 and r < 300]
    return [{"b2": float(np.exp(r * m)), "b3": float(np.exp(-r))} for r, m in pairs]


def _michaelis(inputs: Mapping[str, Floats], _: Floats) -> Candidates:
    positive = np.abs(_input(inputs)[_input(inputs) != 0])
    if not positive.size:
        return []
    return [{"K": float(k)} for k in np.geomspace(positive.min() / 20, positive.max() * 20, 40)]


def _weibull(inputs: Mapping[str, Floats], _: Floats) -> Candidates:
    """From the power and the input where half of the drop is done."""
    x = _input(inputs)
    positive = x[x > 0]
    if not positive.size:
        return []
    halves = np.geomspace(positive.min() / 3, positive.max() * 3, 20)
    powers = (0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 9.0)
    return [{"pwr": p, "lrc": float(np.log(np.log(2)) - p * np.log(h))} for p, h in product(powers, halves)]


_GRIDS: dict[str, Callable[[Mapping[str, Floats], Floats], Candidates]] = {
    "SSasymp": _asymptotic,
    "SSasympOff": _offset,
    "SSasympOrig": _asymptotic,
    "SSbiexp": _biexponential,
    "SSfol": _compartment,
    "SSfpl": _rising_logistic,
    "SSgompertz": _gompertz,
    "SSlogis": _logistic,
    "SSmicmen": _michaelis,
    "SSweibull": _weibull,
}
