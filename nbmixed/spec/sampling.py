"""How to sample: chains, iterations, seed, and what steers NUTS."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real

from nbmixed.errors import SettingError

MAX_SEED = 2**32 - 1
MAX_COUNT = 2**31 - 1  # the largest whole number that Stan takes
LEAST_TARGET = 0.1  # the least target acceptance rate that Stan takes
_FARTHEST_START = 1e100  # the width of the interval has to be a number as well
DEFAULT_TARGETS = (0.8, 0.95)  # Stan's default; rstanarm's
INITS = ("random", "0", "pathfinder", "laplace")


@dataclass(frozen=True, slots=True)
class Sampling:
    """Settings of the sampler, with rstanarm's names and defaults.

    Parameters
    ----------
    chains
        Number of Markov chains.
    iter
        Iterations of each chain, warmup included.
    warmup
        Iterations used for adaptation and thrown away; half of `iter` when None.
    thin
        Keep every `thin`-th draw after warmup.
    cores
        Chains run at the same time; None takes `nbmixed.options.cores`.
    seed
        Between 0 and 4294967295; None draws one, which the fit records.
    init
        "random" (uniform within `init_r` on the unconstrained scale), 0, or draws of a quick approximation:
        "pathfinder" or "laplace".
    init_r
        Radius of random starting values; None means 2, and 0.1 where the mean has a pole at a linear predictor of 0
        (inverse link of an outcome of either sign), which no chain can cross.
    adapt_delta
        Target acceptance rate, used as given. None means 0.8, and sampling again at 0.95 where a transition diverges:
        what a fit used is in its provenance.
    max_treedepth
        Longest trajectory is 2**max_treedepth steps.
    refresh
        Iterations between progress reports; None means iter / 100, 0 none.
    draws
        Draws from an approximation (`algorithm` other than "sampling"); None means 1000.

    Examples
    --------
    >>> Sampling(iter=1000).kept
    500
    """

    chains: int = 4
    iter: int = 2000
    warmup: int | None = None
    thin: int = 1
    cores: int | None = None
    seed: int | None = None
    init: str | int = "random"
    init_r: float | None = None
    adapt_delta: float | None = None
    max_treedepth: int = 15
    refresh: int | None = None
    draws: int | None = None

    def __post_init__(self) -> None:
        for name in ("chains", "iter", "thin", "max_treedepth"):
            self._set(name, _integer(name, getattr(self, name), low=1, high=MAX_COUNT))
        for name, low, high in (
            ("warmup", 0, self.iter - 1),
            ("cores", 1, MAX_COUNT),
            ("seed", 0, MAX_SEED),
            ("refresh", 0, MAX_COUNT),
            ("draws", 1, MAX_COUNT),
        ):
            if getattr(self, name) is not None:
                self._set(name, _integer(name, getattr(self, name), low=low, high=high))
        if self.init_r is not None:
            self._set("init_r", _within("init_r", self.init_r, 0.0, _FARTHEST_START))
        if self.adapt_delta is not None:
            self._set("adapt_delta", _within("adapt_delta", self.adapt_delta, LEAST_TARGET, 1.0))
        if str(self.init) not in INITS:
            raise SettingError(
                f"init = {self.init!r} is not known: use 'random' (with init_r=), 0, 'pathfinder' or 'laplace'."
            )
        self._set("init", 0 if str(self.init) == "0" else self.init)
        if self.kept < 1:
            raise SettingError(
                f"iter = {self.iter}, warmup = {self.resolved_warmup} and thin = {self.thin} keep no draw: raise iter."
            )

    def _set(self, name: str, value: object) -> None:
        """Settings are kept as Python's own numbers, whatever kind of number was given."""
        object.__setattr__(self, name, value)

    @property
    def resolved_warmup(self) -> int:
        """Warmup iterations of each chain."""
        return self.iter // 2 if self.warmup is None else self.warmup

    @property
    def kept(self) -> int:
        """Draws kept of each chain."""
        return (self.iter - self.resolved_warmup) // self.thin

    @property
    def resolved_init_r(self) -> float:
        """Radius of random starting values; Stan's default of 2 when none was given."""
        return 2.0 if self.init_r is None else self.init_r

    @property
    def resolved_draws(self) -> int:
        """Draws of an approximation."""
        return 1000 if self.draws is None else self.draws

    @property
    def targets(self) -> tuple[float, ...]:
        """Target acceptance rates in the order in which they are tried, until no transition diverges."""
        return DEFAULT_TARGETS if self.adapt_delta is None else (self.adapt_delta,)


def _integer(name: str, value: object, low: int, high: int) -> int:
    whole = isinstance(value, Integral) and not _is_flag(value)
    if whole and low <= int(value) <= high:  # type: ignore[call-overload]
        return int(value)  # type: ignore[call-overload,no-any-return]
    too_large = whole and int(value) > high  # type: ignore[call-overload]
    span = f"between {low} and {high}" if too_large or high != MAX_COUNT else f"of at least {low}"
    raise SettingError(f"{name} = {value!r} is out of range: give a whole number {span}.")


def _within(name: str, value: object, low: float, high: float) -> float:
    """Return a number above 0, from `low` and below `high`."""
    if isinstance(value, Real) and not _is_flag(value) and low <= float(value) < high and float(value) > 0:
        return float(value)
    raise SettingError(f"{name} = {value!r} is out of range: give a number between {low:g} and {high:g}.")


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)
