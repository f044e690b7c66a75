"""The Stan programs are plain Stan: the compiler of a recent CmdStan takes them as well as ours."""

import importlib.util
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "stan").glob("*.stan"))


def _compilers():
    spec = importlib.util.find_spec("prophet")
    assert spec is not None and spec.origin is not None
    genuine = Path(spec.origin).parent.glob("stan_model/cmdstan-*/bin/stanc")
    return [*(ROOT / "build" / "cache").glob("httpstan-*/stanc"), *genuine]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_compiler_takes_it_without_a_warning(tmp_path, source):
    for compiler in _compilers():
        command = [
            compiler,
            "--O1",
            "--allow-undefined",  # functions in C++ beside the program
            f"--include-paths={ROOT / 'stan' / 'include'}",
            f"--o={tmp_path / 'a.hpp'}",
            source,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
