"""Import, fit, print: ``python -m bench.peers.cold stages.json <time of start>``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import time


def main(out: str, born: float) -> None:
    """Write the seconds of each stage; `total` ends with the printed fit, `summary` comes after it."""
    clock = stopwatch(born)
    stages = {"interpreter": clock()}
    from nbmixed import datasets, stan_lmer

    stages["import"] = clock()
    data = datasets.load("sleepstudy")
    stages["data"] = clock()
    fit = stan_lmer("Reaction ~ Days + (Days | Subject)", data=data)
    stages["sample"] = fit.draws.wall
    stages["prepare"] = clock() - fit.draws.wall
    print(fit, flush=True)
    stages["print"] = clock()
    stages["total"] = time() - born
    print(fit.summary(), flush=True)
    stages["summary"] = clock()
    Path(out).write_text(json.dumps(stages))


def stopwatch(started: float) -> Callable[[], float]:
    """Seconds since it was last asked."""
    last = started

    def lap() -> float:
        nonlocal last
        before, last = last, time()
        return last - before

    return lap


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
