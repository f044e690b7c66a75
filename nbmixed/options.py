"""Session defaults, changed by attribute: ``nbmixed.options.cores = 2``."""

from __future__ import annotations

import os
from dataclasses import dataclass

from nbmixed.errors import SettingError, nearest

CACHE = ("on_change", "always", "never")
CACHE_VARIABLE = "NBMIXED_CACHE"


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
    cache
        Whether fits with a seed are kept and found again: "on_change" reads the draws of an earlier session if nothing
        that decides them has changed, "always" fits anew and keeps the result, "never" does neither. None takes
        the environment variable NBMIXED_CACHE (which ``nbmixed report`` sets); without it "on_change" in a
        notebook that has loaded the extension, where cells are run again and again, and "never" in plain
        Python, where a call that samples is expected to sample.
    cache_size
        Bytes that all cached fits together may take; those used least recently go first.
    background
        Of plots: "transparent", which is made to be read on light and dark pages alike, "white" or "dark".
    """

    cores: int | None = None
    digits: int = 1
    cmdstan: bool | str = False
    progress: bool = True
    color_scheme: str | None = None
    background: str = "transparent"
    cache: str | None = None
    cache_size: int = 2_000_000_000

    def resolved_cores(self) -> int:
        """`cores`, or the number of processors this process may use."""
        if self.cores is not None:
            return self.cores
        usable = getattr(os, "sched_getaffinity", None)
        return len(usable(0)) if usable else (os.cpu_count() or 1)

    def resolved_cache(self, asked: str | None = None) -> str:
        """How the cache is to be used: as asked, or `cache`, or what the environment says, or what suits the session.

        Raises
        ------
        SettingError
            For an unknown word.
        """
        chosen = asked or self.cache or os.environ.get(CACHE_VARIABLE) or _session["cache"]
        if chosen not in CACHE:
            raise SettingError(
                f'cache = {chosen!r} is not known: use "on_change", "always" or "never".{nearest(str(chosen), CACHE)}'
            )
        return chosen


def use_cache(cache: str) -> None:
    """Have fits of this session use the cache in this way where nothing else is said."""
    _session["cache"] = cache


_session = {"cache": "never"}
options = Options()
