"""Statements as plots: along a variable, or a row each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from nbmixed.errors import SettingError, listed, nearest

if TYPE_CHECKING:
    from nbmixed.effects.result import Effects
    from nbmixed.plots.effect_frame import Roles
    from nbmixed.stanreg import StanReg

_CURVE = 5  # values of a number that make a curve
_LINK = "Linear predictor"


def plot(
    self: Effects,
    x: str | None = None,
    color: str | None = None,
    panel: str | None = None,
    data: StanReg | None = None,
    scheme: Any = None,
) -> Any:
    """The statements as a plot: expected outcomes along a variable, comparisons and slopes as rows with intervals.

    Parameters
    ----------
    x
        The variable along the horizontal axis: numbers make curves with ribbons, levels make points with intervals. By default the number
        with most values, or else the variable with most levels; comparisons and slopes are rows by default.
    color, panel
        The variables that make curves and panels. By default those that vary besides `x`, in the order of the table.
    data
        The fit, for its outcomes behind the curves, in proportions where there are trials.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    A ggplot, to which layers can be added with ``+``.

    Raises
    ------
    SettingError
        For a variable that the statements do not have or that makes too many curves, and for data beside linear predictors.

    Examples
    --------
    ``conditional_effects(fit, "Days").plot(data=fit)``; ``comparisons(fit, {"period": "pairwise"}, by=True).plot()``.
    """
    from nbmixed.plots.ppc.look import with_notes

    return with_notes(_drawn(self, x, color, panel, data, scheme), list(map(str, self.findings)))


def _drawn(
    self: Effects, x: str | None, color: str | None, panel: str | None, data: StanReg | None, scheme: Any
) -> Any:
    from nbmixed.plots.effect_curves import effect_curves

    for name in (x, color, panel):
        if name is not None and name not in self.labels:
            raise SettingError(
                f"The statements have no variable {name!r}.{nearest(name, self.labels)} They have {listed(self.labels)}."
            )
    compared = not {"p_direction", "probability"}.isdisjoint(self.table.columns)
    if x is None and (compared or not _varying(self)):
        return _rows(self, data, scheme)
    roles = _roles(self, x, color, panel)
    lower, upper = _ends(self)
    frame = self.table.rename(columns={lower: "lower", upper: "upper"})
    points = None if data is None else _points(self, data, roles)
    return effect_curves(frame, roles, points, y=_axis(self, data), prob=self.prob, scheme=scheme)


def _rows(effects: Effects, data: StanReg | None, scheme: Any) -> Any:
    from nbmixed.plots.intervals import mcmc_intervals

    if data is not None:
        raise SettingError(
            "data= is shown behind curves, and these statements are rows: choose x=, or leave data= out."
        )
    names = [effects.name(row) for row in range(len(effects))]
    unique = (
        names if len(set(names)) == len(names) else [f"{name} ({i})" for i, name in enumerate(names, start=1)]
    )
    inner = min(0.5, effects.prob)
    return mcmc_intervals(
        effects.draws[None],
        unique,
        prob=inner,
        prob_outer=effects.prob,
        unit=_axis(effects, None),
        scheme=scheme,
    )


def _roles(effects: Effects, x: str | None, color: str | None, panel: str | None) -> Roles:
    from nbmixed.plots.effect_frame import Roles

    varying = _varying(effects)
    along = x or _along(effects, [name for name in varying if name not in (color, panel)] or varying)
    rest = [name for name in varying if name not in (along, color, panel)]
    chosen = {"color": color, "panel": panel}
    for role in [role for role, name in chosen.items() if name is None]:
        chosen[role] = rest.pop(0) if rest else None
    if rest:
        raise SettingError(
            f"The statements differ in {listed(varying)}, of which three at most can be drawn: hold {listed(rest)} at one value."
        )
    return Roles(along, chosen["color"], chosen["panel"])


def _varying(effects: Effects) -> list[str]:
    return [name for name in effects.labels if len(effects.table[name].unique()) > 1]


def _along(effects: Effects, names: list[str]) -> str:
    """The number with most values, if they make a curve, or else the variable with most levels; of equal ones the last."""
    from nbmixed.plots.effect_frame import is_numeric

    counts = {name: effects.table[name].nunique() for name in reversed(names)}
    curves = {name: n for name, n in counts.items() if is_numeric(effects.table[name]) and n >= _CURVE}
    found = curves or counts
    return max(found, key=found.__getitem__)


def _ends(effects: Effects) -> tuple[str, str]:
    """The columns of the interval, which follow the estimate."""
    columns = list(effects.table.columns)
    at = columns.index("estimate")
    return columns[at + 1], columns[at + 2]


def _axis(effects: Effects, data: StanReg | None) -> str:
    from nbmixed.methods.checking.outcome import label

    return effects.estimand.split(",")[0] if data is None else label(data, "expected")


def _points(effects: Effects, data: StanReg, roles: Roles) -> pd.DataFrame:
    """The outcomes of a fit, with the variables of the plot that tell its rows apart."""
    from nbmixed.methods.checking.outcome import response, scale
    from nbmixed.plots.effect_frame import is_numeric

    if effects.estimand.startswith(_LINK):
        raise SettingError(
            "Outcomes are not on the scale of linear predictors: give type='response', or leave data= out."
        )
    there = [
        name
        for name in roles.columns
        if name in data.data
        and (
            name == roles.x
            or not is_numeric(effects.table[name])
            or data.data[name].isin(effects.table[name]).all()
        )
    ]
    if roles.x not in there:
        raise SettingError(f"The data of the fit have no column {roles.x!r}: leave data= out.")
    return data.data[there].reset_index(drop=True).assign(y=response(data).y / scale(data))
