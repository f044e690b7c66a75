"""binder/: what repo2docker reads is there and fits the package."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
BINDER = ROOT / "binder"
POST_BUILD = (BINDER / "postBuild").read_text()
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
URLPATH = "lab/tree/notebooks/quickstart.ipynb"


def test_only_files_that_repo2docker_reads_together_are_there():
    """An environment.yml, say, would have it pass over the others."""
    assert {path.name for path in BINDER.iterdir()} == {"apt.txt", "postBuild", "runtime.txt"}


def test_the_python_is_one_that_the_package_says_it_runs_on():
    version = (BINDER / "runtime.txt").read_text().strip().removeprefix("python-")
    assert version in SpecifierSet(PYPROJECT["project"]["requires-python"])
    assert f"Programming Language :: Python :: {version}" in PYPROJECT["project"]["classifiers"]


def test_of_the_system_only_a_compiler_is_asked_for():
    assert (BINDER / "apt.txt").read_text().split() == ["g++"]
    assert "apt-get install g++" in (ROOT / "README.md").read_text()


def test_post_build_can_be_run_and_stops_at_the_first_error():
    assert os.access(BINDER / "postBuild", os.X_OK)
    assert "\nset -e\n" in POST_BUILD
    assert subprocess.run(["bash", "-n", BINDER / "postBuild"], check=False).returncode == 0


def test_post_build_calls_commands_and_notebooks_that_are_there():
    from nbmixed.report.command import _parser

    calls = re.findall(r"^nbmixed (.+)$", POST_BUILD, re.MULTILINE)
    assert calls
    for call in calls:
        given = _parser().parse_args(call.split())
        assert (ROOT / getattr(given, "notebook", "")).exists()


@pytest.mark.parametrize("place", ["binder/postBuild", "README.md"])
def test_the_quickstart_is_what_opens(place):
    assert URLPATH in (ROOT / place).read_text()
    assert (ROOT / URLPATH.removeprefix("lab/tree/")).exists()
