"""Where a fit came from, as a document; and the facts of a model in plain values."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from nbmixed.design.build import Design
from nbmixed.design.fingerprint import fingerprint
from nbmixed.display.html import to_html
from nbmixed.display.table import Document, Facts, Statements
from nbmixed.display.text import to_text
from nbmixed.display.views_priors import prior_summary_view
from nbmixed.engine.draws import Draws
from nbmixed.programs.describe_effects import describe_effects
from nbmixed.programs.packed import Packed
from nbmixed.programs.scale import ResolvedPriors
from nbmixed.provenance import Facts as ModelFacts
from nbmixed.provenance import Provenance
from nbmixed.spec.model import ModelSpec

_CHAINS = ("chains", "iter", "warmup", "thin", "adapt_delta", "max_treedepth", "init", "init_r")
_SHORT = 12  # of a hash, enough to tell two apart


class ShownProvenance(Provenance):
    """What `fit.provenance` is: the same value with a table for its repr."""

    __slots__ = ()

    def __repr__(self) -> str:
        return to_text(Document((provenance_facts(self),)))

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": to_html(Document((provenance_facts(self),)))}


def shown_provenance(value: Provenance) -> ShownProvenance:
    """`value`, displayed as a table."""
    return ShownProvenance(**{f.name: getattr(value, f.name) for f in fields(Provenance)})


def model_facts(
    spec: ModelSpec, design: Design, priors: ResolvedPriors, packed: Packed, draws: Draws
) -> ModelFacts:
    """Return what was fitted, to what, and how.

    Parameters
    ----------
    spec
        As it was asked for, with or without a seed.
    packed
        The program and its data.
    draws
        With the seed and the target acceptance rate that were used.
    """
    shown = prior_summary_view("", priors, 4, spec.family).blocks
    statements = [item for block in shown if isinstance(block, Statements) for item in block.items]
    rows = fingerprint(design)
    return ModelFacts(
        call=spec.with_seed(draws.seed).to_call(),
        formula=spec.formula,
        priors=tuple((item.title, item.lines[-1][1]) for item in statements),
        settings=_settings(spec, draws.adapt_delta),
        rows=design.nobs,
        columns=rows.columns,
        n_dropped=design.n_dropped,
        rows_sha256=rows.sha256,
        seed_given=spec.sampling.seed is not None,
        effects=describe_effects(packed, design.groups),
    )


def _settings(spec: ModelSpec, adapt_delta: float | None) -> dict[str, Any]:
    sampling = spec.settings
    if spec.algorithm != "sampling":
        return {"algorithm": spec.algorithm, "draws": sampling.resolved_draws}
    own = {name: getattr(sampling, name) for name in _CHAINS}
    return (
        {"algorithm": "sampling"}
        | own
        | {
            "warmup": sampling.resolved_warmup,
            "adapt_delta": sampling.targets[0] if adapt_delta is None else adapt_delta,
            "init_r": sampling.resolved_init_r,
        }
    )


def provenance_facts(value: Provenance, title: str = "Provenance", *, closed: bool = False) -> Facts:
    """The block of a document that tells where a fit came from."""
    return Facts(title, tuple(_items(value)), closed=closed)


def _items(value: Provenance) -> list[tuple[str, str]]:
    told = value.facts
    left_out = f", {told.n_dropped:,} more left out for a missing value" if told.n_dropped else ""
    data = f"{told.rows:,} rows of {', '.join(told.columns)}{left_out}; sha256 {told.rows_sha256[:_SHORT]}"
    seed = (
        f"{value.seed}"
        if told.seed_given
        else f"{value.seed} (drawn: give seed={value.seed} to get these draws)"
    )
    packages = ", ".join(f"{name} {version}" for name, version in value.packages.items())
    items = [
        ("call", told.call),
        ("data", data),
        *((f"prior of {title[:1].lower()}{title[1:]}", prior) for title, prior in told.priors),
        ("seed", seed),
        ("group effects", told.effects),
        ("sampler", ", ".join(f"{name} {setting}" for name, setting in told.settings.items())),
        (
            "program",
            f"{value.program}, sha256 {value.source_sha256[:_SHORT]}; its data {value.data_sha256[:_SHORT]}",
        ),
        ("made by", f"nbmixed {value.nbmixed}, {value.engine}, Python {value.python}, {value.platform}"),
        ("packages", packages),
        ("made", f"{value.made}, in {value.wall:.1f} s"),
        ("cache", value.cache_note),
    ]
    return [(label, text) for label, text in items if text]
