"""`plot_nonlinear` of a `stan_gamm4` fit: its smooths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nbmixed.display.scales import SCALES
from nbmixed.errors import SettingError, listed, nearest
from nbmixed.fit.smooth_curves import SmoothCurves, smooth_curves
from nbmixed.methods.predictive import fitted

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg

_OPTIONS = {
    "curves": ("points", "scales", "scheme"),
    "surfaces": ("points", "too_far", "scheme"),
    "levels": ("scheme",),
}
_WORDS = {"curves": "curves", "surfaces": "surfaces", "levels": "effects of levels"}


def plot_smooths(fit: StanReg, smooths: Sequence[str] | str | None, prob: float, **options: Any) -> Any:
    """A plot of smooths of one kind; see `nbmixed.methods.nonlinear.plot_nonlinear`.

    Raises
    ------
    SettingError
        For a smooth or option that does not exist.
    """
    grid = {name: options.pop(name) for name in ("points", "too_far") if name in options}
    found = smooth_curves(fitted(fit), smooths, **grid)
    _refuse_unknown([*grid, *options], found)
    unit = _unit(fit, found)
    if found.kind == "levels":
        from nbmixed.plots import ranef

        levels, terms = (found.lines[name].tolist() for name in ("level", "panel"))
        return ranef(found.draws[None], levels, terms, min(0.5, prob), prob, unit=unit, **options)
    from nbmixed.plots.smooths import Words
    from nbmixed.plots.smooths import smooth_curves as curves
    from nbmixed.plots.surfaces import smooth_surfaces

    draw = curves if found.kind == "curves" else smooth_surfaces
    x, z = _axes(found)
    words = Words(x, unit, z, _caption(found))
    return draw(found.draws, found.lines, found.points, words, prob, **options)


def _refuse_unknown(options: Sequence[str], found: SmoothCurves) -> None:
    known = _OPTIONS[found.kind]
    for option in options:
        if option not in known:
            raise SettingError(
                f"plot_nonlinear() of {_WORDS[found.kind]} has no option {option!r}.{nearest(option, known)} It has {listed(known)}."
            )


def _axes(found: SmoothCurves) -> tuple[str, str]:
    """Names of the axes: of the variables where all panels have the same."""
    kinds = set(found.variables.values())
    if len(kinds) == 1:
        x, *z = kinds.pop()
        return x, z[0] if z else ""
    return ("first variable", "second variable") if found.kind == "surfaces" else ("", "")


def _unit(fit: StanReg, found: SmoothCurves) -> str:
    """What values of the smooths are."""
    outcome = fit.design.response.name if fit.design.response is not None else "the outcome"
    of = SCALES.get(fit.family.link, outcome)
    each = f" for each unit of {found.multiplier}" if found.multiplier else ""
    return f"effect on {of}{each}"


def _caption(found: SmoothCurves) -> str:
    """What is not seen."""
    told = []
    shown = len(found.variables)
    if shown < found.total and found.kind != "levels":
        told.append(f"{shown} of {found.total:,} panels are shown.")
    if found.left_out:
        told.append(f"Not shown: {listed(found.left_out)}; ask for them by name, smooths=.")
    return " ".join(told)
