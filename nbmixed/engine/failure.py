"""Why chains or an approximation failed, in one sentence taken from what they printed."""

from __future__ import annotations

import errno
import re
import signal
import subprocess
from pathlib import Path

from nbmixed.engine import csv, locate
from nbmixed.errors import EngineError

_CODES = re.compile(r"retcodes=\[([-\d, ]+)\]")
_PLACE = re.compile(r"\(in '(?:[^']*[/\\])?([^'/\\]+)', line (\d+)[^)]*(?:\)|$)")
_LABEL = re.compile(r"^\s*(Exception|Error):\s*(\w+_namespace::\w+:\s*)?")
_OF_DATA = re.compile(r"data initialization|variable declaration|_namespace::")
OTHERWISE = ' Use algorithm="sampling", or another approximation.'
_NO_REASON = ("Initialization", "No pathfinders ran successfully")
OF_A_RUN = (RuntimeError, ValueError, OSError, LookupError, ArithmeticError, MemoryError)
_REMEDIES = {
    errno.EACCES: "Make it executable with `chmod +x {path}`, or install nbmixed again.",
    errno.EAGAIN: "This user has too many processes: end some, or raise the limit (`ulimit -u`).",
    errno.ENOMEM: "Memory ran out: end other programs, or run fewer chains at a time with cores=.",
}
_REINSTALL = "It is damaged or of another machine: `pip install --force-reinstall nbmixed`, or `make build` in a source tree."
_SETTING = re.compile(r"^\s*[\w ]*=|^\s*\w+$|^\s*$")


class UnusableError(RuntimeError):
    """Stan's draws are there, but cannot stand for what was asked; the message says why."""


def plain(line: str) -> str:
    """A line of Stan without its label, its place in the program shortened.

    >>> plain("Exception: x is nan, but must be finite! (in 'a/b.stan', line 7, column 2 to column 9)")
    'x is nan, but must be finite! (b.stan, line 7)'
    """
    return _PLACE.sub(r"(\1, line \2)", _LABEL.sub("", line)).strip()


def sentence(program: str, error: BaseException, directory: Path, first: int = 1) -> str:
    """What went wrong with a run of `program`, for a person to read.

    Parameters
    ----------
    program
        Name of the Stan program.
    error
        What cmdstanpy raised.
    directory
        Where the chains' consoles were written.
    first
        Number of the first chain.
    """
    codes = [int(code) for code in (_CODES.findall(str(error)) or [""])[0].split(",") if code.strip()]
    failed = [k for k, code in enumerate(codes) if code != 0]
    if not failed:
        return unstartable(program) or _unreadable(program, error, directory)
    chain = failed[0]
    console = _console(directory, chain)
    silent = codes[chain] >= -1 and not any(line.strip() for line in console)
    return (unstartable(program) if silent else None) or _told(program, chain + first, codes[chain], console)


def unstartable(program: str) -> str | None:
    """The operating system's reason why a program cannot start, and what mends it; None if it can."""
    try:
        path = locate.executable(program)
        subprocess.run([path, "info"], capture_output=True, timeout=10, check=False)
    except OSError as error:
        path = locate.executable(program)
        remedy = _REMEDIES.get(error.errno or 0, _REINSTALL).format(path=path)
        return f"The program of '{program}' cannot be started: {error.strerror} ({path}). {remedy}"
    except (subprocess.TimeoutExpired, EngineError):
        return None
    return None


def _unreadable(program: str, error: BaseException, directory: Path) -> str:
    for path in sorted(directory.glob("*.csv")):
        found = csv.first_unusable(path)
        if found is not None:
            return (
                f"The draws of '{program}' cannot be used: line {found} in the file of chain {csv.chain_of(path)} is no row"
                " of finite numbers. Run it again; if it happens again, look at the disk and the memory of this machine."
            )
    if isinstance(error, MemoryError):
        return f"Memory ran out for '{program}': run fewer chains or keep fewer draws, with chains=, iter= or thin=."
    if isinstance(error, OSError):
        return f"The files of '{program}' could not be written or read ({error.strerror or error}): make room in {directory.parent}."
    return f"The draws of '{program}' could not be read: {str(error) or type(error).__name__}"


def of_approximation(program: str, algorithm: str, error: BaseException, directory: Path) -> str:
    """What went wrong with an approximation, for a person to read.

    Parameters
    ----------
    program, algorithm
        Name of the Stan program, and of the approximation.
    error
        What was raised, by cmdstanpy or on looking at its draws.
    directory
        Where the console was written.
    """
    console = [] if isinstance(error, UnusableError) else _latest_console(directory)
    reason = None if any(line.strip() for line in console) else unstartable(program)
    if reason is not None:
        return reason
    line = _last_word(console) if console else str(error).splitlines()[0]
    reason = plain(line) + ("" if line.rstrip().endswith((".", "!")) else ".")
    if _OF_DATA.search(line):
        return f"'{program}' refused its data: {reason}"
    return f"algorithm=\"{algorithm}\" failed for '{program}': {reason}{OTHERWISE}"


def _latest_console(directory: Path) -> list[str]:
    files = sorted(directory.glob("*-stdout.txt"), key=lambda path: path.stat().st_mtime_ns)
    return files[-1].read_text(errors="replace").splitlines() if files else []


def _console(directory: Path, chain: int) -> list[str]:
    files = list(directory.glob(f"*_{chain}-stdout.txt"))
    return files[0].read_text(errors="replace").splitlines() if files else []


def _told(program: str, chain: int, code: int, console: list[str]) -> str:
    if code < -1:
        return f"Chain {chain} of '{program}' was stopped from outside ({_signal(code)}). {_advice(code)}"
    line = _culprit(console)
    reason = plain(line) + ("" if line.endswith((".", "!")) else ".")
    if any(line.startswith("Initialization") and "failed" in line for line in console):
        return (
            f"Chain {chain} of '{program}' found no starting point: {reason}"
            " Rescale extreme variables, or give init=0 or a smaller init_r=."
        )
    if _OF_DATA.search(line):
        return f"'{program}' refused its data: {reason}"
    return f"Chain {chain} of '{program}' failed: {reason}"


def _last_word(console: list[str]) -> str:
    """The last line that is not a setting, unless that says only that nothing came of it."""
    said = [line for line in console if not _SETTING.match(line)]
    return said[-1] if said and not said[-1].startswith(_NO_REASON) else _culprit(console)


def _culprit(console: list[str]) -> str:
    """The last exception; else the last rejection; else the last line that is not a setting."""
    for wanted in (r"\s*(Exception|Error|error)\b.*:", r"\s*Log probability evaluates|\s*Gradient evaluated"):
        found = [line for line in console if re.match(wanted, line)]
        if found:
            return found[-1]
    said = [line for line in console if not _SETTING.match(line)]
    return said[-1] if said else "it ended without a word."


def _signal(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"code {code}"


def _advice(code: int) -> str:
    if _signal(code) == "SIGKILL":
        return "The usual reason is that memory ran out: run fewer chains at a time with cores=."
    return "Run it again, and report it if it happens again."
