"""Which findings put a result in doubt."""

from __future__ import annotations

import pytest

from nbmixed.fit.finding import Finding, in_brief, problems


@pytest.mark.parametrize(
    "kind, severity, doubtful",
    [
        ("divergences", "warning", True),
        ("ebfmi", "warning", True),
        ("rhat", "serious", True),
        ("rhat", "warning", False),
        ("ess", "warning", False),
        ("treedepth", "warning", False),
        ("data", "note", False),
        ("ok", "ok", False),
    ],
)
def test_rough_quantiles_are_no_problem_and_wrong_draws_are(kind, severity, doubtful):
    assert bool(problems([Finding(kind, severity, "So it is.")])) == doubtful


def test_in_brief():
    found = [Finding("a", "serious", "Long words.", brief="short"), Finding("b", "serious", "As they are.")]
    assert in_brief(found) == "short; As they are"
