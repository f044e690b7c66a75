"""What ``--dry`` shows: the model as it would be fitted, before anything is sampled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nbmixed.display.shown import Shown
from nbmixed.display.table import Document, Facts, Notes
from nbmixed.display.views_priors import prior_summary_view
from nbmixed.fitting import Prepared
from nbmixed.spec.model import ModelSpec


def dry_run(ready: Prepared, name: str = "fit", arrays: Iterable[str] = ()) -> Shown:
    """A checked model as a document: coefficients, groups, priors as adjusted, the equivalent call.

    Parameters
    ----------
    ready
        The model, checked against its data.
    name
        What its fit will be called.
    arrays
        Of "weights", "offset" and "subset" those that are variables of the notebook, not columns.
    """
    facts = Facts(f"{ready.spec.function}: checked, not sampled", tuple(_facts(ready)), ruled=True)
    notes = (Notes(ready.design.notes),) if ready.design.notes else ()
    priors = (
        b
        for b in prior_summary_view(name, ready.priors, family=ready.spec.family).blocks
        if not isinstance(b, Notes)
    )
    call = Facts("The same as a function", (("call", f"{name} = {_call(ready.spec, arrays)}"),))
    return Shown(Document((facts, *notes, *priors, call)))


def _facts(ready: Prepared) -> Iterator[tuple[str, str]]:
    design = ready.design
    yield "family", str(ready.spec.family) if design.curve is None else design.curve.family
    yield "formula", ready.spec.formula
    yield from _settings(ready.spec)
    yield "observations", str(design.nobs)
    yield "coefficients", ", ".join(design.coef_names) or "none"
    if design.dropped_cols:
        yield "left out", ", ".join(design.dropped_cols)
    for term in design.groups:
        yield "groups", f"{term.group} ({len(term.levels)} levels): {', '.join(term.coefs)}"


def _settings(spec: ModelSpec) -> Iterator[tuple[str, str]]:
    """What else decides the fit, where it is not what one expects."""
    if spec.algorithm != "sampling":
        yield "algorithm", f"{spec.algorithm}, {spec.sampling.resolved_draws:,} draws of an approximation"
    if spec.QR:
        yield "QR", "priors are for orthogonal combinations of the predictors"
    if spec.sparse:
        yield "sparse", "predictors are not centred"
    if spec.prior_PD:
        yield "prior_PD", "draws from the prior only"


def _call(spec: ModelSpec, arrays: Iterable[str]) -> str:
    """The call, with variables of the notebook as names instead of quoted expressions over columns."""
    call = spec.to_call()
    for key in arrays:
        text = getattr(spec, key)
        call = call.replace(f'{key}="{text}"', f"{key}={text}")
    return call
