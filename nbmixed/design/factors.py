"""Functions that make factors, and numbers of factors: new data get the levels of the data of the fit.

Each takes its state first: empty while training, filled by the call, read again for new data.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from math import prod
from typing import Any

import numpy as np

from nbmixed.design.bounds import MOST_LEVELS
from nbmixed.design.contrasts import contrast_choice
from nbmixed.design.transforms import numbers
from nbmixed.design.values import (
    Array,
    Factor,
    FactorKind,
    Value,
    as_factor,
    drop_unused,
    number_label,
    recode,
)
from nbmixed.errors import listed

State = MutableMapping[str, Any]


def factor(state: State, x: Any, levels: Any = None, labels: Any = None, ordered: bool = False) -> Value:
    """Make a factor, with levels in the given order; unused levels go."""
    found = as_factor(x)
    if levels is None:
        coded = with_levels(state, drop_unused(found))
        known = tuple(state["levels"])
    else:
        coded = _with_given(found, _labels(levels))
        known = coded.levels
    shown = known if labels is None else _labels(labels)
    if len(shown) != len(known):
        raise ValueError(f"{len(shown)} labels for {len(known)} levels")
    kind: FactorKind = "ordered" if ordered or found.kind == "ordered" else "factor"
    return Factor(coded.codes, shown + coded.levels[len(known) :], kind)


def as_given(state: State, x: Any) -> Value:
    """Return a factor as it is, and anything else as a factor (`as.factor`)."""
    found = with_levels(state, as_factor(x))
    return found if found.kind in ("factor", "ordered") else Factor(found.codes, found.levels)


def ordered(state: State, x: Any, levels: Any = None, labels: Any = None) -> Value:
    """Make an ordered factor, which has polynomial contrasts."""
    return factor(state, x, levels, labels, ordered=True)


def relevel(state: State, x: Any, ref: Any) -> Value:
    """Return the factor with `ref` as its first level."""
    found = with_levels(state, as_factor(x))
    first = ref if isinstance(ref, str) else number_label(ref)
    if first not in found.levels:
        raise ValueError(f"{first!r} is not a level; the levels are {', '.join(found.levels)}")
    moved = recode(found, (first, *(level for level in found.levels if level != first)))
    return Factor(moved.codes, moved.levels, "factor")


def interaction(state: State, *factors: Any, sep: str = ".") -> Value:
    """Return the combinations of factors; the last varies slowest, as R has it."""
    parts = [with_levels(state, as_factor(f), f"levels {k}") for k, f in enumerate(factors)]
    total = prod(len(part.levels) for part in parts)
    if total > MOST_LEVELS:
        raise ValueError(f"it would have {total:,} levels, but the most are {MOST_LEVELS:,}")
    codes, levels = parts[0].codes, parts[0].levels
    for part in parts[1:]:
        codes = codes + part.codes * len(levels)
        levels = tuple(f"{a}{sep}{b}" for b in part.levels for a in levels)
    return Factor(codes, levels)


def with_contrast(
    state: State,
    object: Any,  # noqa: A002 - R's names
    contr: Any = None,
    how_many: Any = None,
    base: Any = None,
) -> Value:
    """Return a factor with its contrasts, as in `C(f, contr.sum)`.

    `how_many` are the first columns, `base` is the reference level.
    """
    if isinstance(object, np.ndarray) and object.dtype != np.bool_:
        raise TypeError("C() needs a factor: write C(factor(x), ...)")
    found = with_levels(state, as_factor(object))
    kind: FactorKind = "ordered" if found.kind == "ordered" else "factor"
    if contr is None and how_many is None and base is None:
        return Factor(found.codes, found.levels, kind)
    return Factor(found.codes, found.levels, kind, contrast_choice(contr, how_many, base))


def as_character(state: State, x: Any) -> Value:
    """Return text; as a predictor it is a factor with sorted levels."""
    found = with_levels(state, drop_unused(as_factor(x)))
    text = recode(found, sorted(found.levels))
    return Factor(text.codes, text.levels, "text")


def as_numeric(state: State, x: Any) -> Array:
    """Return numbers; of a factor, the 1-based places of its levels.

    Raises
    ------
    ValueError
        For a level that the data of the fit did not have, which has no place.
    """
    if not isinstance(x, Factor):
        return numbers(x)
    found = with_levels(state, x)
    unseen = [level for level in drop_unused(found).levels if level not in state["levels"]]
    if unseen:
        raise ValueError(f"the data of the fit did not have {listed(unseen)}, which therefore has no number")
    return np.asarray(found.codes + 1, dtype=np.float64)


def as_integer(state: State, x: Any) -> Value:
    """Return whole numbers, cut towards zero."""
    return np.asarray(np.trunc(as_numeric(state, x)), dtype=np.float64)


def with_levels(state: State, found: Factor, key: str = "levels") -> Factor:
    """Return the factor with the levels of the data of the fit, and after them those that these did not have."""
    trained = tuple(state.setdefault(key, found.levels))
    return recode(found, trained + tuple(level for level in found.levels if level not in set(trained)))


def _with_given(found: Factor, levels: tuple[str, ...]) -> Factor:
    coded = recode(found, levels)
    if (coded.codes < 0).any():
        raise ValueError("some values are not among the levels given")
    return coded


def _labels(values: Any) -> tuple[str, ...]:
    listed_values = values if isinstance(values, list | tuple) else np.atleast_1d(values)
    return tuple(v if isinstance(v, str) else number_label(v) for v in listed_values)


FACTORS: dict[str, Callable[..., Value]] = {
    "as.numeric": as_numeric,
    "as.integer": as_integer,
    "as.character": as_character,
    "factor": factor,
    "as.factor": as_given,
    "ordered": ordered,
    "as.ordered": ordered,
    "relevel": relevel,
    "interaction": interaction,
    "C": with_contrast,
}
"""By R's name."""
