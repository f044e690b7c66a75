"""A fit in words, as the results section of a paper tells of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nbmixed.display.info import ModelInfo
from nbmixed.display.report_numbers import interval, percent, point
from nbmixed.display.table import Document, Prose
from nbmixed.fit.checks import Finding
from nbmixed.fit.reported import Convergence, Estimate
from nbmixed.provenance import Provenance

_MOST = 12
_FAMILIES = {
    ("gaussian", "identity"): "linear",
    ("binomial", "logit"): "logistic",
    ("binomial", "probit"): "probit",
    ("poisson", "log"): "Poisson",
    ("neg_binomial_2", "log"): "negative binomial",
}
_SCALES = {"logit": "log odds", "log": "log", "probit": "probit", "cloglog": "complementary log-log"}
_KINDS = {"stan_nlmer": "nonlinear ", "stan_gamm4": "additive "}
_NUTS = "Hoffman, M. D., & Gelman, A. (2014). The No-U-Turn sampler. Journal of Machine Learning Research, 15, 1593-1623."
_RHAT = (
    "Vehtari, A., Gelman, A., Simpson, D., Carpenter, B., & Bürkner, P.-C. (2021). Rank-normalization, folding, and "
    "localization: An improved R-hat for assessing convergence of MCMC. Bayesian Analysis, 16, 667-718."
)
_PSIS = (
    "Vehtari, A., Simpson, D., Gelman, A., Yao, Y., & Gabry, J. (2024). Pareto smoothed importance sampling. Journal of "
    "Machine Learning Research, 25(72), 1-58."
)
_STAN = (
    "Carpenter, B., Gelman, A., Hoffman, M. D., et al. (2017). Stan: A probabilistic programming language. Journal of "
    "Statistical Software, 76(1)."
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a fit.

    Attributes
    ----------
    info, provenance
        What was fitted, and where it comes from.
    family, link
        Names.
    formula, outcome
        As written, group-level terms of additive models beside it; and its left side.
    estimates
        With intervals of probability `prob`.
    convergence
        Of chains; None for an approximation.
    khat
        Of an approximation; None for chains.
    findings
        What the checks found.
    from_prior
        Whether the draws are those of the prior.
    """

    info: ModelInfo
    provenance: Provenance
    family: str
    link: str
    formula: str
    outcome: str
    estimates: Sequence[Estimate]
    prob: float
    convergence: Convergence | None
    khat: float | None
    findings: tuple[Finding, ...]
    from_prior: bool


def words_view(told: Told) -> Document:
    """The paragraphs: model and priors, computation, estimates, references."""
    first = f"{_model(told)} {_priors(told)}"
    second = f"{_computation(told)} {_trust(told)}"
    return Document((Prose((first, second, _results(told), f"References: {' '.join(_references(told))}")),))


def _model(told: Told) -> str:
    info, by = told.info, told.provenance
    multilevel = "multilevel " if info.ngrps else ""
    kind = _FAMILIES.get(
        (told.family, told.link), f"generalized linear ({told.family} family, {told.link} link)"
    )
    kind = f"{_KINDS.get(info.function, '')}{multilevel}{kind}".replace(
        "nonlinear multilevel linear", "nonlinear multilevel"
    )
    levels = ", ".join(f"{n:,} levels of `{group}`" for group, n in info.ngrps.items())
    changes = "".join(f" {f.message}" for f in told.findings if f.kind == "data")
    where = f" in {levels}" if levels else ""
    subset = f", of the rows with `{info.subset}`" if info.subset else ""
    return (
        f"A Bayesian {kind} model of `{told.outcome}` was fitted to {info.nobs:,} observations{where}{subset},"
        f" with the formula `{told.formula}`, in nbmixed {by.nbmixed} ({by.engine}; Carpenter et al., 2017).{changes}"
    )


def _priors(told: Told) -> str:
    pairs = [f"`{prior}` for the {_lower(title)}" for title, prior in told.provenance.facts.priors]
    start = "Draws are from the prior, the data were not used. " if told.from_prior else ""
    return f"{start}Priors were {_listed(pairs)}." if pairs else start


def _lower(title: str) -> str:
    name = title[:1].lower() + title[1:]
    words = {
        "intercept (after predictors centered)": "intercept at the mean of the predictors",
        "covariance": "covariance of the group-level effects",
        "smooths (standard deviations)": "standard deviations of smooths",
    }
    if name.startswith("auxiliary ("):
        return f"auxiliary parameter {name[11:-1]}"
    return words.get(name, name)


def _computation(told: Told) -> str:
    settings, seed = told.provenance.facts.settings, told.provenance.seed
    if told.khat is not None:
        return (
            f"The posterior was approximated ({told.info.algorithm}) by {told.info.sample_size:,} draws, resampled by Pareto"
            f" smoothed importance sampling (Vehtari et al., 2024; seed {seed})."
        )
    thin = f", of which every {settings['thin']}th was kept" if settings.get("thin", 1) > 1 else ""
    return (
        f"The posterior was sampled with the No-U-Turn sampler (Hoffman & Gelman, 2014) in {settings['chains']} chains of"
        f" {settings['iter']:,} iterations, the first {settings['warmup']:,} of each for warmup{thin} (target acceptance rate"
        f" {settings['adapt_delta']:g}, seed {seed}): {told.info.sample_size:,} draws."
    )


def _trust(told: Told) -> str:
    worse = [str(f.message) for f in told.findings if f.severity in ("warning", "serious")]
    found = told.convergence
    if found is None:
        head = f"Pareto k-hat was {told.khat:.2f} (good below 0.7)."
    else:
        diverged = (
            "No transition diverged"
            if not found.divergences
            else f"{found.divergences:,} transition{'s' * (found.divergences > 1)} diverged"
        )
        head = (
            f"{diverged}; R-hat was at most {math.ceil(found.rhat * 1000) / 1000:.3f}, and effective sample sizes of bulk and tails were at least"
            f" {int(found.ess):,} (Vehtari et al., 2021)."
        )
    return " ".join([head, *(f"Caution: {text}" for text in worse)])


_HEADS = {
    "coef": "",
    "sd": "Standard deviations between groups: ",
    "cor": "Correlations between group-level effects: ",
    "smooth_sd": "Standard deviations of smooths: ",
    "aux": "Further parameters: ",
}


def _results(told: Told) -> str:
    scale = f", on the {_SCALES[told.link]} scale" if told.link in _SCALES else ""
    parts = [text for kind in _HEADS if (text := _of_kind(told.estimates, kind))]
    return f"Posterior medians with {percent(told.prob)} intervals{scale}: {'. '.join(parts)}."


def _of_kind(estimates: Sequence[Estimate], kind: str) -> str:
    chosen = [e for e in estimates if e.kind == kind]
    if not chosen:
        return ""
    shown = [f"{_name(e)} {point(e)} {interval(e)}" for e in chosen[:_MOST]]
    more = len(chosen) - _MOST
    return _HEADS[kind] + "; ".join([*shown, *([f"and {more} more"] if more > 0 else [])])


def _name(estimate: Estimate) -> str:
    if estimate.kind == "cor":
        first, second = estimate.coefs
        return f"`{first}` and `{second}` by `{estimate.part}`"
    if estimate.kind == "sd":
        return f"`{estimate.name}` by `{estimate.part}`"
    return f"`{estimate.name}`"


def _references(told: Told) -> Iterator[str]:
    yield _STAN
    if told.khat is None:
        yield from (_NUTS, _RHAT)
    else:
        yield _PSIS


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
