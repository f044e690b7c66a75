"""Panels of rows: the groups that a check is made in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.design.values import number_label
from nbmixed.errors import PlotError

MOST = 30
ALL = ""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Which rows belong together.

    Attributes
    ----------
    labels
        Of the groups, in order.
    codes
        The place of each row's group, shape (N,); -1 in groups that are not shown.
    ranked
        Whether the groups have an order of their own: numbers, truth values, ordered categories.
    left_out
        How many groups are not shown.
    name
        What the labels begin with, as "Days" in "Days = 3"; empty where they stand alone.
    """

    labels: tuple[str, ...]
    codes: NDArray[np.intp]
    ranked: bool = True
    left_out: int = 0
    name: str = ""

    @property
    def one(self) -> bool:
        """Whether all rows are together because nobody asked for groups."""
        return self.labels == (ALL,)

    @property
    def caption(self) -> str:
        """What to say of groups that are not shown."""
        if not self.left_out:
            return ""
        shown = len(self.labels)
        return f"The {shown} of {shown + self.left_out} groups with most rows are shown."

    @property
    def ticks(self) -> list[str]:
        """The labels without the name, for an axis that has it."""
        return [label.removeprefix(f"{self.name} = ") for label in self.labels]

    def __iter__(self) -> Iterator[tuple[str, NDArray[np.intp]]]:
        """Label and rows of each group."""
        order = np.argsort(self.codes, kind="stable")
        ends = np.searchsorted(self.codes[order], np.arange(len(self.labels) + 1))
        for k, label in enumerate(self.labels):
            yield label, order[ends[k] : ends[k + 1]]

    def reordered(self, order: NDArray[np.intp]) -> Groups:
        """The same groups in another order."""
        place = np.append(np.argsort(order), -1)
        labels = tuple(self.labels[k] for k in order)
        return replace(self, labels=labels, codes=place[self.codes].astype(np.intp))

    def column(self, labels: Any) -> pd.Categorical[str]:
        """The column ``group`` of a frame, in the order of the groups."""
        return pd.Categorical(labels, categories=list(self.labels), ordered=True)


def groups(group: Any, n: int, most: int = MOST) -> Groups:
    """The groups of `n` rows: all in one without `group`.

    Parameters
    ----------
    group
        Anything with one value for each row. Numbers and ordered categories keep their order, text is
        sorted. Numbers under the name of a series are labelled with it, as in "Days = 3".
    most
        With more groups those with most rows are kept.

    Raises
    ------
    PlotError
        For another number of values than rows, or missing values.
    """
    if group is None:
        return Groups((ALL,), np.zeros(n, dtype=np.intp))
    series = group if isinstance(group, pd.Series) else pd.Series(_listed(group, n))
    if len(series) != n:
        raise PlotError(f"group has {len(series)} values, but y has {n}: give one for each row.")
    if series.isna().any():
        raise PlotError(f"group has missing values in {int(series.isna().sum())} rows: fill them first.")
    categories = pd.Categorical(series).remove_unused_categories()
    ranked = categories.ordered or not isinstance(series.iloc[0], str)
    name = series.name if isinstance(series.name, str) else ""
    labels = tuple(_label(value, name) for value in categories.categories)
    named = name if all(label.startswith(f"{name} = ") for label in labels) else ""
    codes = np.asarray(categories.codes, dtype=np.intp)
    return _largest(Groups(labels, codes, bool(ranked), name=named), most)


def _listed(group: Any, n: int) -> Any:
    values = group.to_numpy() if hasattr(group, "to_numpy") else group
    if isinstance(values, str) or not hasattr(values, "__len__"):
        raise PlotError(f"group must have one value for each of the {n} rows, not be {group!r}.")
    return list(values)


def _label(value: object, name: str) -> str:
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
        text = str(value)
        return f"{name} = {text}" if name and _is_number(text) else text
    text = number_label(float(value))
    return f"{name} = {text}" if name else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return text in ("True", "False")
    return True


def _largest(found: Groups, most: int) -> Groups:
    """The groups with most rows, the first of several with as many."""
    count = len(found.labels)
    if count <= most:
        return found
    sizes = np.bincount(found.codes, minlength=count)
    kept = np.sort(np.argsort(-sizes, kind="stable")[:most])
    place = np.full(count, -1, dtype=np.intp)
    place[kept] = np.arange(most)
    labels = tuple(found.labels[k] for k in kept)
    return replace(found, labels=labels, codes=place[found.codes], left_out=count - most)
