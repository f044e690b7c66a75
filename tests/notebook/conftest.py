"""A real IPython shell with the extension loaded, and a stand-in for sampling."""

import sys
from dataclasses import dataclass, field

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from nbmixed import fitting
from nbmixed.notebook import magics

FRAME = pd.DataFrame(
    {"y": [1.0, 2.0, 4.0, 3.0], "x": [0, 1, 2, 3], "my col": [1, 1, 2, 2], "g": ["a", "b", "a", "b"]}
)


@pytest.fixture(scope="session")
def _shell():
    main = sys.modules["__main__"]
    yield InteractiveShell.instance()
    sys.modules["__main__"] = main


@pytest.fixture
def shell(_shell):
    """An interactive shell with a data frame `d`; the extension is loaded."""
    _shell.reset(new_session=False)
    _shell.push({"d": FRAME})
    magics.load(_shell)
    yield _shell
    magics.unload(_shell)
    _shell.user_module.__spec__ = None  # reset() takes it away, and pools of processes look for it


@dataclass
class Fits:
    """Records calls of `fitting.fit`; each returns a text."""

    calls: list = field(default_factory=list)

    def __call__(self, spec, data, **others):
        self.calls.append({"spec": spec, "data": data, **others})
        others["listener"].start(spec.sampling.chains, spec.sampling.iter)
        others["listener"].stop("sampled")
        return f"fit of {spec.formula}"

    @property
    def last(self):
        return self.calls[-1]


@pytest.fixture
def fits(monkeypatch):
    """Replaces sampling; the calls it received."""
    recorded = Fits()
    monkeypatch.setattr(fitting, "fit", recorded)
    return recorded
