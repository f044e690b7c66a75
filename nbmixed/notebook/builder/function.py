"""Which model function a draft asks for."""

from __future__ import annotations

from nbmixed.notebook.builder.draft import Draft
from nbmixed.notebook.builder.parts import Parts
from nbmixed.spec.model_checks import FIXED_FAMILY

_IDENTITY = ("stan_lm", "stan_lmer", "stan_nlmer")


def suited(draft: Draft, parts: Parts | None) -> str:
    """The function for these parts and this family: the draft's own where it can stay.

    >>> suited(Draft(family="binomial", link="logit"), Parts("y", ("x",)))
    'stan_glm'
    """
    if parts is None or parts.curve is not None:
        return "stan_nlmer"
    if parts.smooths:
        return "stan_gamm4"
    own = (
        ("stan_lmer", "stan_glmer", "stan_glmer_nb")
        if parts.groups
        else ("stan_glm", "stan_glm_nb", "stan_lm")
    )
    if draft.function in own and _takes_family(draft.function, draft):
        return draft.function
    return next(f for f in own if _takes_family(f, draft))


def _takes_family(function: str, draft: Draft) -> bool:
    fixed = FIXED_FAMILY.get(function)
    return fixed in (None, draft.family) and (function not in _IDENTITY or draft.link == "identity")
