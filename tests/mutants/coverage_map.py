"""Which tests execute which line, from one run of the tests under coverage."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.sample import FOLDERS

# Kernels, browsers and builds are other processes, which this coverage does not see.
MOST = 60  # tests of a kind that are run for one fault
LEFT_OUT = ("tests/browser", "tests/test_notebooks.py", "tests/cmake", "tests/mutants", "tests/driver")


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """Tests by file and line; paths are relative to the checkout."""

    tests: Mapping[str, Mapping[int, list[str]]]

    def tests_of(self, path: str, line: int) -> list[str]:
        """Return the node ids of tests that execute a line: of its mirror, then of its stage, then others; not too many.

        Of each kind those come first that execute few lines of the file, for they are about what they execute.
        """
        tests = {test for test in self.tests.get(path, {}).get(line, []) if test}
        reach = Counter(test for found in self.tests.get(path, {}).values() for test in found)
        stem, stage = Path(path).stem, Path(path).parts[1]
        mirror = [t for t in tests if Path(t.split("::")[0]).stem == f"test_{stem}"]
        near = [t for t in tests if f"tests/{stage}/" in t and t not in mirror]
        far = [t for t in tests if t not in mirror and t not in near]
        ranked = (sorted(kind, key=lambda t: (reach[t], t))[:MOST] for kind in (mirror, near, far))
        return [test for kind in ranked for test in kind]


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
