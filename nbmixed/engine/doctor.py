"""What nbmixed finds on this machine, what is missing, and the command that mends it."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path

from nbmixed.calls import checked
from nbmixed.engine import locate
from nbmixed.errors import BuildError, EngineError
from nbmixed.options import options
from nbmixed.provenance import installed

REINSTALL = "pip install --force-reinstall nbmixed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked for.

    Parameters
    ----------
    name
        What was looked for.
    found
        Whether it is there and works.
    detail
        Version or place; when missing, what for.
    remedy
        The command that mends it, if it is missing.
    needed
        Whether nbmixed cannot fit without it.
    """

    name: str
    found: bool
    detail: str
    remedy: str = ""
    needed: bool = True

    def __str__(self) -> str:
        word = "ok" if self.found else "MISSING" if self.needed else "none"
        mend = "" if self.found or not self.remedy else f"\n{'':10}-> {self.remedy}"
        return f"{word:<9} {self.name:<14} {self.detail}{mend}"


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """All findings, readable as text; `ok` says whether nbmixed can fit here."""

    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether everything needed is there."""
        return all(f.found for f in self.findings if f.needed)

    def __repr__(self) -> str:
        verdict = "nbmixed can fit models here." if self.ok else "nbmixed cannot fit models here yet."
        return "\n".join([*(str(f) for f in self.findings), "", verdict])


@checked
def doctor() -> Report:
    """Look for everything nbmixed uses and say what is there.

    Returns
    -------
    Report
        Prints itself; `report.ok` is False when something needed is missing.
    """
    found = (_python(), *_packages(), *_programs(), _tbb(), _compiler(), _cmdstan(), *_jupyter())
    return Report(tuple({finding.name.lower(): finding for finding in reversed(found)}.values())[::-1])


def _python() -> Finding:
    running = platform.python_version()
    wanted = _requires_python()
    fine = _satisfies(running, wanted)
    return Finding("Python", fine, f"{running} (needs {wanted})", "install Python 3.11 or newer")


def _requires_python() -> str:
    try:
        return metadata("nbmixed")["Requires-Python"]
    except PackageNotFoundError:
        return ">=3.11"


def _packages() -> Iterator[Finding]:
    """The package itself and what its metadata says it depends on."""
    own = installed("nbmixed")
    yield Finding(
        "nbmixed", own is not None, own or "not installed, only on the path", "pip install .", needed=False
    )
    from packaging.requirements import Requirement

    for text in requires("nbmixed") or () if own else ():
        wanted = Requirement(text)
        if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
            yield _package(wanted.name, str(wanted.specifier))


def _package(name: str, wanted: str) -> Finding:
    there = installed(name)
    needs = f" (needs {wanted})" if wanted else ""
    fine = there is not None and _satisfies(there, wanted)
    return Finding(name, fine, f"{there or 'not installed'}{needs}", f'pip install "{name}{wanted}"')


def _satisfies(found: str, wanted: str) -> bool:
    from packaging.specifiers import SpecifierSet

    return bool(SpecifierSet(wanted).contains(found, prereleases=True))


def _programs() -> Iterator[Finding]:
    """Each Stan program: there, and able to say its version."""
    for program in locate.programs():
        try:
            path = locate.executable(program)
            yield Finding(program, True, f"{_version(path)}, {path}")
        except BuildError:
            yield Finding(program, False, "there is no executable", _install())
        except (EngineError, OSError, subprocess.SubprocessError) as error:
            yield Finding(program, False, str(error).splitlines()[0], _install())


def _install() -> str:
    """The command that makes the programs: a build where there is a source tree, else another wheel."""
    from_source = not (Path(locate.__file__).parent.parent / "_stan").is_dir()
    return "pip install -e ." if from_source else REINSTALL


def _version(path: Path) -> str:
    done = subprocess.run([path, "info"], capture_output=True, text=True, timeout=30, check=False)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip() or f"it ended with code {done.returncode}"
        raise EngineError(f"{path} does not run: {said}")
    pairs = (line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    info = {key.strip(): value.strip() for key, value in pairs}
    return "Stan " + ".".join(info.get(f"stan_version_{part}", "?") for part in ("major", "minor", "patch"))


def _tbb() -> Finding:
    """The library the programs were linked with travels beside them."""
    places = {Path(locate.executable(p)).parent for p in locate.programs() if _there(p)}
    libraries = sorted(lib for place in places for lib in place.glob("*tbb*"))
    if libraries:
        return Finding("TBB", True, str(libraries[0]))
    return Finding(
        "TBB",
        False,
        "not beside the programs; the system's is used if there is one",
        _install(),
        needed=False,
    )


def _there(program: str) -> bool:
    try:
        return locate.executable(program).exists()
    except EngineError:
        return False


def _compiler() -> Finding:
    """Needed to build from source, never to fit."""
    wanted = os.environ.get("CXX")
    path = next((p for name in (wanted, "g++", "clang++", "c++") if name and (p := shutil.which(name))), None)
    remedy = {"darwin": "xcode-select --install", "win32": "conda install -c conda-forge cxx-compiler"}
    install = remedy.get(sys.platform, "apt install g++")
    return Finding(
        "C++ compiler", path is not None, path or "only a source build needs one", install, needed=False
    )


def _cmdstan() -> Finding:
    """A full CmdStan; needed only when the options ask for it."""
    from cmdstanpy import cmdstan_path

    asked = options.cmdstan if isinstance(options.cmdstan, str) else None
    try:
        place = asked or cmdstan_path()
    except ValueError:
        place = ""
    detail = place or "not installed; the programs above do without"
    found = bool(place) and Path(place).is_dir()
    return Finding("CmdStan", found, detail, "install_cmdstan", needed=bool(options.cmdstan))


def _jupyter() -> Iterator[Finding]:
    for name, purpose in (
        ("ipykernel", "cells"),
        ("jupyterlab", "notebooks in the browser"),
        ("nbconvert", "reports"),
    ):
        there = installed(name)
        yield Finding(name, there is not None, there or f"for {purpose}", f"pip install {name}", needed=False)
