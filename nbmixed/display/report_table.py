"""Tables for a paper: one model with its uncertainty, or several side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nbmixed.display.report_numbers import decimals, interval, number, percent, point
from nbmixed.display.table import Block, Document, Notes, Table
from nbmixed.fit.reported import Estimate, separate

INDENT = "\u2003"
_PARTS = {"population": "Population level", "smooth": "Smooths", "auxiliary": "Auxiliary"}


@dataclass(frozen=True, slots=True)
class Column:
    """A model in a table.

    Attributes
    ----------
    name
        Its heading.
    estimates
        What it reports.
    facts
        Pairs for the lines below the estimates: observations, levels, criteria.
    """

    name: str
    estimates: Sequence[Estimate]
    facts: Sequence[tuple[str, str]]


def model_view(
    column: Column, prob: float, digits: int | None, labels: Mapping[str, str], note: str
) -> Document:
    """A table of one model: median, MAD_SD and interval."""
    found = {_key(e): e for e in column.estimates}
    rows: list[tuple[str, tuple[str, ...]]] = []
    for part, keys in _sections([column]).items():
        rows.append((part, ("", "", "")))
        rows += [(_label(key, labels), _cells(found[key], digits)) for key in keys]
    rows += [(name, (value, "", "")) for name, value in column.facts]
    heads = ("Median", "MAD_SD", f"{percent(prob)} interval")
    return _document(heads, rows, column.name, note)


def models_view(
    columns: Sequence[Column], prob: float, digits: int | None, labels: Mapping[str, str], note: str
) -> Document:
    """Several models side by side: medians, intervals below them; blank where a model has no such parameter."""
    found = [{_key(e): e for e in column.estimates} for column in columns]
    rows: list[tuple[str, tuple[str, ...]]] = []
    for part, keys in _sections(columns).items():
        rows.append((part, ("",) * len(columns)))
        for key in keys:
            rows.append((_label(key, labels), tuple(_told(point, f.get(key), digits) for f in found)))
            rows.append(("", tuple(_told(interval, f.get(key), digits) for f in found)))
    names = list(dict.fromkeys(name for column in columns for name, _ in column.facts))
    told = [dict(column.facts) for column in columns]
    rows += [(name, tuple(t.get(name, "") for t in told)) for name in names]
    return _document(tuple(c.name for c in columns), rows, f"Medians and {percent(prob)} intervals", note)


def _sections(columns: Sequence[Column]) -> dict[str, list[tuple[str, str, str]]]:
    """Parameters of all models by their part, each where the first model that has it puts it."""
    keys = dict.fromkeys(_key(e) for column in columns for e in column.estimates)
    parts: dict[str, list[tuple[str, str, str]]] = {}
    for key in keys:
        parts.setdefault(key[0], []).append(key)
    last = [name for name in (_PARTS["smooth"], _PARTS["auxiliary"]) if name in parts]
    return {name: parts[name] for name in [*(n for n in parts if n not in last), *last]}


def _key(estimate: Estimate) -> tuple[str, str, str]:
    """The heading that an estimate stands under, its kind and its name."""
    part = f"Varying by {estimate.part}" if estimate.kind in ("sd", "cor") else _PARTS[estimate.part]
    return part, estimate.kind, estimate.name


def _label(key: tuple[str, str, str], labels: Mapping[str, str]) -> str:
    _, kind, name = key
    shown = (
        ", ".join(labels.get(part, part) for part in separate(name))
        if kind == "cor"
        else labels.get(name, name)
    )
    return INDENT + (f"{kind} {shown}" if kind in ("sd", "cor") else shown)


def _cells(estimate: Estimate, digits: int | None) -> tuple[str, str, str]:
    shown = decimals(estimate) if digits is None else digits
    return point(estimate, shown), number(estimate.mad_sd, shown), interval(estimate, shown)


def _told(write: Callable[[Estimate, int | None], str], estimate: Estimate | None, digits: int | None) -> str:
    return "" if estimate is None else write(estimate, digits)


def _document(
    heads: tuple[str, ...], rows: Sequence[tuple[str, tuple[str, ...]]], caption: str, note: str
) -> Document:
    widths = [max(len(head), *(len(cells[j]) for _, cells in rows)) for j, head in enumerate(heads)]
    names = tuple(name for name, _ in rows)
    cells = tuple(tuple(c.rjust(w) for c, w in zip(row, widths, strict=True)) for _, row in rows)
    columns = tuple(head.rjust(w) for head, w in zip(heads, widths, strict=True))
    blocks: list[Block] = [Table(columns, names, cells, caption=caption)]
    return Document((*blocks, Notes((note,))) if note else tuple(blocks))
