"""The virtual environment that bambi runs in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.place import ENVIRONMENT, REQUIREMENTS
from nbmixed.errors import SettingError

NEEDED = (3, 12)
SPARE = ("python3.12", "python3.13", "python3")
_VERSION = "import sys; print(*sys.version_info[:2])"


def bambi_python(chosen: str | None = None) -> Path:
    """The interpreter of bambi's environment, made first where it is missing or its requirements have changed.

    Parameters
    ----------
    chosen
        The interpreter to make it with; the first one found that is new enough when None.

    Raises
    ------
    SettingError
        No interpreter is new enough, or pip failed.
    """
    ready, python = ENVIRONMENT / ".ready", ENVIRONMENT / "bin" / "python"
    wanted = REQUIREMENTS.read_text()
    if ready.exists() and ready.read_text() == wanted:
        return python
    base = _base(chosen)
    print(f"making bambi's environment in {ENVIRONMENT.name} with {Path(base).name} ...", file=sys.stderr)
    _run([base, "-m", "venv", "--clear", str(ENVIRONMENT)])
    _run([str(python), "-m", "pip", "install", "--quiet", "--requirement", str(REQUIREMENTS)])
    ready.write_text(wanted)
    return python


def _base(chosen: str | None) -> str:
    for candidate in [chosen] if chosen else _candidates():
        if (_version(candidate) or (0, 0)) >= NEEDED:
            return candidate
    needed = ".".join(map(str, NEEDED))
    raise SettingError(f"bambi needs Python {needed} or newer and none was found: name one with --python.")


def _candidates() -> Iterator[str]:
    """This interpreter, those on the path, those that pyenv keeps."""
    yield sys.executable
    yield from SPARE
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from (str(path) for path in sorted(kept.glob("3.1[2-9]*/bin/python3")))


def _version(python: str) -> tuple[int, ...] | None:
    try:
        said = subprocess.run([python, "-c", _VERSION], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return tuple(map(int, said.split()))


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SettingError(f"bambi's environment could not be made: {said}")
