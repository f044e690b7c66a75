"""The body of a cell: a formula, then ``key = expression`` lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbmixed.errors import FormulaError, SettingError, nearest
from nbmixed.notebook.line import OPTIONS

KEYS: dict[str, str] = {
    "prior": "prior of the coefficients",
    "prior_intercept": "prior of the intercept at the mean of the predictors",
    "prior_aux": "prior of sigma, shape, reciprocal dispersion, ...",
    "prior_covariance": "prior of the group-level covariances",
    "prior_smooth": "prior of the standard deviations of smooths",
    "random": "group-level terms, as in ~ (1 | g)",
    "knots": 'places of knots by variable, {"x": [0, 24]}',
    "prior_PD": "True draws from the prior only (default: False)",
    "weights": "a column, an expression over columns, or an array",
    "offset": "the same, added to the linear predictor",
    "subset": "rows to keep, a condition over columns",
    "contrasts": 'contrasts by factor, {"f": "contr.sum"}',
    "na_action": '"omit" rows with missing values, or "fail" (default: "omit")',
    "family": 'family, as binomial or binomial(link = "logit")',
    "algorithm": '"sampling" or an approximation, as on the first line',
    "QR": "True: priors are for orthogonal combinations of the predictors (default: False)",
    "sparse": "True keeps predictors sparse, and therefore not centred (default: False)",
    "mean_PPD": "False leaves mean_PPD out of the summary (default: True where it can be had)",
    "compat": '"rstanarm" reproduces its choices',
}
ABOVE_OR_BELOW = (
    "family",
    "algorithm",
    "compat",
    "QR",
    "sparse",
    "prior_PD",
)  # options of the first line too
_ASSIGNMENT = re.compile(r"\s*([A-Za-z_][\w.]*)\s*=(?!=)\s*")
_PAIRS = {")": "(", "]": "[", "}": "{"}


def parse_body(body: str) -> tuple[str, dict[str, str]]:
    r"""Split the body of a cell into its formula and the texts of its assignments.

    The formula may run over several lines; an assignment may while a bracket is open. Comments
    start with ``#``. A final ``;`` is dropped.

    Raises
    ------
    FormulaError
        For an empty formula or unbalanced brackets in it.
    SettingError
        For an unknown key, a key given twice, or a line that is neither.

    Examples
    --------
    >>> parse_body("y ~ x +\n  (1 | g)\nprior = normal(0, 1)  # weak")
    ('y ~ x + (1 | g)', {'prior': 'normal(0, 1)'})
    """
    formula, *assignments = list(_statements(body)) or [""]
    found = _ASSIGNMENT.match(formula)
    if not formula or found:
        raise FormulaError(_no_formula(found))
    _require_balanced(formula, "the formula")
    read: dict[str, str] = {}
    for statement in assignments:
        key, text = _assignment(statement)
        if key in read:
            raise SettingError(f"{key} is given twice: keep one of the lines.")
        read[key] = text
    return formula, read


def ends_silent(body: str) -> bool:
    """Whether the cell ends in ``;``, which suppresses the display of its result."""
    return _code(body).endswith(";")


def statements(body: str) -> list[str]:
    r"""The formula and the assignments as texts, right or wrong, one for each key that is known.

    >>> statements("y ~ x +\n  z\nprior = normal(0,\n  1)\nodd")
    ['y ~ x + z', 'prior = normal(0, 1)', 'odd']
    """
    found: list[str] = []
    for line in _code(body).removesuffix(";").splitlines():
        text = line.strip()
        begins = _ASSIGNMENT.match(text) is not None or (
            found and _ASSIGNMENT.match(found[-1]) is not None and _unbalanced(found[-1]) is None
        )
        if found and not begins:
            found[-1] = f"{found[-1]} {text}".strip()
        elif text:
            found.append(text)
    return found


def _code(body: str) -> str:
    return "\n".join(_uncommented(line) for line in body.splitlines()).rstrip()


def _statements(body: str) -> Iterator[str]:
    statement = ""
    for line in _code(body).removesuffix(";").splitlines():
        text = line.strip()
        if not text:
            continue
        if _starts_statement(text, statement):
            if statement:
                yield statement
            statement = text
        else:
            statement = f"{statement} {text}".strip()
    if statement:
        yield statement


def _starts_statement(text: str, before: str) -> bool:
    """Whether a line opens an assignment; the error for a line that neither opens nor continues one."""
    found = _ASSIGNMENT.match(text)
    inside = before and _unbalanced(before) is not None
    if inside:
        return found is not None and found[1] in KEYS
    if found is None and _ASSIGNMENT.match(before):
        raise SettingError(
            f"The line {text!r} is not of the form key = value: the formula comes first, on lines of its own, "
            "then one setting a line."
        )
    return found is not None


def _assignment(statement: str) -> tuple[str, str]:
    found = _ASSIGNMENT.match(statement)
    assert found is not None
    key, text = found[1], statement[found.end() :].strip()
    if key not in KEYS:
        raise SettingError(_unknown(key))
    if not text:
        raise SettingError(f"{key} = has nothing after it: write a value, or leave the line out.")
    _require_balanced(statement, f"the line of {key}")
    return key, text


def _unknown(key: str) -> str:
    option = OPTIONS.get(key)
    if option is not None:
        written = f"{option.flag} {option.value}".rstrip()
        return f"{key} belongs on the first line of the cell: write {written} there."
    hint = nearest(key, KEYS) or f" Known are {', '.join(KEYS)}."
    return f"There is no setting {key!r}.{hint}"


def _no_formula(found: re.Match[str] | None) -> str:
    if found and found[1] not in KEYS and found[1] not in OPTIONS:
        return f"The cell has no formula: write {found[1]} ~ ... with a tilde, not an equals sign."
    return "The cell has no formula: write one below the first line, as in y ~ x + (1 | g)."


def _uncommented(line: str) -> str:
    for position, character in _unquoted(line):
        if character == "#":
            return line[:position].rstrip()
    return line.rstrip()


def _unquoted(text: str) -> Iterator[tuple[int, str]]:
    """Characters outside quotes and backticks, with their places."""
    quote = ""
    for position, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'`":
            quote = character
        else:
            yield position, character


def _unbalanced(text: str) -> tuple[int, str] | None:
    """The first bracket without its partner and what is wrong with it, or None."""
    opened: list[tuple[int, str]] = []
    for position, character in _unquoted(text):
        if character in "([{":
            opened.append((position, character))
        elif character in _PAIRS and (not opened or opened.pop()[1] != _PAIRS[character]):
            return position, f"{character!r} closes nothing"
    return (opened[-1][0], f"{opened[-1][1]!r} is never closed") if opened else None


def _require_balanced(text: str, where: str) -> None:
    found = _unbalanced(text)
    if found is None:
        return
    position, problem = found
    message = f"Unbalanced brackets in {where}: {problem}."
    if where == "the formula":
        raise FormulaError(message, text, position)
    raise SettingError(f"{message}\n    {text}\n    {' ' * position}^")
