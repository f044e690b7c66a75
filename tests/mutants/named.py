"""Faults that once were planted and that no test noticed: they stay on the list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.mutants.fault import Fault


@dataclass(frozen=True, slots=True)
class Named:
    """A text of a file that occurs once, and the text that replaces it."""

    path: str
    function: str
    before: str
    after: str

    def locate(self, root: Path) -> Fault:
        """Return the fault at its place in the file.

        Raises
        ------
        ValueError
            When the text is not there exactly once; then the code has changed, and so must the entry.
        """
        source = (root / self.path).read_text("utf-8")
        if source.count(self.before) != 1:
            raise ValueError(
                f"{self.path} must contain {self.before!r} once: mend the entry of tests/mutants/named.py."
            )
        start = source.index(self.before)
        line = source.count("\n", 0, start) + 1
        return Fault(self.path, self.function, line, start, start + len(self.before), self.before, self.after)


NAMED: tuple[Named, ...] = (
    Named("nbmixed/programs/scale.py", "_factor", "float(_PROBIT) if", "float(1 / _PROBIT) if"),
    Named("nbmixed/programs/lmm_effects.py", "_chunk", "        u -= (\n", "        u += (\n"),
    Named(
        "nbmixed/design/bases.py",
        "_without_intercept",
        "values if intercept else values[:, 1:]",
        "values[:, 1:]",
    ),
    Named(
        "nbmixed/design/bases.py", "_natural_knots", "MOST_FUNCTIONS) - 1 - intercept", "MOST_FUNCTIONS) - 1"
    ),
    Named("nbmixed/fit/loo_expect.py", "_expected", " / (1 - weights @ weights)", ""),
    Named(
        "nbmixed/design/fixed.py",
        "dependent_columns",
        "for k in range(reduced.shape[1]):\n        rest",
        "for k in reversed(range(reduced.shape[1])):\n        rest",
    ),
    Named("nbmixed/programs/links.py", "cauchit", "lambda mu: -1 / np.tan", "lambda mu: 1 / np.tan"),
)
