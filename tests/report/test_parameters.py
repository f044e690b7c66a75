"""What stands for a value on the command line."""

import pytest

from nbmixed.errors import NbmixedError
from nbmixed.report.parameters import value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", 3),
        ("-2.5e-3", -0.0025),
        ("[1, {'a': (2,)}]", [1, {"a": (2,)}]),
        ("{[1]: 2}", "{[1]: 2}"),
        ("{{}}", "{{}}"),
        ("a b", "a b"),
        ("(" * 5000, "(" * 5000),
        ("1" * 5000, "1" * 5000),
        ("\ud800", "\ud800"),
    ],
)
def test_literals_are_values_and_the_rest_is_text(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize("text", ["1e999", "-1e400", "[1, 2e999]", "{'a': 1e999}"])
def test_infinite_numbers_are_refused(text):
    with pytest.raises(NbmixedError, match="below 1e308"):
        value(text)
