"""The builder in JupyterLab, by clicking alone."""

import re

import pytest

from tests.browser.notebook import picture, until

LOAD = "%load_ext nbmixed\nimport nbmixed\nsleepstudy = nbmixed.datasets.load('sleepstudy')"


def build(book):
    """Choose outcome, predictor and group of the sleepstudy model."""
    page = book.page
    page.locator(".nbmixed-builder").wait_for()
    page.get_by_label("explain").select_option("Reaction")
    page.get_by_label("add", exact=True).select_option("Days")
    page.get_by_role("button", name="Add").nth(0).click()
    page.locator("button.nbmixed-chip", has_text="Days").wait_for()
    page.get_by_label("by", exact=True).select_option("Subject")
    page.get_by_label("slopes of").select_option("Days")
    page.get_by_role("button", name="Add").nth(1).click()
    formula = page.locator(".nbmixed-formula input")
    until(lambda: formula.input_value() == "Reaction ~ Days + (Days | Subject)", 10)


def fit(book):
    book.page.get_by_role("button", name="Fit", exact=True).click()
    book.page.locator(".nbmixed-builder table caption", has_text="Estimates").wait_for()


def test_the_launcher_opens_a_notebook_with_the_builder(lab, chromium):
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(60_000)
    page.goto(f"{lab.url}?reset")
    card = page.locator(".jp-LauncherCard", has_text="New mixed model").first
    card.wait_for()
    picture(page, "launcher-light")
    card.click()
    page.locator(".nbmixed-builder").wait_for()
    assert page.locator(".nbmixed-builder select").first.input_value() == "sleepstudy"
    page.close()


def test_a_model_by_clicking_alone_is_fitted_kept_and_seen_again(open_notebook):
    book = open_notebook("builder", LOAD, "%stan_builder sleepstudy", height=1100).ran(0, 1)
    build(book)
    assert (
        "Reaction is normal with mean = intercept + Days." in book.page.locator(".nbmixed-words").inner_text()
    )
    fit(book)
    picture(book.page, "builder-light")
    book.page.get_by_role("button", name="Insert below").click()
    until(lambda: "%%stan_lmer fit --data sleepstudy" in book.cell(2).inner_text(), 10)
    outputs = book.saved().cells[1].outputs
    assert any(
        'fit = stan_lmer("Reaction ~ Days + (Days | Subject)"' in str(o.data["text/plain"]) for o in outputs
    )
    book.page.reload()
    book.page.locator(".nbmixed-builder table caption", has_text="Estimates").wait_for()
    assert book.page.locator(".nbmixed-formula input").input_value() == "Reaction ~ Days + (Days | Subject)"
    assert book.errors == []


def test_dragging_a_prior_redraws_the_posterior_within_a_second(open_notebook):
    book = open_notebook("slider", LOAD, "%stan_builder sleepstudy", height=1100).ran(0, 1)
    build(book)
    page = book.page
    page.get_by_role("textbox", name="into").wait_for()
    fit(book)
    page.get_by_role("tab", name="Priors").click()
    page.locator(".nbmixed-prior select").first.select_option("normal")
    drawn = page.locator(".nbmixed-prior").first.locator("figure polygon")
    drawn.wait_for()
    page.wait_for_timeout(1500)
    before = drawn.get_attribute("points")
    handle = page.locator(".nbmixed-prior").first.locator(".noUi-handle").first
    box = handle.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 60, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    taken = until(lambda: drawn.get_attribute("points") != before, 5, "the posterior stands still")
    fitting = float(re.findall(r" in ([\d.]+) s", page.locator(".nbmixed-note[data-kind]").inner_text())[0])
    assert taken < max(1.0, fitting + 0.5), f"redrawn after {taken:.2f} s, of which the fit took {fitting} s"
    picture(book.page, "priors-light")


@pytest.mark.parametrize("theme", ["JupyterLab Dark"])
def test_the_dark_theme(lab, open_notebook, theme):
    lab.set("apputils-extension/themes", {"theme": theme})
    try:
        book = open_notebook("dark", LOAD, "%stan_builder sleepstudy", height=1100).ran(0, 1)
        build(book)
        fit(book)
        page = book.page
        assert page.evaluate("document.body.dataset.jpThemeLight") == "false"
        picture(book.page, "builder-dark")
        colour = "e => getComputedStyle(e).color.match(/\\d+/g).slice(0, 3).map(Number)"
        for place in (".nbmixed-words", ".nbmixed-heading", ".nbmixed-builder table td", ".nbmixed-code pre"):
            assert min(page.locator(place).first.evaluate(colour)) > 120, f"{place} is dark on dark"
    finally:
        lab.set("apputils-extension/themes", {"theme": "JupyterLab Light"})


def test_a_right_click_on_a_data_frame_opens_the_builder_with_it(open_notebook):
    book = open_notebook("frame", f"{LOAD}\nsleepstudy.head()  # first rows", "sleepstudy.describe()").ran(
        0, 1
    )
    offer = book.page.get_by_role("menuitem", name="New mixed model from sleepstudy")
    book.output(1).locator("table.dataframe").click(button="right")
    book.page.get_by_role("menuitem", name="Copy Output").wait_for()
    assert not offer.is_visible()
    book.page.keyboard.press("Escape")
    book.output(0).locator("table.dataframe").click(button="right")
    offer.click()
    book.page.locator(".nbmixed-builder").wait_for()
    assert book.cell(1).locator(".cm-content").inner_text() == "%stan_builder sleepstudy"
    assert book.page.get_by_label("data frame").input_value() == "sleepstudy"
