"""What the saved notebook keeps of a form: a word on what to do, the model as code, the last result."""

from __future__ import annotations

from html import escape

from nbmixed.stanreg import StanReg

ENDED = "The form that was here ended with its kernel. Run this cell again for a new one{with_code}."
_WITH_CODE = "; to go on from where it was, paste the code below under Open"


def record_of(code: str, fit: StanReg | None, name: str, *, current: bool) -> dict[str, str]:
    """Return the record as plain text and HTML.

    The form hides the first sentence as long as it lives, by a class.

    Parameters
    ----------
    code
        The model as it stands, empty while it is incomplete.
    fit, name
        The last fit, and the variable that holds it.
    current
        Whether the fit is of the model as it stands.
    """
    if fit is None:
        return _bundle(code, code, "", f"<pre>{escape(code)}</pre>" if code else "")
    shown = fit._repr_mimebundle_()
    made = f"{name} = {fit.spec.to_call()}"
    summary = f"<summary><code>{escape(made)}</code></summary>"
    html = f"<details>{summary}{shown['text/html']}</details>"
    if current or not code:
        return _bundle(made, f"{made}\n{shown['text/plain']}", html)
    before = (
        f'<div class="nbmixed-ended"><pre>{escape(code)}</pre>Its last fit was of an earlier model:</div>'
    )
    return _bundle(code, f"{made}\n{shown['text/plain']}", before + html)


def _bundle(code: str, text: str, html: str, hidden: str = "") -> dict[str, str]:
    said = ENDED.format(with_code=_WITH_CODE if code else "")
    return {
        "text/plain": text,
        "text/html": f'<div class="nbmixed-ended" role="note">{said}{hidden}</div>{html}',
    }
