"""An executed notebook as one readable page: HTML that loads nothing, Markdown with its figures beside, PDF."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbmixed.errors import NbmixedError, nearest
from nbmixed.report.notebook import title, write
from nbmixed.report.record import FITS

if TYPE_CHECKING:
    from nbformat import NotebookNode

SHOWN = ("text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/latex", "text/plain")
IN_MARKDOWN = ("image/png", "image/svg+xml", "image/jpeg", "text/markdown", "text/plain")
KINDS = (".html", ".pdf", ".md")
_PROVENANCE = "<details><summary>Provenance</summary>"
_HIDDEN = {"remove_cell_tags": ["remove-cell"], "remove_input_tags": ["remove-input", "hide-input"]}


def kind_of(target: Path) -> str:
    """How a page ends, which says what it is to be.

    Raises
    ------
    NbmixedError
        For anything but .html, .pdf and .md.
    """
    kind = target.suffix.lower()
    if kind not in KINDS:
        hint = nearest(kind, KINDS)
        raise NbmixedError(f"{target} should end in .html, .pdf or .md, which says what is written.{hint}")
    return kind


def write_page(nb: NotebookNode, notebook: Path, target: Path, *, code: bool = True, head: str = "") -> None:
    """Write an executed notebook as the page that the name of `target` asks for.

    Parameters
    ----------
    notebook
        Where it came from.
    code
        Whether the cells' code is shown.
    head
        Further HTML for the head of the page.

    Raises
    ------
    NbmixedError
        When it cannot be written, or a PDF not be made.
    """
    kind = kind_of(target)
    if kind == ".md":
        text, figures = to_markdown(nb, notebook, target.stem, code=code)
        for name, content in figures.items():
            write(target.parent / name, content)
        write(target, text.encode())
    elif kind == ".pdf":
        from nbmixed.report.pdf import to_pdf

        appendix = _has_appendix(nb)
        page = to_html(nb, notebook, code=code, head=head)
        write(target, to_pdf(for_paper(page, appendix=appendix)))
    else:
        write(target, to_html(nb, notebook, code=code, head=head).encode())


def for_paper(page: str, *, appendix: bool) -> str:
    """A page with what is folded open, for paper cannot be unfolded.

    Parameters
    ----------
    appendix
        Whether the provenance of every fit is told at the end: then it is not told under each fit as well.
    """
    if appendix:
        page = page.replace(_PROVENANCE, _PROVENANCE.replace("<details", "<details hidden"))
    return page.replace("<details>", "<details open>")


def to_html(nb: NotebookNode, notebook: Path, *, code: bool = True, head: str = "") -> str:
    """An executed notebook as the text of a page that loads nothing from elsewhere."""
    from nbconvert import HTMLExporter

    from nbmixed.report.maths import markdown_to_html

    here = files("nbmixed.report")
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        config=_config(SHOWN),
        template_name="lab",
        raw_template=here.joinpath("page.html.j2").read_text("utf-8"),
        embed_images=True,
        exclude_input=not code,
    )
    exporter.register_filter("markdown2html", markdown_to_html)  # type: ignore[no-untyped-call]
    resources = _resources(nb, notebook) | {
        "page_css": here.joinpath("page.css").read_text("utf-8"),
        "page_head": head,
    }
    page, _ = exporter.from_notebook_node(_without_widgets(nb), resources=resources)
    return str(page)


def to_markdown(
    nb: NotebookNode, notebook: Path, stem: str, *, code: bool = True
) -> tuple[str, Mapping[str, bytes]]:
    """An executed notebook as Markdown, and its figures by the names that it gives them, in a folder beside."""
    from nbconvert import MarkdownExporter

    exporter = MarkdownExporter(  # type: ignore[no-untyped-call]
        config=_config(IN_MARKDOWN),
        template_name="markdown",
        raw_template=files("nbmixed.report").joinpath("page.md.j2").read_text("utf-8"),
        exclude_input=not code,
    )
    resources = _resources(nb, notebook) | {"unique_key": stem, "output_files_dir": f"{stem}_files"}
    text, found = exporter.from_notebook_node(nb, resources=resources)
    return str(text), {str(name): bytes(content) for name, content in found.get("outputs", {}).items()}


def _config(shown: tuple[str, ...]) -> Any:
    from traitlets.config import Config

    return Config(
        {
            "NbConvertBase": {"display_data_priority": list(shown)},
            "TagRemovePreprocessor": {"enabled": True, **_HIDDEN},
        }
    )


def _resources(nb: NotebookNode, notebook: Path) -> dict[str, Any]:
    metadata = {"name": notebook.stem, "path": str(notebook.resolve().parent)}
    return {"page_title": title(nb, notebook), "metadata": metadata}


def _has_appendix(nb: NotebookNode) -> bool:
    return any(FITS in output.get("data", {}) for cell in nb.cells for output in cell.get("outputs", []))


def _without_widgets(nb: NotebookNode) -> NotebookNode:
    """Drop what a page without a kernel cannot show, such as widget views; their text stays."""
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            for mime in [m for m in output.get("data", {}) if m not in SHOWN and len(output["data"]) > 1]:
                del output["data"][mime]
    nb.metadata.pop("widgets", None)
    return nb
