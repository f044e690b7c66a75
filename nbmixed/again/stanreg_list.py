"""`stanreg_list`: several fits under names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from nbmixed.calls import checked
from nbmixed.display.html import to_html
from nbmixed.display.table import Document, Findings, Table
from nbmixed.display.text import to_text
from nbmixed.errors import SettingError, nearest
from nbmixed.methods.diagnosis import caution
from nbmixed.stanreg import StanReg


class StanregList(Mapping[str, StanReg]):
    """Fits by name, in order; shown as a table of names, families and formulas.

    It is what `loo_compare` and `loo_model_weights` take in place of a mapping.
    """

    __slots__ = ("_fits",)

    def __init__(self, fits: Mapping[str, StanReg]) -> None:
        self._fits = dict(fits)

    def __getitem__(self, name: str) -> StanReg:
        if name not in self._fits:
            raise SettingError(f"There is no model {name!r}.{nearest(str(name), self._fits)}")
        return self._fits[name]

    def __contains__(self, name: object) -> bool:
        return name in self._fits

    def __iter__(self) -> Iterator[str]:
        return iter(self._fits)

    def __len__(self) -> int:
        return len(self._fits)

    def to_frame(self) -> pd.DataFrame:
        """One row for each model: `function`, `family`, `formula`, `nobs`."""
        rows = [(f.spec.function, str(f.family), f.formula, f.nobs()) for f in self._fits.values()]
        return pd.DataFrame(rows, index=list(self), columns=["function", "family", "formula", "nobs"])

    def __repr__(self) -> str:
        return to_text(self._document())

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": to_html(self._document())}

    def _document(self) -> Document:
        columns = ("function", "family", "formula")
        frame = self.to_frame()[list(columns)]
        widths = [max(map(len, [name, *frame[name]])) for name in columns]
        cells = tuple(tuple(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in frame.to_numpy())
        heads = tuple(name.ljust(w) for name, w in zip(columns, widths, strict=True))
        table = Table(heads, tuple(self), cells, caption="Models", words=len(columns))
        found = tuple(f for name, fit in self._fits.items() for f in caution(fit, name))
        return Document((table, Findings(found)) if found else (table,))


@checked
def stanreg_list(
    *models: StanReg | Mapping[str, StanReg], names: Sequence[str] | None = None, **named: StanReg
) -> StanregList:
    """Several fits under names, as rstanarm's `stanreg_list`.

    Parameters
    ----------
    models
        Fits, or one mapping of them; or give them by name: ``stanreg_list(small=a, large=b)``.
    names
        What to call `models`; by default their own names where they differ, else model1, model2, ...

    Raises
    ------
    SettingError
        For anything that is no fit, and for names that are too few or not distinct.
    """
    if len(models) == 1 and isinstance(models[0], Mapping):
        if names is not None:
            raise SettingError("A mapping has names of its own: leave names out.")
        names, given = list(models[0]), list(models[0].values())
    else:
        given = [m for m in models if isinstance(m, StanReg)]
        if len(given) < len(models):
            raise SettingError("Give fits one by one, or one mapping of them.")
    labels = [*_labels(given, names), *named]
    fits = [*given, *named.values()]
    for fit in fits:
        if not isinstance(fit, StanReg):
            raise SettingError(f"stanreg_list() is given fits, not a {type(fit).__name__}.")
    if not fits:
        raise SettingError("stanreg_list() needs at least one fit.")
    if len(set(labels)) < len(labels):
        raise SettingError(f"Each model needs a name of its own: {', '.join(map(repr, labels))}.")
    return StanregList(dict(zip(labels, fits, strict=True)))


def _labels(fits: Sequence[StanReg], names: Sequence[str] | None) -> list[str]:
    if names is None:
        own = [getattr(fit, "name", "") for fit in fits]
        distinct = len(set(own)) == len(own)
        return own if distinct else [f"model{k}" for k in range(1, len(own) + 1)]
    if len(names) != len(fits):
        raise SettingError(f"names has {len(names)} names for {len(fits)} models.")
    return [str(name) for name in names]
