"""Expected outcomes along a variable, with their intervals and the data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from nbmixed.errors import PlotError
from nbmixed.plots.effect_frame import Roles, effect_curves_data, is_numeric, levels_of
from nbmixed.plots.faceted import few_breaks
from nbmixed.plots.figure import Plot, p9, plot
from nbmixed.plots.labels import counted, few, number, percent, tick_label
from nbmixed.plots.scheme import Scheme, chain_colors, color_scheme
from nbmixed.plots.theme import INK, nbmixed_theme

_MOST_COLORS, _MOST_PANELS, _MOST_POINTS = 8, 60, 5_000
_APART = 0.55  # of the intervals at one level, in levels
_FEW = 6


def effect_curves(
    frame: pd.DataFrame,
    roles: Roles,
    points: pd.DataFrame | None = None,
    *,
    y: str = "",
    prob: float = 0.9,
    scheme: str | Scheme | None = None,
) -> Plot:
    """Curves with ribbons along a number, points with intervals at levels; the data behind them.

    Parameters
    ----------
    frame
        The columns of `roles`, and ``estimate``, ``lower`` and ``upper``.
    roles
        What the columns are drawn as.
    points
        The data: the column of `roles` on the horizontal axis, ``y``, and the others of `roles` where they are known.
    y
        Label of the vertical axis.
    prob
        Probability inside the intervals, for the caption.
    scheme
        Name of a colour scheme, see `nbmixed.plots.color_scheme`.

    Returns
    -------
    Plot
        A ggplot over `effect_curves_data`: layers can be added with ``+``.

    Raises
    ------
    PlotError
        A column is missing, or there are more than 8 colours or 60 panels.
    """
    drawn = effect_curves_data(frame, roles, points)
    _check_number(drawn, roles)
    numeric = is_numeric(frame[roles.x])
    kept, told = _thinned(drawn)
    own = drawn[drawn["what"] == "estimate"]
    colored = roles.color is not None
    return plot(
        own,
        p9.aes(x="x", y="estimate", color="color", fill="color"),
        _alt(own, roles, numeric, y or "outcome", prob),
        _data_layer(kept, colored=colored and points is not None and roles.color in points, numeric=numeric),
        _curves() if numeric else _intervals(own),
        _colors(own, scheme, colored=colored),
        _axes(frame[roles.x], numeric=numeric),
        _panels(own, roles),
        p9.labs(x=tick_label(roles.x), y=y, color=roles.color or "", fill=roles.color or ""),
        p9.labs(caption=" ".join(filter(None, [f"Medians and central {percent(prob)} intervals.", told]))),
        _theme(own, roles),
    )


def _thinned(drawn: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The rows of data, at most 5,000 of them, and what to say of it."""
    data = drawn[drawn["what"] == "data"]
    if len(data) <= _MOST_POINTS:
        return data, ""
    return data.sample(
        _MOST_POINTS, random_state=1
    ), f"Of {len(data):,} observations {_MOST_POINTS:,} are shown."


def _data_layer(data: pd.DataFrame, *, colored: bool, numeric: bool) -> Any:
    if data.empty:
        return None
    place = p9.position_identity() if numeric else p9.position_jitter(width=0.12, height=0, random_state=1)
    look = {"size": 1.3, "alpha": 0.6, "stroke": 0, "position": place}
    if colored:
        return p9.geom_point(data=data, **look)
    return p9.geom_point(p9.aes(x="x", y="estimate"), data=data, color=INK, inherit_aes=False, **look)


def _curves() -> list[Any]:
    return [
        p9.geom_ribbon(p9.aes(ymin="lower", ymax="upper"), alpha=0.25, color="none"),
        p9.geom_line(size=0.9),
    ]


def _intervals(own: pd.DataFrame) -> list[Any]:
    """Intervals at levels, those of several colours beside one another."""
    colors = own["color"].nunique()
    shift = _APART * ((own["color"].cat.codes + 0.5) / colors - 0.5)
    beside = own.assign(x=own["x"] + shift)
    return [
        p9.geom_linerange(p9.aes(ymin="lower", ymax="upper"), data=beside, size=1.1),
        p9.geom_point(data=beside, size=2.6, stroke=0),
    ]


def _colors(own: pd.DataFrame, scheme: str | Scheme | None, *, colored: bool) -> list[Any]:
    count = own["color"].nunique()
    values = chain_colors(scheme, count) if colored else [color_scheme(scheme).mid_highlight]
    key = [] if colored else [p9.guides(color="none", fill="none")]
    return [p9.scale_color_manual(values=values), p9.scale_fill_manual(values=values), *key]


def _axes(column: pd.Series[Any], *, numeric: bool) -> Any:
    if numeric:
        return p9.scale_x_continuous(minor_breaks=[])
    levels = levels_of(column)
    return p9.scale_x_continuous(
        breaks=list(range(1, len(levels) + 1)),
        labels=[tick_label(level) for level in levels],
        limits=(0.5, len(levels) + 0.5),
        minor_breaks=[],
    )


def _panels(own: pd.DataFrame, roles: Roles) -> Any:
    if roles.panel is None:
        return p9.scale_y_continuous(minor_breaks=[])
    facet = p9.facet_wrap("panel", ncol=_columns(own), labeller=lambda label: f"{roles.panel} {label}")
    return [p9.scale_y_continuous(breaks=few_breaks, minor_breaks=[]), facet]


def _columns(own: pd.DataFrame) -> int:
    count = own["panel"].nunique()
    return count if count <= 3 else 2 if count == 4 else min(6, 3 + count // 12)


def _theme(own: pd.DataFrame, roles: Roles) -> Any:
    if roles.panel is None:
        return nbmixed_theme((6.4, 4.2))
    columns = _columns(own)
    tall = -(-own["panel"].nunique() // columns)
    return nbmixed_theme((max(6.4, 2.3 * columns), 1.2 + (1.5 if tall > 2 else 2.4) * tall)) + p9.theme(
        strip_text=p9.element_text(size=8.5), axis_text=p9.element_text(size=7.5), panel_spacing=0.02
    )


def _alt(own: pd.DataFrame, roles: Roles, numeric: bool, y: str, prob: float) -> str:
    told = []
    for keys, part in own.groupby(["panel", "color"], observed=True):
        names = (roles.panel, roles.color)
        who = ", ".join(f"{name} {key}" for name, key in zip(names, keys, strict=True) if name)
        ends = (
            [part.iloc[0], part.iloc[-1]] if numeric else [part.iloc[i] for i in range(min(len(part), _FEW))]
        )
        values = [
            f"{number(at['estimate'])} ({number(at['lower'])} to {number(at['upper'])}) at {at['label']}"
            for at in ends
        ]
        told.append(f"{who + ': ' if who else ''}{', '.join(values)}")
    head = f"{y} by {roles.x}, medians and {percent(prob)} intervals"
    return f"{head}, {counted(len(told), 'curve')}. {few(told)}" if len(told) > 1 else f"{head}. {few(told)}"


def _check_number(drawn: pd.DataFrame, roles: Roles) -> None:
    for role, column, most in (("color", roles.color, _MOST_COLORS), ("panel", roles.panel, _MOST_PANELS)):
        count = len(drawn[role].cat.categories)
        if count > most:
            raise PlotError(
                f"{column!r} has {count} values, and at most {most} can be told apart as {role}s: choose some of them with at= or a datagrid."
            )
