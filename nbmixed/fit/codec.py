"""Values as JSON with arrays beside it, and back: what a saved fit is written in.

Frozen dataclasses of this package are written as their fields under the name of their class, so that reading runs
nothing but their constructors. Plain JSON values stand for themselves; everything else is an object with one key that
begins with "@".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nbmixed.errors import DataError
from nbmixed.fit.codec_frame import read_frame, write_frame

_PACKAGE = "nbmixed."


@dataclass(slots=True)
class Writer:
    """Turns values into JSON and collects their arrays, each once.

    >>> writer = Writer()
    >>> writer.write({"a": (1, np.arange(2))}), len(writer.arrays)
    ({'a': {'@tuple': [1, {'@array': 0}]}}, 1)
    """

    arrays: list[NDArray[Any]] = field(default_factory=list)
    _places: dict[int, int] = field(default_factory=dict)

    def write(self, value: Any) -> Any:
        """The JSON of one value.

        Raises
        ------
        TypeError
            For a value of a kind that cannot be written.
        """
        if value is None or isinstance(value, bool | str) or type(value) is int:
            return value
        if type(value) is float:
            return value if math.isfinite(value) else {"@float": repr(value)}
        if isinstance(value, np.generic):
            return {"@scalar": [value.dtype.str, value.item()]}
        if isinstance(value, np.ndarray):
            return {"@array": self.place(value)}
        return self._composite(value)

    def place(self, array: NDArray[Any]) -> int:
        """Where an array is kept."""
        if array.dtype.hasobject:
            raise TypeError("an array of Python objects")
        if id(array) not in self._places:
            self._places[id(array)] = len(self.arrays)
            self.arrays.append(array)
        return self._places[id(array)]

    def _composite(self, value: Any) -> Any:
        if type(value).__name__ == "BSpline":  # scipy's, whose import nothing else may need
            return {"@bspline": [self.write(part) for part in (value.t, value.c, value.k, value.extrapolate)]}
        if isinstance(value, pd.DataFrame):
            return {"@frame": write_frame(value, self.write)}
        if is_dataclass(value) and not isinstance(value, type):
            kind = type(value)
            held = {f.name: self.write(getattr(value, f.name)) for f in fields(value) if f.init}
            return {"@value": f"{kind.__module__}:{kind.__qualname__}", "fields": held}
        if isinstance(value, Mapping):
            return self._mapping(value)
        if type(value) in (list, tuple, frozenset):
            items = [self.write(item) for item in (sorted(value) if isinstance(value, frozenset) else value)]
            return items if isinstance(value, list) else {f"@{type(value).__name__}": items}
        raise TypeError(f"a {type(value).__module__}.{type(value).__qualname__}")

    def _mapping(self, value: Mapping[Any, Any]) -> Any:
        if all(isinstance(key, str) and not key.startswith("@") for key in value):
            return {key: self.write(item) for key, item in value.items()}
        return {"@mapping": [[self.write(key), self.write(item)] for key, item in value.items()]}


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns JSON back into values; `array` gives the array of a number."""

    array: Callable[[int], NDArray[Any]]

    def read(self, written: Any) -> Any:
        """The value that was written."""
        if isinstance(written, list):
            return [self.read(item) for item in written]
        if not isinstance(written, dict):
            return written
        tag = next((key for key in written if key.startswith("@")), None)
        if tag is None:
            return {key: self.read(item) for key, item in written.items()}
        if tag == "@value":
            return self._value(written["@value"], written["fields"])
        return self._tagged(tag, written[tag])

    def _tagged(self, tag: str, content: Any) -> Any:
        if tag not in _TAGGED:
            raise DataError(
                f"It holds something of the kind {tag!r}, which this version of nbmixed does not know."
            )
        return _TAGGED[tag](self, content)

    def _value(self, name: str, held: Mapping[str, Any]) -> Any:
        module, _, kind = name.partition(":")
        found = getattr(import_module(module), kind, None) if module.startswith(_PACKAGE) else None
        if not (isinstance(found, type) and is_dataclass(found)):
            raise DataError(f"It holds a {kind}, which this version of nbmixed does not know.")
        known = {f.name for f in fields(found) if f.init}
        if unknown := sorted(set(held) - known):
            raise DataError(
                f"Its {kind} has {', '.join(map(repr, unknown))}, which this version of nbmixed does not know."
            )
        return found(**{key: self.read(item) for key, item in held.items()})


def _read_spline(reader: Reader, content: Any) -> Any:
    from scipy.interpolate import BSpline

    t, c, k, extrapolate = reader.read(content)
    return BSpline(t, c, k, extrapolate=extrapolate)


_TAGGED: dict[str, Callable[[Reader, Any], Any]] = {
    "@array": lambda reader, content: reader.array(content),
    "@float": lambda _, content: float(content),
    "@scalar": lambda _, content: np.dtype(content[0]).type(content[1]),
    "@frame": lambda reader, content: read_frame(content, reader.read),
    "@mapping": lambda reader, content: {reader.read(key): reader.read(item) for key, item in content},
    "@tuple": lambda reader, content: tuple(map(reader.read, content)),
    "@frozenset": lambda reader, content: frozenset(map(reader.read, content)),
    "@bspline": _read_spline,
}
