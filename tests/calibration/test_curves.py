"""Parameters of every self-starting function are recovered from data simulated with group effects.

z = (posterior mean - truth) / posterior sd is nearly standard normal. The rule is that of `recovery`: no |z| above 4.5,
and the mean of z**2 over all parameters of all functions below 2.
"""

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.design.curves_code import compile_curve
from nbmixed.design.curves_value import curve_value
from nbmixed.spec.curve import parse_curve

LIMIT = 4.5
GROUPS, ROWS = 20, 12
NOISE = 0.04  # sd of errors in sds of the curve
# Inputs from, to; parameters; the one that varies by group and the sd of its effects.
TRUTH = {
    "SSasymp": ((0, 25), {"Asym": 100, "R0": -8, "lrc": -2.0}, ("Asym", 10)),
    "SSasympOff": ((60, 1000), {"Asym": 38, "lrc": -4.5, "c0": 51}, ("Asym", 5)),
    "SSasympOrig": ((0, 25), {"Asym": 94, "lrc": -1.8}, ("lrc", 0.2)),
    "SSbiexp": ((0, 8), {"A1": 2, "lrc1": 0.9, "A2": 0.7, "lrc2": -1.3}, ("A1", 0.3)),
    "SSfol": ((0.1, 24), {"lKe": -2.5, "lKa": 0.5, "lCl": -3.2}, ("lCl", 0.25)),
    "SSfpl": ((0, 30), {"A": 30, "B": 350, "xmid": 14, "scal": 3}, ("B", 30)),
    "SSgompertz": ((0, 12), {"Asym": 4.6, "b2": 2.3, "b3": 0.7}, ("Asym", 0.5)),
    "SSlogis": ((0, 20), {"Asym": 2, "xmid": 7, "scal": 2}, ("xmid", 0.7)),
    "SSmicmen": ((0.02, 1.1), {"Vm": 210, "K": 0.1}, ("Vm", 20)),
    "SSweibull": ((0.5, 22), {"Asym": 160, "Drop": 115, "lrc": -5.5, "pwr": 2.5}, ("Asym", 12)),
}


def simulated(name):
    """A formula, its data and the true values by name."""
    (low, high), values, (varying, sd) = TRUTH[name]
    rng = np.random.default_rng([7, *name.encode()])
    group = np.repeat(np.arange(GROUPS), ROWS)
    x = np.tile(np.linspace(low, high, ROWS), GROUPS)
    dose = "Dose, " if name == "SSfol" else ""
    formula = f"y ~ {name}({dose}x, {', '.join(values)}) ~ {varying} | g"
    code = compile_curve(parse_curve(formula).body(), list(values))
    columns = np.array([np.full(len(x), 4.0) if "Dose" in str(c) else x for c in code.columns])
    phi = [np.full(len(x), float(v)) for v in values.values()]
    phi[list(values).index(varying)] += rng.normal(0, sd, GROUPS)[group]
    mu = curve_value(code, columns, phi)
    sigma = NOISE * mu.std()
    frame = pd.DataFrame(
        {"y": mu + rng.normal(0, sigma, len(x)), "x": x, "Dose": 4.0, "g": group.astype(str)}
    )
    return formula, frame, values | {"sigma": sigma, f"Sigma[g:{varying},{varying}]": sd**2}


def z_scores(name):
    formula, frame, truth = simulated(name)
    prior = (
        nm.normal([-2.5, 0.5, -3.2], 0.5) if name == "SSfol" else nm.default_prior_coef()
    )  # one of two modes
    draws = nm.stan_nlmer(formula, frame, prior=prior, seed=3).to_frame(pars=list(truth))
    log = [n for n in truth if n.lower().startswith("sigma")]
    draws[log], truth = np.log(draws[log]), {k: np.log(v) if k in log else v for k, v in truth.items()}
    return (draws.mean() - pd.Series(truth)) / draws.std()


@pytest.mark.slow
def test_every_self_starting_function_is_recovered():
    found = {name: z_scores(name) for name in TRUTH}
    everything = pd.concat(found)
    assert everything.abs().max() < LIMIT, everything
    assert (everything**2).mean() < 2, everything
