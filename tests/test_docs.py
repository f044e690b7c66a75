"""The documentation: every example runs, and every public name has one."""

import doctest
import re
import tomllib
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

import pytest

import nbmixed as nm

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted((DOCS / "reference").glob("*.md"))
EXAMPLES = "\n".join(
    line for page in PAGES for line in page.read_text().splitlines() if line.startswith((">>> ", "... "))
)


PYPROJECT = tomllib.loads((DOCS.parent / "pyproject.toml").read_text())


def public(module):
    return import_module(f"nbmixed.{module}").__all__


def has_examples(path):
    return path.suffix in (".py", ".md", ".txt", ".j2") and "\n>>> " in path.read_text().replace(
        "    >>> ", ">>> "
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_examples_run(page):
    options = doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
    failed, _ = doctest.testfile(str(page), module_relative=False, optionflags=options)
    assert failed == 0


@pytest.mark.parametrize("name", sorted(nm.__all__))
def test_every_public_name_has_an_example(name):
    assert re.search(rf"\bnm\.{name}\b", EXAMPLES)


@pytest.mark.parametrize("name", [n for n in dir(nm.StanReg) if not n.startswith("_")])
def test_every_method_has_an_example(name):
    assert re.search(rf"\.{name}\b", EXAMPLES)


@pytest.mark.parametrize(
    "module, name", [(module, name) for module in ("plots", "plots.ppc") for name in public(module)]
)
def test_every_plot_has_an_example(module, name):
    assert re.search(rf"\b{module.rpartition('.')[2]}\.{name}\b", EXAMPLES)


def test_every_example_in_the_package_is_collected():
    """Doctests are found in modules that pytest collects, and nowhere else."""
    options = PYPROJECT["tool"]["pytest"]["ini_options"]
    assert "--doctest-modules" in options["addopts"]
    assert "nbmixed" in options["testpaths"]
    examples = [
        path for path in (DOCS.parent / "nbmixed").rglob("*") if path.is_file() and has_examples(path)
    ]
    assert {path.suffix for path in examples} == {".py"}
    assert all(page.parent == DOCS / "reference" for page in DOCS.rglob("*.md") if has_examples(page))


def test_links_between_pages_lead_somewhere():
    for page in DOCS.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            place = (page.parent / link).resolve()
            notebook = DOCS.parent / "notebooks" / Path(link).name
            assert place.exists() or ("notebooks/" in link and notebook.exists()), f"{page.name}: {link}"


class TestPagesOfNotebooks:
    """The hook that makes them load nothing."""

    @pytest.fixture(scope="class")
    @classmethod
    def hook(cls):
        place = spec_from_file_location("offline", DOCS / "hooks" / "offline.py")
        place.loader.exec_module(module := module_from_spec(place))
        return module

    def made(self, hook, text, links=0):
        page = SimpleNamespace(toc=[SimpleNamespace(id="x", title="x", children=[]) for _ in range(links)])
        return hook.on_page_content(f'<div class="jupyter-wrapper">{text}</div>', page=page), page

    def test_have_formulas_without_a_script(self, hook):
        cell = '<div class="jp-RenderedMarkdown"><p>With $a &lt; b$ and <code>$HOME</code></p></div>'
        html, _ = self.made(hook, f'<script src="https://cdnjs.cloudflare.com/MathJax.js"></script>{cell}')
        assert "<script" not in html
        assert html.count("<math") == 1
        assert "<code>$HOME</code>" in html

    def test_are_named_in_their_contents_as_their_headings_are(self, hook):
        cell = '<div class="jp-RenderedMarkdown"><h2 id="k-how"><code>k</code>: how?<a>\N{PILCROW SIGN}</a></h2></div>'
        _, page = self.made(hook, cell, 1)
        assert (page.toc[0].id, page.toc[0].title) == ("k-how", "k: how?")

    def test_other_pages_stay_as_they_are(self, hook):
        assert hook.on_page_content("<p>$x$</p>", page=None) == "<p>$x$</p>"
