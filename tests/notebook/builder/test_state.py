"""The builder without widgets: choices become a model, faults are told where they are."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import nbmixed as nm
from nbmixed.errors import SettingError
from nbmixed.notebook.builder.curves import Curve
from nbmixed.notebook.builder.parts import Group
from nbmixed.notebook.builder.state import NO_OUTCOME, BuilderState
from nbmixed.spec.family import Family
from nbmixed.spec.model import ModelSpec


@pytest.fixture
def state():
    names = ("sleepstudy", "roaches", "cbpp", "Orange")
    return BuilderState({name: nm.datasets.load(name) for name in names} | {"w": np.ones(180)})


def sleep(state):
    state.choose_data("sleepstudy")
    state.choose_outcome("Reaction")
    state.edit(lambda p: replace(p, terms=("Days",), groups=(Group("Subject", ("Days",)),)))


def test_nothing_chosen_yet(state):
    assert state.spec is None and state.problems == {"data": "Choose a data frame.", "outcome": NO_OUTCOME}


def test_choices_become_a_model(state):
    sleep(state)
    assert state.spec == ModelSpec("stan_lmer", "Reaction ~ Days + (Days | Subject)", "sleepstudy")
    assert state.check_data().design.nobs == 180 and state.ready is not None


def test_an_outcome_brings_the_family_that_suits_it(state):
    state.choose_data("roaches")
    state.choose_outcome("y")
    assert (state.spec.function, state.spec.family) == ("stan_glm", Family("neg_binomial_2", "log"))
    assert "times its mean" in state.suggestion.why


def test_successes_out_of_trials_are_binomial(state):
    state.choose_data("cbpp")
    state.choose_outcome("cbind(incidence, size - incidence)")
    assert state.spec.family.name == "binomial"


def test_an_outcome_is_not_its_own_predictor(state):
    state.choose_data("sleepstudy")
    state.edit(lambda p: replace(p, terms=("Days", "Reaction", "Days:Reaction")))
    state.choose_outcome("Reaction")
    assert state.draft.formula == "Reaction ~ Days"


def test_the_function_follows_the_parts(state):
    sleep(state)
    state.edit(lambda p: replace(p, smooths=("s(Days)",), terms=()))
    assert (state.draft.function, state.draft.random) == ("stan_gamm4", "~ (Days | Subject)")
    state.edit(lambda p: replace(p, smooths=()))
    assert (state.draft.function, state.draft.formula) == ("stan_lmer", "Reaction ~ (Days | Subject)")
    state.choose_family("student")
    assert state.draft.function == "stan_glmer"


def test_a_curve_makes_a_nonlinear_model(state):
    state.choose_data("Orange")
    state.choose_outcome("circumference")
    curve = Curve("SSlogis", ("age",), ("Asym", "xmid", "scal"))
    state.edit(lambda p: replace(p, curve=curve, terms=(), groups=(Group("Tree", ("Asym",), False),)))
    assert state.spec.to_call() == (
        'stan_nlmer("circumference ~ SSlogis(age, Asym, xmid, scal) ~ (Asym | Tree)", data=Orange)'
    )


def test_priors_without_a_place_are_left_out(state):
    sleep(state)
    state.put("priors", "prior_covariance", "decov(shape=2)")
    state.put("priors", "prior_aux", "exponential(3)")
    state.edit(lambda p: replace(p, groups=()))
    assert state.draft.priors == {"prior_aux": "exponential(3)"}
    state.choose_family("poisson")
    assert state.draft.priors == {}


def test_a_setting_that_is_emptied_has_its_default(state):
    sleep(state)
    state.put("sampling", "chains", 2)
    assert state.spec.sampling.chains == 2
    state.put("sampling", "chains", None)
    assert state.draft.sampling == {}


def test_faults_of_the_data_are_told_at_their_field(state):
    sleep(state)
    state.write_formula("Reaction ~ Dayz + (1 | Subject)")
    assert state.check_data() is None
    assert "Did you mean 'Days'?" in state.problems["formula"]
    state.write_formula("Reaction ~ Days + (1 | Subject)")
    state.put("priors", "prior", "normal(0, (1, 2))")
    assert state.check_data() is None and "prior: scale has 2 values" in state.problems["prior"]


def test_a_family_that_does_not_fit_the_outcome_is_told_with_the_data(state):
    sleep(state)
    state.choose_family("binomial")
    assert state.check_data() is None and state.problems


def test_an_array_of_the_notebook_may_be_weights(state):
    sleep(state)
    state.put("columnwise", "weights", "w")
    assert state.arguments()["weights"] is state.variables["w"]


def test_a_formula_by_hand_and_its_mistakes(state):
    state.choose_data("sleepstudy")
    state.write_formula("Reaction ~ Days + (")
    assert set(state.problems) == {"formula"} and state.parts is None
    with pytest.raises(SettingError, match="beyond the buttons"):
        state.edit(lambda p: p)
    state.write_formula("Reaction ~ poly(Days, 2) + (1 | Subject)")
    assert state.problems == {} and state.parts.terms == ("poly(Days, 2)",)


def test_another_data_frame_clears_a_formula_it_has_no_columns_for(state):
    sleep(state)
    state.choose_data("roaches")
    assert state.draft.formula == ""


def test_loading_opens_what_other_doors_made(state):
    sleep(state)
    call = state.spec.to_call()
    other = BuilderState(state.variables)
    other.load(call)
    assert other.spec == state.spec and other.parts == state.parts


def test_names_that_no_formula_was_made_for():
    names = ["<img src=x onerror=alert(1)>", 'say "hi"', "it's", "größe", "n" * 200]
    frame = pd.DataFrame({name: np.random.default_rng(i).normal(size=20) for i, name in enumerate(names)})
    state = BuilderState({"d": frame})
    state.choose_data("d")
    codes = [column.code for column in state.columns]
    state.choose_outcome(codes[0])
    state.edit(lambda p: replace(p, terms=tuple(codes[1:])))
    assert state.problems == {} and state.check_data().design.coef_names[1:] == tuple(codes[1:])


def test_changes_are_seen_by_those_who_watch(state):
    seen = []
    state.observe(lambda change: seen.append(change.new), names="spec")
    sleep(state)
    assert seen[-1] == state.spec


@pytest.fixture
def quiz():
    rng = np.random.default_rng(3)
    trials = rng.integers(8, 15, 40)
    frame = pd.DataFrame(
        {
            "correct": rng.binomial(trials, 0.7),
            "trials": trials,
            "passed": np.where(rng.random(40) < 0.6, "yes", "no"),
            "pct": rng.uniform(5, 95, 40),
            "age": rng.normal(30, 5, 40),
        }
    )
    state = BuilderState({"quiz": frame})
    state.choose_data("quiz")
    return state


def test_a_column_brings_its_trials_unless_it_is_taken_alone(quiz):
    quiz.choose_outcome("correct")
    assert (
        quiz.draft.formula == "cbind(correct, trials - correct) ~ 1" and quiz.spec.family.name == "binomial"
    )
    assert "never above trials" in quiz.suggestion.why and quiz.check_data().design.nobs == 40
    quiz.choose_outcome("correct", alone=True)
    assert quiz.draft.formula == "correct ~ 1" and quiz.spec.family.name == "gaussian"
    assert quiz.suggestion.outcome == "cbind(correct, trials - correct)"


def test_two_valued_text_becomes_a_factor_that_the_model_accepts(quiz):
    quiz.choose_outcome("passed")
    assert quiz.draft.formula == "factor(passed) ~ 1" and quiz.spec.family.name == "binomial"
    assert quiz.check_data() is not None and quiz.problems == {}
    assert "yes counts as success" in quiz.suggestion.why


def test_percentages_stay_as_they_are_until_the_suggestion_is_taken(quiz):
    quiz.choose_outcome("pct")
    assert quiz.draft.formula == "pct ~ 1" and quiz.spec.family.name == "gaussian"
    quiz.take(quiz.suggestion)
    assert quiz.draft.formula == "I(pct/100) ~ 1" and quiz.spec.family.name == "beta"
    assert quiz.check_data() is not None and "percentage" in quiz.suggestion.why


def test_an_outcome_that_was_transformed_by_hand_has_no_suggestion(quiz):
    quiz.write_formula("log(age) ~ pct")
    assert quiz.suggestion is None
