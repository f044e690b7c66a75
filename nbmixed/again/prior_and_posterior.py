"""`posterior_vs_prior`: what the data have changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nbmixed.again.jobs import checked_seed, seed_for
from nbmixed.again.prior_draws import flat_priors, prior_fit
from nbmixed.again.source import source
from nbmixed.again.update import require_fit
from nbmixed.calls import checked
from nbmixed.engine.progress import Listener
from nbmixed.errors import SettingError
from nbmixed.fit.criteria import require_posterior
from nbmixed.fit.predict import check_prob
from nbmixed.stanreg import StanReg

Names = Sequence[str] | str | None
_DRAWS = 4000


@checked
def posterior_vs_prior(
    fit: StanReg,
    pars: Names = None,
    regex_pars: Names = None,
    prob: float = 0.9,
    *,
    seed: int | None = None,
    listener: Listener | None = None,
) -> pd.DataFrame:
    """Medians and central intervals of parameters under the posterior and under the prior.

    The model is fitted again without its data's likelihood (``prior_PD=True``); priors that follow the scale of the data
    still do.

    Parameters
    ----------
    fit
        A model fitted to data.
    pars, regex_pars
        As in `fit.summary`; all but the group effects when neither is given.
    prob
        Probability inside the intervals.
    seed
        Of the draws from the prior; by default from that of the fit.
    listener
        Told of progress; nobody is when None.

    Returns
    -------
    One row for each parameter and source: `parameter`, `vs` ("Posterior" or "Prior"), `median`, `lower`, `upper`.

    Raises
    ------
    SettingError
        For flat priors, which have no draws, and for a fit that is of the prior already.
    """
    require_fit(fit, "posterior_vs_prior")
    require_posterior(fit.spec.prior_PD, "posterior_vs_prior")
    check_prob(prob)
    flat = flat_priors(fit.spec)
    if flat and fit.spec.function != "stan_lm":  # there None is a uniform prior of R2
        raise SettingError(f"A flat prior has no draws to compare with: {' and '.join(flat)} is None.")
    names = _names(fit, pars, regex_pars)
    prior = prior_fit(
        fit.spec,
        source(fit.spec, fit.design),
        _DRAWS,
        seed_for(checked_seed(seed, fit.draws.seed), 0),
        listener,
    )
    found = {"Posterior": fit, "Prior": prior}
    return pd.concat([_rows(of, label, names, prob) for label, of in found.items()], ignore_index=True)


def _names(fit: StanReg, pars: Names, regex_pars: Names) -> list[str]:
    if pars is None and regex_pars is None:
        effects = set(fit.posterior.b_names)
        return [n for n in fit.posterior.names if n not in effects]
    return [n for n in fit.posterior.select(pars, regex_pars) if n in fit.posterior.names]


def _rows(fit: StanReg, label: str, names: Sequence[str], prob: float) -> pd.DataFrame:
    tails = [(1 - prob) / 2, 0.5, (1 + prob) / 2]
    lower, median, upper = np.quantile(fit.posterior.array(names), tails, axis=(0, 1))
    return pd.DataFrame({"parameter": names, "vs": label, "median": median, "lower": lower, "upper": upper})
