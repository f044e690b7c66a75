"""``python -m tests.mutants [--number 100] [--seed 1]``: plant faults, one at a time, and write bench/MUTANTS.md.

The tests run once under coverage, so that only tests which execute a line are run for a fault in it. All of it takes
about an hour on two cores. ``--keep-coverage`` uses the coverage of an earlier run.
"""

from __future__ import annotations

import argparse
import queue
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.coverage_map import measure_coverage, read_coverage
from tests.mutants.fault import Fault
from tests.mutants.named import NAMED
from tests.mutants.plant import Outcome, copy_checkout, try_fault
from tests.mutants.sample import sample_faults
from tests.mutants.table import format_table

ROOT = Path(__file__).resolve().parents[2]
COVERAGE = ROOT / "build" / "mutants.coverage"
PLACE = ROOT / "bench" / "MUTANTS.md"
WORKERS = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Plant the named faults and a sample, and write the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument(
        "--number", type=int, default=100, help="faults sampled, one a function (default 100)"
    )
    parser.add_argument("--seed", type=int, default=1, help="which functions and faults (default 1)")
    parser.add_argument("--keep-coverage", action="store_true", help="use the coverage of an earlier run")
    options = parser.parse_args(arguments)
    if not (options.keep_coverage and COVERAGE.exists()):
        COVERAGE.parent.mkdir(exist_ok=True)
        measure_coverage(ROOT, COVERAGE)
    named = [entry.locate(ROOT) for entry in NAMED]
    sampled = sample_faults(ROOT, options.number, options.seed)
    outcomes = try_faults([*named, *sampled])
    PLACE.write_text(format_table(outcomes[: len(named)], outcomes[len(named) :], options.seed), "utf-8")


def try_faults(faults: Sequence[Fault]) -> list[Outcome]:
    """Return the outcome of each fault, in order; copies of the checkout work side by side."""
    coverage = read_coverage(ROOT, COVERAGE)
    with tempfile.TemporaryDirectory(prefix="nbmixed-mutants-") as folder:
        copies: queue.Queue[Path] = queue.Queue()
        for k in range(WORKERS):
            copies.put(Path(folder) / str(k))
            copy_checkout(ROOT, Path(folder) / str(k))

        def attempt(fault: Fault) -> Outcome:
            copy = copies.get()
            try:
                outcome = try_fault(copy, fault, coverage.tests_of(fault.path, fault.line))
            finally:
                copies.put(copy)
            line = f"{fault.path}:{fault.line} {fault.before!r} -> {fault.after!r}: {outcome.caught_by}\n"
            sys.stdout.write(line)
            sys.stdout.flush()
            return outcome

        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(attempt, faults))


if __name__ == "__main__":
    main()
