"""binder/: what repo2docker reads is there and fits the package."""

import os
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_post_build_can_be_run_and_stops_at_the_first_error():
    script = ROOT / "binder" / "postBuild"
    assert os.access(script, os.X_OK)
    assert "set -e" in script.read_text()
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


def test_the_python_of_the_environment_suits_the_package():
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    (line,) = (x for x in (ROOT / "binder" / "environment.yml").read_text().splitlines() if "python=" in x)
    minor = int(line.partition("python=3.")[2])
    assert minor >= int(needed.partition(">=3.")[2])
