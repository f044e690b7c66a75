"""The folder of a run has an owner; without one it is removed, with whatever works in it."""

import os
import signal
import subprocess
import sys
import tempfile
import time

import pytest

from nbmixed.engine import folder
from nbmixed.engine.folder import remove_abandoned, working_folder
from nbmixed.errors import EngineError
from tests.engine.test_worker import PACK, SCRIPT, chains_of, within

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks and signals as on Unix")


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_it_is_private_and_gone_afterwards(place):
    with working_folder() as path:
        assert path.parent == place
        assert path.stat().st_mode & 0o077 == 0
    assert list(place.iterdir()) == []


def test_that_of_a_living_process_is_left_alone():
    with working_folder() as path:
        remove_abandoned()
        assert path.is_dir()


def test_that_of_a_dead_process_is_swept_at_the_next_start(place):
    path = place / f"{folder.PREFIX}abc"
    path.mkdir()
    (path / "owner").touch()
    (place / "nbmixed-mine").mkdir()
    with working_folder():
        assert not path.exists()
    assert [p.name for p in place.iterdir()] == ["nbmixed-mine"]


def test_one_without_a_lock_is_still_being_made_and_a_link_is_not_followed(place):
    (place / f"{folder.PREFIX}new").mkdir()
    (place / "mine").mkdir()
    (place / "mine" / "owner").touch()
    (place / f"{folder.PREFIX}link").symlink_to("mine")
    remove_abandoned()
    assert (place / f"{folder.PREFIX}new").is_dir()
    assert (place / "mine").is_dir()


def test_none_can_be_made(place, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(place / "none"))
    with (
        pytest.raises(EngineError, match=r"No temporary folder can be made .*No such file.* set TMPDIR"),
        working_folder(),
    ):
        pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
@pytest.mark.parametrize("whole_group", [False, True])
def test_chains_and_folder_end_with_their_process(genuine, tmp_path, number, whole_group):
    session = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(data=PACK), str(genuine)],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        start_new_session=True,
    )
    try:
        assert within(30, lambda: len(chains_of(session.pid)) == 2)
        chains = chains_of(session.pid)
        (os.killpg if whole_group else os.kill)(session.pid, number)
        session.wait(10)
        assert within(5, lambda: not any(c.is_running() and c.status() != "zombie" for c in chains))
        assert within(5, lambda: not list(tmp_path.glob(f"{folder.PREFIX}*")))
    finally:
        session.kill()


@pytest.mark.parametrize("pause", [0, 0.001, 0.01, 0.1])
def test_a_second_interrupt_leaves_nothing_either(genuine, tmp_path, pause):
    session = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(data=PACK), str(genuine)],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert within(30, lambda: len(chains_of(session.pid)) == 2)
        chains = chains_of(session.pid)
        session.send_signal(signal.SIGINT)
        time.sleep(pause)
        session.send_signal(signal.SIGINT)
        session.wait(10)
        assert not any(c.is_running() and c.status() != "zombie" for c in chains)
        assert list(tmp_path.glob(f"{folder.PREFIX}*")) == []
    finally:
        session.kill()
