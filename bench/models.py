"""The models that are timed, and how each peer spells them."""

from __future__ import annotations

from dataclasses import dataclass

from nbmixed.errors import SettingError, nearest

INDEPENDENT = "bambi: independent group effects, the covariance left out"


@dataclass(frozen=True, slots=True)
class Model:
    """A model on a data set of `nbmixed.datasets`.

    Attributes
    ----------
    formula
        As nbmixed, rstanarm and lme4 take it.
    family
        "gaussian" or "binomial", with the default link.
    bambi_formula, bambi_family
        The nearest that bambi has.
    note
        Where that differs.
    """

    name: str
    data: str
    formula: str
    family: str
    bambi_formula: str
    bambi_family: str
    note: str = ""


def _gaussian(name: str, data: str, formula: str, note: str = "") -> Model:
    return Model(name, data, formula, "gaussian", formula, "gaussian", note)


_CBPP = "~ period + (1 | herd)"
_VERBAGG = "~ Anger + Gender + btype + situ + (1 | id) + (1 | item)"

MODELS = (
    _gaussian("sleepstudy", "sleepstudy", "Reaction ~ Days + (Days | Subject)", INDEPENDENT),
    _gaussian("radon", "radon", "log_radon ~ floor + (1 | county)"),
    _gaussian("radon_slope", "radon", "log_radon ~ floor + log_uranium + (floor | county)", INDEPENDENT),
    _gaussian("Penicillin", "Penicillin", "diameter ~ 1 + (1 | plate) + (1 | sample)"),
    Model(
        "cbpp",
        "cbpp",
        f"cbind(incidence, size - incidence) {_CBPP}",
        "binomial",
        f"p(incidence, size) {_CBPP}",
        "binomial",
    ),
    Model("VerbAgg", "VerbAgg", f"r2 {_VERBAGG}", "binomial", f"r2['Y'] {_VERBAGG}", "bernoulli"),
)


def find(name: str) -> Model:
    """The model of that name.

    Raises
    ------
    SettingError
        For an unknown name.

    >>> find("radon").formula
    'log_radon ~ floor + (1 | county)'
    """
    for model in MODELS:
        if model.name.lower() == name.lower():
            return model
    known = [model.name for model in MODELS]
    raise SettingError(f"There is no model {name!r} in the bench: {', '.join(known)}.{nearest(name, known)}")
