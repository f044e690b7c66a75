"""`conditional_effects`: expected outcomes along one variable, as data for a plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nbmixed.calls import checked
from nbmixed.effects.grid import datagrid
from nbmixed.effects.predict import predictions
from nbmixed.effects.question import AUTO
from nbmixed.effects.result import Effects
from nbmixed.effects.variables import ModelVariable, find, model_variables
from nbmixed.errors import SettingError

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg


@checked
def conditional_effects(
    fit: StanReg,
    effect: str,
    by: str | Sequence[str] | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    points: int = 100,
    re_form: str | None = AUTO,
    group_effects: str = "typical",
    type: str = "response",  # noqa: A002
    prob: float = 0.9,
    offset: Any = None,
) -> Effects:
    """Expected outcomes as one variable goes through its values and the others are held: data for a plot.

    The estimand is that of `predictions` at the rows of a `datagrid`: no average over rows.

    Parameters
    ----------
    fit
        A fitted model.
    effect
        A variable: numbers go from the smallest to the largest of the data of the fit, factors through their levels.
    by
        One or more variables, for one curve each: numbers at their mean and one sd below and above it (at all their values
        where they are at most three), factors at their levels, grouping factors at all groups.
    at
        Values of further variables, as for `datagrid`; several values give several curves.
    points
        How many values of a numeric `effect`, 2 or more.
    re_form, group_effects, type, prob, offset
        As in `predictions`.

    Returns
    -------
    Effects
        One row for each point: ``to_frame()`` has the variables, "estimate" and the ends of the interval.

    Examples
    --------
    >>> from nbmixed import conditional_effects, datasets, stan_lmer
    >>> sleepstudy = datasets.load("sleepstudy")
    >>> fit = stan_lmer("Reaction ~ Days + (Days | Subject)", sleepstudy, seed=1, chains=1, iter=400)
    >>> conditional_effects(fit, "Days", points=3).to_frame()["Days"].tolist()
    [0.0, 4.5, 9.0]
    """
    if not isinstance(points, int | np.integer) or isinstance(points, bool) or points < 2:
        raise SettingError(f"points must be a whole number, 2 or larger, not {points!r}.")
    known = model_variables(fit.design)
    others = [by] if isinstance(by, str) else list(by or [])
    held = dict(at or {})
    for name in [effect, *others]:
        if [effect, *others, *held].count(name) > 1:
            raise SettingError(f"{name!r} is given twice; name it once in effect, by or at.")
    values = {name: _few(find(name, known)) for name in others}
    grid = datagrid(fit, {**values, **held, effect: _along(find(effect, known), int(points))})
    return predictions(
        fit, grid, re_form=re_form, group_effects=group_effects, type=type, prob=prob, offset=offset
    )


def _along(variable: ModelVariable, points: int) -> list[Any]:
    if variable.kind != "numeric":
        return variable.levels
    return list(np.linspace(float(variable.column.min()), float(variable.column.max()), points))


def _few(variable: ModelVariable) -> list[Any]:
    if variable.kind != "numeric" or len(variable.levels) <= 3:
        return variable.levels
    mean, sd = float(variable.column.mean()), float(variable.column.std())
    return [mean - sd, mean, mean + sd]
