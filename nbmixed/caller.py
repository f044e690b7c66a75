"""The code that called the package: the line that a warning points to, the variable that receives a result."""

from __future__ import annotations

import dis
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import FrameType

# Besides this package what stands between it and the user: decorators, and IPython, which runs cell magics for a cell.
_place: ContextVar[str | None] = ContextVar("place", default=None)
_INSIDE = ("nbmixed", "contextlib", "IPython")


def frame() -> FrameType:
    """Return the innermost frame outside of this package; the outermost of a thread of its own."""
    found = sys._getframe(1)  # noqa: SLF001 - the documented way to the stack without reading source files
    while found.f_back is not None and _is_inside(found):
        found = found.f_back
    return found


@contextmanager
def called_from(place: str) -> Iterator[None]:
    """Have warnings point to a place that is no line of Python, such as the first line of a cell, or the builder."""
    token = _place.set(place)
    try:
        yield
    finally:
        _place.reset(token)


def warn(message: str, category: type[Warning]) -> None:
    """Issue a warning that points to the line of the caller, each time anew.

    Python shows a text once for each line; two fits of one line are two fits, though.
    """
    place = _place.get()
    if place is not None:
        warnings.warn_explicit(message, category, place, 1)
        return
    at = frame()
    warnings.warn_explicit(
        message, category, at.f_code.co_filename, at.f_lineno, module=at.f_globals.get("__name__")
    )


def variable(default: str) -> str:
    """Return the variable to which the caller is about to assign the result of its call, or `default`.

    Examples
    --------
    ``f = stan_glm(...)`` gives "f"; in ``fits.append(stan_glm(...))`` there is no variable.
    """
    at = frame()
    following = (i for i in dis.get_instructions(at.f_code) if i.offset > at.f_lasti and i.opname != "CACHE")
    for instruction in following:
        if instruction.opname.startswith(("STORE_NAME", "STORE_FAST", "STORE_GLOBAL", "STORE_DEREF")):
            stored = instruction.argval
            name = str(stored[0] if isinstance(stored, tuple) else stored)
            return name if name.isidentifier() else default  # pytest has variables of its own
        if instruction.opname not in ("COPY", "NOP"):
            break
    return default


def _is_inside(at: FrameType) -> bool:
    return str(at.f_globals.get("__name__", "")).partition(".")[0] in _INSIDE
