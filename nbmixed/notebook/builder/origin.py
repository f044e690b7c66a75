"""What a result was made from, and whether the form still has that."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from nbmixed.design.build import Design
from nbmixed.design.fingerprint import fingerprint
from nbmixed.design.frame import to_pandas
from nbmixed.notebook.builder.draft import Draft

MODEL, PRIORS, DATA, SETTINGS = "model", "priors", "data", "settings of the sampler"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a result was made from.

    Attributes
    ----------
    draft
        The model, its priors and settings.
    data
        Digest of what the model read of the data.
    """

    draft: Draft
    data: str

    def changes(self, now: Draft, data: str | None) -> tuple[str, ...]:
        """Return what the form has otherwise by now: "model", "priors", "data", "settings of the sampler".

        Parameters
        ----------
        data
            Digest of the data as they are; None while they are not checked, or the model is not complete.

        Examples
        --------
        >>> made = Origin(Draft(formula="y ~ x"), "1f")
        >>> made.changes(Draft(formula="y ~ x", priors={"prior": "normal(0, 1)"}), "2e")
        ('priors', 'data')
        """
        same_model = _model(self.draft) == _model(now)
        found = {
            MODEL: not same_model,
            PRIORS: dict(self.draft.priors) != dict(now.priors),
            DATA: same_model and data not in (None, self.data),
            SETTINGS: dict(self.draft.sampling) != dict(now.sampling),
        }
        return tuple(name for name, differs in found.items() if differs)


def _model(draft: Draft) -> Draft:
    return replace(draft, priors={}, sampling={})


def digest_of(design: Design) -> str:
    """Return a digest of what a model reads of its data, of variables that its formula names, of offset and weights."""
    digest = hashlib.sha256(fingerprint(design).sha256.encode())
    for values in (design.X, design.offset, design.weights):
        digest.update(b"-" if values is None else np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def contents_of(frame: Any, others: Mapping[str, object]) -> str:
    """Return a digest of a data frame and of variables beside it, which differs when a cell has changed one in place."""
    digest = hashlib.sha256()
    if frame is not None:
        table = to_pandas(frame)
        digest.update(repr([(str(name), str(dtype)) for name, dtype in table.dtypes.items()]).encode())
        digest.update(_hashes(table).tobytes())
    for name, value in sorted(others.items()):
        digest.update(f"{name} {_words(value)}".encode())
    return digest.hexdigest()


def _hashes(table: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.uint64]]:
    try:
        return np.asarray(pd.util.hash_pandas_object(table))
    except TypeError:  # cells of lists and the like
        return np.asarray(pd.util.hash_pandas_object(table.astype(str)))


def _words(value: object) -> str:
    """Return a value in words that change with it; of a function, which one it is."""
    return hashlib.sha256(value.tobytes()).hexdigest() if isinstance(value, np.ndarray) else repr(value)
