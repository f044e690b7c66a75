"""What the checks find of a fit, and how its user learns of it: findings, a warning, a note beside what is derived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbmixed import caller
from nbmixed.errors import DataWarning, FitWarning
from nbmixed.fit.checks import Finding, Severity, check_draws, in_brief, problems
from nbmixed.fit.checks_approximation import check_approximation
from nbmixed.fit.checks_size import check_sizes
from nbmixed.fit.importance import UNRELIABLE
from nbmixed.spec.prior_values import Hs, HsPlus, Lasso, ProductNormal

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg

UNNAMED = "fit"


def findings(fit: StanReg) -> tuple[Finding, ...]:
    """Return everything that `check` shows."""
    importance = fit.posterior.importance
    notes = fit.draws.notes if importance is None or importance.khat > UNRELIABLE else ()
    return (
        *(Finding("data", "note", note) for note in fit.design.notes),
        *(Finding("start", "note", remark) for remark in fit.design.remarks),
        *(Finding("engine", "note", note) for note in notes),
        *_of_draws(fit),
    )


def printed(fit: StanReg) -> tuple[Finding, ...]:
    """Return the findings that stand under the printed text: what was changed in data or run, and what puts the result in doubt."""
    grave = problems(fit.findings)
    return tuple(f for f in fit.findings if f.kind in ("data", "engine") or f in grave)


def caution(fit: StanReg, label: str = "") -> tuple[Finding, ...]:
    """Return a short note for whatever is derived from a fit in doubt; none where all is well.

    Parameters
    ----------
    label
        What the fit is called where there are several.
    """
    grave = problems(fit.findings)
    if not grave:
        return ()
    severity: Severity = "serious" if any(f.severity == "serious" for f in grave) else "warning"
    start = f"{label}: the draws" if label else "The draws"
    return (Finding("fit", severity, f"{start} are in doubt ({in_brief(grave)}): see {fit.name}.check()."),)


def warn_of_problems(fit: StanReg) -> None:
    """Issue a `FitWarning` if the checks found what puts the result in doubt."""
    grave = problems(fit.findings)
    if grave:
        verdict = (
            "should not be relied on" if any(f.severity == "serious" for f in grave) else "may be misleading"
        )
        advice = next((f.advice for f in grave if f.advice), "")
        text = f"{_called(fit.name)} {verdict}: {in_brief(grave)}. {advice} More: {fit.name}.check()."
        caller.warn(text, FitWarning)


def warn_of_changes(name: str, notes: tuple[str, ...]) -> None:
    """Issue a `DataWarning` if data or model were changed without being asked, as `notes` say."""
    if notes:
        caller.warn(f"{_called(name)}: {' '.join(notes)}", DataWarning)


def sampled_names(fit: StanReg) -> list[str]:
    """Return the parameters that chains sampled, and not those that were drawn given them."""
    posterior, drawn_afterwards = fit.posterior, set[str]()
    if fit.packed.program == "lmm":
        drawn_afterwards = {*posterior.b_names, *fit.design.smooth_names}
    return [n for n in posterior.names if n not in drawn_afterwards]


def _of_draws(fit: StanReg) -> tuple[Finding, ...]:
    """Return the findings about the draws."""
    posterior, names = fit.posterior, sampled_names(fit)
    draws = posterior.array(names)
    if posterior.importance is not None:
        found = check_approximation(draws, names, posterior.importance, rotate=_may_rotate(fit))
    else:
        found = check_draws(
            draws,
            names,
            posterior.sample_stats,
            posterior.max_treedepth,
            fit.draws.adapt_delta,
            _spreads(fit),
        )
    if fit.spec.prior_PD:
        return found
    coef = posterior.parameters.coef.reshape(posterior.size, -1)
    sizes = check_sizes(coef, fit.design, fit.priors, fit.family.link)
    return (*(f for f in found if not sizes or f.kind != "ok"), *sizes)


def _spreads(fit: StanReg) -> dict[str, str]:
    """Return variances and standard deviations with the argument that holds their prior."""
    posterior = fit.posterior
    variances = [f"Sigma[{t.group}:{c},{c}]" for t in posterior.terms for c in t.coefs]
    return (
        dict.fromkeys(variances, "prior_covariance")
        | dict.fromkeys(posterior.smooth_names, "prior_smooth")
        | dict.fromkeys(posterior.aux_names, "prior_aux")
    )


def _may_rotate(fit: StanReg) -> bool:
    """Return whether QR=True is possible here and may help the approximation."""
    spec, predictors = fit.spec, [n for n in fit.posterior.coef_names if n != "(Intercept)"]
    shrunk = isinstance(spec.prior, Hs | HsPlus | Lasso | ProductNormal)
    unused = not (spec.QR or spec.sparse or shrunk or spec.function == "stan_lm")
    return unused and spec.algorithm == "meanfield" and len(predictors) > 1


def _called(name: str) -> str:
    return "The fit" if name == UNNAMED else f"The fit {name}"
