"""The table says what failed."""

from tests.calibration.table import Section, written


def test_a_table():
    sections = [
        Section("Some", "A rule.", ("model", "z", "passed"), [("a", 1.234, True), ("b", 5.0, False)]),
        Section("More", "Another.", ("model", "passed"), [("c", True)]),
    ]
    assert written(sections, "make it") == (
        "# Calibration\n\nMade by `make it`. 1 fail.\n\n"
        "## Some\n\nA rule.\n\n| model | z | passed |\n| --- | --- | --- |\n| a | 1.2 | yes |\n| b | 5 | **no** |\n\n"
        "## More\n\nAnother.\n\n| model | passed |\n| --- | --- |\n| c | yes |\n"
    )
    assert "All pass." in written(sections[1:], "make it")
