"""The form, driven as a person would, without a browser."""

import nbformat
import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.errors import SettingError
from nbmixed.notebook.builder.app import ModelBuilder
from nbmixed.notebook.builder.fits import time_key
from nbmixed.spec.model import ModelSpec


@pytest.fixture
def builder():
    names = ("sleepstudy", "cbpp", "roaches", "Orange")
    made = ModelBuilder(variables={name: nm.datasets.load(name) for name in names})
    yield made
    made.fits.halt()
    made.wait()


def choose_sleep(builder):
    builder.view("data").pick.value = "sleepstudy"
    builder.view("outcome").outcome.value = "Reaction"
    predictors, groups = builder.view("predictors"), builder.view("groups")
    predictors.column.value = "Days"
    predictors.add.click()
    groups.by.value = "Subject"
    groups.slopes.value = ["Days"]
    groups.add.click()


def messages(builder):
    return "".join(view._message.value for view in builder._form.views.values())


def test_a_model_by_clicking_alone(builder):
    choose_sleep(builder)
    assert builder.spec == ModelSpec("stan_lmer", "Reaction ~ Days + (Days | Subject)", "sleepstudy")
    assert builder.view("formula").text.value == "Reaction ~ Days + (Days | Subject)"
    assert "Reaction is normal with mean = intercept + Days." in builder.view("formula").words.value
    assert "%%stan_lmer fit --data sleepstudy" in builder.view("code").text.value
    assert messages(builder) == ""


def test_what_is_in_the_model_is_taken_out_by_its_button(builder):
    choose_sleep(builder)
    groups, predictors = builder.view("groups"), builder.view("predictors")
    groups.chips.children[0].click()
    predictors.chips.children[0].click()
    predictors.intercept.value = False
    assert builder.state.draft.formula == "Reaction ~ 0"


def test_successes_out_of_trials(builder):
    builder.view("data").pick.value = "cbpp"
    outcome = builder.view("outcome")
    outcome.outcome.value = "incidence"
    outcome.trials.value = "size"
    assert builder.state.draft.formula.startswith("cbind(incidence, size - incidence)")
    assert (outcome.family.value, outcome.link.value) == ("binomial", "logit")
    assert (outcome.outcome.value, outcome.trials.value) == ("incidence", "size")


def test_a_suggested_family_says_why(builder):
    builder.view("data").pick.value = "roaches"
    outcome = builder.view("outcome")
    outcome.outcome.value = "y"
    assert outcome.family.value == "neg_binomial_2" and "times its mean" in outcome.why.value
    outcome.family.value = "poisson"
    assert "Suggested: neg_binomial_2" in outcome.why.value and builder.spec.family.name == "poisson"


def test_the_outcome_cannot_be_its_own_predictor(builder):
    builder.view("data").pick.value = "sleepstudy"
    builder.view("outcome").outcome.value = "Reaction"
    predictors = builder.view("predictors")
    assert predictors.column.value == "Days"
    predictors.column.value = "Reaction"
    predictors.add.click()
    assert "Reaction is what the model explains" in predictors._message.value
    assert builder.state.draft.formula == "Reaction ~ 1"


def test_smooths_and_curves(builder):
    builder.view("data").pick.value = "Orange"
    builder.view("outcome").outcome.value = "circumference"
    smooths = builder.view("smooths")
    smooths.column.value, smooths.k.value = "age", 5
    smooths.add.click()
    assert builder.spec.to_call() == 'stan_gamm4("circumference ~ s(age, k = 5)", data=Orange)'
    curve = builder.view("curve")
    curve.inputs[0].value, curve.by.value = "age", "Tree"
    curve.add.click()
    assert builder.spec.formula == "circumference ~ SSlogis(age, Asym, xmid, scal) ~ (Asym | Tree)"
    assert builder.view("predictors").box.layout.display == "none"
    curve.chips.children[0].click()
    assert builder.state.draft.formula == "circumference ~ 1"


def test_a_curve_of_ones_own(builder):
    builder.view("data").pick.value = "Orange"
    builder.view("outcome").outcome.value = "circumference"
    curve = builder.view("curve")
    curve.curve.value, curve.by.value = "", "Tree"
    curve.expression.value = "top / (1 + exp((middle - age) / width)"
    assert "never closed" in curve._message.value and curve.varying.options == ()
    curve.expression.value += ")"
    assert curve._message.value == "" and "Parameters: top, middle, width." in curve.note.value
    curve.varying.value = ("top", "middle")
    curve.add.click()
    builder.wait()
    assert (
        builder.spec.formula == "circumference ~ top/(1 + exp((middle - age)/width)) ~ (top + middle | Tree)"
    )
    assert "chains begin: top = 193, middle = 729, width = 354" in curve.note.value
    assert "Parameters are top, middle and width." in builder.view("formula").words.value
    builder.state.write_formula("circumference ~ rate * age ~ rate | Tree")
    assert curve.expression.value == "rate * age" and curve.varying.options == ("rate",)


def test_priors_have_controls_and_densities(builder):
    choose_sleep(builder)
    builder.wait()
    editor = builder.view("priors").editors["prior"]
    assert "Days" in editor.picture.value and "90 % between" in editor.picture.value
    editor.dist.value = "normal"
    assert builder.state.draft.priors["prior"] == "normal(location=0, scale=2.5, autoscale=True)"
    editor.controls["scale"].value = 1.0
    assert builder.spec.prior == nm.normal(0, 1, autoscale=True)
    editor.dist.value = ""
    assert builder.state.draft.priors == {}


def test_faults_are_told_at_their_field(builder):
    choose_sleep(builder)
    builder.view("sampler").numbers["chains"].value = "none"
    assert "give a whole number" in builder.view("sampler")._message.value
    assert builder.view("fit").start.disabled
    builder.view("sampler").numbers["chains"].value = ""
    builder.view("formula").text.value = "Reaction ~ Dayz + (1 | Subject)"
    builder.wait()
    assert "Did you mean &#x27;Days&#x27;?" in builder.view("formula")._message.value


def test_a_fit_goes_into_its_variable_and_is_shown(builder):
    choose_sleep(builder)
    fit_view = builder.view("fit")
    builder.view("sampler").numbers["seed"].value = "1"
    builder.view("sampler").numbers["iter"].value = "400"
    fit_view.target.value = "sleep"
    fit_view.start.click()
    builder.wait()
    fit = builder.state.variables["sleep"]
    assert fit is builder.fit and fit.spec.sampling.seed == 1 and fit.name == "sleep"
    assert "Median" in fit_view.result.value and not fit_view.start.disabled and fit_view.halt.disabled
    assert 'data-kind="posterior"' in builder.view("priors").editors["prior"].picture.value


def test_moving_a_prior_refits_and_redraws(builder):
    choose_sleep(builder)
    builder.wait()
    priors = builder.view("priors")
    priors.editors["prior"].dist.value = "normal"
    builder.wait()
    assert "Preview by pathfinder" in priors.note.value
    before = priors.draws["Days"]
    builder.fits._seconds[time_key(builder.spec)] = 0.3
    priors.editors["prior"].controls["scale"].value = 0.02
    builder.wait()
    assert "Posterior:" in priors.note.value and priors.draws["Days"].mean() < before.mean() / 2


def test_a_fit_that_is_stopped_keeps_what_was_drawn(builder):
    choose_sleep(builder)
    sampler = builder.view("sampler")
    for name, value in {"iter": "2000000", "warmup": "500", "chains": "1", "seed": "1"}.items():
        sampler.numbers[name].value = value
    fit_view = builder.view("fit")
    shown = []
    fit_view.progress.observe(lambda change: shown.append(change.new), names="value")
    fit_view.start.click()
    assert fit_view.start.disabled and not fit_view.halt.disabled
    while not any("sampling" in text for text in shown):
        builder.fits.join(0.1)
    fit_view.halt.click()
    builder.wait()
    assert "Stopped by hand" in fit_view.result.value
    assert 10 <= builder.fit.posterior.size < 1_999_500


def test_outcomes_are_drawn_from_the_prior(builder):
    choose_sleep(builder)
    builder.view("fit").draw.click()
    builder.wait()
    assert builder.view("fit").predictive.value.count("<polyline") >= 30
    builder.view("priors").editors["prior"].dist.value = "None"
    builder.wait()
    builder.view("fit").draw.click()
    builder.wait()
    assert "cannot draw from a flat prior" in builder.view("fit")._message.value


def test_every_door_opens_the_builder(builder):
    choose_sleep(builder)
    spec, variables = builder.spec, builder.state.variables
    for given in (spec, spec.to_magic(), spec.to_call()):
        assert ModelBuilder(given, variables=variables).spec == spec
    load = builder.view("load")
    load.text.value = "y ~ x +"
    load.open.click()
    assert "something is missing" in load._message.value and builder.spec == spec


def test_a_frame_without_a_name_gets_one():
    variables = {}
    frame = nm.datasets.load("kidiq")
    assert ModelBuilder(frame, variables=variables).state.draft.data == "data" and variables["data"] is frame
    with pytest.raises(SettingError, match="not from a int"):
        ModelBuilder(3, variables={})


def test_names_of_columns_are_never_markup():
    name = "<img src=x onerror=alert(1)>"
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"y": rng.normal(size=30), name: rng.normal(size=30), 'g "q"': ["a", "b", "c"] * 10})
    builder = ModelBuilder("d", variables={"d": frame})
    builder.view("outcome").outcome.value = "y"
    builder.state.write_formula(f'y ~ `{name}` + (`{name}` | `g "q"`)')
    builder.view("sampler").numbers["iter"].value = "200"
    builder.view("fit").start.click()
    builder.wait()
    html = _html(builder.box)
    assert any("&lt;img" in text for text in html)
    assert not any("<img" in text for text in html)


def _html(box):
    if type(box).__name__ == "HTML":
        return [box.value]
    return [text for child in getattr(box, "children", ()) for text in _html(child)]


def test_the_saved_notebook_keeps_code_and_result(builder):
    choose_sleep(builder)
    updates = []

    class Handle:
        def update(self, bundle, raw):
            assert raw
            updates.append(bundle)

    builder._form.record = Handle()
    builder.view("sampler").numbers["iter"].value = "400"
    builder.view("fit").start.click()
    builder.wait()
    assert updates[-1]["text/plain"].startswith('fit = stan_lmer("Reaction ~ Days + (Days | Subject)"')
    nbformat.v4.new_output("display_data", data=updates[-1])


def test_what_is_suggested_is_taken_by_its_button_and_undone_by_the_lists(builder):
    builder.view("data").pick.value = "cbpp"
    outcome = builder.view("outcome")
    outcome.outcome.value = "incidence"
    assert (outcome.trials.value, outcome.family.value) == ("size", "binomial")
    assert outcome.follow.layout.display == "none"
    outcome.trials.value = ""
    assert builder.state.draft.formula == "incidence ~ 1" and outcome.family.value == "neg_binomial_2"
    assert "link of cbind(incidence, size - incidence)" in outcome.why.value
    outcome.follow.click()
    assert (outcome.trials.value, outcome.follow.layout.display) == ("size", "none")


def test_a_fit_in_doubt_warns_and_says_so_on_its_card(builder):
    choose_sleep(builder)
    sampler = builder.view("sampler")
    for name, value in {"seed": "3", "iter": "200", "chains": "2", "adapt_delta": "0.2"}.items():
        sampler.numbers[name].value = value
    builder.view("fit").target.value = "rough"
    builder.view("fit").start.click()
    with pytest.warns(nm.FitWarning, match="^The fit rough ") as issued:
        builder.wait()
    assert [warning.filename for warning in issued] == ["ModelBuilder"]
    assert "ended in a divergence" in builder.view("fit").result.value
