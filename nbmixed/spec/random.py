"""The two parts of a `stan_gamm4` model: a formula with smooths, and group-specific terms."""

from __future__ import annotations

from dataclasses import replace

from nbmixed.errors import FormulaError
from nbmixed.spec.formula import Formula, parse

_EXAMPLE = 'random="~ (1 | g)"'


def additive_formula(text: str, random: str | None = None) -> Formula:
    """The formula of an additive mixed model.

    Parameters
    ----------
    text
        With at least one smooth, and no bars.
    random
        One-sided, with bars only.

    Raises
    ------
    FormulaError
        With the place where there is one.

    Examples
    --------
    >>> formula = additive_formula("y ~ s(x) + z", "~ (1 | g)")
    >>> [str(bar) for bar in formula.bars], len(formula.smooths)
    (['1 | g'], 1)
    """
    formula = parse(text)
    if formula.bars:
        raise FormulaError(
            f"Group-specific terms of stan_gamm4 have an argument of their own: take {formula.bars[0]} out of the formula "
            f'and give random="~ ({formula.bars[0]})".',
            text,
        )
    if not formula.smooths:
        raise FormulaError(
            "stan_gamm4 needs at least one smooth such as s(x): add one, or use stan_glmer.", text
        )
    if random is None:
        return formula
    return replace(formula, bars=_random_part(random).bars)


def _random_part(random: str) -> Formula:
    if not isinstance(random, str):
        raise FormulaError(f"random should be text such as {_EXAMPLE}, but is a {type(random).__name__}.")
    written = parse(random)
    rest = written.terms()
    if written.response is not None or not written.bars:
        raise FormulaError(
            f"random holds group-specific terms and no outcome: write it as in {_EXAMPLE}.", random
        )
    if written.smooths or written.offsets or rest.terms:
        raise FormulaError(
            f"random holds group-specific terms only, as in {_EXAMPLE}: put the rest into the formula.",
            random,
        )
    return written
