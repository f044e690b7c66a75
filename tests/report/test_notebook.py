"""What is no notebook is refused in a sentence, whatever is wrong with it."""

import contextlib
import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbmixed.errors import NbmixedError
from nbmixed.report.notebook import called, numbered, read, title

CELL = {
    "cell_type": "code",
    "id": "a1",
    "metadata": {},
    "source": "x = 1",
    "outputs": [],
    "execution_count": None,
}
NOTEBOOK = {"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


def used(text: str, path) -> None:
    """All that a report does with a notebook before it runs; only errors of the tree leave it."""
    path.write_text(text)
    with contextlib.suppress(NbmixedError):
        nb = read(path)
        title(nb, path)
        for _, cell in numbered(nb):
            called(cell)


def changed(place: str, key: str, content: object) -> str:
    nb = copy.deepcopy(NOTEBOOK)
    part = nb if place == "notebook" else nb["cells"][0]
    part[key] = content
    return json.dumps(nb)


@pytest.mark.parametrize("key", [*NOTEBOOK, *CELL])
@pytest.mark.filterwarnings("ignore::nbformat.warnings.MissingIDFieldWarning")
def test_anything_may_be_missing(key, tmp_path):
    nb = copy.deepcopy(NOTEBOOK)
    nb.pop(key, None) if key in NOTEBOOK else nb["cells"][0].pop(key)
    used(json.dumps(nb), tmp_path / "study.ipynb")


@pytest.mark.filterwarnings("ignore::nbformat.warnings.MissingIDFieldWarning")
@given(place=st.sampled_from(["notebook", "cell"]), content=JSON, data=st.data())
def test_anything_may_be_of_another_kind(place, content, data, tmp_path_factory):
    key = data.draw(st.sampled_from([*(NOTEBOOK if place == "notebook" else CELL)]))
    used(changed(place, key, content), tmp_path_factory.getbasetemp() / "study.ipynb")


@pytest.mark.parametrize(
    "text", ["", "[]", "1", "null", "{", "[" * 100_000, '"a"', "\x00", '{"nbformat": 1e999}']
)
def test_any_text(text, tmp_path):
    (tmp_path / "study.ipynb").write_text(text)
    with pytest.raises(NbmixedError, match="cannot be read as a notebook"):
        read(tmp_path / "study.ipynb")


def test_a_cell_without_its_type(tmp_path):
    nb = copy.deepcopy(NOTEBOOK)
    del nb["cells"][0]["cell_type"]
    (tmp_path / "study.ipynb").write_text(json.dumps(nb))
    with pytest.raises(NbmixedError, match="cannot be read as a notebook"):
        read(tmp_path / "study.ipynb")
