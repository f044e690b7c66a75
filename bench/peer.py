"""Whom nbmixed is timed against, and how each is started."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.environment import bambi_python
from bench.models import Model
from bench.place import PEERS
from nbmixed.errors import SettingError, nearest


@dataclass(frozen=True, slots=True)
class Peer:
    """A package on a model.

    Attributes
    ----------
    script
        Module of `bench.peers`, or a file there that R runs.
    processes
        How many fits to make in each of the processes that are started one after the other.
    compiles
        Whether it compiles a model at its first fit ever and keeps that for later processes. Then the
        first process has an empty cache.
    """

    name: str
    script: str
    processes: tuple[int, ...] = (1,)
    compiles: bool = False
    method: str = ""

    def takes(self, model: Model) -> bool:
        """Whether it has such models, in a call like the others'."""
        return model.function == "stan_glmer" or self.script in ("nbmixed", "rstanarm.R")

    def arguments(self, model: Model) -> dict[str, Any]:
        """Arguments of the model function."""
        return {**model.arguments, **(model.rstanarm if self.script == "rstanarm.R" else {})}

    def formula(self, model: Model) -> tuple[str, str]:
        """Formula and family as this peer spells them."""
        own = self.script == "bambi"
        return (model.bambi_formula, model.bambi_family) if own else (model.formula, model.family)


NBMIXED = Peer("nbmixed", "nbmixed", processes=(2,))
ALL = (
    NBMIXED,
    Peer("bambi-nutpie", "bambi", processes=(1, 2), compiles=True, method="nutpie"),
    Peer("bambi-pymc", "bambi", processes=(1, 2), compiles=True, method="pymc"),
    Peer("rstanarm", "rstanarm.R"),
    Peer("lme4", "lme4.R"),
)
GROUPS = {"bambi": ("bambi-nutpie", "bambi-pymc")}


def choose(names: str | None) -> list[Peer]:
    """Peers by name, separated by commas; "bambi" is both of its samplers; all when None.

    Raises
    ------
    SettingError
        For an unknown name.

    >>> [peer.name for peer in choose("nbmixed,bambi")]
    ['nbmixed', 'bambi-nutpie', 'bambi-pymc']
    """
    if names is None:
        return list(ALL)
    wanted = [full for name in names.split(",") for full in GROUPS.get(name.strip(), (name.strip(),))]
    known = [peer.name for peer in ALL]
    for name in wanted:
        if name not in known:
            raise SettingError(f"There is no peer {name!r}: {', '.join(known)}.{nearest(name, known)}")
    return [peer for peer in ALL if peer.name in wanted]


def command(peer: Peer, python: str | None = None) -> Sequence[str]:
    """The command that runs a job file of a peer.

    Raises
    ------
    SettingError
        The peer is not there; says what it would take.
    """
    start: dict[str, Callable[[], Sequence[str]]] = {
        "nbmixed": lambda: [sys.executable],
        "bambi": lambda: [str(bambi_python(python))],
    }
    if peer.script in start:
        return [*start[peer.script](), "-m", f"bench.peers.{peer.script}"]
    _require_r(peer.name)
    return ["Rscript", str(PEERS / peer.script)]


def _require_r(package: str) -> None:
    if shutil.which("Rscript") is None:
        raise SettingError(f"R is not there: apt-get install r-cran-{package} r-cran-jsonlite")
    check = f"stopifnot(requireNamespace('{package}'), requireNamespace('jsonlite'))"
    if subprocess.run(["Rscript", "-e", check], capture_output=True, check=False).returncode:
        raise SettingError(f"not in R: apt-get install r-cran-{package} r-cran-jsonlite")
