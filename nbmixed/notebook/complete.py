"""Completion inside our cells: options, data frames, families, columns, keys, priors.

IPython marks its matcher interface provisional; everything that touches it is in this file.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from typing import get_args

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher
from IPython.core.getipython import get_ipython
from IPython.core.interactiveshell import InteractiveShell

from nbmixed.errors import NbmixedError
from nbmixed.notebook.body import KEYS
from nbmixed.notebook.expression import CALLS
from nbmixed.notebook.frames import column_names, find_frame, frame_names
from nbmixed.notebook.help import takes_key, takes_option
from nbmixed.notebook.line import OPTIONS
from nbmixed.notebook.places import algorithms_of, priors_of
from nbmixed.spec.family import FAMILIES, links
from nbmixed.spec.model_checks import FIXED_FAMILY, FUNCTIONS
from nbmixed.spec.prior_values import What
from nbmixed.spec.sampling import INITS

_HEAD = re.compile(rf"%%({'|'.join(sorted(FUNCTIONS, key=len, reverse=True))})(?:\s|$)")
_FRAGMENT = re.compile(r"[^\s=]*$")
_NAME = re.compile(r"[\w.]*$")
_OPEN_CALL = re.compile(r"(\w[\w.]*)\(([^()]*)$")
_VALUES = {
    "family": tuple(FAMILIES),
    "init": INITS,
    "compat": ("rstanarm",),
}
_WORDS = {"compat": ("rstanarm",), "na_action": ("omit", "fail")}
_TRUTH = ("True", "False")


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
        SimpleCompletion(text=text, type="nbmixed") for text in found if text.strip('`"').startswith(fragment)
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
        return _fragment(_FRAGMENT, before), _on_line(head[1], cell, before, variables)
    return _fragment(_NAME, before), _in_body(head[1], cell, before, variables)


def _fragment(pattern: re.Pattern[str], before: str) -> str:
    found = pattern.search(before)
    return found[0] if found else ""


def _on_line(function: str, cell: str, before: str, variables: Mapping[str, object]) -> list[str]:
    words = re.split(r"[\s=]+", before)
    previous = words[-2].removeprefix("--").replace("-", "_") if len(words) > 1 else ""
    if previous == "data":
        return frame_names(variables)
    if previous == "link":
        return list(_links(function, cell))
    if previous == "algorithm":
        return list(algorithms_of(function))
    if previous in _VALUES:
        return list(_VALUES[previous])
    if words[-1].startswith("-"):
        return [o.flag for o in OPTIONS.values() if takes_option(function, o.name)]
    return []


def _links(function: str, cell: str) -> tuple[str, ...]:
    """Links of the family that the cell names, on its first line or below."""
    named = re.search(r"--family[\s=]+([\w.]+)|^\s*family\s*=\s*[\"']?([\w.]+)", cell, re.MULTILINE)
    family = FIXED_FAMILY.get(function) or (named and (named[1] or named[2])) or "gaussian"
    return links(family)


def _in_body(function: str, cell: str, before: str, variables: Mapping[str, object]) -> list[str]:
    name, equals, value = before.partition("=")
    key = name.strip()
    if not equals or key not in KEYS:
        keys = (
            [f"{k} = " for k in KEYS if takes_key(function, k)] if re.fullmatch(r"\s*[\w.]*", before) else []
        )
        return [*_columns(cell, variables), *keys]
    if key in ("weights", "offset", "subset", "contrasts"):
        return _columns(cell, variables)
    called = _OPEN_CALL.search(value)
    if called and called[1] in CALLS:
        return _arguments(called[1], called[2])
    if key == "algorithm":
        return _quoted_words(algorithms_of(function), value)
    if key in _WORDS:
        return _quoted_words(_WORDS[key], value)
    return [*(FAMILIES if key == "family" else priors_of(function, key) or _TRUTH)]


def _arguments(call: str, written: str) -> list[str]:
    """What can stand inside the brackets of a prior or a family: its arguments, or a value after one's name."""
    named = re.search(r"(\w+)\s*=\s*[\"']?\w*$", written)
    words = get_args(What) if call == "R2" else links(call)
    if words and (_is_open(written) or (named and named[1] in ("link", "what"))):
        return _quoted_words(words, written)
    if named:
        return list(_TRUTH) if named[1] == "autoscale" else []
    return [f"{name}=" for name in inspect.signature(CALLS[call]).parameters]


def _quoted_words(words: Iterable[str], written: str) -> list[str]:
    """The words, in quotes unless one is open."""
    return [word if _is_open(written) else f'"{word}"' for word in words]


def _is_open(written: str) -> bool:
    """Whether a quote is open at the end."""
    return written.count('"') % 2 == 1 or written.count("'") % 2 == 1


def _columns(cell: str, variables: Mapping[str, object]) -> list[str]:
    named = re.search(r"--data[\s=]+(\S+)", cell.split("\n", 1)[0])
    try:
        frame = find_frame(named[1] if named else None, variables)
    except NbmixedError:
        return []
    return list(_quoted(column_names(frame)))


def _quoted(names: Iterable[str]) -> Iterable[str]:
    return (n if re.fullmatch(r"[A-Za-z.][\w.]*", n) else f"`{n}`" for n in names)
