"""Data from which a model cannot be told: refused where no posterior exists, else a sentence for the user."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nbmixed.design.build import Design
from nbmixed.design.groups import GroupTerm
from nbmixed.errors import DataError, listed
from nbmixed.programs.exact_fit import exact_fit
from nbmixed.programs.mode import SHRUNK
from nbmixed.spec.family import Family
from nbmixed.spec.model import ModelSpec

_COUNTED = ("binomial", "beta_binomial", "poisson", "neg_binomial_2")
_SAME = 1e-13  # of the largest number: outcomes that differ by less differ by rounding


def check_degenerate(design: Design, spec: ModelSpec) -> tuple[str, ...]:
    """Return a sentence for whatever data leave to the priors; draws from the prior alone need none.

    Raises
    ------
    DataError
        For a continuous outcome that is the same in every row, a real one that the model reproduces exactly, or counts that
        are all 0 (or all successes) beside a flat prior of the intercept.
    """
    if spec.prior_PD or design.response is None:
        return ()
    if spec.family.name in _COUNTED:
        outcome = tuple(_constant_counts(design, spec))
    else:
        _refuse_constant(design, spec.family)
        outcome = tuple(_exact(design, spec.family))
    return (*outcome, *_wide(design, spec), *_groups(design, spec.family))


def _refuse_constant(design: Design, family: Family) -> None:
    assert design.response is not None
    y = design.response.y
    if design.offset is not None and family.link == "identity":
        y = y - design.offset
    counted = y if design.weights is None else y[design.weights > 0]
    if np.ptp(counted) <= _SAME * np.max(np.abs(counted)):
        less = " less its offset" if design.offset is not None and family.link == "identity" else ""
        raise DataError(
            f"The outcome {design.response.name}{less} is {counted[0]:g} in every row, so that there is nothing to explain and "
            f"nothing to estimate {family.aux} from: check the data, or choose an outcome that varies."
        )


def _exact(design: Design, family: Family) -> Iterator[str]:
    """A real outcome without residuals has no posterior: its density grows without bound as sigma goes to 0."""
    assert design.response is not None
    terms = exact_fit(design, family)
    if terms is None:
        return
    what = "the curve" if design.curve else "the predictors"
    what += f" and the levels of {listed(dict.fromkeys(t.group for t in terms))}" if terms else ""
    what = what[0].upper() + what[1:]
    told = f"{what} reproduce{'s' * (what == 'The curve')} the outcome {design.response.name} exactly"
    if family.real_line:
        raise DataError(
            f"{told}, so that nothing is left to estimate sigma from: check whether the outcome was computed from them, and "
            "leave out what it was computed from."
        )
    yield f"{told}: the posterior of {family.aux} is its prior's making."


def _constant_counts(design: Design, spec: ModelSpec) -> Iterator[str]:
    """Outcomes that are all the same are possible; how near a chance is to 0 or 1, or a rate to 0, is left to priors."""
    assert design.response is not None
    counted = slice(None) if design.weights is None else design.weights > 0
    y, trials = design.response.y[counted], design.response.trials
    trials = None if trials is None else trials[counted]
    if len(y) < 2 or np.ptp(y) > 0 or (trials is not None and np.ptp(trials) > 0):
        return
    all_ = 1 if trials is None else trials[0]
    chance = spec.family.name in ("binomial", "beta_binomial")
    value = f"{y[0]:g}" + (f" of {all_}" if trials is not None else "")
    told = f"The outcome {design.response.name} is {value} in every row"
    if y[0] > 0 and not (chance and y[0] == all_):
        yield f"{told}: there is no variation to explain."
        return
    if design.has_intercept and spec.prior_intercept is None:
        raise DataError(
            f"{told}: with a flat prior the intercept has no posterior. Give prior_intercept=, or check the data."
        )
    what = "chance" if chance else "rate"
    yield f"{told}: how near {'1' if y[0] else '0'} the {what} is depends on the priors."


def _wide(design: Design, spec: ModelSpec) -> Iterator[str]:
    K = len(design.parametric.coef_names)
    if design.nobs < K and not isinstance(spec.prior, SHRUNK):
        yield f"There are {K} coefficients and {design.nobs} rows: what the rows leave open of the coefficients, the priors decide."


def _groups(design: Design, family: Family) -> Iterator[str]:
    for term in design.groups:
        effects = len(term.levels) * len(term.coefs)
        if _has_scale(family) and design.nobs <= effects:
            yield _without_replicates(term, design.nobs, effects, str(family.aux))
        if constant := _constant_slopes(term):
            yield (
                f"{listed(constant)} does not vary within the levels of {term.group}: slopes by {term.group} cannot be told "
                "from its intercepts, and the priors divide them."
            )


def _has_scale(family: Family) -> bool:
    return family.aux is not None and family.name != "beta_binomial"


def _without_replicates(term: GroupTerm, rows: int, effects: int, aux: str) -> str:
    if len(term.coefs) == 1:
        return (
            f"Each level of {term.group} has one row ({rows} rows, {len(term.levels)} levels): the data tell only the sum of "
            f"what {term.group} and {aux} say of the spread, and the priors divide it."
        )
    return (
        f"By {term.group} vary {effects} effects, and there are {rows} rows: the data cannot tell the spread of "
        f"{listed(term.coefs)} by {term.group} from {aux}, and the priors divide it."
    )


def _constant_slopes(term: GroupTerm) -> list[str]:
    """Return coefficients beside a varying intercept whose covariate is the same in all rows of each level."""
    if "(Intercept)" not in term.coefs:
        return []
    counts = np.maximum(np.bincount(term.index, minlength=len(term.levels)), 1)
    if counts.max() == 1:
        return []
    found = []
    for name, z in zip(term.coefs, term.Z.T, strict=True):
        means = np.bincount(term.index, z, len(term.levels)) / counts
        largest_deviation = float(np.max(np.abs(z - means[term.index])))
        if name != "(Intercept)" and largest_deviation <= 1e-12 * float(np.max(np.abs(z))):
            found.append(name)
    return found
