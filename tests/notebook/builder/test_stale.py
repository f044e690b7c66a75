"""A result stands beside the model that made it, or is marked as one of an earlier model."""

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.notebook.builder.app import ModelBuilder


@pytest.fixture
def builder():
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"y": rng.normal(size=60), "x": rng.normal(size=60), "z": rng.normal(size=60)})
    made = ModelBuilder("d", variables={"d": frame})
    made.state.write_formula("y ~ x")
    for name, value in {"chains": "1", "iter": "300"}.items():
        made.view("sampler").numbers[name].value = value
    made.wait()
    made.view("fit").start.click()
    made.wait()
    yield made
    made.fits.halt()
    made.wait()


def is_grey(widget):
    return "nbmixed-stale" in widget._dom_classes


def label(builder):
    return builder.view("fit").stale.value


def test_a_result_of_the_model_as_it_is_is_not_marked(builder):
    assert not is_grey(builder.view("fit").result) and label(builder) == ""


@pytest.mark.parametrize(
    "change, what",
    [
        (lambda b: b.state.write_formula("y ~ x + z"), "The model differs"),
        (lambda b: b.state.choose_family("student"), "The model differs"),
        (lambda b: b.state.put("columnwise", "subset", "x > 0"), "The model differs"),
        (lambda b: b.state.put("priors", "prior_intercept", "normal(1, 2)"), "The priors differ"),
        (lambda b: b.state.write_formula("y ~ oops"), "The model differs"),
        (lambda b: b.state.variables["d"].loc.__setitem__((3, "x"), 99.0), "The data differ"),
        (lambda b: b.state.variables.update(d=b.state.variables["d"][:50]), "The data differ"),
    ],
)
def test_a_result_is_marked_when_model_priors_or_data_change(builder, change, what):
    change(builder)
    builder._form.after_cell()
    builder.wait()
    assert is_grey(builder.view("fit").result)
    assert "of an earlier model: <code>stan_glm(&quot;y ~ x&quot;" in label(builder) and what in label(
        builder
    )


def test_what_is_changed_back_or_fitted_again_is_not_marked(builder):
    builder.state.write_formula("y ~ z")
    builder.state.write_formula("y ~ x")
    builder.wait()
    assert not is_grey(builder.view("fit").result)
    builder.state.write_formula("y ~ z")
    builder.view("fit").start.click()
    builder.wait()
    assert not is_grey(builder.view("fit").result) and label(builder) == ""


def test_settings_of_the_sampler_are_told_without_grey(builder):
    builder.view("sampler").numbers["iter"].value = "500"
    builder.wait()
    assert not is_grey(builder.view("fit").result)
    assert "The settings of the sampler have changed since this fit" in label(builder)


def test_cells_that_change_other_things_mark_nothing(builder):
    builder.state.variables["other"] = pd.DataFrame({"a": [1]})
    builder._form.after_cell()
    builder.wait()
    assert label(builder) == "" and ("other", "other") in builder.view("data").pick.options


def test_columns_that_a_cell_has_added_are_offered(builder):
    builder.state.variables["d"]["new"] = 1.5
    builder._form.after_cell()
    builder.wait()
    assert "new" in [c.name for c in builder.state.columns] and label(builder) == ""


def test_the_prior_predictive_picture_is_marked_too(builder):
    view = builder.view("fit")
    view.draw.click()
    builder.wait()
    assert not is_grey(view.predictive)
    builder.state.put("priors", "prior", "normal(0, 9)")
    assert is_grey(view.predictive) and "This picture is of an earlier model" in view.stale_predictive.value


def test_without_live_the_curves_are_said_to_be_of_earlier_priors(builder):
    view, priors = builder.view("fit"), builder.view("priors")
    assert "As a prior moves" in view.moves.value or "as a prior moves" in view.moves.value
    view.live.value = False
    assert "Nothing follows" in view.moves.value and "variable fit" in view.moves.value
    builder.state.put("priors", "prior", "normal(0, 0.01)")
    builder.wait()
    assert 'data-kind="earlier"' in priors.note.value + priors.editors["prior"].picture.value
    builder.state.put("priors", "prior", None)
    builder.wait()
    assert "Posterior: " in priors.note.value and "earlier" not in priors.editors["prior"].picture.value


def test_live_that_is_switched_on_catches_up(builder):
    view, priors = builder.view("fit"), builder.view("priors")
    view.live.value = False
    builder.state.put("priors", "prior", "normal(0, 0.01)")
    builder.wait()
    view.live.value = True
    builder.wait()
    assert 'data-kind="earlier"' not in priors.note.value and abs(priors.draws["x"].mean()) < 0.05
    assert is_grey(view.result), "the result stays, and is of the priors before"


def test_code_has_the_seed_of_the_fit_that_is_shown_and_gives_its_draws(builder):
    code = builder.view("code")
    call = code.text.value
    assert (
        f"seed={builder.fit.draws.seed}" in call.replace(" ", "")
        or f"--seed {builder.fit.draws.seed}" in call
    )
    code.form.value = "Function"
    source = code.text.value.split(">", 1)[1].rsplit("</pre>", 1)[0].replace("&quot;", '"').split(" = ", 1)[1]
    again = eval(source, {"stan_glm": nm.stan_glm, "d": builder.state.variables["d"]})
    assert np.array_equal(again.posterior.array(["x"]), builder.fit.posterior.array(["x"]))
    builder.state.write_formula("y ~ z")
    assert "seed" not in code.text.value
