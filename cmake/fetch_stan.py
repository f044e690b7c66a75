"""Find or fetch the Stan C++ library: print the folder that holds include/, lib/ and stanc.

Usage: fetch_stan.py CACHE

The library travels in the wheel of httpstan, which exists for CPython 3.12 and 3.13 only. Nothing of
its Python is used, so any of these wheels serves, whatever interpreter runs the build.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

VERSION = "4.17.0"
PYTHON = "3.12"


def installed() -> Path | None:
    """The folder of an installed httpstan of the right version."""
    spec = importlib.util.find_spec("httpstan")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    right = (folder.parent / f"httpstan-{VERSION}.dist-info").is_dir()
    return folder if right and (folder / "stanc").exists() else None


def download(folder: str) -> Path:
    """Fetch the wheel into `folder` with pip."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    command += ["--disable-pip-version-check", "--python-version", PYTHON, "--dest", folder]
    result = subprocess.run([*command, f"httpstan=={VERSION}"], capture_output=True, text=True, check=False)
    wheels = list(Path(folder).glob("httpstan-*.whl"))
    if result.returncode or not wheels:
        reason = (result.stderr.strip().splitlines() or ["no wheel was downloaded"])[-1]
        raise SystemExit(
            f"Building nbmixed needs the Stan library from the httpstan {VERSION} wheel, and pip could not"
            f" fetch it: check the connection to the package index and that the platform has that wheel ({reason})."
        )
    return wheels[0]


def unpack(wheel: Path, folder: str) -> Path:
    """Unpack the wheel and return its httpstan folder."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    home = Path(folder) / "httpstan"
    (home / "stanc").chmod(0o755)
    # 45 MB of object code that only httpstan's own extension modules link with.
    (home / "stan_services.o").unlink(missing_ok=True)
    return home


def fetch(cache: Path) -> Path:
    """The cached folder, filled first when it is not there; a broken download leaves nothing behind."""
    home = cache / f"httpstan-{VERSION}"
    if home.is_dir():
        return home
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        unpacked = unpack(download(scratch), scratch)
        try:
            unpacked.replace(home)
        except OSError:
            if not home.is_dir():  # else another build was faster
                raise
    return home


if __name__ == "__main__":
    print(installed() or fetch(Path(sys.argv[1])))
