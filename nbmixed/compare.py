"""`loo_compare` and `loo_model_weights`: models beside one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from nbmixed.calls import checked
from nbmixed.display.criteria import Comparison
from nbmixed.errors import SettingError
from nbmixed.fit.compare import compared, comparison_findings, model_weights
from nbmixed.fit.criteria import Criterion
from nbmixed.stanreg import StanReg

if TYPE_CHECKING:
    import pandas as pd

Model = StanReg | Criterion
_KINDS = ("loo", "waic")


@checked
def loo_compare(
    *models: Model | Mapping[str, Model], names: Sequence[str] | None = None, criterion: str = "loo"
) -> Comparison:
    """Models from best to worst by their expected log predictive density for new data.

    Parameters
    ----------
    models
        Fits, or what their `loo()`, `waic()` or `kfold` gave, or one mapping of them: ``{"small": a, "large": b}``.
    names
        What to call them; by default their names where they differ, else model1, model2, ...
    criterion
        "loo" or "waic": computed for fits.

    Returns
    -------
    Comparison
        `to_frame()` has `elpd_diff` (0 for the best, negative for others) and its standard error `se_diff`.

    Raises
    ------
    SettingError
        For models of different outcomes or rows, or densities beside probabilities.
    """
    labels, found = _read(models, names, criterion)
    table = compared(found, labels)
    return Comparison(table, comparison_findings(table, found, labels))


@checked
def loo_model_weights(
    *models: Model | Mapping[str, Model],
    names: Sequence[str] | None = None,
    method: str = "stacking",
    BB: bool = True,
    seed: int = 1,
) -> pd.Series:
    """Weights for averaging the predictions of models.

    Parameters
    ----------
    models, names
        As in `loo_compare`.
    method
        "stacking" (the average that predicts best) or "pseudobma"; `BB` makes the latter pseudo-BMA+, by the
        Bayesian bootstrap with `seed`.

    Raises
    ------
    SettingError
        As `loo_compare`, and for an unknown method.
    """
    labels, found = _read(models, names, "loo")
    return model_weights(found, labels, method, BB=BB, seed=seed)


def _read(
    models: Sequence[Model | Mapping[str, Model]], names: Sequence[str] | None, criterion: str
) -> tuple[list[str], list[Criterion]]:
    if criterion not in _KINDS:
        raise SettingError(
            f"criterion must be 'loo' or 'waic', not {criterion!r}; give results of kfold themselves."
        )
    if len(models) == 1 and isinstance(models[0], Mapping):
        names = [str(name) for name in models[0]]
        given: list[object] = list(models[0].values())
    else:
        given = list(models)
    for model in given:
        if not isinstance(model, StanReg | Criterion):
            raise SettingError(f"Compare fits, or what loo() gave for them, not {type(model).__name__}.")
    found = [_criterion(m, criterion) for m in given if isinstance(m, StanReg | Criterion)]
    labels = [c.model.name for c in found] if names is None else list(names)
    if len(labels) != len(found):
        raise SettingError(f"names has {len(labels)} names for {len(found)} models.")
    if names is None and len(set(labels)) < len(labels):
        labels = [f"model{k}" for k in range(1, len(found) + 1)]
    return labels, found


def _criterion(model: Model, kind: str) -> Criterion:
    if isinstance(model, Criterion):
        return model
    return model.loo() if kind == "loo" else model.waic()
