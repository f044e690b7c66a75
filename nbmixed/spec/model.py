"""`ModelSpec`: what to fit, said once, printable as a function call and as a notebook cell."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from nbmixed.errors import SettingError
from nbmixed.spec import prior_code
from nbmixed.spec.family import Family, gaussian, resolve_family
from nbmixed.spec.model_checks import FIXED_FAMILY, MIXED, check
from nbmixed.spec.numbers import as_float
from nbmixed.spec.prior_values import (
    AuxPrior,
    CoefPrior,
    CovariancePrior,
    Hs,
    HsPlus,
    InterceptPrior,
    Lasso,
    ProductNormal,
    R2Prior,
)
from nbmixed.spec.priors import decov, default_prior_coef, default_prior_intercept, exponential
from nbmixed.spec.sampling import Sampling

ARRAY = "<array>"
_STEEP = (Hs, HsPlus, Lasso, ProductNormal, R2Prior)
STEEP_ADAPT_DELTA = 0.99  # with shrinkage priors, as rstanarm
POLE_INIT_R = 0.1
_SETTINGS = (
    "prior_PD",
    "weights",
    "offset",
    "subset",
    "na_action",
    "algorithm",
    "QR",
    "sparse",
    "mean_PPD",
    "compat",
    "random",
)
_SWITCHES = ("QR", "sparse")
_PRIORS = ("prior", "prior_intercept", "prior_smooth", "prior_aux", "prior_covariance")


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model: formula, family, priors and sampler settings; no data.

    Attributes
    ----------
    function
        "stan_glm", "stan_glm_nb", "stan_lm", "stan_lmer", "stan_glmer", "stan_glmer_nb", "stan_nlmer" or
        "stan_gamm4".
    formula
        As written.
    data
        Name of the data frame in the user's code, for printing.
    weights, offset, subset
        The expression given, or None; `ARRAY` where an array was given, which is printed as a variable
        of the argument's name.
    contrasts
        Pairs of factor and contrast, as in ``(("f", "contr.sum"),)``.
    random
        Of `stan_gamm4` the group-specific terms, as in "~ (1 | g)".
    knots
        Of `stan_gamm4` pairs of variable and knots, as in ``(("x", (0.0, 24.0)),)``.
    algorithm
        "sampling" (MCMC), or an approximation: "meanfield", "fullrank", "optimizing", "laplace", "pathfinder".
    QR
        Whether priors of coefficients are those of the orthogonal columns of a QR decomposition.
    sparse
        Whether predictors are kept sparse, and therefore not centred.
    mean_PPD
        Whether mean_PPD is reported; None means wherever it can be.
    compat
        "rstanarm" reproduces the choices of rstanarm listed in the documentation of the model
        functions, for comparisons.
    """

    function: str
    formula: str
    data: str = "data"
    family: Family = field(default_factory=gaussian)
    prior: CoefPrior | R2Prior | None = field(default_factory=default_prior_coef)
    prior_intercept: InterceptPrior | None = field(default_factory=default_prior_intercept)
    prior_aux: AuxPrior | None = field(default_factory=lambda: exponential(autoscale=True))
    prior_covariance: CovariancePrior = field(default_factory=decov)
    prior_smooth: AuxPrior | None = field(default_factory=exponential)
    prior_PD: bool = False
    weights: str | None = None
    offset: str | None = None
    subset: str | None = None
    contrasts: tuple[tuple[str, str], ...] = ()
    na_action: str = "omit"
    algorithm: str = "sampling"
    QR: bool = False
    sparse: bool = False
    mean_PPD: bool | None = None
    compat: str | None = None
    random: str | None = None
    knots: tuple[tuple[str, tuple[float, ...]], ...] = ()
    sampling: Sampling = field(default_factory=Sampling)

    def __post_init__(self) -> None:
        check(self)

    @property
    def mixed(self) -> bool:
        """Whether the function takes group-specific terms."""
        return self.function in MIXED

    @property
    def settings(self) -> Sampling:
        """The sampler's settings, with what was not given as priors and link ask for it."""
        sampling = self.sampling
        if sampling.adapt_delta is None and isinstance(self.prior, _STEEP):
            sampling = replace(sampling, adapt_delta=STEEP_ADAPT_DELTA)
        if sampling.init_r is None and self.family.real_line and self.family.link == "inverse":
            sampling = replace(sampling, init_r=POLE_INIT_R)
        return sampling

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
        options = {"data": self.data, **_pop(arguments, ("family", "link", "algorithm", *_sampling_names()))}
        flags = [f"--{k.replace('_', '-')} {v.strip(chr(34))}" for k, v in options.items()]
        line = " ".join([*flags, *(f"--{name}" for name in _pop(arguments, _SWITCHES))])
        body = "".join(f"\n{k} = {v}" for k, v in arguments.items())
        return f"%%{self.function} {name} {line}\n{self.formula}{body}"

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready dictionary."""
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _PRIORS}
        plain["family"] = [self.family.name, self.family.link]
        plain["sampling"] = asdict(self.sampling)
        return plain | {name: prior_code.to_dict(getattr(self, name)) for name in _PRIORS}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> ModelSpec:
        """The spec that `to_dict` described.

        Raises
        ------
        NbmixedError
            For what describes no model.
        """
        try:
            name, link = values["family"]
            given = values | {p: prior_code.from_dict(values[p]) for p in _PRIORS}
            given |= {"family": resolve_family(name, link), "sampling": Sampling(**values["sampling"])}
            given["contrasts"] = tuple((factor, contrast) for factor, contrast in values["contrasts"])
            given["knots"] = tuple((str(x), tuple(map(as_float, places))) for x, places in values["knots"])
            return cls(**given)
        except (TypeError, ValueError, LookupError, AttributeError) as error:
            raise SettingError(f"This JSON does not describe a model: {_about(error)}.") from None

    def with_seed(self, seed: int) -> ModelSpec:
        """The same model with the seed written down."""
        return replace(self, sampling=replace(self.sampling, seed=seed))

    def fingerprint(self) -> str:
        """SHA-256 of everything that decides the draws, but not the data.

        The name of the data frame, `cores`, `refresh` and `mean_PPD` do not count, nor does it matter
        whether a setting was left out or its default written down; `adapt_delta` does, for without it transitions
        that diverge have the model sampled again.
        """
        decisive = self.to_dict()
        del decisive["data"], decisive["mean_PPD"]
        decisive["sampling"] |= {
            "warmup": self.sampling.resolved_warmup,
            "adapt_delta": self.settings.adapt_delta,
            "draws": self.sampling.resolved_draws,
            "cores": None,
            "refresh": None,
        }
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()

    def _arguments(self) -> dict[str, str]:
        blank = blank_spec(self.function, self.formula, self.family)
        shown: dict[str, str] = {}
        if self.function not in FIXED_FAMILY and self.family.name != "gaussian":
            shown["family"] = f'"{self.family.name}"'
        if self.family.link != resolve_family(self.family.name).link:
            shown["link"] = f'"{self.family.link}"'
        for name in _PRIORS:
            if getattr(self, name) != getattr(blank, name) or (name, self.function) == ("prior", "stan_lm"):
                shown[name] = prior_code.code(getattr(self, name))
        if self.contrasts:
            shown["contrasts"] = repr(dict(self.contrasts))
        if self.knots:
            shown["knots"] = repr({name: list(places) for name, places in self.knots})
        for name in _SETTINGS:
            if getattr(self, name) != getattr(blank, name):
                shown[name] = name if getattr(self, name) == ARRAY else _literal(getattr(self, name))
        settings, standard = asdict(self.sampling), asdict(Sampling())
        return shown | {k: _literal(v) for k, v in settings.items() if v != standard[k]}


def _about(error: Exception) -> str:
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)


def blank_spec(function: str, formula: str, family: Family) -> ModelSpec:
    """A model with every setting at the default of its function."""
    if function == "stan_lm":
        return ModelSpec(function, formula, prior=None, prior_intercept=None)
    return ModelSpec(function, formula, family=family)


def _literal(value: object) -> str:
    """A Python literal, text in double quotes where it can be."""
    return f'"{value}"' if isinstance(value, str) and not {'"', "\\", "\n"} & set(value) else repr(value)


def _sampling_names() -> tuple[str, ...]:
    return tuple(f.name for f in fields(Sampling))


def _pop(arguments: dict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: arguments.pop(name) for name in names if name in arguments}
