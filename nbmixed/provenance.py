"""Where a fit came from: versions, program, data, seed. Values only."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

PACKAGES = ("numpy", "scipy", "pandas", "formulaic", "xarray", "cmdstanpy")


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
        What sampled, such as "Stan 2.35.0".
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

    def to_dict(self) -> dict[str, Any]:
        """As a dictionary of plain values, ready for JSON."""
        return asdict(self) | {"packages": dict(self.packages)}


def collect(
    *, program: str, source: str, data: Mapping[str, object], engine: str, seed: int, wall: float
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

    Examples
    --------
    >>> found = collect(program="lmm", source="", data={"N": 3}, engine="Stan 2.35.0", seed=1, wall=0.5)
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
    if not hasattr(value, "tobytes"):
        yield repr(value).encode()
        return
    if sys.byteorder == "big":
        value = value.astype(value.dtype.newbyteorder("<"))
    yield f"{value.dtype.kind}{value.dtype.itemsize}{value.shape}".encode()
    yield value.tobytes()
