"""Which rows are left out together: at random, stratified, by groups, or as the user says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.aligned import aligned
from nbmixed.errors import SettingError, listed, nearest

Ints = NDArray[np.int64]
DEFAULT_K = 10


@dataclass(frozen=True, slots=True, eq=False)
class Folds:
    """A partition of the rows.

    Attributes
    ----------
    of_row
        Fold of each row, counted from 1, shape (N,).
    labels
        What the folds are called.
    how
        In words, how rows came to their folds.
    """

    of_row: Ints
    labels: tuple[Any, ...]
    how: str

    @property
    def K(self) -> int:
        """Number of folds."""
        return len(self.labels)


def choose_folds(
    frame: pd.DataFrame, K: int | None, folds: Any, group: Any, stratify: Any, seed: int
) -> Folds:
    """The folds that `kfold` was asked for.

    Raises
    ------
    SettingError
        For more than one of `folds`, `group` and `stratify`, and for what does not fit the rows.
    """
    given = [
        name for name, v in {"folds": folds, "group": group, "stratify": stratify}.items() if v is not None
    ]
    if len(given) > 1:
        raise SettingError(
            f"Give one of {' and '.join(given)}: each says in its own way which rows go together."
        )
    if folds is not None:
        return _own(frame, folds, K)
    rng = np.random.default_rng([seed, 0xF01D])
    if group is not None:
        return _grouped(frame, group, K, rng)
    size = _checked_K(min(DEFAULT_K, len(frame)) if K is None else K, len(frame), "rows")
    if stratify is not None:
        return _numbered(
            _stratified(by_row(frame, stratify, "stratify"), size, rng), f"stratified by {_named(stratify)}"
        )
    return _numbered(rng.permutation(np.arange(len(frame)) % size) + 1, "at random")


def by_row(frame: pd.DataFrame, given: Any, what: str) -> pd.Series:
    """One value for each row: a column, columns joined by a colon, or an array.

    Raises
    ------
    SettingError
        For an unknown column, another number of values than rows, or a missing value.
    """
    values = _columns(frame, given, what) if isinstance(given, str) else _array(frame, given, what)
    if values.isna().any():
        label = frame.index.tolist()[int(np.flatnonzero(values.isna())[0])]
        raise SettingError(f"{what} is missing in row {label!r}: every row needs a value.")
    return values.reset_index(drop=True)


def _columns(frame: pd.DataFrame, name: str, what: str) -> pd.Series:
    if name in frame.columns:
        return frame[name]
    parts = [part.strip() for part in name.split(":")]
    unknown = [part for part in parts if part not in frame.columns]
    if unknown:
        columns = list(map(str, frame.columns))
        raise SettingError(
            f"{what} = {name!r}: the data have no column {unknown[0]!r}.{nearest(unknown[0], columns)}"
        )
    return frame.groupby(parts, dropna=False, sort=False).ngroup()


def _array(frame: pd.DataFrame, given: Any, what: str) -> pd.Series:
    given = aligned(given, frame.index, what)
    values = pd.Series(given.to_numpy() if hasattr(given, "to_numpy") else np.asarray(given).ravel())
    if len(values) != len(frame):
        raise SettingError(
            f"{what} has {len(values)} values, but the fit has {len(frame)} rows (those without missing values); give one "
            "for each of fit.data."
        )
    return values


def _own(frame: pd.DataFrame, folds: Any, K: int | None) -> Folds:
    codes, labels = pd.factorize(by_row(frame, folds, "folds"), sort=True)
    if len(labels) < 2:
        raise SettingError(
            f"folds has the one value {labels.tolist()[0]!r}: rows of one fold are predicted from the others, so give two or more."
        )
    if K is not None and len(labels) != K:
        raise SettingError(f"folds has {len(labels)} values, K is {K}: leave K out.")
    return Folds(codes.astype(np.int64) + 1, tuple(labels.tolist()), "as given")


def _grouped(frame: pd.DataFrame, group: Any, K: int | None, rng: np.random.Generator) -> Folds:
    """Whole groups, the largest first, each to the fold with the fewest rows."""
    codes, labels = pd.factorize(by_row(frame, group, "group"))
    size = _checked_K(
        min(DEFAULT_K, len(labels)) if K is None else K, len(labels), f"groups of {_named(group)}"
    )
    counts = np.bincount(codes)
    shuffled = rng.permutation(len(labels))
    rows, fold_of = np.zeros(size, dtype=np.int64), np.empty(len(labels), dtype=np.int64)
    for place in shuffled[np.argsort(-counts[shuffled], kind="stable")]:
        smallest = int(np.argmin(rows))
        fold_of[place] = smallest + 1
        rows[smallest] += counts[place]
    return _numbered(fold_of[codes], f"whole groups of {_named(group)}")


def _stratified(values: pd.Series, K: int, rng: np.random.Generator) -> Ints:
    """Rows dealt in turn, in the order of their values: a value has nearly as many in each fold."""
    codes = pd.factorize(values, sort=True)[0]
    order = np.lexsort([rng.random(len(codes)), codes])
    dealt = np.empty(len(codes), dtype=np.int64)
    dealt[order] = rng.permutation(K)[np.arange(len(codes)) % K] + 1
    return dealt


def _numbered(of_row: Ints, how: str) -> Folds:
    return Folds(of_row, tuple(range(1, int(of_row.max()) + 1)), how)


def _checked_K(K: object, most: int, of: str) -> int:
    if not isinstance(K, int | np.integer) or isinstance(K, bool) or not 2 <= K <= most:
        raise SettingError(f"K must be a whole number from 2 to {most}, the number of {of}, not {K!r}.")
    return int(K)


def _named(given: Any) -> str:
    return (
        given
        if isinstance(given, str)
        else listed([str(given.name)])
        if getattr(given, "name", None)
        else "an array"
    )
