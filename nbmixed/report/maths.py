"""Formulas of a page as MathML, which browsers draw themselves: no script, and nothing to load."""

from __future__ import annotations

from html import escape

from jinja2 import pass_context
from jinja2.runtime import Context
from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

# Environments that the converter does not know, as ones that it does and that look the same.
_SAME = {"aligned": "align*", "split": "align*", "gathered": "gather*"}
_TILDE = ("<mi>&#x0007E;</mi>", "<mo>&#x0223C;</mo>")  # \sim is a relation, with space around it


def to_mathml(tex: str, *, display: bool) -> str:
    r"""A formula as MathML; as the code that it is if it cannot be read.

    Parameters
    ----------
    tex
        LaTeX without its dollars.
    display
        Whether it stands on a line of its own.

    >>> "<msup><mi>x</mi><mn>2</mn></msup>" in to_mathml("x^2", display=False)
    True
    """
    for unknown, known in _SAME.items():
        tex = tex.replace(f"{{{unknown}}}", f"{{{known}}}")
    try:
        made = convert(tex.strip(), display="block" if display else "inline")
    except Exception:  # noqa: BLE001 - a formula is a user's text, and the converter has no common error
        return f"<code>{escape(tex.strip())}</code>"
    return made.replace(*_TILDE)


class _Renderer(IPythonRenderer):
    def block_math(self, body: str) -> str:
        return to_mathml(body, display=True)

    def inline_math(self, body: str) -> str:
        return to_mathml(body, display=False)

    def latex_environment(self, name: str, body: str) -> str:
        return to_mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", display=True)


@pass_context
def markdown_to_html(context: Context, source: str) -> str:
    """Markdown of a cell, or of an output, as HTML with its formulas and images in it: a filter for templates."""
    renderer = _Renderer(
        escape=False,
        attachments=context.get("cell", {}).get("attachments", {}),
        embed_images=True,
        path=context.get("resources", {}).get("metadata", {}).get("path", ""),
    )
    return str(MarkdownWithMath(renderer=renderer).render(source))
