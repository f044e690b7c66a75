"""cmake/fetch_stan.py: the Stan library, fetched once."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "cmake" / "fetch_stan.py"


def _run(cache, **environment):
    command = [sys.executable, SCRIPT, cache]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)


def test_a_filled_cache_needs_no_network(tmp_path):
    home = tmp_path / "httpstan-4.17.0"
    home.mkdir()
    done = _run(tmp_path, PIP_NO_INDEX="1")
    assert done.stdout.strip() == str(home)


def test_an_installed_httpstan_is_used(tmp_path):
    package = tmp_path / "site" / "httpstan"
    package.mkdir(parents=True)
    (package.parent / "httpstan-4.17.0.dist-info").mkdir()
    (package / "__init__.py").touch()
    (package / "stanc").touch()
    done = _run(tmp_path / "cache", PIP_NO_INDEX="1", PYTHONPATH=str(package.parent))
    assert done.stdout.strip() == str(package)


def test_no_network_is_one_sentence_and_leaves_nothing(tmp_path):
    done = _run(tmp_path, PIP_NO_INDEX="1")
    assert done.returncode != 0
    assert done.stderr.startswith("Building nbmixed needs the Stan library from the httpstan 4.17.0 wheel")
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
