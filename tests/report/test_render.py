"""Pages for the screen and for paper."""

from nbformat.v4 import new_code_cell, new_notebook, new_output

from nbmixed.report.render import for_paper, to_html, to_markdown

CARD = "<details><summary>Priors</summary>p</details><details><summary>Provenance</summary>q</details>"


def notebook(data, **metadata):
    outputs = [new_output("display_data", data, metadata=metadata)]
    return new_notebook(cells=[new_code_cell("x", outputs=outputs)])


def test_on_paper_everything_is_open():
    assert for_paper(CARD, appendix=False) == CARD.replace("<details>", "<details open>")


def test_on_paper_provenance_is_told_once():
    found = for_paper(CARD, appendix=True)
    assert "<details open><summary>Priors" in found
    assert "<details hidden><summary>Provenance" in found


def test_latex_that_a_cell_shows_is_drawn(tmp_path):
    page = to_html(
        notebook({"text/latex": r"$\displaystyle x^{2}$", "text/plain": "x**2"}), tmp_path / "a.ipynb"
    )
    assert "<msup>" in page


def test_figures_of_markdown_say_what_is_seen(tmp_path):
    nb = notebook({"image/png": "AAAA", "text/plain": "f"}, **{"image/png": {"alt": "a red pixel"}})
    text, figures = to_markdown(nb, tmp_path / "a.ipynb", "a")
    assert "![a red pixel](a_files/" in text
    assert len(figures) == 1
