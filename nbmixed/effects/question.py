"""What is asked of rows: which scale, and whose group effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.groups import GroupTerm
from nbmixed.effects.population import population_mean, population_sd
from nbmixed.errors import SettingError, listed, nearest
from nbmixed.fit.re_form import Chosen, chosen_terms
from nbmixed.spec.formula_bars import Bar
from nbmixed.spec.formula_deparse import deparse
from nbmixed.spec.formula_nodes import names

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg

Floats = NDArray[np.float64]
Scale = Literal["response", "link"]
SCALES = ("response", "link")
GROUP_EFFECTS = ("typical", "averaged")
AUTO = "auto"


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A quantity that each row has in each draw.

    Attributes
    ----------
    fit
        A fitted model.
    type
        "response", the expected outcome (of binomial outcomes the chance of success), or "link", the linear predictor.
    re_form
        Group-specific terms that it is conditional on: None for all, "NA" for none, or a formula that names some;
        "auto" for those whose grouping factors the rows have.
    group_effects
        The other terms: "typical" has their effects at 0, "averaged" takes the mean over the population of groups.
    """

    fit: StanReg
    type: str
    re_form: str | None
    group_effects: str

    def __post_init__(self) -> None:
        _one_of("type", self.type, SCALES)
        _one_of("group_effects", self.group_effects, GROUP_EFFECTS)
        if self.group_effects == "averaged":
            self._check_averaged()

    def expected(self, rows: pd.DataFrame, offset: Any = None) -> Floats:
        """The quantity at each row, shape (draws, rows); chains one after the other."""
        conditional = self._conditional(list(rows.columns))
        if self.group_effects == "typical":
            return self._predicted(rows, offset, conditional, self.type)
        eta = self._predicted(rows, offset, conditional, "link")
        if self.type == "link" or self.fit.family.link == "identity":
            return eta
        return population_mean(self.fit.family.link, eta, self._sd(rows, offset, conditional))

    def groups_told(self, columns: Sequence[str]) -> str:
        """Whose group effects, in words, for rows with these columns; empty for models without groups."""
        terms = self.fit.design.groups
        chosen = chosen_terms(self._conditional(columns), self.fit.design)
        own = dict.fromkeys(terms[k].group for k in chosen)
        other = dict.fromkeys(t.group for k, t in enumerate(terms) if not isinstance(chosen.get(k), slice))
        parts = [f"given the row's own group of {', '.join(own)}"] if own else []
        if other and self.group_effects == "typical":
            parts.append(f"for a typical group of {', '.join(other)} (effects 0)")
        elif other:
            parts.append(f"averaged over the population of groups of {', '.join(other)}")
        return ", ".join(parts)

    def _predicted(self, rows: pd.DataFrame, offset: Any, re_form: str | None, scale: str) -> Floats:
        method = self.fit.posterior_epred if scale == "response" else self.fit.posterior_linpred
        return method(newdata=rows, re_form=re_form, offset=offset)

    def _conditional(self, columns: Sequence[str]) -> str | None:
        """`re_form` with "auto" resolved for rows with these columns."""
        if self.re_form != AUTO:
            return self.re_form
        if self.group_effects == "averaged":
            return "NA"
        bars = self.fit.design.formula.bars
        there = [bar for bar in bars if set(names(bar.group)) & set(self.fit.data.columns) <= set(columns)]
        if len(there) == len(bars):
            return None
        return "~ " + " + ".join(map(self._written, there)) if there else "NA"

    def _written(self, bar: Bar) -> str:
        """A group-specific term as `re_form` takes it; of a curve its parameters that vary."""
        if self.fit.design.curve is None:
            return f"({deparse(bar.lhs)} | {deparse(bar.group)})"
        terms = [term for term in self.fit.design.groups if term.group == bar.group_name]
        return f"({' + '.join(c for term in terms for c in term.coefs)} | {deparse(bar.group)})"

    def _sd(self, rows: pd.DataFrame, offset: Any, re_form: str | None) -> Floats:
        """Standard deviations of what is averaged over, on the scale of the link, shape (draws, rows)."""
        rest = self._averaged_terms(chosen_terms(re_form, self.fit.design))
        design = self.fit.design
        lacking = [c for c in design.formula.grouping_variables if c not in rows and c in design.frame]
        filled = rows.assign(**{c: design.frame[c].iloc[0] for c in lacking})
        terms: tuple[GroupTerm, ...] = design.at(filled, offset=offset, terms=rest).groups
        posterior = self.fit.posterior
        Sigma = [posterior.Sigma[k].reshape(posterior.size, *posterior.Sigma[k].shape[2:]) for k in rest]
        return population_sd([term.Z for term in terms], Sigma)

    def _averaged_terms(self, chosen: Chosen) -> list[int]:
        return [k for k in range(len(self.fit.design.groups)) if k not in chosen]

    def _check_averaged(self) -> None:
        if not self.fit.design.groups:
            raise SettingError(
                "group_effects='averaged' is for models with group-specific terms; leave it out."
            )
        chosen = chosen_terms(self._conditional(()), self.fit.design)
        if any(not isinstance(coefs, slice) for coefs in chosen.values()):
            raise SettingError(
                "With group_effects='averaged', re_form must name whole terms, as in the formula."
            )
        if not self._averaged_terms(chosen):
            raise SettingError(
                "group_effects='averaged' averages over terms that re_form leaves out, and there are none; give re_form='NA'."
            )
        if self.fit.design.curve is not None:
            raise SettingError("group_effects='averaged' is not available for curves; use 'typical'.")
        if self.type == "response" and self.fit.family.bound and self.fit.family.link != "identity":
            raise SettingError(
                f"With the {self.fit.family.link} link the mean over the population of groups does not exist; "
                "use group_effects='typical' or type='link'."
            )


def _one_of(argument: str, value: object, known: Sequence[str]) -> None:
    if value not in known:
        raise SettingError(
            f"{argument} must be one of {listed(known)}, not {value!r}.{nearest(str(value), known)}"
        )
