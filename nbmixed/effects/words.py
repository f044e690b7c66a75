"""Estimands in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg

_CHANCES = ("binomial", "beta_binomial")


def quantity(fit: StanReg, type: str) -> str:  # noqa: A002
    """What rows have: an expected outcome, a chance, a linear predictor."""
    if type == "link":
        return "linear predictor"
    return "chance of success" if fit.family.name in _CHANCES else "expected outcome"


def sentence(*parts: str) -> str:
    """Parts that are not empty, joined by commas, with a capital.

    >>> sentence("expected outcome", "", "at each row")
    'Expected outcome, at each row'
    """
    text = ", ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]
