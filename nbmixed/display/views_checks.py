"""What `check` shows: the findings."""

from __future__ import annotations

from collections.abc import Sequence

from nbmixed.display.table import Document, Findings
from nbmixed.fit.checks import Finding


def check_view(findings: Sequence[Finding]) -> Document:
    """The findings, each with its advice."""
    return Document((Findings(tuple(findings)),))
