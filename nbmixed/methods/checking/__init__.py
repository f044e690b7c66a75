"""Posterior predictive checks as a method of `StanReg`: from a fit to the arrays that checks are drawn from."""

from nbmixed.methods.checking.method import pp_check

__all__ = ["pp_check"]
