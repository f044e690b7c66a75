"""Troubles of many fits are told once, with their number."""

import pytest

from nbmixed import FitWarning
from nbmixed.again.troubles import Trouble, troubles, troubles_told
from tests.again.fits import grouped

DIVERGED = Trouble("divergences", "warning", "2 transitions diverged.", "Raise adapt_delta.")
APART = Trouble("rhat", "serious", "Chains did not converge!", "More iterations.")


def test_one_finding_for_each_kind():
    with pytest.warns(FitWarning, match=r"^kfold\(\): In 2 of the 3 fits: 2 transitions diverged"):
        found = troubles_told([(DIVERGED,), (), (DIVERGED, APART)], "kfold")
    assert [(f.kind, f.severity) for f in found] == [("divergences", "warning"), ("rhat", "serious")]
    assert str(found[0]) == "In 2 of the 3 fits: 2 transitions diverged. Raise adapt_delta."
    assert troubles_told([(), ()], "kfold") == ()


def test_rough_quantiles_are_none_here():
    assert any(f.kind == "ess" for f in grouped().findings)
    assert all(t.kind not in ("ess", "rhat") or t.severity == "serious" for t in troubles(grouped()))
