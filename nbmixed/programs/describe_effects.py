"""How a program treats the group effects of a model, in words for its provenance."""

from __future__ import annotations

from collections.abc import Sequence

from nbmixed.design.groups import GroupTerm
from nbmixed.errors import listed
from nbmixed.programs.packed import Packed


def describe_effects(packed: Packed, groups: Sequence[GroupTerm]) -> str:
    """Return how group effects are treated and why; empty without any.

    Parameters
    ----------
    packed
        The program and its data.
    groups
        Group-level terms in the order of the design.
    """
    if not groups:
        return ""
    if packed.program == "lmm":
        return _integrated(packed, groups)
    if packed.data.get("conditional"):
        return "sampled together with the coefficients, in the coordinates of a normal approximation given their covariance"
    if packed.program == "nonlinear" or not packed.data.get("informed"):
        return "sampled"
    return (
        "sampled level by level, in coordinates that know the information of the level's rows; a normal approximation of all"
        " effects together would cost more than the rows, or does not apply to these priors or this link"
    )


def _integrated(packed: Packed, groups: Sequence[GroupTerm]) -> str:
    inside = packed.term_order[: packed.data["n_integrated"]]
    integrated = list(dict.fromkeys(term.group for t, term in enumerate(groups) if t in inside))
    sampled = list(dict.fromkeys(term.group for t, term in enumerate(groups) if t not in inside))
    parts = [f"{listed(integrated)} integrated out"] * bool(integrated)
    parts += [f"{listed(sampled)} sampled, for too many levels would have to be eliminated together"] * bool(
        sampled
    )
    return "; ".join(parts)
