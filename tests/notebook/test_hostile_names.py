"""Columns whose names are markup, have quotes or accents, or are very long pass through every door."""

import json

import numpy as np
import pandas as pd
import pytest

from nbmixed.notebook.builder.doors import read_model

MARKUP = "<img src=x onerror=alert(1)>"
LONG = "n" * 200
NAMES = (MARKUP, 'say "hi"', "it's", "größe & <b>", LONG)


def frame():
    rng = np.random.default_rng(1)
    columns = {name: rng.normal(size=60) for name in NAMES}
    return pd.DataFrame(columns | {'<i>"g"</i>': np.repeat(list("abcdef"), 10), "<u>y": rng.normal(size=60)})


@pytest.fixture(scope="module")
def formula():
    return "`<u>y` ~ " + " + ".join(f"`{n}`" for n in NAMES) + f' + (`{MARKUP}` | `<i>"g"</i>`)'


@pytest.fixture
def fit(shell, formula):
    shell.push({"d": frame()})
    result = shell.run_cell(f"%%stan_lmer f --data d --seed 1 --chains 1 --iter 200 --cache never\n{formula}")
    assert result.success
    return shell.user_ns["f"]


def test_nothing_that_is_shown_is_markup(fit):
    shown = [fit, fit.summary(), fit.prior_summary(), fit.check(), fit.VarCorr(), fit.provenance]
    for page in [s._repr_mimebundle_()["text/html"] for s in shown]:
        for tag in ("<img", "<b>", "<i>", "<u>"):
            assert tag not in page
    assert f"`{MARKUP}`" in repr(fit) and "&lt;img src=x" in fit._repr_mimebundle_()["text/html"]


def test_latex_has_no_bare_specials(fit):
    latex = fit._repr_mimebundle_()["text/latex"]
    assert r"größe \& " in latex and "größe & " not in latex


@pytest.mark.parametrize("kind", ["intervals", "areas", "trace"])
def test_plots_are_drawn(fit, kind):
    figure = fit.plot(kind).draw()
    figure.canvas.draw()
    assert figure.axes


def test_code_leads_back_to_the_model(fit, shell):
    spec = fit.spec
    for text in (spec.to_magic("f"), spec.to_call(), json.dumps(spec.to_dict())):
        assert read_model(text, shell.user_ns).checked().spec == spec


def test_a_cell_that_is_written_runs(fit, shell):
    again = shell.run_cell(fit.spec.to_magic("g"))
    assert again.success and shell.user_ns["g"].fixef().equals(fit.fixef())


def test_mistakes_quote_them(shell):
    shell.push({"d": frame()})
    error = shell.run_cell(f"%%stan_glm f --data d\n`<u>y` ~ `{MARKUP[:-1]}`").error_in_exec
    assert f"Did you mean {MARKUP!r}?" in str(error)
