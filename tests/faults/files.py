"""Faults of files: saved fits, the cache, programs, what chains write, folders."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd

import nbmixed as nm
from nbmixed import archive
from nbmixed.engine import cache_folder, locate
from nbmixed.errors import NbmixedError

Row = tuple[str, int, str]
FRAME = pd.DataFrame({"y": np.random.default_rng(1).normal(size=40), "x": np.arange(40) / 40})
GARBLES = ("nan", "inf", "1e", "", "1,2")
WRAPPER = """#!{python}
import subprocess, sys
code = subprocess.run([{program!r}, *sys.argv[1:]]).returncode
files = [word[5:] for word in sys.argv if word.startswith("file=") and word.endswith(".csv")]
if code == 0 and "sample" in " ".join(sys.argv) and files:
    lines = open(files[-1]).read().splitlines(True)
    rows = [k for k, line in enumerate(lines) if line[0] not in "#l"]
    cells = lines[rows[{row}]].rstrip().split(",")
    cells[-1] = {cell!r}
    lines[rows[{row}]] = ",".join(cells) + "\\n"
    open(files[-1], "w").writelines(lines)
sys.exit(code)
"""


def fit(**settings: object) -> nm.StanReg:
    return nm.stan_glm(
        "y ~ x", FRAME, **({"chains": 1, "iter": 200, "seed": 1, "refresh": 0, "cache": "never"} | settings)
    )


def outcome(call: Callable[[], object]) -> str:
    """The kind of what came of a call."""
    try:
        call()
    except NbmixedError:
        return "one sentence"
    except Exception as error:  # noqa: BLE001 - any other kind is what is looked for
        return f"BARE {type(error).__name__}"
    return "went well"


def counted(outcomes: list[str]) -> str:
    return ", ".join(f"{what} {n} times" for what, n in Counter(outcomes).most_common())


def flipped(times: int) -> Row:
    rng = np.random.default_rng(2)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.fit"
        first = fit()
        first.save(path)
        content, before, outcomes = path.read_bytes(), first.to_frame(), list[str]()
        for place in rng.integers(0, len(content), times):
            damaged = bytearray(content)
            damaged[place] ^= 1 << int(rng.integers(8))
            path.write_bytes(damaged)
            kind = outcome(lambda: nm.load(path))
            if kind == "went well" and not nm.load(path).to_frame().equals(before):
                kind = "OTHER DRAWS"
            outcomes.append(kind.replace("went well", "the same draws"))
    return "one bit flipped in a saved fit, then load", times, counted(outcomes)


def cut(times: int) -> Row:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.fit"
        fit().save(path)
        content = path.read_bytes()
        outcomes = []
        for place in np.linspace(0, len(content) - 1, times, dtype=int):
            path.write_bytes(content[:place])
            outcomes.append(outcome(lambda: nm.load(path)))
    return "a saved fit cut short, then load", times, counted(outcomes)


def forged() -> Row:
    with tempfile.TemporaryDirectory() as name:
        path, outcomes = Path(name) / "a.fit", []
        fit().save(path)
        with zipfile.ZipFile(path, "a") as file:
            file.comment = b""
        outcomes.append(outcome(lambda: nm.load(path)))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
            file.writestr(archive.HEAD, '{"kind": "nbmixed fit", "format": 1}')
            with file.open("arrays/0.npy", "w", force_zip64=True) as member:
                for _ in range(1024):
                    member.write(bytes(1 << 20))
        outcomes.append(outcome(lambda: nm.load(path)))
    return "a saved fit without its checksum; a zip bomb of 1 GB", 2, counted(outcomes)


def cached(times: int) -> Row:
    rng, outcomes = np.random.default_rng(3), list[str]()
    with tempfile.TemporaryDirectory() as name, mock.patch.dict(os.environ, {"NBMIXED_CACHE_DIR": name}):
        for k in range(times):
            before = fit(seed=k, cache="on_change").to_frame()
            path = cache_folder.kept()[0].path
            damaged = bytearray(path.read_bytes())
            damaged[int(rng.integers(100, len(damaged) - 400))] ^= 4
            path.write_bytes(damaged)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                same = all(fit(seed=k, cache="on_change").to_frame().equals(before) for _ in range(2))
            told = sum("set aside" in str(w.message) for w in caught)
            outcomes.append(
                f"{'the same draws' if same else 'OTHER DRAWS'} and {told} warning{'s' * (told != 1)}"
            )
    return "one bit flipped in a cached fit, then two runs", times, counted(outcomes)


def clock(times: int) -> Row:
    early = (1971, 1, 1, 0, 0, 0, 0, 1, 0)
    with (
        tempfile.TemporaryDirectory() as name,
        mock.patch.dict(os.environ, {"NBMIXED_CACHE_DIR": name}),
        mock.patch.object(archive.time, "localtime", return_value=early),
        mock.patch.object(archive.time, "time", return_value=3e7),
    ):
        outcomes = [outcome(lambda k=k: fit(seed=k, cache="always")) for k in range(times)]
        kept = len(cache_folder.kept())
    return "a clock before 1980, with the cache", times, f"{counted(outcomes)}, {kept} fits in the cache"


def places() -> Row:
    first, outcomes = fit(), []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.mkfifo(folder / "pipe")
        (folder / "file").touch()
        (folder / "link").symlink_to("file")
        places = (os.devnull, folder / "pipe", folder)
        outcomes += [outcome(partial(first.save, place)) for place in places]
        first.save(folder / "link")
        followed = (folder / "link").is_symlink() and nm.load(folder / "file").nobs() == 40
    return (
        "save to a device, a pipe, a folder; to a link",
        4,
        f"{counted(outcomes)}; {'link followed' if followed else 'LINK LOST'}",
    )


def programs() -> Row:
    outcomes = []
    for content, mode in (
        (b"", 0o755),
        (b"\xca\xfe\xba\xbe", 0o755),
        (b"#!/none\n", 0o755),
        (b"#!/bin/sh\n", 0o644),
    ):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "program"
            path.write_bytes(content)
            path.chmod(mode)
            with mock.patch.object(locate, "executable", lambda _, path=path: path):
                outcomes.append(outcome(fit))
    return "a program empty, of another machine, without interpreter, not executable", 4, counted(outcomes)


def garbled(times: int) -> Row:
    outcomes, rng = [], np.random.default_rng(4)
    real = locate.executable(
        "continuous" if "continuous" in str(fit().packed.program) else fit().packed.program
    )
    for k in range(times):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "program"
            path.write_text(
                WRAPPER.format(
                    python=sys.executable,
                    program=str(real),
                    row=int(rng.integers(100)),
                    cell=GARBLES[k % len(GARBLES)],
                )
            )
            path.chmod(0o755)
            with mock.patch.object(locate, "executable", lambda _, path=path: path):
                outcomes.append(outcome(fit))
    return "one number garbled in a chain's file (nan, inf, no number, none, two)", times, counted(outcomes)


def folders() -> Row:
    with mock.patch.object(tempfile, "tempdir", "/nowhere/at/all"):
        return "no temporary folder can be made", 1, counted([outcome(fit)])


def memory(times: int) -> Row:
    """Python may use 1 GB of addresses."""
    code = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\nfrom tests.faults.files import fit, outcome\nprint(outcome(fit))"
    outcomes = []
    for _ in range(times):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False
        )
        outcomes.append(
            done.stdout.strip()
            or f"ended with {done.returncode}: {(done.stderr.strip().splitlines() or [''])[-1][:90]}"
        )
    return "1 GB of address space for Python and its chains", times, counted(outcomes)
