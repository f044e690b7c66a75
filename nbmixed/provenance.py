"""Where a fit came from: model, data, priors, seed, versions, program, times. Values only."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

FITTED: list[Callable[[Any], None]] = []  # told of each fit that a user asked for
RECORD = "application/vnd.nbmixed.fit+json"  # what the output of a fit is, for `nbmixed verify`
PACKAGES = ("numpy", "scipy", "pandas", "formulaic", "xarray", "cmdstanpy")


@dataclass(frozen=True, slots=True)
class Facts:
    """What was fitted, to what, and how; in plain values.

    Attributes
    ----------
    call
        The function call that fits it again, seed included.
    formula
        As written.
    priors
        Pairs of the parameters and their prior in the units of the data.
    settings
        Of the sampler, defaults filled in.
    rows, columns
        How many rows of the data were used, and the columns that the model reads.
    n_dropped
        Rows left out for a missing value.
    rows_sha256
        Hash of these columns in these rows.
    seed_given
        Whether the seed was given; else it was drawn, and another call draws another.
    effects
        How group effects were treated.
    """

    call: str = ""
    formula: str = ""
    priors: tuple[tuple[str, str], ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    rows: int = 0
    columns: tuple[str, ...] = ()
    n_dropped: int = 0
    rows_sha256: str = ""
    seed_given: bool = True
    effects: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is needed to make the same draws again, and to see why they would differ.

    Attributes
    ----------
    nbmixed
        Version of this package.
    python
        Version of Python.
    platform
        Operating system and processor.
    packages
        Versions of the packages that touch the numbers; those not installed are left out.
    engine
        What sampled, such as "Stan 2.39.0".
    program
        Name of the Stan program.
    source_sha256
        Hash of the program's text.
    data_sha256
        Hash of the data as the program read them.
    seed
        Seed of the random numbers.
    wall
        Seconds from call to draws.
    date
        When, in UTC, ISO 8601.
    facts
        What was fitted, to what, and how.
    from_cache
        Whether the draws were read from the cache; all else is told of when they were made.
    refitted
        Why the cache could not serve, though it has a fit of this model; empty if that is not so.
    """

    nbmixed: str
    python: str
    platform: str
    packages: Mapping[str, str]
    engine: str
    program: str
    source_sha256: str
    data_sha256: str
    seed: int
    wall: float
    date: str
    facts: Facts = field(default_factory=Facts)
    from_cache: bool = False
    refitted: str = ""

    @classmethod
    def of_draws(cls, program: str, engine: str, seed: int, wall: float) -> Provenance:
        """What the draws alone say, where nothing else can be recorded."""
        start = datetime.fromtimestamp(0, UTC).isoformat(timespec="seconds")
        return cls("", "", "", {}, engine, program, "", "", seed, wall, start)

    @property
    def made(self) -> str:
        """When the draws were made, in the time of this place, to the minute."""
        return f"{datetime.fromisoformat(self.date).astimezone():%Y-%m-%d %H:%M}"

    @property
    def cache_note(self) -> str:
        """What the cache did for this fit, in a line; empty if nothing."""
        if self.from_cache:
            return f"from cache, made {self.made}"
        return f"refitted: {self.refitted}" if self.refitted else ""

    def to_dict(self) -> dict[str, Any]:
        """As a dictionary of plain values, ready for JSON."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Provenance:
        """The provenance that `to_dict` described.

        Raises
        ------
        TypeError
            For anything else.
        """
        told = dict(values["facts"])
        told |= {
            "priors": tuple((str(a), str(b)) for a, b in told["priors"]),
            "columns": tuple(told["columns"]),
        }
        names = {f.name for f in fields(cls)}
        if set(values) != names:
            raise TypeError("no provenance of this version")
        return cls(**{**values, "facts": Facts(**told)})


def _plain(value: Any) -> Any:
    """Mappings as dictionaries and tuples as lists, however deep."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def collect(
    *,
    program: str,
    source: str,
    data: Mapping[str, object],
    engine: str,
    seed: int,
    wall: float,
    facts: Facts | None = None,
) -> Provenance:
    """Gather the provenance of a run that has just ended.

    Parameters
    ----------
    program
        Name of the Stan program.
    source
        Text of the program.
    data
        What was packed for it.
    engine, seed, wall
        As the run reports them.
    facts
        What was fitted.

    Examples
    --------
    >>> found = collect(program="lmm", source="", data={"N": 3}, engine="Stan 2.39.0", seed=1, wall=0.5)
    >>> found.program, found.seed, len(found.data_sha256)
    ('lmm', 1, 64)
    """
    return Provenance(
        nbmixed=installed("nbmixed") or "not installed",
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.release()} {platform.machine()}",
        packages={name: found for name in PACKAGES if (found := installed(name))},
        engine=engine,
        program=program,
        source_sha256=hashlib.sha256(source.encode()).hexdigest(),
        data_sha256=hash_data(data),
        seed=seed,
        wall=wall,
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        facts=facts or Facts(),
    )


def installed(package: str) -> str | None:
    """Version of an installed package, None if there is none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def hash_data(data: Mapping[str, object]) -> str:
    """SHA-256 of named numbers and arrays, whatever the order of the names.

    Arrays count with type and shape, so 1 and 1.0 differ, and so do a row and a column.

    >>> hash_data({"a": 1, "b": [2.5]}) == hash_data({"b": [2.5], "a": 1})
    True
    >>> hash_data({"a": 1}) == hash_data({"a": 2})
    False
    """
    digest = hashlib.sha256()
    for name in sorted(data):
        for part in (name.encode(), *_parts(data[name])):
            digest.update(len(part).to_bytes(8, "little"))
            digest.update(part)
    return digest.hexdigest()


def _parts(value: Any) -> Iterator[bytes]:
    """A value as bytes; arrays are known by what they can do, so that numpy need not be imported."""
    if isinstance(value, Mapping):
        yield f"{{{len(value)}".encode()
        for name in sorted(value):
            yield str(name).encode()
            yield from _parts(value[name])
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        yield f"[{len(value)}".encode()
        for item in value:
            yield from _parts(item)
    elif hasattr(value, "tobytes"):
        if sys.byteorder == "big":
            value = value.astype(value.dtype.newbyteorder("<"))
        yield f"{value.dtype.kind}{value.dtype.itemsize}{value.shape}".encode()
        yield value.tobytes()
    else:
        yield repr(value).encode()
