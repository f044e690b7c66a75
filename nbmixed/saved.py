"""`fit.save(path)` and `nbmixed.load(path)`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nbmixed import caller
from nbmixed.calls import checked
from nbmixed.errors import DataError
from nbmixed.fit import save as file
from nbmixed.methods.diagnosis import warn_of_problems

if TYPE_CHECKING:
    from nbmixed.stanreg import StanReg


def save(self: StanReg, path: str | os.PathLike[str]) -> None:
    """Write the fit to one file that `nbmixed.load` reads, with its data and all its draws.

    The file is a zip of JSON and numpy arrays: nothing in it is executed when it is read, and reading needs no
    compiled program. An existing file is replaced, whole or not at all. Group effects are drawn before, so that
    every method of the loaded fit gives the same numbers.

    Raises
    ------
    DataError
        When the file cannot be written.
    """
    file.save(self, path)


@checked
def load(path: str | os.PathLike[str]) -> StanReg:
    """The fit that `fit.save(path)` wrote; every method gives the same numbers as before.

    It is called by the variable that it is assigned to. A fit in doubt warns again (`FitWarning`).

    Raises
    ------
    DataError
        When there is no such file, it is no saved fit, or one of a later version of nbmixed.
    """
    from nbmixed.stanreg import StanReg

    parts = file.load(path)
    try:
        fit = StanReg(**(parts | {"name": caller.variable(parts["name"])}))
    except (KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"{str(path)!r} is no fit that was saved by nbmixed, or it is damaged ({error})."
        ) from None
    warn_of_problems(fit)
    return fit
