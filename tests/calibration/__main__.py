"""``python -m tests.calibration [recovery] [sbc] [curves] [smooths] [weights]``: the whole calibration, written to bench/CALIBRATION.md.

All of it takes about twenty minutes on two cores. Parts run alone are printed, not written.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from nbmixed.fit.ranks import ERROR, limit
from tests.calibration import curves, recovery, replicated, sbc, smooths
from tests.calibration.table import PLACE, Row, Section, written
from tests.calibration.thinned import KEPT
from tests.calibration.truth import PAIRS

REPLICATIONS, SIMULATIONS, OF_CURVES, OF_SMOOTHS = 5, 200, 100, 100


def recovered(pool: ProcessPoolExecutor) -> Section:
    """Every family and link, with and without groups."""
    cases = [(family, groups) for family in PAIRS for groups in (False, True)]
    jobs = {
        case: [
            pool.submit(recovery.z_scores, *case, r, chains=2, iter=1000, cores=1)
            for r in range(REPLICATIONS)
        ]
        for case in cases
    }
    rows: list[Row] = []
    for (family, groups), job in jobs.items():
        passed, largest, mean = recovery.verdict([j.result() for j in job])
        rows.append((family.name, family.link, "yes" if groups else "no", largest, mean, passed))
        _tell(rows[-1])
    rule = " ".join((recovery.__doc__ or "").split("\n\n")[1].split())
    return Section(
        "Recovery",
        f"{REPLICATIONS} data sets of {recovery.ROWS} rows for each row of the table. {rule}",
        ("family", "link", "groups", "largest abs z", "largest abs mean z (se)", "passed"),
        rows,
    )


def calibrated(pool: ProcessPoolExecutor) -> Section:
    """Rank statistics of one model a family."""
    rows: list[Row] = []
    for name, model in sbc.MODELS.items():
        tests = sbc.verdicts(list(pool.map(sbc.ranks, [name] * SIMULATIONS, range(SIMULATIONS))))
        worst = min(tests, key=lambda k: tests[k].least)
        passed = tests[worst].least > limit(len(tests))
        rows.append(
            (
                name,
                str(model.arguments.get("link", "")),
                len(tests),
                min(t.chi_square for t in tests.values()),
                min(t.ecdf for t in tests.values()),
                worst,
                passed,
            )
        )
        _tell(rows[-1])
    rule = (
        f"{SIMULATIONS} simulations a model, ranks among {KEPT} thinned draws. {' '.join((sbc.__doc__ or '').split())} "
        "Tests: chi-square of 20 bins, and the ECDF (Kolmogorov-Smirnov). A model passes when its least p-value is above "
        "0.01 / (2 times its number of quantities). (Chance alone fails one right model in 100 at most.)"
    )
    return Section(
        "Simulation-based calibration",
        rule,
        ("model", "link", "quantities", "least p, chi-square", "least p, ECDF", "at", "passed"),
        rows,
    )


def curved(pool: ProcessPoolExecutor) -> Section:
    """Coverage and rank statistics of every self-starting curve."""
    rows: list[Row] = []
    for name in curves.CURVES:
        found = curves.verdict(list(pool.map(curves.ranks, [name] * OF_CURVES, range(OF_CURVES))))
        shares = (found.coverage[0.5], found.coverage[0.9])
        rows.append((name, found.quantities, *shares, found.p[found.worst], found.worst, found.passed))
        _tell(rows[-1])
    rule = (
        f"{OF_CURVES} simulations a curve of {curves.GROUPS} groups of {curves.ROWS} rows. {' '.join((curves.__doc__ or '').split())} "
        "The table has the shares of intervals that hold the truth, over all quantities. Tests, for each quantity: of uniform "
        "ranks as above, and exact binomial ones of the two coverages. A curve passes when its least p-value is above "
        f"{ERROR} over their number."
    )
    columns = ("curve", "quantities", "50 % intervals", "90 % intervals", "least p", "at", "passed")
    return Section("Curves of stan_nlmer", rule, columns, rows)


def smoothed(pool: ProcessPoolExecutor) -> Section:
    """Coverage and rank statistics of every basis of smooths."""
    rows: list[Row] = []
    for name, formula in smooths.SMOOTHS.items():
        found = curves.verdict(list(pool.map(smooths.ranks, [name] * OF_SMOOTHS, range(OF_SMOOTHS))))
        shares = (found.coverage[0.5], found.coverage[0.9])
        rows.append(
            (name, f"`{formula}`", found.quantities, *shares, found.p[found.worst], found.worst, found.passed)
        )
        _tell(rows[-1])
    rule = (
        f"{OF_SMOOTHS} simulations a basis, of {smooths.ROWS} rows in {smooths.GROUPS} groups. {' '.join((smooths.__doc__ or '').split())} "
        "Table and tests are those of the curves."
    )
    columns = (
        "basis",
        "formula",
        "quantities",
        "50 % intervals",
        "90 % intervals",
        "least p",
        "at",
        "passed",
    )
    return Section("Smooths of stan_gamm4", rule, columns, rows)


def weighed(pool: ProcessPoolExecutor) -> Section:
    """Weights against replicated rows."""
    cases = [
        (c, groups) for c in replicated.CASES for groups in (False, True) if not (groups and c == "stan_lm")
    ]
    jobs = {case: pool.submit(replicated.worst, *case, iter=4000, cores=1) for case in cases}
    rows: list[Row] = []
    for (case, groups), job in jobs.items():
        z, what = job.result()
        rows.append((case, "yes" if groups else "no", z, what, z < replicated.LIMIT))
        _tell(rows[-1])
    rule = f"{' '.join((replicated.__doc__ or '').split())} Limit: {replicated.LIMIT}."
    return Section("Weights", rule, ("model", "groups", "largest abs z", "at", "passed"), rows)


PARTS: dict[str, Callable[[ProcessPoolExecutor], Section]] = {
    "recovery": recovered,
    "sbc": calibrated,
    "curves": curved,
    "smooths": smoothed,
    "weights": weighed,
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.calibration", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all of them when none is named"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    asked = parser.parse_args(arguments)
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"there is no part {unknown.pop()!r}: name of {', '.join(PARTS)}")
    started = time.perf_counter()
    with ProcessPoolExecutor(asked.workers, get_context("spawn")) as pool:
        sections = [make(pool) for name, make in PARTS.items() if not asked.parts or name in asked.parts]
    text = written(sections, "make calibrate")
    if asked.parts:
        sys.stdout.write(text)
    else:
        PLACE.write_text(text)
    _tell((f"{time.perf_counter() - started:.0f} s",))
    return int(any(s.failed for s in sections))


def _tell(row: Row) -> None:
    sys.stderr.write("  ".join(map(str, row)) + "\n")


if __name__ == "__main__":
    sys.exit(main())
