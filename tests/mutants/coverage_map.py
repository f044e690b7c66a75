"""Which tests execute which line, from one run of the tests under coverage."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.sample import FOLDERS

# Kernels, browsers and builds are other processes, which this coverage does not see.
LEFT_OUT = ("tests/browser", "tests/test_notebooks.py", "tests/cmake", "tests/mutants", "tests/driver")


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """Tests by file and line; paths are relative to the checkout."""

    tests: Mapping[str, Mapping[int, list[str]]]

    def files_of(self, path: str, line: int) -> list[str]:
        """Return the test files whose tests execute a line, its mirror first, then the most specific ones."""
        tests = self.tests.get(path, {}).get(line, [])
        files = {test.split("::")[0] for test in tests if test}
        stem, stage = Path(path).stem, Path(path).parts[1]
        return sorted(files, key=lambda f: (Path(f).stem != f"test_{stem}", f"tests/{stage}/" not in f, f))


def measure_coverage(root: Path, data: Path) -> None:
    """Run the tests once and keep which test executes which line in the file `data`."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", "--cov-context=test"]
    command += [f"--cov={folder}" for folder in FOLDERS] + ["--cov-report="]
    command += [f"--ignore={path}" for path in LEFT_OUT]
    subprocess.run(command, cwd=root, env={**os.environ, "COVERAGE_FILE": str(data)}, check=False)


def read_coverage(root: Path, data: Path) -> CoverageMap:
    """Return the map that `measure_coverage` left."""
    from coverage import CoverageData

    kept = CoverageData(str(data))
    kept.read()
    return CoverageMap(
        {
            str(Path(file).relative_to(root)): {
                line: [context.split("|")[0] for context in contexts]
                for line, contexts in kept.contexts_by_lineno(file).items()
            }
            for file in kept.measured_files()
        }
    )
