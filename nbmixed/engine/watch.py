"""A script: wait for the end of a process, then end what works in its folder, and remove the folder.

It imports little, for it is started with every fit, and most fits end before it has anything to do.
"""

import os
import sys
import time

TICK = 0.1  # seconds
ATTEMPTS = 20


def main(parent: int, directory: str, packages: str) -> None:
    """Watch until `parent`, whose child this process is, has ended.

    Parameters
    ----------
    directory
        Ended is every process that names it in its command line.
    packages
        Where psutil is.
    """
    sys.path.append(packages)
    if os.name == "posix":
        while os.getppid() == parent:
            time.sleep(TICK)
    else:
        import psutil

        psutil.wait_procs([psutil.Process(parent)])
    _end(directory)


def _end(directory: str) -> None:
    import shutil
    from pathlib import Path

    for _ in range(ATTEMPTS):
        ended = _kill(directory)
        shutil.rmtree(directory, ignore_errors=True)
        if not ended and not Path(directory).exists():
            return
        time.sleep(TICK)


def _kill(directory: str) -> int:
    """Kill the processes that name the folder; how many there were."""
    import psutil

    found = 0
    for process in psutil.process_iter():
        try:
            named = any(directory in word for word in process.cmdline())
            if named and process.pid != os.getpid():
                process.kill()
                found += 1
        except psutil.Error:
            continue
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
