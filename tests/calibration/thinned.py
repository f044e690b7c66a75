"""One chain whose kept draws are nearly independent, for ranks."""

from typing import Any

KEPT = 99


def one_chain(simulation: int, thin: int) -> dict[str, Any]:
    """Arguments of a fit."""
    return {
        "chains": 1,
        "iter": 400 + KEPT * thin,
        "warmup": 400,
        "thin": thin,
        "seed": simulation + 1,
        "refresh": 0,
        "mean_PPD": False,
    }
