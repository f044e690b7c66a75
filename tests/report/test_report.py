"""From notebook to page, with a real kernel."""

import base64
import json
import re
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbmixed.errors import NbmixedError, SettingError
from nbmixed.report import notebook as notebooks
from nbmixed.report import pdf
from nbmixed.report.notebook import read, title
from nbmixed.report.report import report
from tests.report.notebooks import parameters, written

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


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
    target = report(notebook)
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
        report(notebook)
    assert str(raised.value) == (
        f"{notebook}, cell 3 (raise ValueError('no such thing')) failed: ValueError: no such thing"
    )
    assert [p.name for p in tmp_path.iterdir()] == ["notebook.ipynb"]


def test_a_message_of_several_lines_is_told_in_one(tmp_path):
    notebook = written(tmp_path, "raise ValueError('one\\ntwo')")
    with pytest.raises(NbmixedError, match=r"failed: ValueError: one two$"):
        report(notebook)


def test_a_page_from_before_stays_when_a_cell_fails(tmp_path):
    notebook = written(tmp_path, new_code_cell("1 / 0"))
    notebook.with_suffix(".html").write_text("earlier")
    with pytest.raises(NbmixedError, match="ZeroDivisionError: division by zero"):
        report(notebook)
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
        report(notebook)


def test_a_cell_that_takes_too_long(tmp_path):
    notebook = written(tmp_path, new_code_cell("import time; time.sleep(30)"))
    with pytest.raises(
        NbmixedError, match=r"cell 1 \(import time; time\.sleep\(30\)\) failed: it took longer than 1 s"
    ):
        report(notebook, timeout=1)


@pytest.mark.parametrize(
    "content, message",
    [
        (None, "There is no file"),
        ("", "cannot be read as a notebook"),
        ("not json", "cannot be read as a notebook"),
        ("[1, 2]", "cannot be read as a notebook"),
        ('{"nbformat": 9, "nbformat_minor": 0, "metadata": {}, "cells": []}', "cannot be read as a notebook"),
        (
            json.dumps(
                new_notebook(metadata={"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}})
            ),
            "is a notebook of R: give one of Python",
        ),
    ],
)
def test_what_is_no_notebook(tmp_path, content, message):
    path = tmp_path / "x.ipynb"
    if content is not None:
        path.write_text(content)
    with pytest.raises(NbmixedError, match=message):
        read(path)


@pytest.mark.parametrize("place", [".", "/", "folder.ipynb"])
def test_a_folder_in_place_of_a_notebook(tmp_path, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.ipynb").mkdir()
    with pytest.raises(NbmixedError, match="cannot be read as a notebook"):
        report(Path(place))


def test_folders_are_made_for_the_page(tmp_path):
    notebook = written(tmp_path, new_code_cell("1 + 1"))
    assert report(notebook, tmp_path / "build" / "pages" / "page.html").is_file()


def test_a_page_that_cannot_be_written_is_one_sentence(tmp_path):
    notebook = written(tmp_path, new_code_cell("1 + 1"))
    with pytest.raises(NbmixedError, match=r"page\.html cannot be written: "):
        report(notebook, notebook / "page.html")


def test_without_a_heading_the_title_is_the_file(tmp_path):
    assert title(new_notebook(), tmp_path / "study.ipynb") == "study"


class TestParameters:
    def notebook(self, folder):
        return written(folder, parameters("n = 1\nname: str = 'a'\n%pwd"), "print('n is', n, name)")

    def page(self, folder, **given):
        return report(self.notebook(folder), parameters=given).read_text()

    def test_take_other_values(self, tmp_path):
        assert "n is 3 b" in self.page(tmp_path, n=3, name="b")

    def test_stay_as_they_are_otherwise(self, tmp_path):
        assert "n is 1 a" in self.page(tmp_path)

    def test_an_unknown_one_is_refused_before_anything_runs(self, tmp_path):
        with pytest.raises(
            NbmixedError, match=r"has no parameter 'nama'; it has 'n', 'name'\. Did you mean 'name'\?"
        ):
            self.page(tmp_path, nama=3)

    def test_a_notebook_without_them_says_how(self, tmp_path):
        with pytest.raises(
            NbmixedError, match=r"has no parameters: tag the cell that sets 'n' with \"parameters\""
        ):
            report(written(tmp_path, "n = 1"), parameters={"n": 2})

    def test_a_failing_cell_is_counted_as_in_the_notebook(self, tmp_path):
        notebook = written(tmp_path, parameters("n = 1"), "1 / n")
        with pytest.raises(NbmixedError, match=r"cell 2 \(1 / n\) failed: ZeroDivisionError"):
            report(notebook, parameters={"n": 0})


class TestPages:
    CELLS = (
        "from IPython.display import display, Image",
        f"import base64; Image(base64.b64decode('{PIXEL}'))",
        "print(6 * 7)",
    )

    def test_without_code(self, tmp_path):
        notebook = written(tmp_path, *self.CELLS)
        shown, hidden = report(notebook).read_text(), report(notebook, code=False).read_text()
        assert "6</span>" in shown and "42" in shown
        assert "6</span>" not in hidden and "42" in hidden

    def test_markdown_has_its_figures_beside(self, tmp_path):
        page = report(written(tmp_path, new_markdown_cell("# T"), *self.CELLS), tmp_path / "build" / "a.md")
        (figure,) = re.findall(r"!\[.*?\]\((.*?)\)", page.read_text())
        assert (page.parent / figure).read_bytes() == base64.b64decode(PIXEL)
        assert "    42" in page.read_text()

    def test_pdf(self, tmp_path):
        try:
            pdf.find_browser()
        except NbmixedError as error:
            pytest.skip(str(error))
        page = report(written(tmp_path, *self.CELLS), tmp_path / "a.pdf")
        assert page.read_bytes().startswith(b"%PDF")

    def test_pdf_without_a_browser_says_what_to_install(self, tmp_path, monkeypatch):
        monkeypatch.setenv(pdf.BROWSER, str(tmp_path / "none"))
        with pytest.raises(
            NbmixedError, match=r"printed by Chromium or Chrome, and none was found: install one"
        ):
            report(written(tmp_path, "1"), tmp_path / "a.pdf")

    def test_another_ending_is_refused(self, tmp_path):
        with pytest.raises(NbmixedError, match=r"should end in \.html, \.pdf or \.md"):
            report(written(tmp_path, "1"), tmp_path / "a.docx")

    def test_a_place_where_nothing_can_be_written_is_refused_before_anything_runs(
        self, tmp_path, monkeypatch
    ):
        monkeypatch.setattr(notebooks.os, "access", lambda *_: False)
        with pytest.raises(NbmixedError, match="cannot be written"):
            report(written(tmp_path, "open('ran', 'w')"), tmp_path / "a.html")
        assert not (tmp_path / "ran").exists()

    def test_an_unknown_use_of_the_cache_is_refused(self, tmp_path):
        with pytest.raises(SettingError, match="cache = 'maybe' is not known"):
            report(written(tmp_path, "1"), cache="maybe")


class TestFits:
    FIT = (
        "%load_ext nbmixed\nimport nbmixed\nd = nbmixed.datasets.load('sleepstudy')",
        "%%stan_lmer a --data d --seed 1 --chains 2 --iter 400\nReaction ~ Days + (Days | Subject)",
        "b = nbmixed.stan_glm('Reaction ~ Days', d, chains=2, iter=400)",
        "c = nbmixed.kfold(a, K=2)",
    )

    @pytest.fixture(scope="class")
    @classmethod
    def page(cls, tmp_path_factory):
        folder = tmp_path_factory.mktemp("fits")
        lines = []
        page = report(written(folder, *cls.FIT), tell=lines.append)
        return page.read_text(), lines

    def test_every_fit_that_the_notebook_made_is_told_of_but_not_those_of_one_call(self, page):
        text, _ = page
        titles = re.findall(r"<summary>(\w+: stan_\w+)\([^<]*</summary>", text)
        assert titles == ["a: stan_lmer", "b: stan_glm"]

    def test_a_fit_without_a_seed_is_pointed_out(self, page):
        assert "Fitted without a seed, so another run draws other numbers: b." in page[0]

    def test_the_code_of_the_appendix_is_not_shown(self, page):
        assert "nbmixed.report.record" not in page[0]
        assert "Where these results come from" in page[0]

    def test_progress_is_a_line_for_each_cell(self, page):
        assert [line.split()[0] for line in page[1]] == ["[1/4]", "[2/4]", "[3/4]", "[4/4]"]
        assert "%%stan_lmer a --data d" in page[1][1]
