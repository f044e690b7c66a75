"""Effects beside what data say of them: the function in C++ against its text in Stan, value and derivatives."""

import cmdstanpy
import numpy as np
import pytest

from tests.driver.programs import PROGRAMS

CASES = {
    "intercepts": ([(1, 7)], 0),
    "slopes": ([(3, 5)], 0),
    "crossed": ([(2, 6), (1, 4)], 0),
    "a smooth": ([(1, 5)], 1),
    "smooths behind groups": ([(2, 4), (1, 6), (1, 3), (1, 5)], 3),
}


def case(name, *, known):
    """Data and a point; information from none to so much that products of many would overflow."""
    sizes, n_smooth = CASES[name]
    rng = np.random.default_rng(5)
    q, w = sum(p * n for p, n in sizes), sum(n for _, n in sizes[len(sizes) - n_smooth :]) if n_smooth else 0
    m, start = sum(p for p, _ in sizes), 0
    theta_L = np.zeros((m, m))
    for p, _ in sizes:
        own = slice(start, start + p)
        theta_L[own, own] = np.tril(rng.normal(size=(p, p)), -1) + np.diag(rng.uniform(0.3, 1.5, p))
        start += p
    data = {
        "n_terms": len(sizes), "p": [p for p, _ in sizes], "l": [n for _, n in sizes], "n_smooth": n_smooth, "q": q,
        "information": known * rng.uniform(0, 2, q), "w": w, "cross": np.triu(rng.normal(size=(w, w)), 1),
        "weights": rng.normal(size=q + 1),
    }  # fmt: skip
    return data, {"z_b": rng.normal(size=q), "theta_L": theta_L, "estimate": rng.normal(size=q)}


def evaluate(data, point, *, plain):
    model = cmdstanpy.CmdStanModel(exe_file=str(PROGRAMS / "informed_effects"))
    return model.log_prob(point, {**data, "plain": plain}, sig_figs=17).iloc[0]


@pytest.mark.parametrize("known", [0.0, 1.0, 1e60])
@pytest.mark.parametrize("name", CASES)
def test_value_and_derivatives_are_those_of_the_text(name, known):
    data, point = case(name, known=known)
    found, expected = (evaluate(data, point, plain=plain) for plain in (0, 1))
    scale = np.abs(expected).max()
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12 * scale)
