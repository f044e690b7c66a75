"""A page as PDF, printed by a browser that is there."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nbmixed.errors import NbmixedError

BROWSER = "NBMIXED_BROWSER"
_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "brave-browser",
)
_MISSING = (
    "A PDF is printed by Chromium or Chrome, and none was found: install one (`apt install chromium`, or"
    f" `pip install playwright && playwright install chromium`), or set {BROWSER} to its path, or write .html."
)
_PATIENCE = 120


def to_pdf(page: str) -> bytes:
    """A page that loads nothing, as PDF.

    Raises
    ------
    NbmixedError
        When there is no browser, with what to install; or it fails.
    """
    browser = find_browser()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        words = [browser, "--headless", "--disable-gpu", "--no-sandbox", "--no-pdf-header-footer"]
        words += [f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()]
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NbmixedError(
                f"{browser} could not print the page ({type(error).__name__}): write .html."
            ) from None
        if not target.exists():
            said = (done.stderr.strip().splitlines() or [f"code {done.returncode}"])[-1]
            raise NbmixedError(f"{browser} could not print the page: {said}")
        return target.read_bytes()


def find_browser() -> str:
    """Path of a browser that can print.

    Raises
    ------
    NbmixedError
        Which says what to install.
    """
    found = next((path for path in _candidates() if path and Path(path).exists()), None)
    if found is None:
        raise NbmixedError(_MISSING)
    return found


def _candidates() -> Iterator[str | None]:
    if BROWSER in os.environ:
        yield os.environ[BROWSER]
        return
    yield from map(shutil.which, _NAMES)
    kept = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    yield from map(str, sorted(kept.glob("chromium-*/chrome-*/chrome*"), reverse=True))
