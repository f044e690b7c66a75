"""The body of a cell."""

import pytest

from nbmixed.errors import FormulaError, SettingError
from nbmixed.notebook.body import ends_silent, parse_body


def test_a_formula_alone():
    assert parse_body("y ~ x + (1 | g)\n") == ("y ~ x + (1 | g)", {})


def test_a_formula_over_several_lines_with_comments():
    body = """
    # outcome
    y ~ x +          # predictor
        s(z, k = 5) +
        (1 | g)

    prior = normal(0, 1)
    """
    assert parse_body(body) == ("y ~ x + s(z, k = 5) + (1 | g)", {"prior": "normal(0, 1)"})


def test_a_named_argument_on_a_line_of_its_own_stays_in_the_formula():
    assert parse_body("y ~ s(x,\n  k = 5)")[0] == "y ~ s(x, k = 5)"


def test_an_assignment_runs_on_while_a_bracket_is_open():
    body = "y ~ x\nprior = normal(\n  location = [0, 1],\n  scale = 2,\n)\nprior_PD = True"
    assert parse_body(body)[1] == {"prior": "normal( location = [0, 1], scale = 2, )", "prior_PD": "True"}


def test_a_hash_in_quotes_or_backticks_is_not_a_comment():
    formula, given = parse_body('`y#1` ~ x\nweights = "`w#`"  # kept')
    assert formula == "`y#1` ~ x"
    assert given == {"weights": '"`w#`"'}


def test_comparisons_are_not_assignments():
    assert parse_body("y ~ I(x == 2)\nsubset = g == 4")[1] == {"subset": "g == 4"}


def test_a_final_semicolon_is_dropped():
    assert parse_body("y ~ x\nprior = None;") == ("y ~ x", {"prior": "None"})
    assert ends_silent("y ~ x;  # quiet") and not ends_silent("y ~ x")


@pytest.mark.parametrize(
    "body, message",
    [
        ("\n\n", "The cell has no formula: write one below the first line"),
        ("# only a comment", "The cell has no formula"),
        ("prior = normal(0, 1)", "The cell has no formula: write one below the first line"),
        ("y = x + z", "write y ~ ... with a tilde, not an equals sign"),
    ],
)
def test_a_cell_without_a_formula(body, message):
    with pytest.raises(FormulaError, match=message.replace("...", r"\.\.\.")):
        parse_body(body)


@pytest.mark.parametrize(
    "body, place",
    [
        ("y ~ x + (1 | g", 8),
        ("y ~ x + 1 | g)", 13),
        ("y ~ (1 | g]", 10),
        ("y ~ (1 | g\nprior = normal(0, 1)", 4),
    ],
)
def test_an_unbalanced_bracket_is_marked_where_it_stands(body, place):
    with pytest.raises(FormulaError, match="Unbalanced brackets in the formula") as raised:
        parse_body(body)
    assert raised.value.position == place
    text, caret = str(raised.value).splitlines()[1:]
    assert caret.index("^") == text.index("y ~") + place


def test_an_unbalanced_bracket_in_an_assignment_is_marked_too():
    with pytest.raises(SettingError, match="in the line of prior: '\\(' is never closed") as raised:
        parse_body("y ~ x\nprior = normal(0, 1\nprior_PD = True")
    text, caret = str(raised.value).splitlines()[1:]
    assert text[caret.index("^")] == "("


@pytest.mark.parametrize(
    "line, message",
    [
        ("priors = normal(0, 1)", "There is no setting 'priors'. Did you mean 'prior'?"),
        ("prior.intercept = normal(0, 1)", "Did you mean 'prior_intercept'?"),
        ("zzz = 1", "There is no setting 'zzz'. Known are prior, prior_intercept"),
        ("draws = 2", "draws belongs on the first line of the cell: write --draws N there."),
        ("quiet = True", "quiet belongs on the first line of the cell: write --quiet there."),
        ("chains = 2", "chains belongs on the first line of the cell: write --chains N there."),
        ("prior =", "prior = has nothing after it"),
        ("prior = None\nprior = None", "prior is given twice"),
        ("prior = None\n+ z", "The line '+ z' is not of the form key = value"),
    ],
)
def test_settings_that_cannot_be_read(line, message):
    with pytest.raises(SettingError) as raised:
        parse_body(f"y ~ x\n{line}")
    assert message in str(raised.value)
