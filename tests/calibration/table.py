"""The outcome of a calibration as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PLACE = Path(__file__).parents[2] / "bench" / "CALIBRATION.md"
Row = tuple[str | float | int | bool, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One table with what it says; the last column of its rows is whether they passed."""

    title: str
    rule: str
    columns: tuple[str, ...]
    rows: Sequence[Row]

    @property
    def failed(self) -> int:
        return sum(not row[-1] for row in self.rows)


def written(sections: Sequence[Section], command: str) -> str:
    """Markdown of all sections."""
    failed = sum(s.failed for s in sections)
    verdict = "All pass." if not failed else f"{failed} fail."
    return (
        "\n\n".join([f"# Calibration\n\nMade by `{command}`. {verdict}", *(_section(s) for s in sections)])
        + "\n"
    )


def _section(section: Section) -> str:
    lines = [
        " | ".join(section.columns),
        " | ".join("---" for _ in section.columns),
        *(" | ".join(_cell(v) for v in row) for row in section.rows),
    ]
    table = "\n".join(f"| {line} |" for line in lines)
    return f"## {section.title}\n\n{section.rule}\n\n{table}"


def _cell(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "**no**"
    return f"{value:.2g}" if isinstance(value, float) else str(value)
