"""Tables, ratios and verdicts from numbers that were not measured."""

import math

import pytest

from bench.compare import Outcome
from bench.measure import Speed
from bench.models import find
from bench.peer import choose
from bench.show import Comparison, notes, speed_table, verdicts
from bench.table import markdown, number
from nbmixed.errors import SettingError


def fit(wall, ess):
    return Speed(wall, ess, "sigma", 1.0, 0)


@pytest.fixture
def comparison():
    nbmixed = Outcome("nbmixed", call=[fit(1.0, 1000)], again=[fit(0.5, 1000)], imports=[0.1])
    nutpie = Outcome("bambi-nutpie", [fit(20.0, 1000)], [fit(5.0, 1000)], [fit(2.5, 1000)], [4.0])
    rstanarm = Outcome("rstanarm", call=[fit(30.0, 500)], imports=[2.0])
    return Comparison(find("sleepstudy"), [nbmixed, nutpie, rstanarm, Outcome("lme4", failed="not in R")])


def test_ratios_are_of_fits_of_the_same_kind(comparison):
    nbmixed, nutpie, rstanarm, lme4 = comparison.outcomes
    assert [comparison.ratio(nutpie, kind) for kind in ("first", "call", "again")] == [20.0, 5.0, 5.0]
    assert comparison.ratio(rstanarm, "call") == pytest.approx(60.0)
    assert math.isnan(comparison.ratio(rstanarm, "again"))
    assert math.isnan(comparison.ratio(lme4, "call"))
    assert math.isnan(comparison.ratio(nbmixed, "call"))


def test_verdicts_name_what_was_missed(comparison):
    assert list(verdicts([comparison])) == [
        "sleepstudy: 5.00 times bambi-nutpie (target 15): missed",
        "sleepstudy: 60.0 times rstanarm (target 50): met",
    ]


def test_table_has_a_row_for_each_peer_and_notes_say_why_one_is_empty(comparison):
    lines = speed_table([comparison]).splitlines()
    assert len(lines) == 2 + 4
    assert len({len(line) for line in lines}) == 1
    assert "sleepstudy, lme4: not in R" in list(notes([comparison]))


def test_markdown_aligns_and_escapes():
    assert markdown(["model", "s"], [["a|b", "0.2"]]).splitlines() == [
        "| model |   s |",
        "|:------|----:|",
        r"| a\|b  | 0.2 |",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.21345, "0.213"), (12345.6, "12346"), (0.0, "0"), (math.nan, "-"), (1.0, "1.00")],
)
def test_numbers_have_three_digits_and_no_exponent(value, text):
    assert number(value) == text


def test_curves_are_for_those_who_have_them():
    model, (ours, bambi, rstanarm, lme4) = find("Theoph"), choose("nbmixed,bambi-nutpie,rstanarm,lme4")
    assert [peer.takes(model) for peer in (ours, bambi, rstanarm, lme4)] == [True, False, True, False]
    assert "init_r" in rstanarm.arguments(model)
    assert set(ours.arguments(model)) == {"prior", "adapt_delta"}


def test_data_are_in_the_units_of_the_vignette():
    assert find("Orange").load()["age"].max() == 15.82


def test_names_are_checked():
    assert [p.name for p in choose("bambi, nbmixed")] == ["nbmixed", "bambi-nutpie", "bambi-pymc"]
    with pytest.raises(SettingError, match=r"no peer 'brms'"):
        choose("brms")
    with pytest.raises(SettingError, match=r"Did you mean 'radon'|radon"):
        find("radom")
