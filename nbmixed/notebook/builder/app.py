"""`ModelBuilder`: the form, its fits and its results."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from IPython.core.getipython import get_ipython

from nbmixed.notebook.builder.fits import Fits
from nbmixed.notebook.builder.kept import form_for
from nbmixed.notebook.builder.state import BuilderState
from nbmixed.notebook.builder.view import View
from nbmixed.spec.model import ModelSpec
from nbmixed.stanreg import StanReg

NEEDED = (
    "The form needs widgets, as JupyterLab, Jupyter Notebook, VS Code and Colab have; in a terminal write a cell "
    "(%stan_lmer? says how) or call a function such as stan_lmer."
)


class ModelBuilder:
    """A model by pointing and clicking, in a notebook.

    What is chosen is a `ModelSpec`, shown as formula, in words and as code to keep; fits go into variables of
    the notebook. Show it by putting it last in a cell. A cell that is run again from the same shows its form as it was left.

    Parameters
    ----------
    data
        A data frame, or its name; or a model to begin with: a fit, a `ModelSpec`, or what the builder can open (a
        formula, a cell, a call, JSON).
    variables
        Where data frames are found and fits are put; the notebook's own when None.

    Examples
    --------
    >>> from nbmixed import datasets
    >>> builder = ModelBuilder("sleepstudy", variables={"sleepstudy": datasets.load("sleepstudy")})
    >>> builder.state.write_formula("Reaction ~ Days + (Days | Subject)")
    >>> print(builder.spec.to_magic())
    %%stan_lmer fit --data sleepstudy
    Reaction ~ Days + (Days | Subject)
    """

    def __init__(self, data: Any = None, *, variables: MutableMapping[str, Any] | None = None) -> None:
        self._form = form_for(data, _namespace() if variables is None else variables)

    @property
    def state(self) -> BuilderState:
        """What is chosen, without widgets."""
        return self._form.state

    @property
    def fits(self) -> Fits:
        """Fits of what is chosen."""
        return self._form.fits

    @property
    def box(self) -> Any:
        """The widgets."""
        return self._form.box

    @property
    def spec(self) -> ModelSpec | None:
        """The model; None while something is missing or wrong."""
        return self.state.spec

    @property
    def fit(self) -> StanReg | None:
        """The last fit."""
        return self.fits.last

    def view(self, name: str) -> View:
        """A part of the form: "data", "outcome", "predictors", "groups", "priors", ..."""
        return self._form.views[name]

    def wait(self, timeout: float = 60.0) -> None:
        """Wait until data are checked and fits are done."""
        self._form.wait(timeout)

    def _ipython_display_(self) -> None:
        self._form.display(f"{self!r}\n{NEEDED}")

    def __repr__(self) -> str:
        spec = self.state.spec
        return "ModelBuilder, incomplete" if spec is None else f"ModelBuilder of {spec.to_call()}"


def _namespace() -> MutableMapping[str, Any]:
    shell = get_ipython()
    return {} if shell is None else shell.user_ns
