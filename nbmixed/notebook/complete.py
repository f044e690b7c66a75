"""Completion inside our cells: options, data frames, families, columns, keys, priors.

IPython marks its matcher interface provisional; everything that touches it is in this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher
from IPython.core.getipython import get_ipython
from IPython.core.interactiveshell import InteractiveShell

from nbmixed.errors import NbmixedError
from nbmixed.notebook.body import KEYS
from nbmixed.notebook.frames import column_names, find_frame, frame_names
from nbmixed.notebook.help import takes_key, takes_option
from nbmixed.notebook.line import OPTIONS
from nbmixed.spec.family import FAMILIES
from nbmixed.spec.model import FUNCTIONS
from nbmixed.spec.priors import CONSTRUCTORS

_HEAD = re.compile(rf"%%({'|'.join(sorted(FUNCTIONS, key=len, reverse=True))})(?:\s|$)")
_FRAGMENT = re.compile(r"[\w.-]*$")
_NAME = re.compile(r"[\w.]*$")
_VALUES = {"compat": ["rstanarm"], "init": ["random", "0"], "link": ["identity", "logit", "log"]}


def install(ip: InteractiveShell) -> None:
    """Add our matcher to the shell's completer, once."""
    if ip.Completer is not None and complete_cell not in ip.Completer.custom_matchers:
        ip.Completer.custom_matchers.append(complete_cell)


def remove(ip: InteractiveShell) -> None:
    """Take our matcher away."""
    if ip.Completer is not None and complete_cell in ip.Completer.custom_matchers:
        ip.Completer.custom_matchers.remove(complete_cell)


@context_matcher(identifier="nbmixed.cell")  # type: ignore[untyped-decorator]
def complete_cell(context: CompletionContext) -> SimpleMatcherResult:
    """Offer what can stand at the cursor; outside our cells nothing."""
    shell = get_ipython()
    variables = {} if shell is None else shell.user_ns
    fragment, found = candidates(context.full_text, context.cursor_line, context.text_until_cursor, variables)
    matches = [
        SimpleCompletion(text=text, type="nbmixed") for text in found if text.strip("`").startswith(fragment)
    ]
    return {"completions": matches, "matched_fragment": fragment, "suppress": bool(matches), "ordered": True}


def candidates(cell: str, line: int, before: str, variables: Mapping[str, object]) -> tuple[str, list[str]]:
    """The word being typed and everything that may stand there.

    Parameters
    ----------
    cell
        All text of the cell.
    line
        Number of the line with the cursor, from 0.
    before
        That line up to the cursor.
    variables
        The notebook's variables.
    """
    head = _HEAD.match(cell)
    if head is None:
        return "", []
    if line == 0:
        return _fragment(_FRAGMENT, before), _on_line(head[1], before, variables)
    return _fragment(_NAME, before), _in_body(head[1], cell, before, variables)


def _fragment(pattern: re.Pattern[str], before: str) -> str:
    found = pattern.search(before)
    return found[0] if found else ""


def _on_line(function: str, before: str, variables: Mapping[str, object]) -> list[str]:
    words = re.split(r"[\s=]+", before)
    previous = words[-2].removeprefix("--").replace("-", "_") if len(words) > 1 else ""
    if previous == "data":
        return frame_names(variables)
    if previous == "family":
        return list(FAMILIES)
    if previous in _VALUES:
        return _VALUES[previous]
    if words[-1].startswith("-"):
        return [o.flag for o in OPTIONS.values() if takes_option(function, o.name)]
    return []


def _in_body(function: str, cell: str, before: str, variables: Mapping[str, object]) -> list[str]:
    key, equals, _ = before.partition("=")
    if not equals or key.strip() not in KEYS:
        keys = (
            [f"{k} = " for k in KEYS if takes_key(function, k)] if re.fullmatch(r"\s*[\w.]*", before) else []
        )
        return [*_columns(cell, variables), *keys]
    if key.strip() == "family":
        return list(FAMILIES)
    if key.strip() in ("weights", "offset", "subset", "contrasts"):
        return _columns(cell, variables)
    return [*CONSTRUCTORS, "autoscale", "regularization", "None", "True", "False"]


def _columns(cell: str, variables: Mapping[str, object]) -> list[str]:
    named = re.search(r"--data[\s=]+(\S+)", cell.split("\n", 1)[0])
    try:
        frame = find_frame(named[1] if named else None, variables)
    except NbmixedError:
        return []
    return list(_quoted(column_names(frame)))


def _quoted(names: Iterable[str]) -> Iterable[str]:
    return (n if re.fullmatch(r"[A-Za-z.][\w.]*", n) else f"`{n}`" for n in names)
