"""The builder for those who hear the page, or see it in colours of their own."""

from tests.browser.test_builder import LOAD, build, fit

CONTROLS = {"button", "checkbox", "combobox", "listbox", "spinbutton", "tab", "textbox"}


def heard(page):
    """Role and name of what a screen reader is told of within the builder."""
    session = page.context.new_cdp_session(page)
    found = session.send("Runtime.evaluate", {"expression": "document.querySelector('.nbmixed-builder')"})
    nodes = session.send("Accessibility.queryAXTree", {"objectId": found["result"]["objectId"]})["nodes"]
    return [(n["role"]["value"], n["name"]["value"]) for n in nodes if "name" in n and not n["ignored"]]


def test_controls_have_names_sections_headings_and_buttons_edges(open_notebook):
    book = open_notebook("heard", LOAD, "%stan_builder sleepstudy", height=1100).ran(0, 1)
    page = book.page
    build(book)
    page.locator(".nbmixed-fold", has_text="Nonlinear curve").click()
    fit(book)
    unnamed = set()
    for tab in ("Priors", "Sampler", "Open", "Model"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(300)
        nodes = heard(page)
        unnamed |= {(tab, role) for role, name in nodes if role in CONTROLS and not name.strip()}
    assert not unnamed
    headings = [name for role, name in nodes if role == "heading"]
    assert headings[:4] == ["Data", "Outcome", "Predictors", "What varies by group"]
    assert headings[-4:] == ["The model", "Fit", "Code", "stan_lmer"]
    assert ("rowheader", "Days") in nodes and ("columnheader", "Median") in nodes
    page.emulate_media(forced_colors="active")
    edge = page.get_by_role("button", name="Prior predictive").evaluate("e => getComputedStyle(e).border")
    assert edge.startswith("1px solid")
