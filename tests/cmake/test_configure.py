"""What CMake says when something is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tools(tmp_path):
    """A folder with cmake, ninja and this Python, and nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("cmake", "ninja"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    (folder / "python3").symlink_to(sys.executable)
    return folder


def _configure(tmp_path, path, compiler=None, **cache):
    entries = [f"-D{key}={value}" for key, value in cache.items()]
    command = ["cmake", "-S", ROOT, "-B", tmp_path / "build", "-G", "Ninja", *entries]
    environment = {key: value for key, value in os.environ.items() if key not in {"CXX", "CC"}} | {
        "PATH": path
    }
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def _said(done):
    return " ".join(done.stderr.split())


@pytest.mark.parametrize("compiler", [None, "g++", "g++ -pthread"])
def test_no_compiler(tmp_path, tools, compiler):
    done = _configure(tmp_path, str(tools), compiler)
    assert done.returncode != 0
    assert "Building nbmixed needs a C++17 compiler and none was found: install one" in _said(done)
    assert "apt install g++" in _said(done)


def test_another_compiler_than_pip_names(tmp_path, tools):
    there = shutil.which("c++")
    assert there is not None
    (tools / "clang++").symlink_to(there)
    (tmp_path / "httpstan-4.17.0").mkdir()
    done = _configure(tmp_path, f"{tools}:/usr/bin", "no-such-c++", NBMIXED_CACHE=tmp_path)
    assert "is incomplete" in _said(done)


def test_a_broken_library(tmp_path):
    (tmp_path / "httpstan-4.17.0").mkdir()
    done = _configure(tmp_path, os.environ["PATH"], NBMIXED_CACHE=tmp_path, Python_EXECUTABLE=sys.executable)
    assert done.returncode != 0
    assert "is incomplete" in _said(done)
    assert "delete that folder and build again" in _said(done)
