"""`hypothesis`: statements about parameters, counted in the draws."""

from __future__ import annotations

import numpy as np
import pytest

from nbmixed.effects import hypothesis
from nbmixed.effects.expression import evaluate
from nbmixed.effects.statement import joined, read_statement
from nbmixed.errors import SettingError
from nbmixed.stanreg import StanReg
from tests.effects.draws import draws_of, same


def test_probability_and_odds_are_counted(line: StanReg) -> None:
    found = hypothesis(line, "mom_iq > 1").to_frame().iloc[0]
    share = float((draws_of(line, "mom_iq") > 1).mean())
    assert 0 < share < 1
    assert found["probability"] == share
    assert found["odds"] == share / (1 - share)


def test_estimates_are_left_less_right(line: StanReg) -> None:
    found = hypothesis(line, "mom_iq > 1", "2 * mom_iq^2 / 3 - 1 < exp(-sigma)")
    x, sigma = draws_of(line, "mom_iq"), draws_of(line, "sigma")
    assert same(found.draws[:, 0], x - 1)
    assert same(found.draws[:, 1], 2 * x**2 / 3 - 1 - np.exp(-sigma))


def test_names_are_those_of_the_frame_of_draws(line: StanReg, herds: StanReg, kinds: StanReg) -> None:
    both = draws_of(line, "mom_iq") + draws_of(line, "mom_hs:mom_iq")
    for text in (
        "mom_iq + mom_hs:mom_iq = 0",
        "mom_iq + `mom_hs:mom_iq` == 0",
        "0 = -(mom_iq + mom_hs:mom_iq)",
    ):
        assert same(hypothesis(line, text).draws[:, 0], both)
    assert same(hypothesis(line, "(Intercept) > 0").draws[:, 0], draws_of(line, "(Intercept)"))
    effect = "b[(Intercept) herd:1]"
    assert same(hypothesis(herds, f"`{effect}` > 0").draws[:, 0], draws_of(herds, effect))
    quadratic = "poly(`dose (mg)`, 2)2"
    assert same(hypothesis(kinds, f"'{quadratic}' > 0").draws[:, 0], draws_of(kinds, quadratic))
    assert same(hypothesis(kinds, "`factor(year)2002` > 0").draws[:, 0], draws_of(kinds, "factor(year)2002"))


def test_an_equality_has_no_probability(line: StanReg) -> None:
    found = hypothesis(line, "mom_hs = 0").to_frame().iloc[0]
    assert np.isnan(found["probability"])
    assert np.isnan(found["odds"])
    assert found["estimate"] == np.median(draws_of(line, "mom_hs"))


def test_statements_are_joined(line: StanReg) -> None:
    x, sigma = draws_of(line, "mom_iq"), draws_of(line, "sigma")
    found = hypothesis(
        line,
        "mom_iq > 0.9 & mom_iq < 1.1",
        "mom_iq < 0.9 | sigma >= 18",
        "!(mom_iq > 1)",
        "mom_iq > 1 & sigma = 1",
    ).to_frame()
    expected = [((x > 0.9) & (x < 1.1)).mean(), ((x < 0.9) | (sigma > 18)).mean(), (x <= 1).mean()]
    assert found["probability"].tolist()[:3] == expected
    assert np.isnan(found["probability"][3])
    assert found["estimate"].isna().all()


def test_what_holds_in_all_draws_has_infinite_odds(line: StanReg) -> None:
    assert hypothesis(line, "sigma > 0").to_frame()["odds"].tolist() == [np.inf]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mom_qi > 0", "no parameter 'mom_qi'. Did you mean 'mom_iq'"),
        ("mom_iq", "is no statement"),
        ("mom_iq + 1", "is no statement"),
        ("0 < mom_iq < 1", "compares a comparison"),
        ("mom_iq != 0", "holds in every draw"),
        ("mom_iq >", "The hypothesis ends after '>'"),
        ("foo(mom_iq) > 0", "Unknown function 'foo' in the hypothesis"),
        ("mom_iq > TRUE", "TRUE is no number"),
        ("log(mom_iq, 2) > 0", "neither a parameter nor arithmetic"),
        ("mom_iq > $1", "cannot contain"),
        ("", "The hypothesis is empty"),
    ],
)
def test_bad_hypotheses_are_one_sentence(line: StanReg, text: str, told: str) -> None:
    with pytest.raises(SettingError, match=told):
        hypothesis(line, text)


def test_there_must_be_one(line: StanReg) -> None:
    with pytest.raises(SettingError, match="at least one"):
        hypothesis(line)
    with pytest.raises(SettingError, match="is a text"):
        hypothesis(line, 5)  # type: ignore[arg-type]


NAMES = {
    "`my x`": ["`my x`", "'my x'", '"my x"'],
    "`a-b`": ["`a-b`", '"a-b"', "'`a-b`'"],
    "`it's`": ["`it's`", '"it\'s"'],
    '`say "hi"`': ['`say "hi"`', "'say \"hi\"'"],
    "`größe µ`": ["`größe µ`"],
    "`1st`": ["`1st`"],
    "`back\\slash`": ["`back\\slash`"],
    "`a = b`": ["`a = b`"],
    "`TRUE`": ["`TRUE`"],
    "b2:a": ["b2:a", "`b2:a`", "b2 : a"],
    "b2z z": ["b2z z", "`b2z z`"],
    "fw>1": ["fw>1", '"fw>1"'],
    "poly(x, 2)1": ["poly(x, 2)1", "`poly(x, 2)1`"],
    "I(x^3)": ["I(x^3)", "I( x^3 )", "`I(x^3)`"],
    "log(`my x`^2 + 1)": ["log(`my x`^2 + 1)", '"log(`my x`^2 + 1)"', "`log(`my x`^2 + 1)`"],
    "b[(Intercept) g:u]": ["b[(Intercept) g:u]", "`b[(Intercept) g:u]`"],
    "s(x).10": ["s(x).10", "`s(x).10`"],
    "s(x).1": ["s(x).1"],
    "(Intercept)": ["(Intercept)", "`(Intercept)`"],
    "x": ["x", "`x`", "(x)"],
    "x2": ["x2"],
}


@pytest.mark.parametrize(("name", "written"), [(name, w) for name in NAMES for w in NAMES[name]])
@pytest.mark.parametrize("statement", ["{} > 0", "2 * {} - 1 = 0", "0 < {} & {} < 1", "abs({}) > 1"])
def test_every_name_that_a_formula_makes_is_read_as_it_is_or_in_quotes(name, written, statement):
    expr = read_statement(statement.format(written, written), NAMES)
    values = {known: np.full(3, float(place)) for place, known in enumerate(NAMES)}
    sides = [expr.left, expr.right] if not joined(expr) else [expr.left.right]
    place = float(list(NAMES).index(name))
    wanted = {
        "{} > 0": place,
        "2 * {} - 1 = 0": 2 * place - 1,
        "0 < {} & {} < 1": place,
        "abs({}) > 1": place,
    }
    np.testing.assert_allclose(evaluate(sides[0], values), wanted[statement])


def test_a_name_that_needs_backquotes_is_not_read_without():
    with pytest.raises(SettingError):
        read_statement("my x > 0", NAMES)
