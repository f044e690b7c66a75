"""Sampled faults that change no result: a fault that has no consequence cannot be noticed."""

from __future__ import annotations

# (file, function, text before, text after) and the reason.
EQUIVALENT: dict[tuple[str, str, str, str], str] = {
    ("nbmixed/fit/varcorr.py", "varcorr", "True", "False"): "a guard: both are of the same terms",
    ("nbmixed/programs/exact_fit.py", "_columns", "1", "2"): "a second column of ones changes no fit",
}
