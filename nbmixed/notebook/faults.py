"""All that is wrong with a cell, told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from nbmixed import fitting
from nbmixed.design.frame import require_columns
from nbmixed.errors import NbmixedError
from nbmixed.notebook.body import parse_body, statements
from nbmixed.notebook.builder.draft import COLUMNWISE, PRIORS, Draft
from nbmixed.notebook.builder.parts import is_curve
from nbmixed.notebook.cell import unwrapped
from nbmixed.notebook.expression import evaluate
from nbmixed.notebook.frames import column_names, find_frame
from nbmixed.notebook.line import read_line
from nbmixed.spec.family import Family, resolve_family
from nbmixed.spec.formula import parse
from nbmixed.spec.model import blank_spec
from nbmixed.spec.model_checks import ALGORITHMS, FIXED_FAMILY

T = TypeVar("T")
_ABOVE = ("algorithm", "compat", "QR", "sparse", "prior_PD")


def all_at_once(
    error: NbmixedError, function: str, line: str, body: str, variables: Mapping[str, object]
) -> NbmixedError:
    """The error with all other faults of the cell beside it; the error itself where there is no other.

    Parameters
    ----------
    error
        The first fault.
    function, line, body, variables
        As in `to_request`.
    """
    found = list(dict.fromkeys(faults(function, line, body, variables)))
    if str(error) not in found or len(found) < 2:
        return error
    listed = "\n".join(f"{i}. {_indented(text)}" for i, text in enumerate(found, start=1))
    return type(error)(f"The cell has {len(found)} faults.\n{listed}")


def faults(function: str, line: str, body: str, variables: Mapping[str, object]) -> list[str]:
    r"""A sentence for each fault of a cell.

    >>> for fault in faults("stan_glm", "fit --data d --chian 2", "y ~ x\nprior = nomal()", {"d": {}}):
    ...     print(fault)
    There is no option --chian. Did you mean '--chains'?
    prior = nomal(): nomal(...) cannot be used in a cell. Did you mean 'normal'?
    d is a dict, not a data frame. The notebook has no data frame yet: load one first.
    """
    return _Cell(function, line, body, variables).faults()


class _Cell:
    """Reads a cell piece by piece; what is wrong with one piece does not hide what is wrong with the next."""

    def __init__(self, function: str, line: str, body: str, variables: Mapping[str, object]) -> None:
        self.function, self.variables, self.found = function, variables, list[str]()
        self.options, refused = read_line(line)
        self.found += map(str, refused)
        self.formula, self.given = "", dict[str, str]()
        self.read_body(body)

    def read_body(self, body: str) -> None:
        formula, *rest = statements(body) or [""]
        self.formula = self.tried(lambda: parse_body(formula)[0]) or ""
        for statement in rest:
            self.given |= self.tried(lambda s=statement: parse_body(f"y ~ 1\n{s}")[1]) or {}  # type: ignore[misc]

    def tried(self, make: Callable[[], T]) -> T | None:
        """What `make` gives; None, and the sentence kept, where it refuses."""
        try:
            return make()
        except NbmixedError as error:
            self.found.append(str(error))
            return None

    def faults(self) -> list[str]:
        family = self.tried(self.family)
        draft = self.draft(family or Family("gaussian", "identity"))
        if self.formula:
            self.found += draft.checked(self.variables).problems.values()
        frame = self.tried(lambda: find_frame(self.options.data, self.variables))
        if frame is not None and self.formula:
            self.check_columns(frame, family)
        return self.found

    def family(self) -> Family:
        fixed = FIXED_FAMILY.get(self.function)
        given: Any = self.options.family or fixed or "gaussian"
        if "family" in self.given:
            given = evaluate("family", self.given["family"], self.variables)
        return resolve_family(given, self.options.link)

    def draft(self, family: Family) -> Draft:
        options = self.options
        others = {k: getattr(options, k) for k in _ABOVE if getattr(options, k)}
        for key in ("contrasts", "knots", "na_action", "mean_PPD", *_ABOVE):
            if key in self.given:
                others[key] = self.tried(lambda k=key: self.setting(k))  # type: ignore[misc]
        return Draft(
            function=self.function,
            formula=self.formula,
            random=unwrapped(self.given.get("random")) or "",
            data=options.data or "data",
            family=family.name,
            link=family.link,
            priors={p: self.given[p] for p in PRIORS if p in self.given},
            columnwise={k: text for k in COLUMNWISE if (text := unwrapped(self.given.get(k)))},
            sampling=options.sampling,
            others={k: v for k, v in others.items() if v is not None},
        )

    def setting(self, key: str) -> Any:
        text = self.given[key]
        value = text if key == "algorithm" and text in ALGORITHMS else evaluate(key, text, self.variables)
        return tuple(value.items()) if isinstance(value, dict) else value

    def check_columns(self, frame: Any, family: Family | None) -> None:
        """Columns that do not exist, each; else what the design has to say."""
        before = len(self.found)
        for name in self.names():
            self.tried(lambda n=name: require_columns([n], column_names(frame), "The data have"))  # type: ignore[misc]
        if len(self.found) == before and family is not None and self.function != "stan_gamm4":
            spec = self.tried(lambda: blank_spec(self.function, self.formula, family))
            if spec is not None:
                self.tried(lambda: fitting.prepare(spec, frame, env=self.variables))

    def names(self) -> Iterator[str]:
        """Variables of the formula that no variable of the notebook can be."""
        if is_curve(self.formula):
            return
        try:
            used = parse(self.formula).variables
        except NbmixedError:
            return
        yield from (n for n in used if n != "." and n not in self.variables)


def _indented(text: str) -> str:
    return text.replace("\n", "\n   ")
