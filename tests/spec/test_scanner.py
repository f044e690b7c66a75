"""Text becomes R's tokens, each with its place."""

import pytest

from nbmixed.errors import FormulaError
from nbmixed.spec.scanner import one_line, scan


def words(text: str) -> list[str]:
    return [token.text for token in scan(text)[:-1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y~log.x+.z1", ["y", "~", "log.x", "+", ".z1"]),
        ("`dose (mg)` + 2L", ["dose (mg)", "+", "2L"]),
        ("a %in% b %% c", ["a", "%in%", "b", "%%", "c"]),
        ("x**2 || g", ["x", "^", "2", "||", "g"]),
        (".5 + 1e-3 + 2.", [".5", "+", "1e-3", "+", "2."]),
        ("splines::bs(x)", ["splines::bs", "(", "x", ")"]),
        ("größe <= 3", ["größe", "<=", "3"]),
        ("y ~ x + # the slope\n z", ["y", "~", "x", "+", "z"]),
        (r"f == 'it\'s'", ["f", "==", "it's"]),
    ],
)
def test_tokens_are_r_s(text, expected):
    assert words(text) == expected


def test_each_token_knows_its_place():
    assert [token.position for token in scan("y ~  xy")] == [0, 2, 5, 7]


@pytest.mark.parametrize(("text", "place"), [("y ~ x[1]", 5), ("y ~ d$x", 5), ("y ~ `x", 4), ("y ~ 'x", 4)])
def test_a_character_without_meaning_is_marked(text, place):
    with pytest.raises(FormulaError) as caught:
        scan(text)
    assert caught.value.position == place


def test_one_line_keeps_places():
    assert one_line("y ~\n\tx") == "y ~  x"
