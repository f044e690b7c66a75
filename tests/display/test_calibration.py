"""A calibration is shown as a table with its verdict, in text and in HTML."""

import numpy as np
import pandas as pd

from nbmixed.display.calibration import Calibration
from nbmixed.fit.ranks import rank_findings, uniformity, uniformity_table


def calibration():
    ranks = pd.DataFrame({"good": np.arange(100), "high": np.arange(100) // 3})
    tests = {name: uniformity(ranks[name].to_numpy(), 99) for name in ranks}
    return Calibration(ranks, 99, uniformity_table(tests), rank_findings(tests, len(ranks)))


def test_text_and_html_have_the_verdict():
    value = calibration()
    shown = value._repr_mimebundle_()
    assert "100 simulations, ranks among 99 draws" in shown["text/plain"]
    assert "not calibrated for 1 of 2 quantities" in shown["text/plain"]
    assert all(text in shown["text/html"] for text in ("too high", "not calibrated", "Ranks of true values"))
    assert not value.calibrated


def test_the_table_is_a_copy():
    value = calibration()
    copy = value.to_frame()
    copy.loc["good", "verdict"] = "changed"
    assert value.table.loc["good", "verdict"] == "uniform"
