"""Where faults found with the data are told, and which priors have a place."""

from __future__ import annotations

from dataclasses import replace

from nbmixed.errors import DataError, FamilyError, FormulaError, NbmixedError, PriorError
from nbmixed.notebook.builder.draft import PRIORS, Draft
from nbmixed.notebook.places import priors_of
from nbmixed.spec.family import Family
from nbmixed.spec.model_checks import MIXED


def field_of(error: NbmixedError) -> str:
    """The field that a fault found with the data belongs to."""
    text = str(error)
    if isinstance(error, PriorError):
        return next((p for p in sorted(PRIORS, key=len, reverse=True) if text.startswith(p)), "prior")
    if isinstance(error, FamilyError):
        return "family"
    for word in ("weights", "offset", "subset", "contrasts", "knots"):
        if text.startswith(word):
            return word
    return "formula" if isinstance(error, FormulaError | DataError) else "model"


def pruned(draft: Draft) -> Draft:
    """A draft without priors that have no place in the model as it is now."""
    kept = {
        name: text
        for name, text in draft.priors.items()
        if has_place(draft, name) and text.partition("(")[0] in priors_of(draft.function, name)
    }
    return replace(draft, priors=kept)


def has_place(draft: Draft, prior: str) -> bool:
    """Whether the model has parameters that a prior is of.

    >>> has_place(Draft("stan_glm", "y ~ x"), "prior_covariance")
    False
    """
    function = draft.function
    return {
        "prior_covariance": function in MIXED and (function != "stan_gamm4" or bool(draft.random)),
        "prior_smooth": function == "stan_gamm4",
        "prior_intercept": function != "stan_nlmer",
        "prior_aux": function != "stan_lm" and Family(draft.family, draft.link).aux is not None,
    }.get(prior, True)
