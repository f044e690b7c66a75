"""What a prediction is asked for: which rows, which draws, which group-specific terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.arguments import RowArgument
from nbmixed.design.build import Design
from nbmixed.design.groups import GroupTerm
from nbmixed.errors import DataError, SettingError
from nbmixed.fit.draws import Posterior
from nbmixed.fit.linpred import Predictor, Term, merged, places
from nbmixed.fit.new_groups import check_new_levels, new_effects
from nbmixed.fit.re_form import Chosen, chosen_terms
from nbmixed.fit.trials import new_trials
from nbmixed.spec.family import Family

Floats = NDArray[np.float64]
_STREAM = 0xD2A


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What predictions and criteria need of a fit.

    Attributes
    ----------
    posterior, design, family
        As in `StanReg`.
    seed
        Of the fit; what is random in a prediction is drawn with it where no other seed is given.
    """

    posterior: Posterior
    design: Design
    family: Family
    seed: int


@dataclass(frozen=True)
class Request:
    """Rows, draws and terms of one prediction.

    Attributes
    ----------
    predictor
        Of the linear predictors.
    family
        Of the outcome.
    design
        The rows: those of the fit, or new data.
    aux, further
        Auxiliary parameters of the draws picked, as in `Parameters`, shape (draws,).
    seed
        Of simulated outcomes.
    fitted, newdata
        Where the numbers of trials come from.
    """

    predictor: Predictor
    family: Family
    design: Design
    aux: Floats | None
    further: Mapping[str, Floats]
    seed: int
    fitted: Design
    newdata: Any

    @property
    def shape(self) -> tuple[int, int]:
        """Draws and rows."""
        return self.predictor.shape

    @property
    def rows(self) -> pd.Index[Any]:
        """Labels of the rows, as in the data frame."""
        return self.design.frame.index

    @cached_property
    def trials(self) -> NDArray[np.int64] | None:
        """Numbers of trials of binomial outcomes, shape (N,); None for 0/1 outcomes and other families."""
        at_fit = None if self.fitted.response is None else self.fitted.response.trials
        if at_fit is None or self.newdata is None:
            return at_fit
        return new_trials(self.fitted, self.design, self.newdata)

    @property
    def y(self) -> Floats:
        """The outcome, successes where there are trials, shape (N,).

        Raises
        ------
        DataError
            When newdata have none that can be used.
        """
        if self.design.response is None:
            name = "" if self.fitted.response is None else f" {self.fitted.response.name}"
            told = "".join(f" {note}" for note in self.design.notes if note.startswith("The outcome"))
            raise DataError(
                f"newdata have no usable outcome{name}, which is needed here; add its columns.{told}"
            )
        return self.design.response.y


def request(
    fitted: Fitted,
    newdata: Any = None,
    draws: int | None = None,
    re_form: str | None = None,
    offset: RowArgument = None,
    seed: int | None = None,
    new_levels: str = "independent",
) -> Request:
    """Check what is asked for and gather what it takes; see `nbmixed.fit.predict` for the arguments."""
    seed = fitted.seed if seed is None else _checked_seed(seed)
    check_new_levels(new_levels)
    chosen = chosen_terms(re_form, fitted.design)
    picked = pick(draws, fitted.posterior.size, seed)
    parameters = fitted.posterior.parameters
    aux = None if parameters.aux is None else parameters.aux.reshape(-1)[picked]
    further = {name: values.reshape(-1)[picked] for name, values in parameters.further.items()}
    if newdata is None:
        if offset is not None:
            raise SettingError("offset= is for newdata: the rows of the fit have their own offset.")
        design = fitted.design
        made = _in_sample(fitted, chosen, picked)
    else:
        design = _new_design(fitted.design, newdata, offset, chosen)
        made = _out_of_sample(fitted.posterior, design, chosen, picked, seed, new_levels)
    return Request(made, fitted.family, design, aux, further, seed, fitted.design, newdata)


def pick(draws: int | None, size: int, seed: int) -> NDArray[np.intp]:
    """Which draws: all, or a random sample of them in their order, each at most once.

    Raises
    ------
    SettingError
        For a number that is no count or larger than there are draws.
    """
    if draws is None:
        return np.arange(size)
    if not isinstance(draws, int | np.integer) or isinstance(draws, bool) or not 1 <= draws <= size:
        raise SettingError(
            f"draws must be a whole number from 1 to {size}, the size of the posterior, not {draws!r}."
        )
    if draws == size:
        return np.arange(size)
    return np.sort(np.random.default_rng([seed, _STREAM]).choice(size, int(draws), replace=False))


def _in_sample(fitted: Fitted, chosen: Chosen, picked: NDArray[np.intp]) -> Predictor:
    """The rows of the fit; links that bound the linear predictor keep it possible where all of it is there."""
    design = fitted.design
    effects = merged(fitted.posterior.effects) if chosen else []
    terms = [
        Term(
            design.groups[k].Z[:, coefs],
            _some(effects[k], picked)[..., coefs],
            design.groups[k].index,
            places(design, k, coefs),
        )
        for k, coefs in chosen.items()
    ]
    complete = chosen == chosen_terms(None, design)
    coef = _some(_coefficients(fitted.posterior), picked)
    bound = fitted.family.bound if complete else 0
    return Predictor(design.X, coef, design.offset, tuple(terms), bound, design.curve)


def _coefficients(posterior: Posterior) -> Floats:
    return posterior.parameters.coef.reshape(posterior.size, -1)


def _some(draws: Floats, picked: NDArray[np.intp]) -> Floats:
    """The draws picked; not a copy when they are all."""
    return draws if len(picked) == len(draws) else draws[picked]


def _new_design(design: Design, newdata: Any, offset: RowArgument, chosen: Chosen) -> Design:
    return design.at(newdata, offset=offset, terms=sorted(chosen))


def _out_of_sample(
    posterior: Posterior, design: Design, chosen: Chosen, picked: NDArray[np.intp], seed: int, how: str
) -> Predictor:
    coef = _some(_coefficients(posterior), picked)
    if not chosen:
        return Predictor(design.X, coef, design.offset, (), curve=design.curve)
    effects = merged(posterior.effects)
    factors = merged(posterior.parameters.theta_L)
    terms = []
    for place, (term, k) in enumerate(zip(design.groups, sorted(chosen), strict=True)):
        new = new_effects(factors[k], k, term.new_levels, picked, seed, how=how)
        on = places(design, place, chosen[k])
        terms.append(replace(_new_term(term, effects[k], new, picked, chosen[k]), on=on))
    return Predictor(design.X, coef, design.offset, tuple(terms), curve=design.curve)


def _new_term(
    term: GroupTerm, known: Floats, new: Floats, picked: NDArray[np.intp], coefs: slice | list[int]
) -> Term:
    """Effects of the levels that occur in new rows, known ones first."""
    occurring = np.unique(term.index[term.index >= 0])
    place = np.searchsorted(occurring, term.index)
    index = (
        place if term.new_index is None else np.where(term.index >= 0, place, len(occurring) + term.new_index)
    )
    b = np.concatenate([_some(known[:, occurring], picked), new], axis=1)
    return Term(term.Z[:, coefs], b[..., coefs], index)


def _checked_seed(seed: int) -> int:
    if not isinstance(seed, int | np.integer) or isinstance(seed, bool) or seed < 0:
        raise SettingError(f"seed must be a whole number, 0 or larger, not {seed!r}.")
    return int(seed)
