"""Names of all parameters of a fit by their kind, no two of them the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Literal

from nbmixed.design.groups import GroupTerm
from nbmixed.programs.names import covariance_names, effect_names

Kind = Literal["coef", "effect", "parameter", "mean_PPD", "log-posterior"]


@dataclass(frozen=True, slots=True)
class ParameterNames:
    """Names by kind.

    A coefficient keeps the name of its column. A parameter of another kind whose usual name is taken says its kind
    behind it: beside a predictor called `sigma` the residual standard deviation is `sigma (auxiliary)`.

    Attributes
    ----------
    coef
        Population-level coefficients.
    effects
        Group effects, term by term.
    aux
        The auxiliary parameter, if there is one, and further ones.
    smooth
        Standard deviations of smooths.
    covariances
        (Co)variances of group effects, term by term.
    mean_PPD, log_posterior
        The diagnostics of `summary`.
    """

    coef: tuple[str, ...]
    effects: tuple[tuple[str, ...], ...]
    aux: tuple[str, ...]
    smooth: tuple[str, ...]
    covariances: tuple[tuple[str, ...], ...]
    mean_PPD: str
    log_posterior: str

    @property
    def parameters(self) -> list[str]:
        """All but the diagnostics, in rstanarm's order."""
        groups, Sigma = chain.from_iterable(self.effects), chain.from_iterable(self.covariances)
        return [*self.coef, *groups, *self.aux, *self.smooth, *Sigma]

    def kinds(self, names: Iterable[str]) -> list[Kind]:
        """Return the kind of each of these parameters."""
        other: dict[str, Kind] = dict.fromkeys(self.coef, "coef")
        other |= {name: "effect" for term in self.effects for name in term}
        other |= {self.mean_PPD: "mean_PPD", self.log_posterior: "log-posterior"}
        return [other.get(name, "parameter") for name in names]


def parameter_names(
    coef: Sequence[str], terms: Sequence[GroupTerm], aux: Sequence[str], smooth: Sequence[str]
) -> ParameterNames:
    """Return the names of the parameters of a model.

    Parameters
    ----------
    coef, aux, smooth
        Their usual names.
    terms
        Group-level terms.

    Examples
    --------
    >>> parameter_names(["(Intercept)", "sigma"], [], ["sigma"], []).aux
    ('sigma (auxiliary)',)
    """
    taken = set[str]()
    return ParameterNames(
        coef=_free(coef, "coefficient", taken),
        aux=_free(aux, "auxiliary", taken),
        smooth=_free(smooth, "smooth", taken),
        effects=tuple(_free(effect_names(term), "group effect", taken) for term in terms),
        covariances=tuple(_free(covariance_names(t.group, t.coefs), "covariance", taken) for t in terms),
        mean_PPD=_free(["mean_PPD"], "diagnostic", taken)[0],
        log_posterior=_free(["log-posterior"], "diagnostic", taken)[0],
    )


def _free(usual: Iterable[str], kind: str, taken: set[str]) -> tuple[str, ...]:
    """Return each name, or where it is taken the first that is free of it with its kind, and with its kind and a number."""
    names = []
    for name in usual:
        numbered = (f"{name} ({kind} {k})" for k in count(2))
        free = next(n for n in chain([name, f"{name} ({kind})"], numbered) if n not in taken)
        taken.add(free)
        names.append(free)
    return tuple(names)
