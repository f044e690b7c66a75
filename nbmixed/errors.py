"""The whole exception tree.

    NbmixedError
    ├── FormulaError      the formula cannot be read; carries the text and the place
    ├── DataError         the data do not fit the model
    ├── FamilyError       no such family or link
    ├── PriorError        a prior that cannot be used where it stands
    ├── SettingError      an argument of a model function or of the sampler is out of range
    ├── PlotError         a plot that cannot be drawn as asked
    └── EngineError       the program could not be found, run or read
        └── BuildError    no executable and no way to make one

    NbmixedWarning
    ├── FitWarning        the checks of a fit put its result in doubt
    └── DataWarning       data or model were changed without being asked: rows or columns left out

Every message says what was wrong, what was expected and what to do. In a notebook only that
message is shown; the exception still propagates, so execution stops.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_LONG_TEXT = 400


class NbmixedError(Exception):
    """Root of every error raised on purpose by nbmixed; its message can be written in any encoding of Unicode."""

    def __init__(self, message: str = "") -> None:
        super().__init__(re.sub(r"[\ud800-\udfff]", "\ufffd", message))

    def _render_traceback_(self) -> list[str]:
        """What IPython prints instead of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class FormulaError(NbmixedError):
    """The formula cannot be read.

    Parameters
    ----------
    message
        What is wrong, what was expected, what to do.
    text
        The formula as written.
    position
        Index into `text` of the offending character; marked with a caret below the formula.
    """

    def __init__(self, message: str, text: str | None = None, position: int | None = None) -> None:
        self.text, self.position = text, position
        super().__init__(message + _marked(text, position))


class DataError(NbmixedError):
    """The data do not fit the model."""


class FamilyError(NbmixedError):
    """No such family or link."""


class PriorError(NbmixedError):
    """A prior that cannot be used where it stands."""


class SettingError(NbmixedError):
    """An argument is out of range."""


class PlotError(NbmixedError):
    """A plot that cannot be drawn as asked."""


class EngineError(NbmixedError):
    """A program could not be found, run or read."""


class BuildError(EngineError):
    """There is no executable and no way to make one."""


class NbmixedWarning(UserWarning):
    """Root of the warnings issued by nbmixed."""


class FitWarning(NbmixedWarning):
    """The checks of a fit put its result in doubt; `fit.check()` says more."""


class DataWarning(NbmixedWarning):
    """Data or model were changed without being asked: rows or columns were left out."""


def _marked(text: str | None, position: int | None) -> str:
    if text is None:
        return ""
    text, position = _excerpt(text, position)
    if position is None:
        return f"\n    {text}"
    return f"\n    {text}\n    {' ' * position}^"


def _excerpt(text: str, position: int | None) -> tuple[str, int | None]:
    """A long text as what stands around the position."""
    if len(text) <= _LONG_TEXT:
        return text, position
    first = max((position or 0) - _LONG_TEXT // 2, 0)
    before = "... " if first else ""
    after = " ..." if first + _LONG_TEXT < len(text) else ""
    shown = f"{before}{text[first : first + _LONG_TEXT]}{after}"
    return shown, None if position is None else position - first + len(before)


def nearest(name: str, names: Iterable[str]) -> str:
    """The sentence that suggests the nearest of `names`, or an empty string.

    >>> nearest("Dayz", ["Days", "Subject"])
    " Did you mean 'Days'?"
    >>> nearest("q", ["Days", "Subject"])
    ''
    """
    candidates = list(names)
    found = difflib.get_close_matches(name, candidates, n=1, cutoff=0.5)
    if not found:
        found = [c for c in candidates if c.lower() == name.lower()]
    return f" Did you mean {found[0]!r}?" if found else ""


def listed(names: Iterable[str], limit: int = 10) -> str:
    """Names quoted and joined for a message, at most `limit` of them.

    >>> listed(["a", "b"])
    "'a', 'b'"
    """
    shown = [repr(n) for n in names]
    return ", ".join(shown[:limit]) + (", ..." if len(shown) > limit else "")
