"""The former place of `nbmixed.predictive`, for files that are still on their way; goes when they have moved."""

from nbmixed.predictive import asked, fitted

__all__ = ["asked", "fitted"]
