"""Which faults are planted: one a function, chosen by a seed."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

from tests.mutants.fault import Fault, read_faults

FOLDERS = ("nbmixed/design", "nbmixed/programs", "nbmixed/fit", "nbmixed/effects")


def sample_faults(root: Path, number: int, seed: int) -> list[Fault]:
    """Return `number` faults in as many functions, of all stages in proportion to their functions.

    The fault of a function depends on the seed and the text of the function's name alone, so that a change in one
    function leaves the faults of the others as they are.
    """
    functions = defaultdict(list)
    for fault in (f for folder in FOLDERS for f in read_faults(root, folder)):
        functions[fault.path, fault.function].append(fault)
    ranked = sorted(functions, key=lambda key: random.Random(f"{seed} {key}").random())
    return [random.Random(f"{seed} {key} fault").choice(functions[key]) for key in ranked[:number]]
