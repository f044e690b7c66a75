"""Session defaults, changed by attribute: ``nbmixed.options.cores = 2``."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(slots=True)
class Options:
    """Defaults used where an argument is not given.

    Attributes
    ----------
    cores
        Chains run at the same time; None means as many as the machine has.
    digits
        Decimals of `print(fit)` and `fit.summary()`.
    cmdstan
        False: the programs that came with the package. True: compile the same programs with the
        installed CmdStan. A path: with the CmdStan found there.
    progress
        Show progress while chains run in a notebook.
    color_scheme
        Of plots, see `nbmixed.plots.color_scheme`; None leaves each kind of plot its own.
    background
        Of plots: "transparent", which is made to be read on light and dark pages alike, "white" or "dark".
    """

    cores: int | None = None
    digits: int = 1
    cmdstan: bool | str = False
    progress: bool = True
    color_scheme: str | None = None
    background: str = "transparent"

    def resolved_cores(self) -> int:
        """`cores`, or the number of processors this process may use."""
        if self.cores is not None:
            return self.cores
        usable = getattr(os, "sched_getaffinity", None)
        return len(usable(0)) if usable else (os.cpu_count() or 1)


options = Options()
