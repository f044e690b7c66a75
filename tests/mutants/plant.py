"""Plant a fault in a copy of the checkout and run the tests that execute its line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.chosen import VARIABLE
from tests.mutants.fault import Fault

SECONDS = 300
# An editable installation would put the checkout's own package before the copy's.
_RUN = (
    "import sys; sys.meta_path = [f for f in sys.meta_path if type(f).__name__ != 'ScikitBuildRedirectingFinder'];"
    "sys.path.insert(0, '.'); import pytest; sys.exit(pytest.main(sys.argv[1:]))"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the tests said of a fault: the first test that failed, or None where all passed."""

    fault: Fault
    caught_by: str | None
    n_tests: int


def copy_checkout(root: Path, copy: Path) -> None:
    """Copy what the tests need; executables are linked."""
    for name in ("nbmixed", "tests", "stan", "bench", "docs", "notebooks"):
        shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("_programs", "__pycache__"))
    for name in ("pyproject.toml", "README.md", "CONTRIBUTING.md", "Makefile", "mkdocs.yml"):
        shutil.copy(root / name, copy / name)
    (copy / "nbmixed" / "_programs").symlink_to(root / "nbmixed" / "_programs")
    (copy / "build").mkdir()
    (copy / "build" / "test-programs").symlink_to(root / "build" / "test-programs")


def try_fault(copy: Path, fault: Fault, tests: Sequence[str]) -> Outcome:
    """Plant a fault, run tests by their node ids until one fails, and take the fault out again."""
    file = copy / fault.path
    source = file.read_text("utf-8")
    file.write_text(fault.plant(source), "utf-8")
    try:
        return Outcome(fault, _first_failure(copy, tests) if tests else None, len(tests))
    finally:
        file.write_text(source, "utf-8")


def _first_failure(copy: Path, tests: Sequence[str]) -> str | None:
    chosen = copy / "chosen.txt"
    chosen.write_text("\n".join(tests), "utf-8")
    files = list(dict.fromkeys(test.split("::")[0] for test in tests))
    command = [sys.executable, "-c", _RUN, "-q", "-x", "-p", "no:cacheprovider", "-p", "tests.mutants.chosen"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "400", VARIABLE: str(chosen)}
    try:
        run = subprocess.run(
            [*command, "--tb=no", "-rfE", *files],
            cwd=copy, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"{files[0]} (no end in {SECONDS} s)"
    if run.returncode == 0:
        return None
    lines = [line for line in run.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return lines[0].split(" ", 1)[1].split(" - ")[0] if lines else files[0]
