"""``python -m bench [names...]``: what was asked for, measured and printed."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence

from bench.cold import cold
from bench.compare import Settings, compare
from bench.goals import GOALS, measured
from bench.gradient import gradients
from bench.models import MODELS, find
from bench.peer import choose
from bench.place import RESULTS
from bench.results import heading, report
from bench.scale import scale
from bench.show import Comparison
from nbmixed.errors import SettingError

OTHERS = ("goals", "cold", "gradient", "scale")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and with --write keep."""
    asked = parser().parse_args(arguments)
    settings = Settings(seconds=asked.seconds, repeat=asked.repeat, seed=asked.seed, python=asked.python)
    try:
        peers = choose(asked.peers)
        models = [find(name) for name in asked.names if name not in OTHERS]
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2
    goals = {name: measured(name) for name in GOALS} if "goals" in asked.names else {}
    started_cold = cold() if "cold" in asked.names else []
    comparisons = [Comparison(model, compare(model, peers, settings)) for model in models]
    scaled = scale(settings) if "scale" in asked.names else []
    costs = gradients(settings.seed) if "gradient" in asked.names else []
    text = report(comparisons, goals, scaled, started_cold, costs, settings)
    print(text)
    if asked.write:
        outcomes = [*(o for c in comparisons for o in c.outcomes), *(o for _, o in scaled)]
        RESULTS.write_text(f"{heading(command_line(arguments), outcomes)}\n\n{text}\n")
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    models = [model.name for model in MODELS]
    new = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    everything = [*models, *OTHERS]
    new.add_argument(
        "names", nargs="*", default=everything, help=f"of {', '.join(everything)} (default: all)"
    )
    new.add_argument("--peers", help="separated by commas: nbmixed, bambi (-nutpie, -pymc), rstanarm, lme4")
    new.add_argument(
        "--seconds", type=float, default=900.0, help="limit of time for one fit (default: %(default)s)"
    )
    new.add_argument(
        "--repeat", type=int, default=3, help="fits of each kind, if they are short (default: %(default)s)"
    )
    new.add_argument("--seed", type=int, default=1, help="first seed (default: %(default)s)")
    new.add_argument("--python", help="Python 3.12 or newer for bambi's environment")
    new.add_argument("--write", action="store_true", help="write bench/RESULTS.md")
    return new


def command_line(arguments: Sequence[str] | None) -> str:
    """The command as it was typed, for who wants to repeat it; without the choice of interpreter."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if "--python" in given:
        at = given.index("--python")
        del given[at : at + 2]
    return shlex.join(["python", "-m", "bench", *given])


if __name__ == "__main__":
    sys.exit(main())
