"""Group-specific terms expand as in lme4."""

import pytest

from nbmixed.errors import FormulaError
from nbmixed.spec.formula import parse


def bars(right: str) -> list[str]:
    return [str(bar) for bar in parse(f"y ~ {right}").bars]


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        ("(x | g)", ["x | g"]),
        ("(x || g)", ["1 | g", "0 + x | g"]),
        ("(0 + x || g)", ["0 + x | g"]),
        ("(1 | g) + x + (0 + z | g)", ["1 | g", "0 + z | g"]),
        ("(x * f || g)", ["1 | g", "0 + x | g", "0 + f | g", "0 + x:f | g"]),
        ("(1 | a/b)", ["1 | b:a", "1 | a"]),
        ("(1 | a/b/c)", ["1 | c:(b:a)", "1 | b:a", "1 | a"]),
        ("(x || a/b)", ["1 | b:a", "1 | a", "0 + x | b:a", "0 + x | a"]),
        ("(1 | a:b)", ["1 | a:b"]),
        ("(x - 1 | factor(g))", ["x - 1 | factor(g)"]),
        ("((1 | g))", ["1 | g"]),
        ("(z + (1 | g))", ["1 | g"]),
    ],
)
def test_expansion(right, expected):
    assert bars(right) == expected


def test_the_levels_of_an_interaction_run_through_all_its_factors():
    assert [f.name for f in parse("y ~ (1 | a/b/c)").bars[0].factors] == ["c", "b", "a"]


@pytest.mark.parametrize(
    "right",
    [
        "(Days | Subject) + (1 | Subject)",
        "(1 | g) + (1 | g)",
        "(x | g) + (0 + x | g)",
        "(1 | a/b) + (1 | a)",
        "(1 | a:b) + (1 | b:a)",
    ],
)
def test_a_coefficient_varies_once_by_a_group(right):
    with pytest.raises(FormulaError, match=r"counted twice. Write it once, as in"):
        bars(right)


@pytest.mark.parametrize(
    ("right", "suggestion"),
    [
        ("x + 1 | g", r"write x \+ \(1 \| g\)\."),
        ("1 | g", r"write \(1 \| g\)\."),
        ("x || g", r"write \(x \|\| g\)\."),
    ],
)
def test_a_bar_without_parentheses_is_told_how(right, suggestion):
    with pytest.raises(FormulaError, match=suggestion):
        bars(right)


@pytest.mark.parametrize(
    ("right", "message"),
    [
        ("(1 | g + h)", "cannot be a grouping factor"),
        ("(1 | 1)", "cannot be a grouping factor"),
        ("(1 | log(g))", "cannot be a grouping factor"),
        ("(0 | g)", "Nothing varies"),
        ("(0 || g)", "Nothing varies"),
        ("x * (1 | g)", "add it with +"),
        ("x - (1 | g)", "add it with +"),
        ("log((1 | g))", "add it with +"),
        ("(. | g)", "cannot stand here"),
    ],
)
def test_bars_without_meaning_are_refused(right, message):
    with pytest.raises(FormulaError, match=message.replace("+", r"\+")):
        bars(right)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("y ~ (1 | cat/sub) + (x || cat)", "(1 | sub:cat) + (1 | cat) + (0 + x | cat)"),
        ("y ~ (x | g) + (1 + x + z | g)", "(x | g) + (0 + z | g)"),
        ("y ~ (1 | a/b) + (1 | a)", "(1 | b:a) + (1 | a)"),
        ("y ~ (0 + x | g) + (x || g)", "(0 + x | g) + (1 | g)"),
    ],
)
def test_what_varies_twice_is_refused_with_terms_that_are_read(text, instead):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert f"Write it once, as in {instead}." in str(caught.value)
    assert len(parse(f"y ~ {instead}").bars) == len(instead.split(") + ("))
