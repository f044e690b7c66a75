"""Pages of notebooks that load nothing from elsewhere, and whose contents lead to their headings.

Formulas are MathML in place of MathJax, and there is no script for diagrams.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, NavigableString, Tag

from nbmixed.report.maths import to_mathml

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page
    from mkdocs.structure.toc import AnchorLink, TableOfContents

_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
_ELSEWHERE = re.compile(r"https://cdnjs|mathjax|mermaid", re.IGNORECASE)


def on_page_content(html: str, page: Page, **_: object) -> str:
    """What MkDocs calls with the content of each page."""
    if "jupyter-wrapper" not in html:
        return html
    content = BeautifulSoup(html, "html.parser")
    for script in content.find_all("script"):
        if _ELSEWHERE.search(str(script)):
            script.decompose()
    for cell in content.select(".jp-RenderedMarkdown"):
        for text in cell.find_all(string=_FORMULA):
            if not text.find_parent(["code", "pre"]):
                text.replace_with(BeautifulSoup(_drawn(text), "html.parser"))
    for table in content.select(".nbmixed table"):
        table["class"] = "of-a-fit"  # the theme styles tables without a class
    _join(page.toc, content.select(" ".join(f".jp-RenderedMarkdown h{k}," for k in range(1, 7)).rstrip(",")))
    return str(content)


def _join(contents: TableOfContents, headings: Sequence[Tag]) -> None:
    """Have the contents name headings as they are, code and all."""
    links = list(_links(contents))
    if len(links) != len(headings):
        raise ValueError(f"{len(links)} links for {len(headings)} headings")
    for link, heading in zip(links, headings, strict=True):
        link.id = str(heading["id"])
        link.title = heading.get_text().removesuffix("\N{PILCROW SIGN}").strip()


def _links(contents: Iterable[AnchorLink]) -> Iterator[AnchorLink]:
    for link in contents:
        yield link
        yield from _links(link.children)


def _drawn(text: NavigableString) -> str:
    """HTML of a text with its formulas drawn."""
    parts, end = [], 0
    for found in _FORMULA.finditer(text):
        display = found[1] is not None
        parts += [escape(text[end : found.start()]), to_mathml(found[1] or found[2], display=display)]
        end = found.end()
    return "".join([*parts, escape(text[end:])])
