"""Cells in JupyterLab: progress, results, mistakes, Stop."""

import json
from pathlib import Path

import psutil

from tests.browser.notebook import picture, until

LOAD = "%load_ext nbmixed\nimport nbmixed\nsleepstudy = nbmixed.datasets.load('sleepstudy')\ncbpp = nbmixed.datasets.load('cbpp')"
PEOPLE = "Reaction ~ Days + (Days | Subject)"
HERDS = "cbind(incidence, size - incidence) ~ period + (1 | herd)"
QUICKSTART = Path(__file__).parents[2] / "notebooks" / "quickstart.ipynb"


def quickstart():
    cells = json.loads(QUICKSTART.read_text())["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == "code"][:3]


def chains(lab):
    """Chains that kernels of this server run."""
    below = psutil.Process(lab.process.pid).children(recursive=True)
    return [p for p in below if p.is_running() and any("/_programs/" in word for word in words(p))]


def words(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_the_three_cells_of_the_quickstart(open_notebook):
    book = open_notebook("quickstart", *quickstart()).ran(0, 1, 2)
    assert book.page.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0
    assert book.page.locator(".jp-OutputArea-output table").count() >= 1
    assert book.errors == []


def test_progress_moves_and_ends_as_one_line(open_notebook):
    slow = f"%%stan_lmer slow --data sleepstudy --seed 1 --iter 20000 --cache never\n{PEOPLE}"
    book = open_notebook("progress", LOAD, slow).ran(0)
    book.run(1)
    bar, status = book.cell(1).get_by_role("progressbar", name="chain 1"), book.cell(1).get_by_role("status")
    bar.wait_for()
    seen = [int(bar.get_attribute("aria-valuenow"))]
    until(lambda: int(bar.get_attribute("aria-valuenow")) > seen[0] + 10, 30, "the bar stands still")
    assert (
        "left" in book.output(1).inner_text() and book.cell(1).get_by_role("button", name="Stop").is_visible()
    )
    assert status.count() == 0, "a live region that changes all the time is noise to those who hear it"
    picture(book.page, "progress-light")
    book.done(1, 60)
    assert bar.count() == 0 or not bar.is_visible()
    assert "4 chains" in status.inner_text()
    line, card = book.saved().cells[1].outputs
    assert line.data["text/plain"].startswith("4 chains x 10000 draws in ") and "progressbar" not in str(line)
    assert "Median" in card.data["text/html"]


def test_stop_ends_chains_within_a_second_and_keeps_what_was_drawn(lab, open_notebook):
    long = "%%stan_lmer kept --data sleepstudy --seed 1 --iter 9000000 --warmup 500\nReaction ~ Days + (Days | Subject)"
    book = open_notebook("stop", LOAD, long, "kept.posterior.size").ran(0)
    book.run(1)
    until(lambda: "sampling" in book.cell(1).inner_text(), 30)
    before = len(chains(lab))
    book.cell(1).get_by_role("button", name="Stop").click()
    taken = until(lambda: not chains(lab), 5, "chains go on")
    assert before >= 1 and taken < 1.5
    book.done(1)
    text = book.cell(1).inner_text()
    assert "stopped by hand after" in text and "Median" in text and "Traceback" not in text
    book.ran(2)
    assert int(book.output(2).inner_text()) >= 10


def test_a_mistake_is_one_readable_line(open_notebook):
    book = open_notebook(
        "mistake", LOAD, "%%stan_lmer fit --data sleepstudy\nReaction ~ Dayz + (1 | Subject)"
    ).ran(0, 1)
    text = book.output(1).inner_text()
    assert "Did you mean 'Days'?" in text and "Traceback" not in text and "site-packages" not in text


def test_formula_cells_have_colours(open_notebook):
    book = open_notebook(
        "colours", f"%%stan_glmer fit --data cbpp\n{HERDS}\nprior = normal(0, 2.5)", "x = 1 | 2"
    )
    first, second = book.cell(0), book.cell(1)
    first.locator(".nbmixed-magic-word").wait_for()
    assert first.locator(".nbmixed-option-word").inner_text() == "--data"
    assert first.locator(".nbmixed-bar-word").all_inner_texts() == ["~", "|"]
    assert first.locator(".nbmixed-key-word").inner_text() == "prior"
    assert second.locator("[class*=nbmixed]").count() == 0


def test_a_plot_says_what_it_shows(open_notebook):
    fit = "fit = nbmixed.stan_glm('Reaction ~ Days', data=sleepstudy, seed=1, chains=1, iter=200);"
    book = open_notebook("described", f"{LOAD}\n{fit}", "fit.plot()").ran(0, 1)
    shown = book.output(1).locator("img")
    shown.wait_for()
    assert shown.get_attribute("alt").startswith("(Intercept) is above zero with probability 1")
    assert shown.get_attribute("alt") == book.saved().cells[1].outputs[0].data["text/plain"]
