"""The builder through reruns, restarts, reloads and tabs that are closed."""

from tests.browser.notebook import Notebook, until
from tests.browser.test_builder import LOAD, build, fit

FORMULA = "Reaction ~ Days + (Days | Subject)"


def formula(page):
    return page.locator(".nbmixed-formula input").input_value()


def output(book):
    return book.cell(1).inner_text()


def test_a_cell_that_is_run_again_shows_its_form_as_it_was_left(open_notebook):
    book = open_notebook(
        "again", LOAD, "%stan_builder sleepstudy", "sleepstudy.loc[3, 'Days'] = 8", height=1100
    )
    page = book.ran(0, 1).page
    build(book)
    fit(book)
    page.wait_for_timeout(1500)
    book.ran(1)
    page.locator(".nbmixed-builder table caption", has_text="Estimates").wait_for()
    assert formula(page) == FORMULA
    assert page.locator(".nbmixed-stale").count() == 0
    assert page.locator(".nbmixed-ended").count() == 1 and not page.locator(".nbmixed-ended").is_visible()
    book.ran(2)
    page.locator(".nbmixed-earlier", has_text="The data differ").wait_for()
    assert page.locator(".nbmixed-stale table").count() >= 1
    assert book.errors == []


def test_after_a_restart_the_saved_view_says_what_to_do(open_notebook):
    book = open_notebook("restart", LOAD, "%stan_builder sleepstudy", height=1100).ran(0, 1)
    page = book.page
    build(book)
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Restart the kernel", exact=True).click()
    page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    ended = page.locator(".nbmixed-ended")
    ended.wait_for()
    assert "Run this cell again for a new one" in ended.inner_text()
    assert not page.locator(".nbmixed-builder select").first.is_visible()
    assert FORMULA in book.output(1).last.inner_text()
    book.saved()
    page.reload()
    ended.wait_for()
    until(
        lambda: "isplaying widget" not in output(book) and "Loading widget" not in output(book),
        20,
        "a broken form",
    )
    assert FORMULA in output(book)
    page.get_by_text("| Idle").wait_for()
    page.wait_for_timeout(500)
    book.ran(0, 1)
    page.locator(".nbmixed-builder").wait_for()
    assert not ended.is_visible()


def test_a_tab_closed_in_mid_fit_shows_the_end_when_it_is_opened_again(open_notebook, lab, chromium):
    book = open_notebook("closed", LOAD, "%stan_builder sleepstudy", height=1100).ran(0, 1)
    page = book.page
    build(book)
    page.get_by_role("tab", name="Sampler").click()
    page.get_by_label("iterations, warmup included").fill("20000")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Fit", exact=True).click()
    page.locator(".nbmixed-builder [role=progressbar]").first.wait_for()
    book.saved()
    page.goto("about:blank")
    page.wait_for_timeout(1000)
    again = Notebook(page, lab, "closed")
    again.page.goto(f"{lab.url}/tree/closed.ipynb")
    page.locator(".nbmixed-builder").wait_for()
    page.locator(".nbmixed-builder table caption", has_text="Estimates").wait_for(timeout=90_000)
    until(lambda: page.locator(".nbmixed-builder [role=progressbar]").count() == 0, 20, "bars stand still")
    assert "x 10000 draws in" in page.locator(".nbmixed-builder [role=status]").first.inner_text()
    until(
        lambda: page.get_by_role("button", name="Fit", exact=True).is_enabled(), 20, "Fit cannot be pressed"
    )
