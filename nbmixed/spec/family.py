"""Families and links: which exist, and which auxiliary parameter each has."""

from __future__ import annotations

from dataclasses import dataclass, field

from nbmixed.errors import FamilyError, nearest


@dataclass(frozen=True, slots=True)
class Family:
    """An outcome distribution with its link.

    Attributes
    ----------
    name, link
        As rstanarm prints them.
    aux
        Printed name of the auxiliary parameter, or None.
    """

    name: str
    link: str
    aux: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.name} [{self.link}]"


_LINKS: dict[str, tuple[str, ...]] = {
    "gaussian": ("identity",),
    "binomial": ("logit",),
    "poisson": ("log",),
    "neg_binomial_2": ("log",),
}
_AUX = {"gaussian": "sigma", "neg_binomial_2": "reciprocal_dispersion"}


def gaussian(link: str = "identity") -> Family:
    """Normal outcome; auxiliary parameter `sigma`."""
    return _family("gaussian", link)


def binomial(link: str = "logit") -> Family:
    """0/1 outcomes, or counts of successes among trials."""
    return _family("binomial", link)


def poisson(link: str = "log") -> Family:
    """Counts with variance equal to the mean."""
    return _family("poisson", link)


def neg_binomial_2(link: str = "log") -> Family:
    """Counts with variance mu + mu**2 / reciprocal_dispersion."""
    return _family("neg_binomial_2", link)


FAMILIES = {f.__name__: f for f in (gaussian, binomial, poisson, neg_binomial_2)}


def resolve_family(family: object) -> Family:
    """A `Family` from a family, its constructor, or its name.

    >>> resolve_family("poisson")
    Family(name='poisson', link='log', aux=None)
    """
    if isinstance(family, Family):
        return family
    name = getattr(family, "__name__", family)
    if not isinstance(name, str) or name not in FAMILIES:
        hint = nearest(str(name), FAMILIES)
        raise FamilyError(f"There is no family {name!r}: use one of {', '.join(FAMILIES)}.{hint}")
    return FAMILIES[name]()


def _family(name: str, link: str) -> Family:
    if link not in _LINKS[name]:
        raise FamilyError(
            f"The {name} family has no link {link!r}: use one of {', '.join(_LINKS[name])}.{nearest(str(link), _LINKS[name])}"
        )
    return Family(name, link, _AUX.get(name))
