"""A fit as one file, and back: a zip of JSON and numpy arrays, nothing that is executed when read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbmixed import archive
from nbmixed.design.groups import GroupTerm
from nbmixed.errors import DataError, NbmixedError
from nbmixed.fit.codec import Reader, Writer
from nbmixed.fit.draws import Posterior
from nbmixed.fit.importance import Importance
from nbmixed.programs.packed import Parameters
from nbmixed.provenance import installed

Floats = NDArray[np.float64]
FORMAT = 1
_KIND = "nbmixed fit"


@dataclass(frozen=True, slots=True, eq=False)
class SavedPosterior:
    """A posterior with everything drawn that is otherwise drawn when first asked for; attributes as there."""

    coef_names: tuple[str, ...]
    aux_name: str | None
    terms: tuple[GroupTerm, ...]
    parameters: Parameters
    log_posterior: Floats
    sample_stats: Mapping[str, NDArray[np.generic]]
    max_treedepth: int
    effects: tuple[Floats, ...]
    mean_PPD: Floats | None
    importance: Importance | None
    proposals: SavedPosterior | None

    def restored(self) -> Posterior:
        """The posterior."""
        held = {f.name: getattr(self, f.name) for f in fields(self) if f.name in _SHARED}
        return Posterior(
            **held,
            make_effects=lambda: self.effects,
            make_mean_PPD=None if self.mean_PPD is None else partial(_given, self.mean_PPD),
            proposals=None if self.proposals is None else self.proposals.restored(),
        )


_LAZY = ("make_effects", "make_mean_PPD")
_SHARED = {f.name for f in fields(Posterior) if f.name not in (*_LAZY, "proposals")}


def saved_posterior(posterior: Posterior) -> SavedPosterior:
    """The posterior as a value."""
    return SavedPosterior(
        **{name: getattr(posterior, name) for name in _SHARED},
        effects=posterior.effects,
        mean_PPD=posterior.mean_PPD,
        proposals=None if posterior.proposals is None else saved_posterior(posterior.proposals),
    )


def save(fit: Any, path: str | os.PathLike[str]) -> None:
    """Write a fit to one file, whole or not at all; see `StanReg.save`.

    Raises
    ------
    DataError
        When the file cannot be written, or the fit holds something that is no value.
    """
    parts = {f.name: getattr(fit, f.name) for f in fields(fit)}
    parts["posterior"] = saved_posterior(fit.posterior)
    parts["draws"] = replace(fit.draws, parameters={})
    writer = Writer()
    try:
        written = writer.write(parts)
    except TypeError as error:
        raise DataError(f"The fit holds {error}, which cannot be saved.") from None
    head = {"kind": _KIND, "format": FORMAT, "nbmixed": installed("nbmixed"), "fit": written}
    try:
        archive.write(path, head, writer.arrays)
    except OSError as error:
        raise DataError(f"The fit could not be saved as {str(path)!r}: {error.strerror or error}.") from error


def load(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The parts of a saved fit, by the names of `StanReg`'s fields.

    Raises
    ------
    DataError
        When there is no such file, it is no saved fit, or one of a later version.
    """
    try:
        _check(archive.read_head(path), path)  # what a later version wrote may not be readable here
        head, arrays = archive.read(path)
        return _parts(head, arrays)
    except FileNotFoundError:
        raise DataError(f"There is no file {str(path)!r}.") from None
    except archive.UNREADABLE as error:
        raise DataError(
            f"{str(path)!r} is no fit that was saved by nbmixed, or it is damaged ({_reason(error)}): load another copy, or"
            " fit the model again."
        ) from error


def _reason(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200].rstrip(".")


def _parts(head: Mapping[str, Any], arrays: Sequence[NDArray[Any]]) -> dict[str, Any]:
    try:
        parts: dict[str, Any] = Reader(arrays.__getitem__).read(head["fit"])
    except NbmixedError as error:
        raise DataError(
            f"This fit was saved by nbmixed {head.get('nbmixed')}. {error} Update nbmixed."
        ) from None
    if not isinstance(parts.get("posterior"), SavedPosterior):
        raise TypeError("it holds no posterior")
    parts["posterior"] = parts["posterior"].restored()
    return parts


def _check(head: Any, path: str | os.PathLike[str]) -> None:
    if not isinstance(head, dict) or head.get("kind") != _KIND:
        raise DataError(f"{str(path)!r} is no fit that was saved by nbmixed.")
    if not isinstance(head.get("format"), int):
        raise TypeError("it names no format")
    if head["format"] > FORMAT:
        raise DataError(
            f"{str(path)!r} was saved by nbmixed {head.get('nbmixed')} in format {head['format']}, and this version reads "
            f"formats up to {FORMAT}: update nbmixed."
        )


def _given(values: Floats) -> Floats:
    return values
