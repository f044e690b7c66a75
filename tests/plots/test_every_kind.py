"""Every kind is drawn, without a warning and readable, for one, many, oddly named and constant parameters."""

from __future__ import annotations

import pytest

from nbmixed.plots import KINDS, draw
from tests.plots.arrays import ODD_NAMES, arrays_of

OF_TWO, OF_SEVERAL = ("scatter", "hex"), ("pairs", "parcoord")
OF_THE_SAMPLER = tuple(kind for kind in KINDS if kind.startswith("nuts_"))
OF_PARAMETERS = tuple(kind for kind in KINDS if kind not in (*OF_TWO, *OF_THE_SAMPLER))
OF_ONE = tuple(kind for kind in OF_PARAMETERS if kind not in OF_SEVERAL)
MANY = ("intervals", "areas_ridges", "hist", "parcoord", "ranef", "rhat")


@pytest.fixture
def assert_drawn(drawn, assert_readable):
    def check(kind, draws, names):
        assert_readable(drawn(draw(kind, arrays_of(draws, names))))

    return check


@pytest.mark.parametrize("kind", OF_ONE)
def test_one_parameter(kind, make_case, assert_drawn):
    assert_drawn(kind, *make_case(1))


@pytest.mark.parametrize("kind", MANY)
def test_a_hundred_parameters(kind, make_case, assert_drawn):
    assert_drawn(kind, *make_case(100))


@pytest.mark.parametrize("kind", OF_PARAMETERS)
def test_odd_names_and_a_constant(kind, make_case, assert_drawn):
    assert_drawn(kind, *make_case(len(ODD_NAMES), list(ODD_NAMES), constant=True))


@pytest.mark.parametrize("kind", [kind for kind in OF_ONE if kind not in ("rhat", "neff")])
def test_a_constant_alone(kind, make_case, assert_drawn):
    assert_drawn(kind, *make_case(1, ["fixed"], constant=True))


@pytest.mark.parametrize("kind", OF_TWO)
@pytest.mark.parametrize(
    "names", [["I(x^2)", "b[(Intercept) county:ST LOUIS]"], ["cost$ and tax$", "Größe (µm²)"]]
)
def test_two_parameters(kind, names, make_case, assert_drawn):
    assert_drawn(kind, *make_case(2, names, constant=True))


@pytest.mark.parametrize("kind", OF_THE_SAMPLER)
def test_the_sampler(kind, make_case, assert_drawn):
    assert_drawn(kind, *make_case(1))


def test_ranef_in_several_panels(make_case, drawn, assert_readable):
    draws, _ = make_case(36)
    levels = [f"subject {i}" for i in range(18)] * 2
    terms = ["Subject: (Intercept)"] * 18 + ["Subject: Days"] * 18
    given = {**arrays_of(draws, levels), "levels": lambda: levels, "terms": lambda: terms}
    assert_readable(drawn(draw("ranef", given)))


def test_all_pairs_of_twenty(make_case, drawn, assert_readable):
    assert_readable(drawn(draw("pairs", arrays_of(*make_case(20)))))
