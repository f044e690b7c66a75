"""`plot_nonlinear` as a method of `StanReg`: the curves of what is not linear in a model."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nbmixed.errors import SettingError, listed, nearest
from nbmixed.fit.curve_lines import CurveLines, curve_lines
from nbmixed.fit.predict import check_prob
from nbmixed.methods.additive import plot_smooths
from nbmixed.methods.diagnosis import caution
from nbmixed.methods.predictive import fitted

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg


def plot_nonlinear(self: StanReg, smooths: Any = None, prob: float = 0.9, **options: Any) -> Any:
    """A plotnine plot of what is not linear: the smooths of `stan_gamm4`, or the curves of `stan_nlmer` over a predictor.

    Parameters
    ----------
    smooths
        Of `stan_gamm4`: "s(x)", which with ``by`` is that of every level, "s(x):fa" for one of them, or several. Smooths of one
        number are curves, a panel each, levels of ``by`` and of factors apart; those of two numbers are coloured surfaces with
        contours of the median; those of factors alone are intervals. By default all curves; without any all surfaces.
        Not for `stan_nlmer`, whose model has one curve.
    prob
        Probability inside the bands, around medians. On surfaces a dashed line is where they begin to hold zero.
    scales
        Of curves of `stan_gamm4`: "shared" (default), one vertical axis for all panels, or "free".
    too_far
        Of surfaces: no colour further than this from all data, in widths of the data (0.1).
    groups
        Of `stan_nlmer`, as the three after it: "facets" (default): a panel for each group with its curve, and dashed that of a typical group (group effects 0)
        with the same values of other predictors. "lines": the typical group with its band, the wider band of a group
        that is not in the data, and a thin line for each group.
    along
        The predictor on the horizontal axis; by default the last input of a self-starting function, or the predictor of
        one's own curve that has the most values.
    group
        A grouping factor, where there are several; by default the one with the most levels.
    levels
        Groups to show; by default all, of more than 30 an even selection.
    points
        Where curves are evaluated between the ends of the data, and surfaces on each axis (100).
    scheme
        Name of a colour scheme.

    Returns
    -------
    A ggplot; the frame it draws is its ``data``. Bands of `stan_nlmer` are of expected outcomes (without offset), not of
    outcomes; smooths are on the scale of the linear predictor, of which they are one part: most sum to zero over the data.

    Raises
    ------
    SettingError
        For a model without curves and smooths, a smooth that it does not have, or an option that does not fit.
    """
    from nbmixed.plots.ppc.look import with_notes

    return with_notes(_drawn(self, smooths, prob, options), list(map(str, caution(self))))


def _drawn(self: StanReg, smooths: Any, prob: float, options: dict[str, Any]) -> Any:
    if self.design.smooths:
        check_prob(prob)
        return plot_smooths(self, smooths, prob, **options)
    if self.design.curve is None:
        raise SettingError(
            f"plot_nonlinear() shows the smooths of stan_gamm4 and the curves of stan_nlmer; {self.spec.function} has none."
        )
    if smooths is not None:
        raise SettingError("smooths= is for models with smooths; stan_nlmer has one curve: leave it out.")
    check_prob(prob)
    _refuse_unknown(options, _curves)
    return _curves(self, prob, **options)


def _curves(
    fit: StanReg,
    prob: float,
    *,
    groups: str = "facets",
    along: str | None = None,
    group: str | None = None,
    levels: Sequence[object] | None = None,
    points: int = 100,
    scheme: Any = None,
) -> Any:
    from nbmixed.plots.nonlinear import Words, nonlinear_curves

    found = curve_lines(fitted(fit), groups, along, group, levels, points)
    words = Words(found.grid.along, found.grid.outcome, found.grid.group, _caption(found, groups))
    return nonlinear_curves(found.draws, found.lines, found.points, words, prob, scheme)


def _caption(found: CurveLines, groups: str) -> str:
    """What is held, and what is left out."""
    grid, told = found.grid, []
    if grid.held:
        of = f"each {grid.group}" if groups == "facets" else "all rows"
        told.append(f"{', '.join(grid.held)} at the mean of {of}.")
    if len(grid.levels) < grid.total:
        told.append(f"{len(grid.levels)} of {grid.total:,} groups are shown.")
    return " ".join(told)


def _refuse_unknown(options: dict[str, Any], function: Any) -> None:
    known = [n for n in inspect.signature(function).parameters if n not in ("fit", "prob")]
    for option in options:
        if option not in known:
            raise SettingError(
                f"plot_nonlinear() has no option {option!r} here.{nearest(option, known)} It has {listed(known)}."
            )
