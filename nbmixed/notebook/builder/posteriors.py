"""Draws of the parameters whose priors are drawn, in the same units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nbmixed.notebook.builder.densities import sd_name
from nbmixed.notebook.builder.sketch import Line
from nbmixed.stanreg import StanReg

Floats = NDArray[np.float64]
INTERCEPT = "(Intercept)"
_POINTS = 121


def posteriors(fit: StanReg) -> dict[str, Floats]:
    """Draws by the names that `densities` gives, each (draws,).

    The intercept is that at the mean of the predictors where its prior is; standard deviations under
    `decov` are relative to sigma in a Gaussian model, as their priors.
    """
    posterior = fit.posterior
    names = [n for n in fit.design.parametric.coef_names if n in set(posterior.coef_names)]
    draws = posterior.array(names).reshape(-1, len(names))
    found = {} if fit.priors.rotated else dict(zip(names, draws.T, strict=True))
    if INTERCEPT in names and fit.priors.centred:
        at = np.array([_mean(fit, n) for n in names])
        found[INTERCEPT] = draws @ at
    if fit.family.aux is not None:
        found[posterior.aux_names[0]] = posterior.auxiliary[fit.family.aux].ravel()
    return found | _sds(fit)


def _mean(fit: StanReg, name: str) -> float:
    """Mean of a predictor; 1 for the intercept."""
    return float(fit.design.X[:, fit.design.coef_names.index(name)].mean())


def _sds(fit: StanReg) -> dict[str, Floats]:
    relative = fit.family.name == "gaussian" and type(fit.priors.covariance).__name__ == "Decov"
    sigma = fit.posterior.auxiliary["sigma"] if relative else 1.0
    unit = " / sigma" if relative else ""
    return {
        sd_name(term.group, coef, unit): (np.sqrt(Sigma[..., j, j]) / sigma).ravel()
        for term, Sigma in zip(fit.posterior.terms, fit.posterior.Sigma, strict=True)
        for j, coef in enumerate(term.coefs)
    }


def posterior_line(draws: Floats, kind: str = "posterior") -> Line | None:
    """The density of draws as a line; None where they do not vary."""
    from nbmixed.plots.density import density

    low, high = np.quantile(draws, [0.001, 0.999])
    if not high > low:
        return None
    inside = draws[(draws >= low) & (draws <= high)]
    x = np.linspace(inside.min(), inside.max(), _POINTS)
    return Line(x, density(inside, x), kind)
