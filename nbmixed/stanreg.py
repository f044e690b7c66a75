"""`StanReg`: a fitted model, as its user meets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nbmixed import saved
from nbmixed.calls import checked_methods
from nbmixed.design.build import Design
from nbmixed.display.html import to_html
from nbmixed.display.info import ModelInfo
from nbmixed.display.latex import to_latex
from nbmixed.display.shown import Shown
from nbmixed.display.table import Document, Findings, Notes
from nbmixed.display.text import to_text
from nbmixed.display.varcorr import shown_varcorr
from nbmixed.display.views import print_view
from nbmixed.display.views_checks import check_view
from nbmixed.display.views_priors import priors_section
from nbmixed.display.views_provenance import provenance_facts
from nbmixed.engine.draws import Draws
from nbmixed.errors import SettingError
from nbmixed.fit import extract, varcorr
from nbmixed.fit.checks import Finding
from nbmixed.fit.draws import Posterior
from nbmixed.fit.summarise import (
    DEFAULT_PROBS,
    approximate_frame,
    estimates,
    posterior_interval,
    summary_frame,
)
from nbmixed.methods import checking, criteria, diagnosis, drawing, nonlinear, predictive, reporting
from nbmixed.methods.reporting import fit_record
from nbmixed.options import options
from nbmixed.programs.packed import Packed
from nbmixed.programs.scale import ResolvedPriors
from nbmixed.provenance import RECORD, Provenance
from nbmixed.spec.family import Family
from nbmixed.spec.model import ModelSpec

if TYPE_CHECKING:
    import pandas as pd

Names = Sequence[str] | str | None
_COUNTED = ("stan_glm", "stan_glm_nb", "stan_lm")


@checked_methods
@dataclass(frozen=True, repr=False, eq=False)
class StanReg:
    """A fitted model.

    Printing it gives rstanarm's `print.stanreg`; in a notebook the same content is a table with what
    the checks found. Group effects and mean_PPD are made when first asked for.

    Attributes
    ----------
    spec
        What was fitted; `spec.to_call()` and `spec.to_magic()` print it as code, seed included.
    design
        The arrays made from formula and data.
    priors
        Priors in the units of the data.
    posterior
        The draws.
    provenance
        Versions, hashes, seed and time: what made these numbers.
    """

    spec: ModelSpec
    design: Design
    priors: ResolvedPriors
    posterior: Posterior
    packed: Packed = field(repr=False)
    draws: Draws = field(repr=False)
    provenance: Provenance
    name: str = "fit"

    @property
    def formula(self) -> str:
        """The formula as written."""
        return self.spec.formula

    @property
    def family(self) -> Family:
        """Family and link."""
        return self.spec.family

    @property
    def data(self) -> pd.DataFrame:
        """The rows of the data that were used."""
        return self.design.frame

    def summary(
        self,
        pars: Names = None,
        regex_pars: Names = None,
        probs: Sequence[float] = DEFAULT_PROBS,
        digits: int | None = None,
    ) -> Shown:
        """Means, sds, quantiles and Monte Carlo diagnostics of the parameters.

        Of an approximation the diagnostics are those of importance sampling, with khat in place of Rhat, and
        "optimizing" shows medians and MAD_SDs, as rstanarm does. Of more than 200 group effects, or coefficients, those
        worth reading are shown unless `pars` or `regex_pars` choose: the farthest from 0 in sds, and those sampled worst.

        Parameters
        ----------
        pars, regex_pars
            Names, the shortcuts "alpha", "beta" and "varying", or patterns; all parameters when neither is given.
        probs
            Quantiles.
        digits
            Decimals shown; `to_frame()` of the result is not rounded.
        """
        from nbmixed.display.views_summary import summary_view

        diagnostics = self.posterior.diagnostic_names if pars is None and regex_pars is None else []
        names = [*self.posterior.select(pars, regex_pars), *diagnostics]
        frame = self._summary_frame(names, probs)
        kinds = self.posterior.names_by_kind.kinds(names)
        whole = pars is not None or regex_pars is not None
        view = summary_view(self.info, frame, kinds, self._digits(digits), whole)
        return Shown(self._with_findings(view), frame)

    def _summary_frame(self, names: Sequence[str], probs: Sequence[float]) -> pd.DataFrame:
        if self.posterior.importance is None:
            return summary_frame(self.posterior.array(names), names, probs)
        point = "median" if self.spec.algorithm == "optimizing" else "mean"
        return approximate_frame(self.posterior, names, probs, point)

    def prior_summary(self, digits: int = 2) -> Shown:
        """The priors, as specified and as adjusted to the scale of the data."""
        from nbmixed.display.views_priors import prior_summary_view

        return Shown(prior_summary_view(self.name, self.priors, digits, self.family))

    def fixef(self) -> pd.Series:
        """Posterior medians of the population-level coefficients."""
        return extract.fixef(self.posterior)

    def ranef(self) -> dict[str, pd.DataFrame]:
        """Posterior medians of the group effects: a frame of levels by coefficients for each factor."""
        self._require_groups("ranef")
        return extract.ranef(self.posterior)

    def coef(self) -> Any:
        """Coefficients of each level, `fixef` plus `ranef`, for each factor; without groups `fixef`."""
        return extract.coef(self.posterior) if self.design.groups else self.fixef()

    def VarCorr(self) -> varcorr.VarCorr:
        """Covariances of the group effects from the posterior mean of Sigma, shown as lme4 shows them.

        `residual` is the posterior mean of sigma. `table` has medians and intervals of the same spreads.
        """
        self._require_groups("VarCorr")
        return shown_varcorr(self._varcorr(), diagnosis.caution(self))

    def _varcorr(self) -> varcorr.VarCorr:
        sigma = self.posterior.auxiliary.get("sigma")
        return varcorr.varcorr(
            [(t.group, t.coefs) for t in self.design.groups],
            [S.mean(axis=(0, 1)) for S in self.posterior.Sigma],
            None if sigma is None else float(sigma.mean()),
        )

    def sigma(self) -> float:
        """Posterior median of sigma; 1 for families without it."""
        return extract.sigma(self.posterior)

    def se(self) -> pd.Series:
        """MAD_SD of coefficients and group effects."""
        return extract.se(self.posterior)

    def ngrps(self) -> dict[str, int]:
        """Levels of each grouping factor."""
        return dict(self.design.ngrps)

    def nobs(self) -> int:
        """Rows used."""
        return self.design.nobs

    def posterior_interval(
        self, prob: float = 0.9, pars: Names = None, regex_pars: Names = None
    ) -> pd.DataFrame:
        """Central posterior intervals that hold probability `prob`."""
        names = self.posterior.select(pars, regex_pars)
        return posterior_interval(self.posterior.array(names), names, prob)

    def to_frame(self, pars: Names = None, regex_pars: Names = None) -> pd.DataFrame:
        """One row for each draw, one column for each parameter, under rstanarm's names."""
        return self.posterior.to_frame(self.posterior.select(pars, regex_pars))

    def to_arviz(self, groups: Sequence[str] | None = None, prior: StanReg | None = None) -> Any:
        """The fit for arviz: `InferenceData` (0.23) or `DataTree` (1.x), with named coordinates.

        Parameters
        ----------
        groups
            Some of posterior, posterior_predictive, log_likelihood, sample_stats, observed_data, constant_data, prior,
            prior_predictive; when None all but those of predictions (as large as log_likelihood, and slower).
        prior
            The same model with draws from its prior, ``update(fit, prior_PD=True)``: then there is a group `prior`.
        """
        from nbmixed.fit.arviz import to_arviz

        if prior is not None and not prior.spec.prior_PD:
            raise SettingError(
                "prior= must have draws from the prior: give prior=update(fit, prior_PD=True)."
            )
        return to_arviz(predictive.fitted(self), groups, None if prior is None else predictive.fitted(prior))

    posterior_predict = predictive.posterior_predict
    posterior_epred = predictive.posterior_epred
    posterior_linpred = predictive.posterior_linpred
    predictive_error = predictive.predictive_error
    predictive_interval = predictive.predictive_interval
    log_lik = predictive.log_lik
    loo = criteria.loo
    waic = criteria.waic
    loo_predict = criteria.loo_predict
    loo_linpred = criteria.loo_linpred
    loo_predictive_interval = criteria.loo_predictive_interval
    bayes_R2 = criteria.bayes_R2
    loo_R2 = criteria.loo_R2
    pp_check = checking.pp_check
    plot_nonlinear = nonlinear.plot_nonlinear
    plot = drawing.plot
    report = reporting.report
    table = reporting.table
    save = saved.save

    def check(self) -> Shown:
        """What is right or wrong with the draws, in words, with advice."""
        return Shown(check_view(self.findings))

    def print(self, digits: int | None = None, detail: bool = True) -> None:
        """Print the fit with another number of decimals, or its tables alone.

        Above stand the model and its rows, then medians and MAD_SDs (1.4826 times the median absolute deviation) of the
        posterior draws of coefficients and auxiliary parameters. "Error terms" are lme4's: standard deviations and
        correlations between groups from the posterior mean of their covariance matrix, and the posterior mean of sigma;
        `table` has medians and intervals of them instead. Whatever stands below the help lines is to be minded: what was
        left out of data or model, and what puts the draws in doubt (`check` says all). Nothing stands there if all is well.

        Parameters
        ----------
        digits
            Decimals; by default `nbmixed.options.digits`.
        detail
            Whether the model and the help lines are printed.

        Examples
        --------
        >>> from nbmixed import datasets, stan_glm
        >>> fit = stan_glm("kid_score ~ mom_iq", data=datasets.load("kidiq"), seed=1)
        >>> fit.print(digits=0, detail=False)  # doctest: +ELLIPSIS
                    Median MAD_SD
        (Intercept) ...
        """
        print(to_text(self._document(self._digits(digits), detail)))  # noqa: T201 - R's name for what it does

    @property
    def info(self) -> ModelInfo:
        """The facts above every table."""
        return ModelInfo(
            function=self.spec.function,
            family=str(self.family) if self.design.curve is None else self.design.curve.family,
            formula=self.formula,
            algorithm=self.spec.algorithm,
            sample_size=self.posterior.size,
            nobs=self.nobs(),
            predictors=len(self.posterior.coef_names) if self.spec.function in _COUNTED else None,
            subset=self.spec.subset,
            ngrps=self.ngrps(),
            n_dropped=self.design.n_dropped,
            name=self.name,
        )

    def __repr__(self) -> str:
        return to_text(self._document(options.digits))

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        document = self._estimates(options.digits)
        checked = document.with_findings(self.findings)
        sections = priors_section(self.priors, self.family), provenance_facts(self.provenance, closed=True)
        return {
            "text/plain": repr(self),
            "text/html": to_html(checked.followed_by(*sections)),
            "text/latex": to_latex(checked),
            RECORD: fit_record(self),
        }

    def _document(self, digits: int, detail: bool = True) -> Document:
        """What `print` shows: the estimates, and below them what the checks have against them."""
        return self._with_findings(self._estimates(digits, detail))

    def _with_findings(self, view: Document) -> Document:
        printed = diagnosis.printed(self)
        return view.followed_by(Findings(printed)) if printed else view

    def _estimates(self, digits: int, detail: bool = True) -> Document:
        posterior = self.posterior
        main, auxiliary = list(posterior.coef_names), posterior.aux_names
        if self.family.name == "beta":  # rstanarm has its precision among the coefficients
            main, auxiliary = [*main, *auxiliary], []
        aux = estimates(posterior.array(auxiliary), auxiliary) if auxiliary else None
        terms = self._varcorr() if self.design.groups else None
        coef = estimates(posterior.array(main), main)
        smooth = estimates(posterior.array(posterior.smooth_names), posterior.smooth_names)
        view = print_view(self.info, coef, aux, terms, smooth, digits=digits, detail=detail)
        note = self.provenance.cache_note if detail else ""
        return view.followed_by(Notes((note,), tight=True)) if note else view

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What `check` shows, as values."""
        return diagnosis.findings(self)

    def _digits(self, digits: int | None) -> int:
        return options.digits if digits is None else digits

    def _require_groups(self, method: str) -> None:
        if not self.design.groups:
            raise SettingError(
                f"{method}() is for models with group-specific terms; {self.spec.function} has none."
            )
