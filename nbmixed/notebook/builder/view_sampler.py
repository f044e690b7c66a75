"""How to sample."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w

from nbmixed.notebook.builder.state import BuilderState
from nbmixed.notebook.builder.view import AUTO, View, choose_from, dropdown, row, section
from nbmixed.notebook.places import algorithms_of
from nbmixed.spec.sampling import Sampling

_NUMBERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "chains": ("chains", int),
    "iter": ("iterations, warmup included", int),
    "warmup": ("warmup", int),
    "seed": ("seed", int),
    "cores": ("chains at the same time", int),
    "adapt_delta": ("adapt_delta", float),
    "max_treedepth": ("max_treedepth", int),
    "draws": ("draws of the approximation", int),
}
_APPROXIMATE = ("seed", "draws")
_COLUMNWISE = {
    "weights": "a column, or an expression",
    "offset": "such as log(exposure)",
    "subset": "a condition",
}


class SamplerView(View):
    """Settings of the sampler, and what else is seldom needed."""

    fields = (
        *_NUMBERS,
        "algorithm",
        "init",
        "init_r",
        "thin",
        "refresh",
        "QR",
        "prior_PD",
        *_COLUMNWISE,
        "compat",
    )

    def __init__(self, state: BuilderState) -> None:
        super().__init__(state)
        self.algorithm = self.on(dropdown("algorithm"), self._algorithm)
        self.numbers = {name: self._number(name, label) for name, (label, _) in _NUMBERS.items()}
        self.rows = {name: self._expression(name, hint) for name, hint in _COLUMNWISE.items()}
        self.prior_PD = self._switch("prior_PD", "draw from the prior only")
        self.QR = self._switch("QR", "QR: priors for orthogonal combinations of the predictors")
        self.box = w.VBox(
            [
                section("Sampler", row(self.algorithm), row(*self.numbers.values())),
                section("Rows", row(*self.rows.values())),
                section("Further", self.prior_PD, self.QR),
                self._message,
            ]
        )

    def show(self) -> None:
        """Settings as they are; an empty field has its default, which it shows."""
        draft = self.state.draft
        algorithm = draft.others.get("algorithm", "sampling")
        choose_from(self.algorithm, [(a, a) for a in algorithms_of(draft.function)], algorithm)
        for name, widget in self.numbers.items():
            value = draft.sampling.get(name)
            widget.value = "" if value is None else f"{value}"
            has_place = name != "draws" if algorithm == "sampling" else name in _APPROXIMATE
            widget.layout.display = "" if has_place else "none"
        for name, widget in self.rows.items():
            widget.value = draft.columnwise.get(name, "")
        self.prior_PD.value = bool(draft.others.get("prior_PD", False))
        self.QR.value = bool(draft.others.get("QR", False))

    def _number(self, name: str, label: str) -> Any:
        default = getattr(Sampling(), name)
        shown = {
            "warmup": "half",
            "seed": "drawn",
            "cores": "all",
            "adapt_delta": "0.8, 0.95",
            "draws": "1000",
        }.get(name, default)
        made = w.Text(
            description=label,
            placeholder=str(shown),
            continuous_update=False,
            style={"description_width": "initial"},
        )
        made.layout = w.Layout(width=f"{len(label) * 0.55 + 8:.0f}em")
        return self.on(made, lambda text: self.state.put("sampling", name, _read(name, text)))

    def _expression(self, name: str, hint: str) -> Any:
        made = w.Text(
            description=name,
            placeholder=hint,
            continuous_update=False,
            style={"description_width": "initial"},
        )
        return self.on(made, lambda text: self.state.put("columnwise", name, text.strip()))

    def _switch(self, name: str, label: str) -> Any:
        made = w.Checkbox(description=label, indent=False, layout=w.Layout(width=AUTO))
        return self.on(made, lambda on: self.state.put("others", name, on or None))

    def _algorithm(self, name: str) -> None:
        self.state.put("others", "algorithm", None if name == "sampling" else name)
        kept = {k: v for k, v in self.state.draft.sampling.items() if name == "sampling" or k in _APPROXIMATE}
        self.state.change(sampling={k: v for k, v in kept.items() if k != "draws" or name != "sampling"})


def _read(name: str, text: str) -> Any:
    """A number, or the text as it stands, which the check of the setting will refuse."""
    if not text.strip():
        return None
    try:
        return _NUMBERS[name][1](text)
    except ValueError:
        return text
