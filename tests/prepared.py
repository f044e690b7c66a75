"""A model made ready to sample, the way the model functions do it."""

from __future__ import annotations

from typing import Any

from nbmixed.fitting import Prepared, prepare
from nbmixed.spec.arguments import to_spec


def prepared(function: str, formula: str, data: Any, **arguments: Any) -> Prepared:
    """What `stan_glm(formula, data, ...)` would sample from."""
    spec, arrays = to_spec(function, formula, arguments)
    return prepare(spec, data, **arrays)
