"""`ModelSpec`: what to fit, said once, printable as a function call and as a notebook cell."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from nbmixed.errors import FamilyError, PriorError, SettingError, nearest
from nbmixed.spec import priors
from nbmixed.spec.family import FAMILIES, Family, gaussian
from nbmixed.spec.priors import (
    AuxPrior,
    Decov,
    Exponential,
    Normal,
    Prior,
    StudentT,
    check_prior,
    decov,
    default_prior_coef,
    default_prior_intercept,
    exponential,
)
from nbmixed.spec.sampling import Sampling

FIXED_FAMILY = {
    "stan_lmer": "gaussian",
    "stan_glm_nb": "neg_binomial_2",
    "stan_glmer_nb": "neg_binomial_2",
}
MIXED = ("stan_lmer", "stan_glmer", "stan_glmer_nb")
FUNCTIONS = ("stan_glm", "stan_glm_nb", *MIXED)
ARRAY = "<array>"
_PRIORS = ("prior", "prior_intercept", "prior_aux", "prior_covariance")


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model: formula, family, priors and sampler settings; no data.

    Attributes
    ----------
    function
        "stan_glm", "stan_glm_nb", "stan_lmer", "stan_glmer" or "stan_glmer_nb".
    formula
        As written.
    data
        Name of the data frame in the user's code, for printing.
    weights, offset, subset
        The expression given, or None; `ARRAY` where an array was given, which is printed as a variable
        of the argument's name.
    contrasts
        Pairs of factor and contrast, as in ``(("f", "contr.sum"),)``.
    compat
        "rstanarm" reproduces the choices of rstanarm listed in the documentation of the model
        functions, for comparisons.
    """

    function: str
    formula: str
    data: str = "data"
    family: Family = field(default_factory=gaussian)
    prior: Prior | None = field(default_factory=default_prior_coef)
    prior_intercept: Prior | None = field(default_factory=default_prior_intercept)
    prior_aux: AuxPrior | None = field(default_factory=lambda: exponential(autoscale=True))
    prior_covariance: Decov = field(default_factory=decov)
    prior_PD: bool = False
    weights: str | None = None
    offset: str | None = None
    subset: str | None = None
    contrasts: tuple[tuple[str, str], ...] = ()
    na_action: str = "omit"
    compat: str | None = None
    sampling: Sampling = field(default_factory=Sampling)

    def __post_init__(self) -> None:
        _check_function(self.function, self.family)
        check_prior("prior", self.prior, (Normal, StudentT), flat=True)
        check_prior("prior_intercept", self.prior_intercept, (Normal, StudentT), flat=True)
        check_prior("prior_aux", self.prior_aux, (Normal, StudentT, Exponential), flat=not self.prior_PD)
        check_prior("prior_covariance", self.prior_covariance, (Decov,), flat=False)
        if self.family.aux is None and self.prior_aux != exponential(autoscale=True):
            raise PriorError(
                f"The {self.family.name} family has no auxiliary parameter: leave prior_aux out."
            )
        if self.prior_PD and (self.prior is None or self.prior_intercept is None):
            raise SettingError(
                "prior_PD = True cannot draw from a flat prior: give prior= and prior_intercept=."
            )
        if not isinstance(self.prior_PD, bool):
            raise SettingError(f"prior_PD = {self.prior_PD!r} is neither True nor False.")
        if self.compat not in (None, "rstanarm"):
            raise SettingError(f"compat = {self.compat!r} is not known: leave it out, or use 'rstanarm'.")
        if self.na_action not in ("omit", "fail"):
            raise SettingError(f"na_action = {self.na_action!r} is not known: use 'omit' or 'fail'.")

    @property
    def mixed(self) -> bool:
        """Whether the function takes group-specific terms."""
        return self.function in MIXED

    def to_call(self) -> str:
        """The function call that fits this model; only what differs from the defaults is written.

        >>> ModelSpec("stan_lmer", "y ~ x + (1 | g)", data="d", sampling=Sampling(seed=1)).to_call()
        'stan_lmer("y ~ x + (1 | g)", data=d, seed=1)'
        """
        shown = [
            _literal(self.formula),
            f"data={self.data}",
            *(f"{k}={v}" for k, v in self._arguments().items()),
        ]
        return f"{self.function}({', '.join(shown)})"

    def to_magic(self, name: str = "fit") -> str:
        """The notebook cell that fits this model into the variable `name`.

        >>> print(ModelSpec("stan_lmer", "y ~ x + (1 | g)", data="d", sampling=Sampling(seed=1)).to_magic())
        %%stan_lmer fit --data d --seed 1
        y ~ x + (1 | g)
        """
        arguments = self._arguments()
        options = {"data": self.data, **_pop(arguments, ("family", "link", *_sampling_names()))}
        line = " ".join(f"--{k.replace('_', '-')} {v.strip(chr(34))}" for k, v in options.items())
        body = "".join(f"\n{k} = {v}" for k, v in arguments.items())
        return f"%%{self.function} {name} {line}\n{self.formula}{body}"

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready dictionary."""
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _PRIORS}
        plain["family"] = [self.family.name, self.family.link]
        plain["sampling"] = asdict(self.sampling)
        return plain | {name: priors.to_dict(getattr(self, name)) for name in _PRIORS}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> ModelSpec:
        """The spec that `to_dict` described."""
        name, link = values["family"]
        given = values | {p: priors.from_dict(values[p]) for p in _PRIORS}
        given |= {"family": FAMILIES[name](link), "sampling": Sampling(**values["sampling"])}
        return cls(**given | {"contrasts": tuple(tuple(c) for c in values["contrasts"])})

    def with_seed(self, seed: int) -> ModelSpec:
        """The same model with the seed written down."""
        return replace(self, sampling=replace(self.sampling, seed=seed))

    def fingerprint(self) -> str:
        """SHA-256 of everything that decides the draws, but not the data.

        The name of the data frame, `cores` and `refresh` do not count, nor does it matter whether a
        setting was left out or its default written down.
        """
        decisive = self.to_dict()
        del decisive["data"]
        decisive["sampling"] |= {
            "warmup": self.sampling.resolved_warmup,
            "adapt_delta": self.sampling.resolved_adapt_delta,
            "cores": None,
            "refresh": None,
        }
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()

    def _arguments(self) -> dict[str, str]:
        blank = ModelSpec(self.function, self.formula, family=self.family)
        shown: dict[str, str] = {}
        if self.function not in FIXED_FAMILY and self.family.name != "gaussian":
            shown["family"] = f'"{self.family.name}"'
        for name in _PRIORS:
            if getattr(self, name) != getattr(blank, name):
                shown[name] = priors.code(getattr(self, name))
        if self.contrasts:
            shown["contrasts"] = repr(dict(self.contrasts))
        for name in ("prior_PD", "weights", "offset", "subset", "na_action", "compat"):
            if getattr(self, name) != getattr(blank, name):
                shown[name] = name if getattr(self, name) == ARRAY else _literal(getattr(self, name))
        settings, standard = asdict(self.sampling), asdict(Sampling())
        return shown | {k: _literal(v) for k, v in settings.items() if v != standard[k]}


def _check_function(function: str, family: Family) -> None:
    if function not in FUNCTIONS:
        raise SettingError(
            f"There is no model function {function!r}: use one of {', '.join(FUNCTIONS)}.{nearest(function, FUNCTIONS)}"
        )
    fixed = FIXED_FAMILY.get(function, family.name)
    if family.name != fixed:
        raise FamilyError(
            f"{function} is for the {fixed} family, not for {family}: use stan_glm or stan_glmer, or family={fixed}()."
        )


def _literal(value: object) -> str:
    """A Python literal, text in double quotes where it can be."""
    return f'"{value}"' if isinstance(value, str) and not {'"', "\\", "\n"} & set(value) else repr(value)


def _sampling_names() -> tuple[str, ...]:
    return tuple(f.name for f in fields(Sampling))


def _pop(arguments: dict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: arguments.pop(name) for name in names if name in arguments}
