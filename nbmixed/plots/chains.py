"""What plots of several chains say, and what they ask."""

from __future__ import annotations

from collections.abc import Sequence

from nbmixed.errors import PlotError
from nbmixed.plots.draws import Floats
from nbmixed.plots.labels import counted, few, number


def require_several(values: Floats, what: str) -> None:
    """Refuse what compares chains when there is one.

    Parameters
    ----------
    values
        Shape (chains, draws, P).
    what
        The plot with its article, for the message: "A rank plot".

    Raises
    ------
    PlotError
        There is one chain.
    """
    if values.shape[0] < 2:
        raise PlotError(
            f"{what} compares chains, and here is one: fit with chains=2 or more, or use another kind."
        )


def chain_means_alt(what: str, values: Floats, names: Sequence[str]) -> str:
    """What a plot of chains shows, in words.

    >>> import numpy as np
    >>> chain_means_alt("Traces", np.array([[[1.0], [3.0]], [[2.0], [4.0]]]), ["Days"])
    'Traces of 2 chains of 2 draws. Days: chain means 2, 3.'
    """
    chains, draws, _ = values.shape
    means = values.mean(axis=1).T
    statements = [
        f"{name}: chain means {', '.join(number(mean) for mean in own)}"
        for name, own in zip(names, means, strict=True)
    ]
    return f"{what} of {counted(chains, 'chain')} of {counted(draws, 'draw')}. {few(statements)}"
