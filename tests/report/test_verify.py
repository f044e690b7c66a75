"""A second run is held against the first."""

import json
import re
from dataclasses import replace

import nbformat
import pytest

from nbmixed.errors import NbmixedError
from nbmixed.report.command import main
from nbmixed.report.report import report
from nbmixed.report.trace import Cell, Trace, read_trace, to_meta
from nbmixed.report.verify import compared, verify
from tests.report.notebooks import parameters, written

CELLS = (
    "%load_ext nbmixed\nimport nbmixed, pandas as pd",
    "d = pd.read_csv('data.csv')",
    "nbmixed.stan_glm('Reaction ~ Days', d, chains=1, iter=200, seed=1).nobs()",
    "%%stan_lmer a --data d --seed 1 --chains 2 --iter 20000 --thin 10\nReaction ~ Days + (Days | Subject)",
    "%%stan_glm b --data d --seed 1 --chains 2 --iter 400 --family gaussian\nReaction ~ Days2",
    "a.fixef()",
)


def fitted(mean=1.0, name="fit", **changes):
    estimates = {"x": [mean, 1.0, 0.1], "y": [2.0, 1.0, 0.1]}
    return {
        "name": name,
        "call": "",
        "seed": 1,
        "data": "d",
        "program": "p",
        "estimates": estimates,
    } | changes


def run(*fits, texts=("shows 1.5",)):
    return Trace(".", {}, tuple(Cell(k, "", text) for k, text in enumerate(texts, 1)), fits)


class TestComparison:
    def test_the_same(self):
        found = compared(run(fitted()), run(fitted()))
        assert found.ok
        assert found.lines == ("fit: 2 parameters, the same to the last digit",)

    def test_within_monte_carlo_error_other_numbers_change_with_it(self):
        found = compared(run(fitted()), run(fitted(1.4), texts=["shows 1.6"]))
        assert found.ok
        assert found.lines[0].startswith(
            "fit: 2 parameters within Monte Carlo error (the largest change, of x, is 2.8"
        )
        assert found.lines[1] == "Cell 1: 1 of 1 printed numbers changed (1.5 before, 1.6 now), with the fits"

    def test_beyond_it(self):
        found = compared(run(fitted()), run(fitted(1.6, data="other")))
        assert not found.ok
        assert found.lines == (
            "fit: data changed",
            "fit: MOVED, x 1 before, 1.6 now (4.2 Monte Carlo standard errors)",
        )

    def test_numbers_that_change_without_a_fit_are_not_reproducible(self):
        found = compared(run(fitted()), run(fitted(), texts=["shows 1.6"]))
        assert not found.ok
        assert found.lines[-1].endswith("though no fit did")

    def test_fits_are_paired_by_name_and_order(self):
        before = run(fitted(name="a"), fitted(name="b"), fitted(2.0, name="a"))
        after = run(fitted(2.0, name="b"), fitted(name="a"), fitted(2.0, name="a"))
        lines = compared(before, after).lines
        assert [line.split(":")[0] for line in lines] == ["a (1)", "a (2)", "b"]
        assert "MOVED" in lines[2]

    def test_a_fit_that_is_not_there_any_more(self):
        assert compared(run(fitted()), run()).lines == ("fit: only in the old run",)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A notebook with its data, reported."""
    from nbmixed import datasets

    folder = tmp_path_factory.mktemp("study")
    data = datasets.load("sleepstudy").assign(Days2=lambda d: d.Days**2)
    data.to_csv(folder / "data.csv", index=False)
    notebook = written(folder, *CELLS)
    report(notebook, folder / "build" / "page.html", tell=[].append)
    return folder


def numbers(page):
    """What the page shows, without what may differ between two runs that are the same."""
    return [cell.text for cell in read_trace(page).cells], read_trace(page).fits


class TestAReport:
    def test_shows_the_same_numbers_the_second_time_from_the_cache(self, study):
        first = numbers(study / "build" / "page.html")
        again = report(study / "notebook.ipynb", study / "build" / "again.html", tell=[].append)
        assert numbers(again) == first
        assert again.read_text().count("from cache, made") >= 4  # progress, card and appendix of both fits

    def test_is_verified_from_the_page_alone(self, study, capsys):
        assert main(["verify", str(study / "build" / "page.html"), "-q"]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "Verified: nothing moved beyond Monte Carlo error."

    def test_after_one_row_changed_only_that_model_is_fitted_again_and_says_why(self, study, tmp_path):
        (tmp_path / "study").mkdir()
        moved = tmp_path / "study"
        for name in ("data.csv", "notebook.ipynb"):
            (moved / name).write_bytes((study / name).read_bytes())
        first = report(moved / "notebook.ipynb", moved / "first.html").read_text()
        assert "refitted" not in first
        lines = (moved / "data.csv").read_text().splitlines()
        days2 = lines[0].split(",").index("Days2")
        cells = lines[7].split(",")
        cells[days2] = str(float(cells[days2]) + 1)
        (moved / "data.csv").write_text("\n".join([*lines[:7], ",".join(cells), *lines[8:]]))
        second = report(moved / "notebook.ipynb", moved / "second.html").read_text()
        cards = re.findall(r"(refitted: [^<]*|from cache, made)", second)
        assert "refitted: the data changed (1 of 180 rows)" in cards
        assert "from cache, made" in cards
        fits = {fit["name"]: fit for fit in read_trace(moved / "second.html").fits}
        before = {fit["name"]: fit for fit in read_trace(moved / "first.html").fits}
        assert fits["a"] == before["a"]
        assert fits["b"]["data"] != before["b"]["data"]

    def test_parameters_are_part_of_what_is_run_again(self, tmp_path):
        notebook = written(tmp_path, parameters("n = 1"), "print(n)")
        page = report(notebook, parameters={"n": 5})
        assert verify(page).ok
        assert [cell.text for cell in read_trace(page).cells] == ["", "5"]


class TestANotebook:
    def test_that_was_run_and_saved(self, tmp_path, capsys):
        from nbclient import NotebookClient

        path = written(tmp_path, "x = 1", "print(x + 1)")
        nb = nbformat.read(path, as_version=4)
        NotebookClient(nb, kernel_name="python3").execute()
        nbformat.write(nb, path)
        assert verify(path).ok
        nb.cells[1].outputs[0].text = "3\n"
        nbformat.write(nb, path)
        assert main(["verify", str(path), "-q"]) == 1
        assert (
            "Cell 2: 1 of 1 printed numbers changed (3 before, 2 now), though no fit did"
            in capsys.readouterr().out
        )


class TestAPageOfAnother:
    """It runs what it shows, in a folder of its own, and says so before."""

    def page(self, tmp_path, *cells, **settings):
        return report(written(tmp_path, *cells), tmp_path / "a.html", **settings)

    def test_says_what_runs_and_where(self, tmp_path):
        lines = []
        assert verify(self.page(tmp_path, "x = 1\nx"), tell=lines.append).ok
        assert re.match(r"This code runs in \S*nbmixed-verify-\w+:\n\[1\] x = 1\n    x", lines[0])

    def test_leaves_nothing_in_the_folder_of_the_notebook(self, tmp_path):
        page = self.page(tmp_path, "_ = open('new.txt', 'w').write('1')")
        (tmp_path / "new.txt").unlink()
        assert verify(page).ok
        assert not (tmp_path / "new.txt").exists()
        assert verify(page, folder=tmp_path).ok
        assert (tmp_path / "new.txt").exists()

    @pytest.mark.parametrize("hidden", ["open('stolen', 'w')", "x = 1; import os", "X = 1"])
    def test_does_not_run_what_it_does_not_show(self, tmp_path, hidden):
        page = self.page(tmp_path, "x = 1")
        found = read_trace(page)
        forged = replace(found, folder=str(tmp_path), cells=(Cell(1, hidden, ""),))
        page.write_text(re.sub(r"<meta[^>]*nbmixed-report[^>]*>", to_meta(forged), page.read_text()))
        with pytest.raises(
            NbmixedError, match="does not show the code of cell 1, which is therefore not run"
        ):
            verify(page)
        assert not (tmp_path / "stolen").exists()

    def test_without_code_is_not_run(self, tmp_path):
        with pytest.raises(NbmixedError, match="verify the notebook"):
            verify(self.page(tmp_path, "x = 1", code=False))


class TestWhatCannotBeVerified:
    def refusal(self, path):
        with pytest.raises(NbmixedError) as raised:
            verify(path)
        return str(raised.value)

    def test_no_file(self, tmp_path):
        assert "There is no file" in self.refusal(tmp_path / "a.html")
        assert "There is no file" in self.refusal(tmp_path / "a.ipynb")

    def test_another_page(self, tmp_path):
        (tmp_path / "a.html").write_text("<html></html>")
        assert "was not made by `nbmixed report`" in self.refusal(tmp_path / "a.html")

    def test_a_damaged_page(self, tmp_path):
        (tmp_path / "a.html").write_text('<meta name="nbmixed-report" content="AAAA">')
        assert "is damaged" in self.refusal(tmp_path / "a.html")

    def test_a_notebook_without_results(self, tmp_path):
        assert "shows no results" in self.refusal(written(tmp_path, "1"))

    def test_a_page_whose_folder_is_gone(self, tmp_path):
        (tmp_path / "here").mkdir()
        page = report(written(tmp_path / "here", "1"), tmp_path / "a.html")
        (tmp_path / "here" / "notebook.ipynb").unlink()
        (tmp_path / "here").rmdir()
        assert "is not there: put its data back" in self.refusal(page)


def test_a_trace_is_plain_json(study):
    found = read_trace(study / "build" / "page.html")
    assert json.loads(json.dumps(found.fits)) == list(found.fits)
    assert replace(found) == found
