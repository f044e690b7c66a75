"""Criteria as R's loo prints them, and the same in HTML, with what is to be said of them."""

import numpy as np
import pandas as pd

from nbmixed.display.criteria import Comparison, shown_criterion
from nbmixed.fit.checks import Finding
from nbmixed.fit.criteria import Criterion, Judged

MODEL = Judged("fit", "y ~ x", "gaussian [identity]", continuous=True, outcome="a")
POINTWISE = pd.DataFrame(
    {"elpd": [-5.25, -3.0], "p": [0.5, 0.25], "ic": [10.5, 6.0], "mcse": [0.3, 0.4], "pareto_k": [0.1, 0.2]}
)
WELL = Finding("ok", "ok", "All is well.")


def criterion(pointwise=POINTWISE, kind="loo", findings=(WELL,)):
    return shown_criterion(Criterion(kind, pointwise, 4000, MODEL, findings))


def test_text():
    assert repr(criterion()).splitlines() == [
        "Computed from 4000 by 2 log-likelihood matrix",
        "",
        "         Estimate  SE",
        "elpd_loo     -8.2 2.2",
        "p_loo         0.8 0.2",
        "looic        16.5 4.5",
        "",
        "Monte Carlo SE of elpd_loo is 0.5.",
        "",
        "✓ All is well.",
    ]


def test_without_a_monte_carlo_error_nothing_is_said_of_it():
    bad = POINTWISE.assign(pareto_k=[0.1, 0.9])
    assert "Monte Carlo" not in repr(criterion(bad))
    waic = criterion(POINTWISE[["elpd", "p", "ic"]], "waic")
    assert "Monte Carlo" not in repr(waic)
    assert "elpd_waic" in repr(waic)


def test_html():
    html = criterion(findings=(Finding("khat", "serious", "1 < 2 rows", "Refit."),))._repr_mimebundle_()[
        "text/html"
    ]
    assert "<caption>Leave-one-out cross-validation</caption>" in html
    assert '<th scope="row" align="left">elpd_loo</th>' in html
    assert 'data-severity="serious"' in html
    assert "1 &lt; 2 rows" in html


def test_comparison():
    table = pd.DataFrame(
        {"elpd_diff": [0.0, -12.34], "se_diff": [0.0, 3.21], "elpd": [-100.0, -112.34]},
        index=["large", "small"],
    )
    shown = Comparison(table, (Finding("close", "note", "They are close."),))
    assert repr(shown).splitlines() == [
        "      elpd_diff se_diff   elpd",
        "large       0.0     0.0 -100.0",
        "small     -12.3     3.2 -112.3",
        "",
        "• They are close.",
    ]
    assert "They are close." in shown._repr_mimebundle_()["text/html"]
    assert np.shares_memory(shown.to_frame()["elpd"], table["elpd"]) is False
