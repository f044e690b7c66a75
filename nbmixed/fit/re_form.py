"""`re_form`: which group-specific terms a prediction is conditional on."""

from __future__ import annotations

from collections.abc import Mapping

from nbmixed.design.build import Design
from nbmixed.design.evaluate import Scope
from nbmixed.design.frame import Columns
from nbmixed.design.groups import GroupTerm, training_groups
from nbmixed.design.variables import new_variables
from nbmixed.errors import FormulaError, NbmixedError, SettingError, listed, nearest
from nbmixed.spec.curve_varying import parameter_names
from nbmixed.spec.formula import Formula, parse

Chosen = Mapping[int, slice | list[int]]
_ALL = ("", "NULL")
_NONE = ("NA", "~0", "~1")


def chosen_terms(re_form: str | None, design: Design) -> Chosen:
    """The terms that `re_form` names, by place in `Design.groups`, and the places of their coefficients (a slice for all).

    Parameters
    ----------
    re_form
        None for all terms; "NA" or "~0" for none; or some of them as a formula, "~ (1 | plate)". A part of a term will
        do: "~ (1 | Subject)" leaves the slopes of "(Days | Subject)" at 0.
    design
        Of the fit.

    Raises
    ------
    SettingError
        For what is no formula of group-specific terms of the model.
    """
    if re_form is None:
        return {k: slice(None) for k in range(len(design.groups))}
    if not isinstance(re_form, str):
        raise SettingError(
            f"re_form must be None (all group-specific terms), 'NA' (none) or a formula such as '~ (1 | g)', not {re_form!r}."
        )
    text = "".join(re_form.split())
    if text in _ALL:
        return chosen_terms(None, design)
    return {} if text in _NONE else _named(re_form, design)


def _named(re_form: str, design: Design) -> Chosen:
    found: dict[int, set[int]] = {}
    for group, coefs in _wanted(_parsed(re_form), design):
        for coef in coefs:
            term, place = _home(group, coef, design.groups)
            found.setdefault(term, set()).add(place)
    every = {k: len(term.coefs) for k, term in enumerate(design.groups)}
    return {k: slice(None) if len(places) == every[k] else sorted(places) for k, places in found.items()}


def _parsed(re_form: str) -> Formula:
    text = re_form if "~" in re_form else f"~{re_form}"
    try:
        formula = parse(text)
    except FormulaError as error:
        raise SettingError(f"re_form cannot be read: {error}") from None
    fixed = formula.terms().terms
    if formula.response is not None or not formula.bars or formula.offsets or formula.smooths or fixed:
        raise SettingError(
            f"re_form must hold group-specific terms alone, as in '~ (1 | g)', or be None or 'NA'; it is {re_form!r}."
        )
    return formula


def _wanted(formula: Formula, design: Design) -> list[tuple[str, tuple[str, ...]]]:
    """Grouping factor and coefficients of each term of `re_form`."""
    groups = [term.group for term in design.groups]
    for bar in formula.bars:
        if bar.group_name not in groups:
            raise SettingError(
                f"re_form names the grouping factor {bar.group_name!r}, which the model does not have: it has "
                f"{listed(dict.fromkeys(groups)) or 'none'}.{nearest(bar.group_name, groups)}"
            )
    if design.curve is not None:
        return [(bar.group_name, tuple(parameter_names(bar))) for bar in formula.bars]
    return [(term.group, term.coefs) for term in _terms(formula, design)]


def _terms(formula: Formula, design: Design) -> tuple[GroupTerm, ...]:
    """The terms of `re_form` in the data of the fit, which names their coefficients."""
    coding = design.coding
    assert coding is not None
    scope = Scope(Columns(design.frame, coding.types), design.nobs, coding.constants, dict(coding.state))
    try:
        variables = new_variables([bar.terms() for bar in formula.bars], scope, coding.levels)
        return training_groups(formula.bars, variables, scope)[1]
    except NbmixedError as error:
        raise SettingError(f"re_form names no term of the model: {error}") from None


def _home(group: str, coef: str, terms: tuple[GroupTerm, ...]) -> tuple[int, int]:
    """The term and the place in it of a coefficient that varies by a group."""
    for k, term in enumerate(terms):
        if term.group == group and coef in term.coefs:
            return k, term.coefs.index(coef)
    varying = [c for term in terms if term.group == group for c in term.coefs]
    raise SettingError(
        f"re_form lets {coef!r} vary by {group!r}, which the model does not: there it is {listed(varying)}."
        f"{nearest(coef, varying)}"
    )
