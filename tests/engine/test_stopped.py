"""A chain that was stopped from outside is named after a while."""

import signal
import subprocess
import sys
import warnings

import pytest

from nbmixed.engine import stopped
from nbmixed.engine.stopped import StoppedChains
from nbmixed.errors import NbmixedWarning


@pytest.fixture
def chain(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", str(tmp_path)])
    yield process
    process.kill()
    process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="signals as on Unix")
def test_once_and_only_a_stopped_one(chain, tmp_path, monkeypatch):
    monkeypatch.setattr(stopped, "INTERVAL", 0)
    watched = StoppedChains(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        watched.warn()
        chain.send_signal(signal.SIGSTOP)
        while not stopped._stopped(tmp_path):
            pass
        watched.warn()
    with pytest.warns(NbmixedWarning, match=f"stopped from outside .process {chain.pid}.: continue it with"):
        watched.warn()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        watched.warn()
