"""The documentation: every example runs, and every public name has one."""

import doctest
import re
from pathlib import Path

import pytest

import nbmixed as nm

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted((DOCS / "reference").glob("*.md"))
EXAMPLES = "\n".join(
    line for page in PAGES for line in page.read_text().splitlines() if line.startswith((">>> ", "... "))
)
SLOW = {"calibrate"}  # a minute and more: tests/again/test_calibrate.py


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_examples_run(page):
    options = doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
    failed, _ = doctest.testfile(str(page), module_relative=False, optionflags=options)
    assert failed == 0


@pytest.mark.parametrize("name", sorted(set(nm.__all__) - SLOW))
def test_every_public_name_has_an_example(name):
    assert re.search(rf"\bnm\.{name}\b", EXAMPLES)


@pytest.mark.parametrize("name", [n for n in dir(nm.StanReg) if not n.startswith("_")])
def test_every_method_has_an_example(name):
    assert re.search(rf"\.{name}\b", EXAMPLES)


def test_links_between_pages_lead_somewhere():
    for page in DOCS.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            place = (page.parent / link).resolve()
            notebook = DOCS.parent / "notebooks" / Path(link).name
            assert place.exists() or ("notebooks/" in link and notebook.exists()), f"{page.name}: {link}"
