"""What has been asked for so far, right or wrong, and what is wrong with it, field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from nbmixed.errors import FamilyError, NbmixedError
from nbmixed.notebook.builder.parts import is_curve
from nbmixed.notebook.expression import evaluate
from nbmixed.spec import prior_code
from nbmixed.spec.curve import parse_curve
from nbmixed.spec.family import Family, gaussian
from nbmixed.spec.formula import parse
from nbmixed.spec.model import ARRAY, ModelSpec, blank_spec
from nbmixed.spec.random import additive_formula
from nbmixed.spec.sampling import Sampling

PRIORS = ("prior", "prior_intercept", "prior_aux", "prior_covariance", "prior_smooth")
COLUMNWISE = ("weights", "offset", "subset")
_PLAIN = (
    "contrasts",
    "knots",
    "na_action",
    "compat",
    "algorithm",
    "QR",
    "sparse",
    "prior_PD",
    "mean_PPD",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A model as its fields have it.

    Attributes
    ----------
    function, formula, random, data
        As in `ModelSpec`; `random` is empty where there is none.
    family, link
        Names.
    priors
        The code of each prior by argument; one that is left out has its default.
    columnwise
        Expressions for weights, offset and subset, those that are given.
    sampling
        Settings of the sampler that are given.
    others
        Further fields of `ModelSpec` that are given.
    """

    function: str = "stan_glm"
    formula: str = ""
    random: str = ""
    data: str = "data"
    family: str = "gaussian"
    link: str = "identity"
    priors: Mapping[str, str] = field(default_factory=dict)
    columnwise: Mapping[str, str] = field(default_factory=dict)
    sampling: Mapping[str, Any] = field(default_factory=dict)
    others: Mapping[str, Any] = field(default_factory=dict)

    def checked(self, variables: Mapping[str, object] | None = None) -> Checked:
        """The model, or what is wrong: all of it at once, each fault at its field.

        Parameters
        ----------
        variables
            The notebook's, which priors may name.
        """
        return _Checker(self, variables or {}).checked()


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a draft.

    Attributes
    ----------
    spec
        The model; None where anything is wrong.
    problems
        A sentence for each field that has one: "formula", "random", "family", "prior", "iter", ...
    """

    spec: ModelSpec | None
    problems: Mapping[str, str]


def draft_of(spec: ModelSpec) -> Draft:
    """The draft that gives `spec` back; weights, offset and subset that were arrays become variables of these names.

    >>> spec = ModelSpec("stan_lmer", "y ~ x + (1 | g)", sampling=Sampling(seed=1))
    >>> draft_of(spec).checked().spec == spec
    True
    """
    blank = blank_spec(spec.function, spec.formula, spec.family)
    given = {f.name: getattr(spec, f.name) for f in fields(spec)}
    standard = Sampling()
    return Draft(
        function=spec.function,
        formula=spec.formula,
        random=spec.random or "",
        data=spec.data,
        family=spec.family.name,
        link=spec.family.link,
        priors={p: prior_code.code(given[p]) for p in PRIORS if given[p] != getattr(blank, p)},
        columnwise={k: k if given[k] == ARRAY else given[k] for k in COLUMNWISE if given[k] is not None},
        sampling={
            f.name: value
            for f in fields(Sampling)
            if (value := getattr(spec.sampling, f.name)) != getattr(standard, f.name)
        },
        others={k: given[k] for k in _PLAIN if given[k] != getattr(blank, k)},
    )


class _Checker:
    """Sets one field after the other, so that every fault is found, and found where it is."""

    def __init__(self, draft: Draft, variables: Mapping[str, object]) -> None:
        self.draft, self.variables, self.problems = draft, variables, dict[str, str]()

    def checked(self) -> Checked:
        draft = self.draft
        self.tried("formula", self.check_formula)
        family = self.tried("family", lambda: Family(draft.family, draft.link)) or gaussian()
        spec = self.tried("family", lambda: blank_spec(draft.function, draft.formula, family))
        if spec is None:
            return Checked(None, self.problems)
        spec = replace(spec, data=draft.data)
        for name, value in self.values():
            spec = self.tried(name, lambda s=spec, n=name, v=value: replace(s, **{n: v()})) or spec  # type: ignore[misc]
        for name, value in draft.sampling.items():
            spec = self.tried(name, lambda s=spec, n=name, v=value: _sampled(s, n, v)) or spec  # type: ignore[misc]
        return Checked(None if self.problems else spec, self.problems)

    def values(self) -> list[tuple[str, Callable[[], Any]]]:
        """Fields in an order in which no right model is wrong on the way."""
        draft = self.draft
        priors = [(p, draft.priors[p]) for p in PRIORS if draft.priors.get(p)]
        found: list[tuple[str, Callable[[], Any]]] = [
            (name, lambda n=name, t=text: evaluate(n, t, self.variables))  # type: ignore[misc]
            for name, text in priors
        ]
        if draft.random:
            found.append(("random", lambda: draft.random))
        plain = {**draft.columnwise, **{k: draft.others[k] for k in _PLAIN if k in draft.others}}
        return [*found, *((k, lambda v=v: v) for k, v in plain.items())]

    def tried(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives; None, and the sentence kept, where it refuses."""
        try:
            return make()
        except NbmixedError as error:
            self.problems.setdefault(_field(error, name, self.draft), str(error))
            return None

    def check_formula(self) -> None:
        draft = self.draft
        if is_curve(draft.formula):
            parse_curve(draft.formula)
        elif draft.function == "stan_gamm4":
            additive_formula(draft.formula, draft.random or None)
        else:
            parse(draft.formula)


def _sampled(spec: ModelSpec, name: str, value: object) -> ModelSpec:
    return replace(spec, sampling=replace(spec.sampling, **{name: value}))  # type: ignore[arg-type]


def _field(error: NbmixedError, name: str, draft: Draft) -> str:
    """Where a fault belongs: one of the random part is told there, one of the link at the link."""
    if name == "formula" and draft.random and getattr(error, "text", None) == draft.random:
        return "random"
    if isinstance(error, FamilyError) and "has no link" in str(error):
        return "link"
    return name
