"""Every program has the likelihood it should have: differences of its log density against scipy's.

The density is read at random parameters from the executables; with and without predictors, groups,
offset and weights, which are different branches of the programs.
"""

from __future__ import annotations

import itertools
import logging
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import expit

from nbmixed.engine.locate import executable
from nbmixed.programs import glmm
from nbmixed.programs.links import inverse_link
from nbmixed.programs.model import complete, unpack
from nbmixed.programs.terms import unpack_theta_L
from nbmixed.spec.family import links, resolve_family
from tests.prepared import prepared, sampled_parameters
from tests.programs.dense_conditional import conditional_draws

N = 20
RNG = np.random.default_rng(11)
FRAME = pd.DataFrame({"x": RNG.standard_normal(N), "w": RNG.standard_normal(N), "g": np.arange(N) % 4})
FRAME["y"] = 3 + FRAME.x + RNG.standard_normal(N)
FRAME["positive"] = np.exp(0.3 * FRAME.y)
FRAME["share"] = expit(0.5 * FRAME.y - 1)
FRAME["hit"] = RNG.integers(0, 2, N)
FRAME["size"] = RNG.integers(1, 7, N)
FRAME["won"] = RNG.binomial(FRAME["size"], 0.4)
FRAME["count"] = RNG.poisson(3, N)
FRAME["weight"] = RNG.uniform(0.2, 3, N)


def student_t(mu, aux):
    return stats.t.logpdf(FRAME.y, NU, mu, aux)


def inverse_gaussian(mu, aux):
    y = FRAME.positive
    return stats.invgauss.logpdf(y, mu / aux, scale=aux)


NU = 3.7
WON = "cbind(won, size - won)"
FAMILIES = {
    "gaussian": ("y", "gaussian", lambda mu, aux: stats.norm.logpdf(FRAME.y, mu, aux)),
    "gaussian, sampled": ("y", "gaussian", lambda mu, aux: stats.norm.logpdf(FRAME.y, mu, aux)),
    "student": ("y", "student", student_t),
    "Gamma": ("positive", "Gamma", lambda mu, aux: stats.gamma.logpdf(FRAME.positive, aux, scale=mu / aux)),
    "inverse.gaussian": ("positive", "inverse.gaussian", inverse_gaussian),
    "beta": ("share", "beta", lambda mu, aux: stats.beta.logpdf(FRAME.share, mu * aux, (1 - mu) * aux)),
    "0/1": ("hit", "binomial", lambda mu, _: stats.bernoulli.logpmf(FRAME.hit, mu)),
    "binomial": (WON, "binomial", lambda mu, _: stats.binom.logpmf(FRAME.won, FRAME["size"], mu)),
    "beta_binomial": (
        WON,
        "beta_binomial",
        lambda mu, aux: stats.betabinom.logpmf(FRAME.won, FRAME["size"], mu * aux, (1 - mu) * aux),
    ),
    "poisson": ("count", "poisson", lambda mu, _: stats.poisson.logpmf(FRAME["count"], mu)),
    "neg_binomial_2": (
        "count",
        "neg_binomial_2",
        lambda mu, aux: stats.nbinom.logpmf(FRAME["count"], aux, aux / (aux + mu)),
    ),
}
POPULATION = {"predictors": "x + w", "intercept": "1", "no intercept": "0 + x"}
GROUPS = {
    "no groups": "",
    "groups": " + (x | g)",
    "smooth": " + s(w, k = 4)",
    "smooth and groups": " + s(w, k = 4)",
}
FUNCTIONS = {
    "no groups": "stan_glm",
    "groups": "stan_glmer",
    "smooth": "stan_gamm4",
    "smooth and groups": "stan_gamm4",
}
ARGUMENTS = {
    "plain": {},
    "weighted": {"weights": "weight"},
    "offset": {"offset": "w"},
    "sparse": {"sparse": True},
    "rotated": {"QR": True},
}
LINKS = {name: links(family) for name, (_, family, _) in FAMILIES.items()}
LINKS["gaussian"] = ("identity",)


def sensible(case):
    """Whether a model function would fit this."""
    family, link, population, groups, arguments = case
    if groups.startswith("smooth") and (population != "predictors" or arguments in ("offset", "rotated")):
        return False
    needs_intercept = resolve_family(FAMILIES[family][1], link).bound != 0
    if population == "no intercept" and needs_intercept:
        return False
    return population == "predictors" or arguments != "rotated"


def one_of_each():
    """Every family with every link once, and every branch of the programs with the first link."""
    for family in FAMILIES:
        for link in LINKS[family]:
            branches = itertools.product(POPULATION, GROUPS, ARGUMENTS)
            first = [(family, link, *b) for b in branches]
            cases = [c for c in first if sensible(c)]
            canonical = resolve_family(FAMILIES[family][1]).link
            yield from (
                cases if link == canonical else [c for c in cases if c[3] == "groups" and c[4] != "rotated"]
            )


CASES = list(one_of_each())


def ready(family, link, population, groups, arguments):
    outcome, name, _ = FAMILIES[family]
    formula = f"{outcome} ~ {POPULATION[population]}{GROUPS[groups]}"
    function = FUNCTIONS[groups]
    more = {"random": "~ (x | g)"} if groups == "smooth and groups" else {}
    model = prepared(function, formula, FRAME, family=name, link=link, **ARGUMENTS[arguments], **more)
    if family != "gaussian, sampled":
        return model
    return replace(model, packed=glmm.pack(model.design, model.spec, model.priors))


def point(packed, rng):
    """Parameters on the scale of the program."""
    p = packed.data["p"]
    effects = sum(k * n for k, n in zip(p, packed.data["l"], strict=True))
    sizes = {
        "z": len(packed.coordinates.center),
        "sd_raw": sum(p),
        "cpc": sum(k * (k - 1) // 2 for k in p),
        "z_b": effects if packed.program != "lmm" else packed.data["n_sampled"],
    }
    values = {name: rng.uniform(0.2, 0.9, size) for name, size in sizes.items()}
    if packed.aux_unit is not None:
        values["aux_raw"] = rng.uniform(0.7, 1.5, 1 if packed.program in ("count", "binomial") else None)
    if packed.data.get("family") == 2:
        values["nu"] = np.array([NU])
    return values


def likelihood_of_program(packed, values):
    """Its log density with the data, less that of the prior alone."""
    import cmdstanpy

    logging.getLogger("cmdstanpy").disabled = True
    model = cmdstanpy.CmdStanModel(exe_file=str(executable(packed.program)))
    where = sampled_parameters(values)
    both = [
        model.log_prob(where, {**packed.data, "prior_only": only}, sig_figs=16)["lp__"][0] for only in (0, 1)
    ]
    return both[0] - both[1]


def exact(case, prepared_model, values):
    """Weighted sum over rows of scipy's densities; for lmm over the marginal distribution of all rows."""
    design, packed, family = prepared_model.design, prepared_model.packed, prepared_model.spec.family
    draws = complete({k: v[None, None] if np.ndim(v) else np.array([[v]]) for k, v in values.items()}, (1, 1))
    if packed.data.get("conditional"):
        draws |= conditional_draws(packed, draws)
    elif packed.data.get("n_few"):
        draws["coefficient"] = widened(packed, draws)[None, None]
    elif not packed.coordinates.linear:
        draws["coefficient"] = bounded(design, packed, draws, family.bound)[None, None]
    parameters, make_effects = unpack(packed, draws, seed=1)
    eta = design.X @ parameters.coef[0, 0] + (0 if design.offset is None else design.offset)
    aux = None if parameters.aux is None else parameters.aux[0, 0]
    weights = np.ones(N) if design.weights is None else design.weights
    if packed.program == "lmm" and packed.term_order:
        return marginal(design, aux, weights, parameters)
    mu = inverse_link(family.link, eta + effects_of_rows(design, make_effects()))
    return weights @ FAMILIES[case[0]][2](mu, aux)


def effects_of_rows(design, effects):
    return sum(
        ((t.Z * b[0, 0][t.index]).sum(axis=1) for t, b in zip(design.groups, effects, strict=True)),
        np.zeros(N),
    )


def bounded(design, packed, draws, bound):
    """Coefficients for centred predictors: the nearest row is exp(first coordinate) from the bound."""
    place = packed.coordinates
    coef = place.center + place.spread @ draws["z"][0, 0]
    X = design.parametric.X[:, 1:] - place.x_means
    slopes = coef[1:] if place.rotation is None else place.rotation @ coef[1:]
    rest = X @ slopes + (0 if design.offset is None else design.offset)
    parameters, make_effects = unpack(packed, draws | {"coefficient": coef[None, None]}, seed=1)
    smooth = design.X[:, len(coef) :] @ parameters.coef[0, 0, len(coef) :]
    rest = rest + smooth + effects_of_rows(design, make_effects())
    return np.concatenate([[bound * np.exp(coef[0]) - bound * np.min(bound * rest)], coef[1:]])


def widened(packed, draws):
    """Coefficients for centred predictors: coordinates have the precision 1 + F diag(usual share - share) F'."""
    data, aux = (
        packed.data,
        None if packed.aux_unit is None else packed.aux_unit * draws["aux_raw"].reshape(1, 1),
    )
    sds = [f[0, 0].diagonal() for f in unpack_theta_L(draws, data, packed.term_order, aux)]
    sizes = list(zip(sds, data["l"], strict=True))
    s = np.concatenate([np.repeat(own, levels) for own, levels in sizes])
    few = (
        np.concatenate([np.repeat(f, len(own) * n) for f, (own, n) in zip(data["few"], sizes, strict=True)])
        == 1
    )
    share = 1 - 1 / (1 + data["information"] * s**2)
    F = data["widening"]
    precision = np.eye(len(F)) + F @ np.diag(data["usual_share"] - share[few]) @ F.T
    place = packed.coordinates
    return place.center + place.spread @ np.linalg.solve(np.linalg.cholesky(precision).T, draws["z"][0, 0])


def marginal(design, sigma, weights, parameters):
    """With group effects and coefficients of smooths integrated out."""
    X = design.parametric.X
    eta = X @ parameters.coef[0, 0, : X.shape[1]] + (0 if design.offset is None else design.offset)
    covariance = np.diag(sigma**2 / weights)
    for term, L in zip(design.groups, parameters.theta_L, strict=True):
        same = term.index[:, None] == term.index
        covariance += same * (term.Z @ L[0, 0] @ L[0, 0].T @ term.Z.T)
    blocks = [block for smooth in design.smooths for block in smooth.blocks]
    for block, sd in zip(blocks, parameters.smooth_sd.values(), strict=True):
        covariance += sd[0, 0] ** 2 * block @ block.T
    normal = stats.multivariate_normal.logpdf(design.response.y, eta, covariance)
    # A weight replicates a row, so that the constant of the density counts `weight` times, not once.
    return normal - 0.5 * np.sum((weights - 1) * np.log(sigma**2)) - 0.5 * np.sum(np.log(weights))


@pytest.mark.parametrize("case", CASES, ids=", ".join)
def test_log_density(case):
    model = ready(*case)
    rng = np.random.default_rng(1)
    points = [point(model.packed, rng) for _ in range(3)]
    found = [likelihood_of_program(model.packed, values) for values in points]
    expected = [exact(case, model, values) for values in points]
    np.testing.assert_allclose(np.diff(found), np.diff(expected), rtol=1e-8, atol=1e-12 * np.abs(found).max())


@pytest.mark.parametrize("link", links("binomial"))
@pytest.mark.parametrize("outcome", ["hit", WON])
@pytest.mark.parametrize("weights", [None, "weight"])
def test_the_density_of_chances_and_its_slope_are_finite_far_out(link, outcome, weights):
    """Where a chance or its complement is 0 to the last bit, and where the exponential of a predictor overflows."""
    import cmdstanpy

    packed = prepared(
        "stan_glm", f"{outcome} ~ w", FRAME, family="binomial", link=link, weights=weights
    ).packed
    sides = [1] if packed.data["bound"] else [-1, 1]
    for far, side in itertools.product([20.0, 300.0, 1e4], sides):
        data = {**packed.data, "center": np.array([0.0, 1.0]), "unit": np.ones(2), "dense_spread": 0}
        data["spread"] = np.empty((0, 0))
        model = cmdstanpy.CmdStanModel(exe_file=str(executable(packed.program)))
        at = {"z": [np.log(far) if packed.data["bound"] else side * far, 0.1]}
        assert np.isfinite(model.log_prob(at, data, sig_figs=16).to_numpy()).all(), (far, side)
