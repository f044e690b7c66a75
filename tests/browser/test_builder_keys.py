"""The builder by the keyboard alone."""

from tests.browser.notebook import until
from tests.browser.test_builder import LOAD

FOCUS = "document.activeElement"


def tab_to(page, holds, key="Tab", most=60):
    """Press Tab until an expression over `e`, the element with the focus, holds."""
    for _ in range(most):
        if page.evaluate(f"(e => !!e && ({holds}))({FOCUS})"):
            return
        page.keyboard.press(key)
    raise AssertionError(
        f"Tab does not reach {holds}; the focus is on {page.evaluate(f'{FOCUS}.outerHTML')[:300]}"
    )


def labelled(text):
    return f"e.closest('.jupyter-widgets')?.querySelector('label')?.textContent === '{text}'"


def button(text, nth=0):
    return f"e === [...document.querySelectorAll('.nbmixed-builder button')].filter(b => b.textContent === '{text}')[{nth}]"


def cells(book):
    """Kinds of the notebook's cells: those out of sight are not on the page, so the file is asked."""
    return [cell.cell_type for cell in book.saved().cells]


def begin(book):
    """The focus on the first control of the form."""
    book.page.locator(".nbmixed-builder select").first.focus()


def test_a_model_is_built_and_fitted_by_keys_alone(open_notebook):
    book = open_notebook("keys", LOAD, "%stan_builder sleepstudy", "1 + 1", height=1100).ran(0, 1)
    page = book.page
    page.locator(".nbmixed-builder").wait_for()
    formula = page.locator(".nbmixed-formula input")
    begin(book)
    tab_to(page, labelled("explain"))
    page.keyboard.type("Reac")
    until(lambda: formula.input_value() == "Reaction ~ 1", 10)
    tab_to(page, labelled("add"))
    page.keyboard.type("Da")
    tab_to(page, button("Add"))
    page.keyboard.press("Enter")
    until(lambda: formula.input_value() == "Reaction ~ Days", 10)
    tab_to(page, labelled("by"))
    page.keyboard.type("Sub")
    tab_to(page, button("Add", 1))
    page.keyboard.press("Space")
    until(lambda: formula.input_value() == "Reaction ~ Days + (1 | Subject)", 10)
    tab_to(page, button("Fit"))
    page.keyboard.press("Enter")
    page.locator(".nbmixed-builder table caption", has_text="Estimates").wait_for()
    begin(book)
    tab_to(page, "e.getAttribute('role') === 'tab' && !!e.closest('.nbmixed-builder')", "Shift+Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator(".nbmixed-prior select").first.wait_for()
    tab_to(page, "e.tagName === 'SELECT' && !!e.closest('.nbmixed-prior')")
    page.keyboard.type("normal")
    page.locator(".nbmixed-prior .noUi-handle").first.wait_for()
    tab_to(page, "e.closest('.jupyter-widgets')?.querySelector('label')?.textContent === 'scale'")
    page.locator(".nbmixed-earlier", has_text="The priors differ").wait_for()
    tab_to(page, "e.classList.contains('noUi-handle')")
    assert cells(book) == ["code"] * 3


def test_keys_in_the_form_do_nothing_to_cells(open_notebook):
    book = open_notebook("command", LOAD, "%stan_builder sleepstudy", "1 + 1", height=1100).ran(0, 1)
    page = book.page
    page.locator(".nbmixed-builder").wait_for()
    page.get_by_label("explain").select_option("Reaction")
    page.get_by_role("button", name="Add").nth(0).click()
    chip = page.locator("button.nbmixed-chip", has_text="Days")
    chip.wait_for()
    active = "document.querySelector('.jp-Notebook .jp-mod-active').dataset.windowedListIndex"
    before = page.evaluate(active)
    page.get_by_role("tab", name="Priors").click()
    page.get_by_role("tab", name="Model").click()
    for key in (
        "r",
        "m",
        "y",
        "x",
        "a",
        "d",
        "d",
        "i",
        "i",
        "0",
        "0",
        "ArrowDown",
        "k",
        "Shift+M",
        "Control+Enter",
    ):
        chip.focus()
        page.keyboard.press(key)
    for key in ("x", "m", "y", "ArrowDown", "ArrowUp"):
        page.get_by_label("link").focus()
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert page.evaluate(active) == before
    assert book.cell(1).locator(".jp-InputPrompt").inner_text() == "[2]:", "Ctrl+Enter ran the cell"
    page.get_by_label("explain").focus()
    assert cells(book) == ["code"] * 3, "Ctrl+S saves from the form, too"


def test_the_focus_goes_on_where_a_term_was_taken_out(open_notebook):
    book = open_notebook("focus", LOAD, "%stan_builder sleepstudy", height=1100).ran(0, 1)
    page = book.page
    page.locator(".nbmixed-builder").wait_for()
    page.get_by_label("formula").fill("Reaction ~ Days + I(Days^2)")
    page.keyboard.press("Enter")
    chips = page.locator("button.nbmixed-chip")
    until(lambda: chips.count() == 2, 10)
    chips.first.focus()
    page.keyboard.press("Enter")
    until(lambda: chips.count() == 1, 10)
    until(lambda: page.evaluate(f"{FOCUS}.closest('.nbmixed-builder') !== null"), 5, "the focus is lost")
    page.keyboard.type("dd")
    assert cells(book) == ["code"] * 2


def test_priors_follow_arrows_on_sliders_and_typed_numbers(open_notebook):
    book = open_notebook("sliders", LOAD, "%stan_builder sleepstudy", "1 + 1", height=1100).ran(0, 1)
    page = book.page
    page.locator(".nbmixed-builder").wait_for()
    page.get_by_label("formula").fill("Reaction ~ Days + (Days | Subject)")
    page.keyboard.press("Enter")
    page.get_by_role("tab", name="Priors").click()
    prior = page.locator(".nbmixed-prior").first
    prior.locator("select").focus()
    page.keyboard.type("student_t")
    code = page.locator(".nbmixed-code pre").first

    def becomes(df, scale):
        text = f"prior = student_t({df}, 0, {scale}, autoscale=True)"
        until(lambda: text in code.inner_text(), 10, f"not {text}: {code.inner_text()}")

    becomes("1", "2.5")
    tab_to(page, "e.classList.contains('noUi-handle')")
    for key, df in (("ArrowRight", "1.05"), ("ArrowUp", "1.1"), ("ArrowLeft", "1.05"), ("Home", "0.01")):
        page.keyboard.press(key)
        becomes(df, "2.5")
    tab_to(page, labelled("df"), "Shift+Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("3.5")
    page.keyboard.press("Enter")
    becomes("3.5", "2.5")
    page.keyboard.press("ArrowUp")
    becomes("3.6", "2.5")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(500)
    becomes("3.47", "2.5")
    assert cells(book) == ["code"] * 3
