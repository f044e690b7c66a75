"""The page of a report in a browser without a network."""

import pytest
from nbformat.v4 import new_markdown_cell

from nbmixed.report.report import report
from tests.report.notebooks import written

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PROSE = "# Sleep\n\n$$y_{ij} \\sim \\mathrm{N}(\\mu, \\sigma^2)$$"
CELLS = (
    "%load_ext nbmixed\nimport nbmixed, base64\nfrom IPython.display import Image\nd = nbmixed.datasets.load('sleepstudy')",
    "%%stan_lmer fit --data d --seed 1 --chains 2 --iter 400\nReaction ~ Days + (Days | Subject)",
    f"Image(base64.b64decode('{PIXEL}'), width=40)",
)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return report(written(tmp_path_factory.mktemp("report"), new_markdown_cell(PROSE), *CELLS))


@pytest.fixture
def shown(chromium, page):
    """The page as a person sees it who has no network, and what it asked for besides itself."""
    opened = []

    def show(**context):
        made = chromium.new_context(**context)
        made.set_offline(True)
        opened.append(made)
        tab, asked = made.new_page(), []
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("pageerror", lambda error: asked.append(str(error)))
        tab.on("console", lambda message: asked.append(message.text))
        tab.goto(page.as_uri(), wait_until="networkidle")
        return tab, [url for url in asked if not url.startswith("data:") and url != page.as_uri()]

    yield show
    for context in opened:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_request_leaves(shown, scheme):
    tab, asked = shown(color_scheme=scheme)
    assert asked == []
    assert tab.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")


def test_formulas_are_drawn(shown):
    tab, _ = shown()
    box = tab.locator("math").bounding_box()
    assert box["width"] > 50 and box["height"] > 10
    assert "sim" not in tab.locator("math").text_content()


@pytest.mark.parametrize("scheme, is_dark", [("light", False), ("dark", True)])
def test_ink_and_paper_follow_the_reader(shown, scheme, is_dark):
    tab, _ = shown(color_scheme=scheme)
    assert (brightness(tab, "background-color") < 100) == is_dark
    assert (brightness(tab, "color") > 100) == is_dark
    tab.emulate_media(media="print")
    assert brightness(tab, "background-color") > 240
    assert brightness(tab, "color") < 100


def test_a_narrow_screen_scrolls_tables_not_the_page(shown):
    tab, _ = shown(viewport={"width": 360, "height": 700})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


def brightness(tab, what):
    """Mean of red, green and blue of the page, 0 to 255."""
    colour = tab.evaluate(f"getComputedStyle(document.body).getPropertyValue('{what}')")
    parts = [float(x) for x in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    return sum(parts) / 3
