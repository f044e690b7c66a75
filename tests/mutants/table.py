"""The outcomes as a page."""

from __future__ import annotations

from collections.abc import Sequence

from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.fault import Fault
from tests.mutants.plant import Outcome

_HEAD = """# Do the tests notice a fault?

`make mutants` plants one-line faults in `nbmixed/design`, `programs`, `fit` and `effects`, one at a time, and runs
tests that execute the line. A sampled fault is one expression of one function, both chosen by a seed: an operator, a
comparison, a constant, a condition or a transposition is replaced by its opposite. The named faults are those that no test
noticed when they were first planted.
"""


def format_table(named: Sequence[Outcome], sampled: Sequence[Outcome], seed: int) -> str:
    """Return the page in Markdown."""
    live = [o for o in sampled if _key(o.fault) not in EQUIVALENT]
    caught = sum(o.caught_by is not None for o in live)
    equivalent = len(sampled) - len(live)
    summary = f"Of {len(live)} sampled faults (seed {seed}) the tests noticed {caught}."
    if equivalent:
        summary += f" {equivalent} more changed no result, for the reason given."
    return "\n".join(
        [
            _HEAD,
            "## Named faults\n",
            *_rows(named),
            "\n## Sampled faults\n",
            f"{summary}\n",
            *_rows(sampled),
            "",
        ]
    )


def _rows(outcomes: Sequence[Outcome]) -> list[str]:
    rows = ["| function | before | after | noticed by |", "|---|---|---|---|"]
    for o in outcomes:
        place = f"{o.fault.path.removeprefix('nbmixed/')} `{o.fault.function}`"
        rows.append(f"| {place} | {_code(o.fault.before)} | {_code(o.fault.after)} | {_verdict(o)} |")
    return rows


def _verdict(outcome: Outcome) -> str:
    if reason := EQUIVALENT.get(_key(outcome.fault)):
        return f"(no consequence: {reason})"
    return _code(outcome.caught_by.removeprefix("tests/")) if outcome.caught_by else "**nothing**"


def _key(fault: Fault) -> tuple[str, str, str, str]:
    return fault.path, fault.function, fault.before, fault.after


def _code(text: str) -> str:
    short = " ".join(text.split())
    short = short if len(short) <= 70 else short[:67] + "..."
    return f"`{short}`".replace("|", "\\|")
