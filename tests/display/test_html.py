"""Documents as HTML: the same words, semantic, without scripts, ids or colours of their own."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from nbmixed.display.html import to_html
from nbmixed.display.style import STYLE
from nbmixed.display.table import Document, Facts, Findings, Notes, Table
from nbmixed.display.views import print_view
from nbmixed.display.views_checks import check_view
from nbmixed.display.views_priors import prior_blocks_view
from nbmixed.display.views_summary import summary_view
from nbmixed.fit.checks import Finding
from tests.recorded import kinds

VOID = {"br", "wbr"}


class _Strict(HTMLParser):
    """Collects tags and attributes; fails on an end that closes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def _parsed(html: str) -> _Strict:
    parser = _Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


def _printed(fit, findings=()):
    document = print_view(
        fit.info,
        fit.estimates("fixef", fit["print"], "------", 1),
        fit.estimates("aux", fit["print"], "Auxiliary parameter(s):", 1),
        fit.varcorr,
    )
    return document.with_findings(findings) if findings else document


@pytest.fixture
def sleep(recorded):
    return recorded("sleepstudy_lmer")


def test_every_view_is_well_formed_without_ids_and_scripts(sleep):
    finding = Finding("rhat", "warning", "R-hat > 1.01 & more.", "Fit again.")
    for document in (
        _printed(sleep, (finding,)),
        summary_view(sleep.info, frame := sleep.summary("summary", 1), kinds(frame.index)),
        prior_blocks_view("fit", sleep.priors),
        check_view((finding,)),
    ):
        parser = _parsed(to_html(document))
        assert not {"script", "img", "link"} & set(parser.tags)
        assert not {"id", "onclick", "href", "src"} & set(parser.attributes)


def test_all_colours_are_the_notebooks():
    assert not re.search(
        r"#[0-9a-fA-F]{3}|rgb|hsl|prefers-color-scheme|\b(black|white(?!-)|gr[ae]y|red|orange)\b", STYLE
    )


def test_the_style_is_scoped():
    selectors = [s for rule in STYLE.split("}")[:-1] for s in rule.split("{")[0].split(",")]
    assert all(s.startswith(".nbmixed") for s in selectors)


def test_tables_say_what_they_are(sleep):
    html = to_html(_printed(sleep))
    assert html.count("<caption>") == 3
    assert "<caption>Estimates</caption>" in html
    assert '<th scope="col" align="right">Median</th>' in html
    assert '<th scope="row" align="left">Days</th><td>10.5</td><td>1.7</td>' in html


def test_it_holds_what_the_text_holds(sleep):
    html = to_html(_printed(sleep))
    for shown in (
        "stan_lmer",
        "gaussian [identity]",
        "Reaction ~ Days + (Days | Subject)",
        "180",
        "25.9",
        "0.08",
    ):
        assert shown in html
    assert "Num. levels: Subject 18" in html


def test_group_level_effects_are_folded(sleep):
    html = to_html(summary_view(sleep.info, frame := sleep.summary("summary", 1), kinds(frame.index)))
    assert html.count("<summary>36 group-level effects</summary>") == 2
    main = html[html.index("<caption>Estimates") : html.index("<details>")]
    assert "sigma" in main
    assert "b[Days" not in main


def test_rows_left_out_are_told():
    facts = Facts(
        "f", (("observations", "3"),), html=(("observations", "3 (1 row with missing values left out)"),)
    )
    assert "1 row with missing values left out" in to_html(Document((facts,)))


def test_findings_are_marked_with_words_and_a_symbol():
    html = to_html(
        Document((Findings((Finding("rhat", "serious", "No.", "Stop."), Finding("ok", "ok", "Well."))),))
    )
    assert '<span aria-hidden="true">✖</span> <strong>Serious:</strong> No. <em>Stop.</em>' in html
    assert '<span aria-hidden="true">✓</span> Well.' in html


def test_names_are_escaped():
    table = Table(("<b>",), ("x & <y>",), (("1",),), title="<t>:")
    html = to_html(Document((table, Notes(("<n>",)))))
    for raw in ("<b>", "<y>", "<t>", "<n>"):
        assert raw not in html
    assert "x &amp; &lt;y&gt;" in html


def test_a_very_long_table_is_cut_with_a_word():
    size = 1500
    table = Table(("x",), tuple(f"b[{i}]" for i in range(size)), (("1",),) * size)
    html = to_html(Document((table,)))
    assert html.count("<tr") == 1001
    assert "500 more: see to_frame()." in html
