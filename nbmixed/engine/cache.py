"""The cache of fits: the same question is answered with the same draws, without sampling again.

A fit is found again by a hash of everything that decides its draws: the compiled program, the data as the program reads
them, the settings of the sampler with the seed, the starting values, and the version of this package. What is found is
whole, or it is not used. A fit without a seed asks for new draws, so it is neither kept nor found.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from nbmixed import archive, caller
from nbmixed.design.fingerprint import Fingerprint, difference
from nbmixed.engine import cache_entry, cache_folder, locate
from nbmixed.engine.arguments import DIGITS
from nbmixed.engine.cache_entry import Entry
from nbmixed.engine.draws import Draws
from nbmixed.errors import NbmixedWarning, SettingError
from nbmixed.options import options
from nbmixed.provenance import Provenance, hash_data, installed
from nbmixed.spec.sampling import Sampling

Made = tuple[Draws, Provenance]
_SHOWN = ("name", "function", "formula")
_seen = set[str]()  # models that this session has asked for


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A fit that is asked for.

    Attributes
    ----------
    program, data
        Name of the Stan program and its data.
    algorithm, sampling, metric
        How to draw.
    inits
        Starting values that the program names, or None.
    name, function, formula
        What the user calls the fit and how it is written.
    model
        Hash of the model without its data.
    rows
        Of the data.
    """

    program: str
    data: Mapping[str, object]
    algorithm: str
    sampling: Sampling
    metric: str
    inits: Sequence[Mapping[str, object]] | None
    name: str
    function: str
    formula: str
    model: str
    rows: Fingerprint


def answered(question: Question, cache: str | None, make: Callable[[], Made]) -> Made:
    """The draws of a fit, from the cache or newly made.

    Parameters
    ----------
    cache
        "on_change" reads the draws if nothing that decides them has changed, else makes and keeps them; "always" makes
        them anew and keeps them; "never" neither reads nor writes; None is what the session does.
    make
        Draws, and tells where they came from.

    Returns
    -------
    The draws, and their provenance, in which `from_cache` and `refitted` say what the cache did. A fit that cannot be
    written is given all the same, with a warning.

    Raises
    ------
    SettingError
        For an unknown word; or if the cache is asked for by name and there is no seed.
    """
    mode = options.resolved_cache(cache)
    if question.sampling.seed is None and mode != "never":
        if cache is not None:
            raise SettingError(
                f'cache="{cache}" needs a seed, for without one every fit draws its own and none is found again: give seed=.'
            )
        mode = "never"
    if mode == "never":
        return make()
    parts = _parts(question)
    key = hash_data(parts)
    found = _found(key) if mode == "on_change" else None
    if found is not None:
        _remember(question, key)
        return found.draws, replace(found.provenance, from_cache=True)
    reason = _reason(question, parts) if mode == "on_change" else 'cache="always"'
    draws, provenance = make()
    _keep(Entry(key, draws, provenance, question.rows, parts), question)
    _remember(question, key)
    return draws, replace(provenance, refitted=reason)


def _parts(question: Question) -> dict[str, str]:
    """Hashes of what decides the draws."""
    sampling = question.sampling
    settings = asdict(sampling) | {
        "warmup": sampling.resolved_warmup,
        "init_r": sampling.resolved_init_r,
        "draws": sampling.resolved_draws,
        "cores": None,
        "refresh": None,
    }
    return {
        "format": f"{cache_entry.FORMAT} {DIGITS}",
        "nbmixed": installed("nbmixed") or "",
        "program": f"{question.program} {_executable_hash(question.program)}",
        "data": hash_data(question.data),
        "how": json.dumps([question.algorithm, question.metric, settings], sort_keys=True),
        "inits": hash_data({"inits": question.inits}),
    }


def _executable_hash(program: str) -> str:
    path = locate.executable(program)
    status = path.stat()
    return _file_hash(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _file_hash(path: Path, changed: int, size: int) -> str:  # noqa: ARG001 - another time or size is another file
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _path(key: str) -> Path:
    return cache_folder.folder() / f"{key}{cache_folder.ENDING}"


def _found(key: str) -> Entry | None:
    """The entry of a key, if it is there, whole, and what its name says."""
    path = _path(key)
    try:
        entry = cache_entry.read(path)
        if entry.key != key:
            raise ValueError("it is another fit")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except archive.UNREADABLE as error:
        cache_folder.set_aside(path)
        caller.warn(
            f"The cached fit {path.name} could not be read ({error or type(error).__name__}): it was set aside, and the"
            " model is fitted again.",
            NbmixedWarning,
        )
        return None
    cache_folder.use(path)
    return entry


def _keep(entry: Entry, question: Question) -> None:
    path = _path(entry.key)
    label = {name: str(getattr(question, name)) for name in _SHOWN} | {"date": entry.provenance.date}
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        cache_entry.write(path, entry, label)
    except Exception as error:  # noqa: BLE001 - whatever it is, the draws are worth more
        reason = getattr(error, "strerror", None) or error or type(error).__name__
        caller.warn(
            f"The fit could not be kept in the cache {str(path.parent)!r} ({reason}); the fit itself is complete.",
            NbmixedWarning,
        )
        return
    cache_folder.limit(options.cache_size, path)


def _model(question: Question) -> str:
    """What stays the same when only data or programs change: where the session works, and the model by its name."""
    told = json.dumps([str(Path.cwd()), question.name, question.model])
    return hashlib.sha256(told.encode()).hexdigest()


def _pointer(model: str) -> Path:
    return cache_folder.folder() / f"{model[:32]}{cache_folder.POINTER}"


def _remember(question: Question, key: str) -> None:
    """Note which entry a model had last; failing that, only a reason will be missing."""
    model = _model(question)
    _seen.add(model)
    pointer = _pointer(model)
    part = pointer.with_name(f".{pointer.name}.{secrets.token_hex(16)}{archive.PART}")
    try:
        with os.fdopen(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            file.write(key)
        part.replace(pointer)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _reason(question: Question, parts: Mapping[str, str]) -> str:
    """Why the last entry of this model does not serve; empty if it never had one, or this session asked already.

    A loop that fits one model to many parts of the data has nothing that changed.
    """
    model = _model(question)
    if model in _seen:
        return ""
    try:
        before = cache_entry.read(_path(_pointer(model).read_text("ascii")))
    except archive.UNREADABLE:
        return ""
    if before.parts.get("data") != parts["data"]:
        what = difference(before.rows, question.rows) or "weights, offset or coding"
        return f"the data changed ({what})"
    if before.parts.get("nbmixed") != parts["nbmixed"]:
        return f"it was made by nbmixed {before.parts.get('nbmixed')}"
    if before.parts.get("program") != parts["program"]:
        return "the Stan program changed"
    return ""
