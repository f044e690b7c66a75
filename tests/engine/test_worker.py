"""An interrupt ends everything at once and leaves nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from nbmixed.engine.run import run
from nbmixed.errors import EngineError
from nbmixed.spec.sampling import Sampling

if TYPE_CHECKING:
    from pathlib import Path

    from nbmixed.engine.progress import ProgressEvent

Data = dict[str, Any]
Leftovers = Callable[[], list[str]]
FOREVER = 50_000_000
ENDLESS = Sampling(chains=3, iter=FOREVER, thin=FOREVER // 50, seed=1, cores=2)

SCRIPT = """
import signal, sys, threading
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may ignore it
from pathlib import Path
from nbmixed.engine import locate
from nbmixed.engine.run import run
from nbmixed.spec.sampling import Sampling
locate.executable = lambda name: Path(sys.argv[1])
{data}
try:
    run("prophet", data, Sampling(chains=3, iter=50_000_000, thin=1_000_000, seed=1, cores=2))
except KeyboardInterrupt:
    print("interrupted", [t.name for t in threading.enumerate()])
"""

PACK = """
data = {
    "T": 2, "S": 1, "K": 1, "tau": 0.1, "trend_indicator": 2, "y": [1.0, 2.0], "t": [0.0, 1.0], "cap": [1, 1],
    "t_change": [0.5], "s_a": [1], "s_m": [0], "X": [[0.1], [0.2]], "sigmas": [1],
}
"""


def chains_of(pid: int) -> list[psutil.Process]:
    """Its chains at this moment; not the short process that cmdstanpy asks for `info`."""
    return [c for c in psutil.Process(pid).children() if "method=sample" in words(c)]


def words(process: psutil.Process) -> set[str]:
    with contextlib.suppress(psutil.Error):
        return set(process.cmdline())
    return set()


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """Whether the condition comes true in time."""
    end = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < end:
        time.sleep(0.01)
    return met


@pytest.fixture
def session(genuine: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another Python, as a kernel is, that fits without end."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(data=PACK), str(genuine)],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    yield process
    for child in psutil.Process(process.pid).children() if process.poll() is None else ():
        child.kill()
    process.kill()
    process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="signals as on Unix")
@pytest.mark.parametrize("whole_group", [False, True])
def test_an_interrupt_leaves_no_process_and_no_file(
    session: subprocess.Popen[str], tmp_path: Path, whole_group: bool
) -> None:
    assert within(20, lambda: len(chains_of(session.pid)) == 2)
    chains = chains_of(session.pid)
    sent = time.monotonic()
    if whole_group:
        os.killpg(session.pid, signal.SIGINT)
    else:
        session.send_signal(signal.SIGINT)
    said, _ = session.communicate(timeout=10)
    assert time.monotonic() - sent < 2
    assert said == "interrupted ['MainThread']\n"
    assert not any(c.is_running() for c in chains)
    assert list(tmp_path.iterdir()) == []


class Impatient:
    """A listener that has seen enough at the first event."""

    def __init__(self) -> None:
        self.thread, self.outcome = "", ""

    def start(self, chains: int, total: int) -> None:  # noqa: ARG002
        self.thread = threading.current_thread().name

    def event(self, e: ProgressEvent) -> None:  # noqa: ARG002
        assert threading.current_thread().name == self.thread
        raise KeyboardInterrupt

    def stop(self, outcome: str) -> None:
        self.outcome = outcome


def test_a_listener_can_stop_the_run(program: str, data: Data, leftovers: Leftovers) -> None:
    before, listener = set(leftovers()), Impatient()
    with pytest.raises(KeyboardInterrupt):
        run(program, data, ENDLESS, listener=listener)
    assert listener.outcome == "interrupted"
    assert set(leftovers()) == before


def test_a_run_in_another_thread_works_and_tells_there(
    program: str, data: Data, leftovers: Leftovers
) -> None:
    before, listener, raised = set(leftovers()), Impatient(), list[BaseException]()

    def elsewhere() -> None:
        try:
            run(program, data, ENDLESS, listener=listener)
        except KeyboardInterrupt as interrupt:
            raised.append(interrupt)

    thread = threading.Thread(target=elsewhere, name="elsewhere")
    thread.start()
    thread.join(20)
    assert listener.thread == "elsewhere"
    assert len(raised) == 1
    assert set(leftovers()) == before


def test_a_chain_killed_from_outside_is_an_error(program: str, data: Data, leftovers: Leftovers) -> None:
    before = set(leftovers())

    ended = threading.Event()

    def killer() -> None:
        while not ended.wait(0.01):
            for chain in chains_of(os.getpid()):
                chain.kill()

    threading.Thread(target=killer).start()
    alone = Sampling(chains=1, iter=FOREVER, thin=FOREVER // 50, seed=1)
    try:
        with pytest.raises(EngineError, match=r"Chain 1 of 'prophet' was stopped from outside \(SIGKILL\)"):
            run(program, data, alone)
    finally:
        ended.set()
    assert set(leftovers()) == before
