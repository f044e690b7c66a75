"""From notebook to page, with a real kernel."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbmixed.errors import NbmixedError
from nbmixed.report.render import read, render, title

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def written(folder, *cells, name="notebook.ipynb"):
    path = folder / name
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    (folder / "data.txt").write_text("beside the notebook")
    notebook = written(
        folder,
        new_markdown_cell("# A *readable* page\n\nProse."),
        new_code_cell("print(open('data.txt').read())"),
        new_code_cell(
            "from IPython.display import display\n"
            f"display({{'image/png': '{PIXEL}', 'text/plain': 'a pixel'}}, raw=True,"
            " metadata={'image/png': {'alt': 'one red pixel', 'width': 20}})\n"
            "display({'application/vnd.jupyter.widget-view+json': {'model_id': 'x'}, 'text/plain': 'a widget'}, raw=True)"
        ),
    )
    before = notebook.read_bytes()
    target = render(notebook)
    assert notebook.read_bytes() == before, "the notebook itself is not changed"
    return target


def test_the_page_stands_beside_the_notebook(page):
    assert page.name == "notebook.html"
    assert sorted(p.name for p in page.parent.iterdir()) == ["data.txt", "notebook.html", "notebook.ipynb"]


def test_the_kernel_ran_in_the_notebooks_folder(page):
    assert "beside the notebook" in page.read_text()


def test_the_title_is_the_first_heading(page):
    assert "<title>A readable page</title>" in page.read_text()


def test_nothing_is_loaded_from_elsewhere(page):
    text = page.read_text()
    assert "<script" not in text
    assert re.findall(r'(?:src|href)="(?!data:|#)[^"]*"', text) == []
    assert "@import" not in text and "url(" not in text
    assert f"data:image/png;base64,{PIXEL}" in text.replace("\n", "")


def test_a_figure_says_what_is_seen(page):
    (image,) = re.findall(r"<img[^>]*>", page.read_text())
    assert 'alt="one red pixel"' in image
    assert 'width="20"' in image


def test_a_widget_leaves_its_text(page):
    assert "a widget" in page.read_text()


def test_a_failing_cell_leaves_no_page_and_says_which(tmp_path):
    notebook = written(
        tmp_path,
        new_code_cell("1 + 1"),
        new_markdown_cell("text"),
        new_code_cell("raise ValueError('no such thing')"),
        new_code_cell("open('reached', 'w')"),
    )
    with pytest.raises(NbmixedError) as raised:
        render(notebook)
    assert str(raised.value) == (
        f"{notebook}, cell 3 (raise ValueError('no such thing')) failed: ValueError: no such thing"
    )
    assert [p.name for p in tmp_path.iterdir()] == ["notebook.ipynb"]


def test_a_page_from_before_stays_when_a_cell_fails(tmp_path):
    notebook = written(tmp_path, new_code_cell("1 / 0"))
    notebook.with_suffix(".html").write_text("earlier")
    with pytest.raises(NbmixedError, match="ZeroDivisionError: division by zero"):
        render(notebook)
    assert notebook.with_suffix(".html").read_text() == "earlier"


def test_one_of_our_errors_in_a_cell_stops_the_notebook_with_its_sentence(tmp_path):
    notebook = written(
        tmp_path,
        new_code_cell("%load_ext nbmixed"),
        new_code_cell("%%stan_lmer fit --data nowhere\ny ~ x + (1 | g)"),
    )
    with pytest.raises(
        NbmixedError,
        match=r"cell 2 \(%%stan_lmer fit --data nowhere\) failed: DataError: There is no data frame 'nowhere'",
    ):
        render(notebook)


def test_a_cell_that_takes_too_long(tmp_path):
    notebook = written(tmp_path, new_code_cell("import time; time.sleep(30)"))
    with pytest.raises(
        NbmixedError, match=r"cell 1 \(import time; time\.sleep\(30\)\) failed: it took longer than 1 s"
    ):
        render(notebook, timeout=1)


@pytest.mark.parametrize(
    "content, message", [(None, "There is no file"), ("not json", "cannot be read as a notebook")]
)
def test_what_is_no_notebook(tmp_path, content, message):
    path = tmp_path / "x.ipynb"
    if content:
        path.write_text(content)
    with pytest.raises(NbmixedError, match=message):
        read(path)


def test_folders_are_made_for_the_page(tmp_path):
    notebook = written(tmp_path, new_code_cell("1 + 1"))
    assert render(notebook, tmp_path / "build" / "pages" / "page.html").is_file()


def test_a_page_that_cannot_be_written_is_one_sentence(tmp_path):
    notebook = written(tmp_path, new_code_cell("1 + 1"))
    with pytest.raises(NbmixedError, match=r"page\.html cannot be written: "):
        render(notebook, notebook / "page.html")


def test_without_a_heading_the_title_is_the_file(tmp_path):
    assert title(new_notebook(), tmp_path / "study.ipynb") == "study"
