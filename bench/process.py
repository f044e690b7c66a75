"""Run a job in a process of its own, with a limit of time."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.peers.handover import Job, Result, read_result
from bench.place import ROOT

GRACE = 60.0  # seconds beyond the limit for imports and for writing the draws
LONGEST = 200  # characters of a peer's own words


class PeerError(Exception):
    """A peer gave no result; the message says why, in a few words."""


def run(
    command: Sequence[str], job: Job, seconds: float, environment: Mapping[str, str] | None = None
) -> Result:
    """The result of a job.

    Parameters
    ----------
    command
        What the path of the job file is added to.
    seconds
        Limit of time for each call in the job.

    Raises
    ------
    PeerError
        The limit was passed, or the process failed.
    """
    path = job.save()
    with subprocess.Popen(
        [*command, str(path)],
        cwd=ROOT,
        env=os.environ | (environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            _, said = process.communicate(timeout=seconds * job.calls + GRACE)
        except BaseException as stopped:
            os.killpg(process.pid, signal.SIGKILL)
            if isinstance(stopped, subprocess.TimeoutExpired):
                raise PeerError(f"over {seconds:.0f} s") from None
            raise
    if process.returncode:
        raise PeerError(f"failed: {_last(said)}")
    result = read_result(Path(job.out))
    if any(call.wall > seconds for call in result.calls):
        raise PeerError(f"over {seconds:.0f} s")
    return result


def _last(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1].replace(f"{ROOT}/", "")[:LONGEST] if lines else "no reason given"
