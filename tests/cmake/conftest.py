"""CMake and ninja may be those of the environment that runs the tests: no system need have them."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def environments_tools() -> Iterator[None]:
    """This environment's executables are found after the system's."""
    before = os.environ["PATH"]
    os.environ["PATH"] = os.pathsep.join([before, str(Path(sys.executable).parent)])
    yield
    os.environ["PATH"] = before
