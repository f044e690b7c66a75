"""The least-squares fit of the curve of a formula, which gives its parameters their units and chains their starts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nbmixed.design.curves_data import CurveData, CurveFit
from nbmixed.design.curves_grid import candidates
from nbmixed.design.curves_rivals import unidentified
from nbmixed.design.curves_start import fit_curve
from nbmixed.design.curves_value import curve_gradient
from nbmixed.design.evaluate import Scope
from nbmixed.design.values import Array
from nbmixed.design.variables import numeric_vector
from nbmixed.errors import DataError, FormulaError, listed
from nbmixed.spec.curve import CurveFormula
from nbmixed.spec.curve_functions import CURVES
from nbmixed.spec.formula_nodes import Name

Guess = tuple[Sequence[float], Sequence[float]]
_MIRRORED = {"SSfol": (1, 0, 2)}  # parameters in the order that gives the same curve: flip-flop kinetics


def fitted(
    formula: CurveFormula, data: CurveData, scope: Scope, logs: Sequence[int], guess: Guess | None
) -> CurveFit:
    """The fit of a formula's curve without predictors and groups.

    Parameters
    ----------
    logs
        Places of the parameters that are on the log scale.
    guess
        Location and scale of an informative prior.

    Raises
    ------
    DataError
        For parameters that nothing identifies.
    FormulaError
        For a self-starting function that has no value at its inputs.
    """
    points = _candidates(formula, data, scope, logs)
    P = len(data.code.parameters)
    around = None if guess is None else (_spread(guess[0], P), _spread(guess[1], P))
    fit = fit_curve(data, points, around, _MIRRORED.get(formula.function))
    gradient = curve_gradient(data.code, data.columns, list(fit.phi))[1] * np.sqrt(data.weights)
    if around is None and (lost := unidentified(gradient)):
        raise DataError(
            f"The data do not identify {listed(data.code.parameters[k] for k in lost)}: another value gives the same curve "
            "at these inputs. Give data at more inputs, a simpler curve, or an informative prior with autoscale=False."
        )
    return fit


def on_log_scale(formula: CurveFormula, parameters: Sequence[str]) -> tuple[int, ...]:
    """Places of the parameters that rstanarm samples on the log scale."""
    positive = CURVES[formula.function].positive if formula.function else ""
    if not positive:
        return ()
    return tuple(k for k, name in enumerate(parameters) if formula.arguments[positive] == Name(name))


def _candidates(
    formula: CurveFormula, data: CurveData, scope: Scope, logs: Sequence[int]
) -> list[dict[str, float]]:
    """Starting values of a self-starting function under the user's names of its parameters."""
    if not formula.function:
        return []
    curve, given = CURVES[formula.function], formula.arguments
    inputs = {name: numeric_vector(given[name], scope) for name in curve.inputs}
    own = {p: n.name for p in curve.parameters if isinstance(n := given[p], Name)}
    found = [{own[p]: v for p, v in c.items()} for c in candidates(formula.function, inputs, data.y)]
    for k in logs:
        name = data.code.parameters[k]
        found = [c | {name: float(np.log(c[name]))} for c in found if c[name] > 0]
    if not found:
        raise FormulaError(
            f"{formula.function} has no value at these inputs: see that they are in its range."
        )
    return found


def _spread(values: Sequence[float], size: int) -> Array:
    given = np.atleast_1d(np.asarray(values, dtype=np.float64))
    return np.resize(given, size) if len(given) in (1, size) else np.full(size, given[0])


def rivals_note(parameters: Sequence[str], fit: CurveFit) -> str:
    """What the user should know of solutions that fit as well; empty when there are none."""
    if not fit.rivals:
        return ""
    others = " or at ".join(_values(parameters, phi) for phi in fit.rivals)
    return (
        f"The curve fits the data about as well at {others} as at {_values(parameters, fit.phi)}: chains start at each "
        "in turn, and if they stay apart the posterior has several modes, of which an informative prior can choose."
    )


def _values(parameters: Sequence[str], phi: Array) -> str:
    return ", ".join(f"{name} = {value:.3g}" for name, value in zip(parameters, phi, strict=True))
