"""Which priors there are, and where they can stand."""

from __future__ import annotations

from nbmixed.errors import PriorError, nearest
from nbmixed.spec.prior_values import (
    Decov,
    Exponential,
    Hs,
    HsPlus,
    Laplace,
    Lasso,
    Lkj,
    Normal,
    ProductNormal,
    R2Prior,
    StudentT,
)
from nbmixed.spec.priors import (
    R2,
    cauchy,
    decov,
    default_prior_coef,
    default_prior_intercept,
    exponential,
    hs,
    hs_plus,
    laplace,
    lasso,
    lkj,
    normal,
    product_normal,
    student_t,
)

CONSTRUCTORS = {
    f.__name__: f
    for f in (
        normal,
        student_t,
        cauchy,
        laplace,
        lasso,
        product_normal,
        hs,
        hs_plus,
        exponential,
        R2,
        decov,
        lkj,
        default_prior_coef,
        default_prior_intercept,
    )
}
_MADE: dict[str, type] = {
    "normal": Normal,
    "student_t": StudentT,
    "cauchy": StudentT,
    "laplace": Laplace,
    "lasso": Lasso,
    "product_normal": ProductNormal,
    "hs": Hs,
    "hs_plus": HsPlus,
    "exponential": Exponential,
    "R2": R2Prior,
    "decov": Decov,
    "lkj": Lkj,
}


def check_prior(argument: str, prior: object, allowed: tuple[type, ...], *, flat: bool) -> None:
    """Refuse a prior that cannot stand in `argument`, in one sentence.

    Raises
    ------
    PriorError
        For a constructor that was not called, None where a flat prior is not allowed, or the wrong kind.
    """
    names = [n for n, kind in _MADE.items() if kind in allowed]
    choice = ", ".join(f"{n}(...)" for n in names) + (" or None" if flat else "")
    name = getattr(prior, "__name__", "")
    if name in CONSTRUCTORS:
        raise PriorError(f"{argument} = {name} is the function itself: call it, as in {argument}={name}().")
    if isinstance(prior, str):
        raise PriorError(
            f"{argument} = {prior!r} is text: call a prior, one of {choice}.{nearest(prior, CONSTRUCTORS)}"
        )
    if prior is None:
        if not flat:
            raise PriorError(f"{argument} cannot be None here: give {choice}.")
        return
    if not isinstance(prior, allowed):
        made = next((f"{n}(...)" for n, kind in _MADE.items() if type(prior) is kind), repr(prior))
        raise PriorError(f"{argument} = {made} is not a prior that can stand here: give {choice}.")
