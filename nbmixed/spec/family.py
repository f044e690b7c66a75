"""Families and links: which exist, and which auxiliary parameters each has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nbmixed.calls import checked
from nbmixed.errors import FamilyError, nearest

_GLM_LINKS = ("identity", "log", "inverse")
_UNIT_LINKS = ("logit", "probit", "cauchit", "log", "cloglog")
_LINKS: dict[str, tuple[str, ...]] = {
    "gaussian": _GLM_LINKS,
    "student": _GLM_LINKS,
    "Gamma": _GLM_LINKS,
    "inverse.gaussian": (*_GLM_LINKS, "1/mu^2"),
    "beta": ("logit", "probit", "cloglog", "cauchit"),
    "binomial": _UNIT_LINKS,
    "beta_binomial": ("logit", "probit", "cauchit", "cloglog"),
    "poisson": ("log", "identity", "sqrt"),
    "neg_binomial_2": ("log", "identity", "sqrt"),
}
_AUX: dict[str, tuple[str, ...]] = {
    "gaussian": ("sigma",),
    "student": ("sigma", "nu"),
    "Gamma": ("shape",),
    "inverse.gaussian": ("lambda",),
    "beta": ("(phi)",),
    "beta_binomial": ("phi",),
    "neg_binomial_2": ("reciprocal_dispersion",),
}
_POSITIVE = ("Gamma", "inverse.gaussian", "poisson", "neg_binomial_2")


@dataclass(frozen=True, slots=True)
class Family:
    """An outcome distribution with its link.

    Attributes
    ----------
    name, link
        As rstanarm prints them.

    Raises
    ------
    FamilyError
        For a link that the family does not have.
    """

    name: str
    link: str

    def __post_init__(self) -> None:
        links = _LINKS[self.name]
        if self.link not in links:
            raise FamilyError(
                f"The {self.name} family has no link {self.link!r}: use one of {', '.join(links)}."
                f"{nearest(str(self.link), links)}"
            )

    def __str__(self) -> str:
        return f"{self.name} [{self.link}]"

    @property
    def aux(self) -> str | None:
        """Printed name of the parameter that `prior_aux` is the prior of, or None."""
        return self.aux_names[0] if self.aux_names else None

    @property
    def aux_names(self) -> tuple[str, ...]:
        """Printed names of all parameters besides those of the mean."""
        return _AUX.get(self.name, ())

    @property
    def continuous(self) -> bool:
        """Whether outcomes are real numbers, not counts."""
        return self.name in ("gaussian", "student", "Gamma", "inverse.gaussian", "beta")

    @property
    def real_line(self) -> bool:
        """Whether outcomes may be any real number, so that priors scale with their sd."""
        return self.name in ("gaussian", "student")

    @property
    def bound(self) -> int:
        """1 where linear predictors must be positive for the mean to be possible, -1 where negative, else 0."""
        if self.name in _POSITIVE and self.link != "log":
            return 1
        return -1 if self.name == "binomial" and self.link == "log" else 0

    @property
    def needs_intercept(self) -> bool:
        """Whether the bound is kept by moving the intercept; with a square root link rows out of bounds have density 0."""
        return self.bound != 0 and self.link != "sqrt"


@checked
def gaussian(link: str = "identity") -> Family:
    """Normal outcome; auxiliary parameter `sigma`."""
    return Family("gaussian", link)


@checked
def student(link: str = "identity") -> Family:
    """Student-t outcome, for data with outliers; auxiliary parameters `sigma` (scale) and `nu`.

    The degrees of freedom `nu` are at least 1 and have the prior Gamma(2, 0.1) of Juarez and Steel (2010,
    Journal of Business and Economic Statistics 28).
    """
    return Family("student", link)


@checked
def Gamma(link: str = "inverse") -> Family:
    """Positive outcome with variance mu**2 / shape; auxiliary parameter `shape`. The default link is R's."""
    return Family("Gamma", link)


@checked
def inverse_gaussian(link: str = "1/mu^2") -> Family:
    """Positive outcome with variance mu**3 / lambda; auxiliary parameter `lambda`. The default link is R's."""
    return Family("inverse.gaussian", link)


@checked
def beta(link: str = "logit") -> Family:
    """Outcome between 0 and 1 with variance mu (1 - mu) / (1 + phi); auxiliary parameter `(phi)`."""
    return Family("beta", link)


@checked
def binomial(link: str = "logit") -> Family:
    """0/1 outcomes, or counts of successes among trials."""
    return Family("binomial", link)


@checked
def beta_binomial(link: str = "logit") -> Family:
    """Successes among trials, overdispersed: the chance of success is Beta(mu phi, (1 - mu) phi)."""
    return Family("beta_binomial", link)


@checked
def poisson(link: str = "log") -> Family:
    """Counts with variance equal to the mean."""
    return Family("poisson", link)


@checked
def neg_binomial_2(link: str = "log") -> Family:
    """Counts with variance mu + mu**2 / reciprocal_dispersion."""
    return Family("neg_binomial_2", link)


_CONSTRUCTORS = (
    gaussian,
    student,
    Gamma,
    inverse_gaussian,
    beta,
    binomial,
    beta_binomial,
    poisson,
    neg_binomial_2,
)
FAMILIES: dict[str, Callable[..., Family]] = {f.__name__: f for f in _CONSTRUCTORS}
_SPELLINGS = {"inverse.gaussian": "inverse_gaussian", "betar": "beta", "gamma": "Gamma"}


def resolve_family(family: object, link: str | None = None) -> Family:
    """A `Family` from a family, its constructor, or its name in R's or Python's spelling.

    Raises
    ------
    FamilyError
        For an unknown family, or a link that the family does not have.

    Examples
    --------
    >>> resolve_family("poisson")
    Family(name='poisson', link='log')
    """
    if isinstance(family, Family):
        return family if link is None else Family(family.name, link)
    name = getattr(family, "__name__", family)
    known = _SPELLINGS.get(name, name) if isinstance(name, str) else ""
    if known not in FAMILIES:
        hint = nearest(str(name), FAMILIES)
        raise FamilyError(f"There is no family {name!r}: use one of {', '.join(FAMILIES)}.{hint}")
    return FAMILIES[known]() if link is None else FAMILIES[known](link)


def links(family: str) -> tuple[str, ...]:
    """The links of a family, by its name; none for an unknown one."""
    return _LINKS.get({"inverse_gaussian": "inverse.gaussian"}.get(family, family), ())
