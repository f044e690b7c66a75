"""Numbers of a prior, and the sliders beside them."""

import numpy as np
import pandas as pd
import pytest

from nbmixed.notebook.builder.app import ModelBuilder


@pytest.fixture
def builder():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"y": rng.normal(size=20), "x": rng.normal(size=20)})
    made = ModelBuilder("d", variables={"d": frame})
    made.state.write_formula("y ~ x")
    yield made
    made.wait()


@pytest.fixture
def editor(builder):
    made = builder.view("priors").editors["prior"]
    made.dist.value = "student_t"
    return made


def number_and_slider(editor, name):
    place = list(editor.controls).index(name)
    return editor.arguments.children[place].children


def test_a_slider_moves_its_number_and_the_prior(builder, editor):
    number, slider = number_and_slider(editor, "scale")
    slider.value = 10**0.56
    assert number.value == 3.63
    assert "scale=3.63" in builder.state.draft.priors["prior"]


def test_the_steps_and_ends_of_a_slider_do_not_replace_what_was_typed(builder, editor):
    number, slider = number_and_slider(editor, "df")
    number.value = 3.5
    assert slider.value == 3.5
    slider.value = 10**0.54  # as the page answers
    number_and_slider(editor, "scale")[1].value = 10**0.4
    assert "df=3.5, location=0, scale=2.5" in builder.state.draft.priors["prior"]
    number.value = 1e5
    slider.value = slider.base**slider.max
    assert number.value == 1e5


def test_a_number_that_no_slider_shows_is_refused_in_words(builder, editor):
    number, slider = number_and_slider(editor, "scale")
    number.value = -1.0
    builder.wait()
    assert slider.value == 2.5 and "prior" in builder.state.problems
