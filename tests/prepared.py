"""A model made ready to sample, the way the model functions do it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nbmixed.fitting import Prepared, prepare
from nbmixed.spec.arguments import to_spec


def prepared(function: str, formula: str, data: Any, **arguments: Any) -> Prepared:
    """What `stan_glm(formula, data, ...)` would sample from."""
    spec, arrays = to_spec(function, formula, arguments)
    return prepare(spec, data, **arrays)


def sampled_parameters(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a program for such values of its transformed parameters."""
    names = {"sd_raw": ("log_sd", np.log), "cpc": ("atanh_cpc", np.arctanh), "aux_raw": ("log_aux", np.log)}
    named = {name: names.get(name, (name, np.asarray)) for name in values}
    return {named[name][0]: named[name][1](value) for name, value in values.items()}
