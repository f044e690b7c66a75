"""A real JupyterLab and a headless Chromium, started for these tests."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.browser.notebook import Notebook

ROOT = Path(__file__).parents[2]
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "apputils-extension/themes": {"theme": "JupyterLab Light"},
    "docmanager-extension/plugin": {"autosave": False},
}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium."""
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed; make test-browser installs it"
    )
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("Chromium is not installed (apt-get install chromium).")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


class Lab:
    """A server of its own, with settings and caches of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.work = folder, folder / "work"
        self.work.mkdir()
        extension = folder / "path" / "labextensions" / "nbmixed"
        shutil.copytree(ROOT / "labextension" / "built", extension)
        for name, values in SETTINGS.items():
            self.set(name, values)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/lab"
        self.process = self._started()

    def set(self, name: str, values: dict) -> None:
        path = self.folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))

    def _started(self) -> subprocess.Popen:
        places = {
            "JUPYTER_PATH": "path",
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
            "XDG_CACHE_HOME": "cache",
        }
        options = [
            f"--port={self.port}",
            "--ip=127.0.0.1",
            "--no-browser",
            "--allow-root",
            f"--ServerApp.root_dir={self.work}",
        ]
        options += [
            "--IdentityProvider.token=",
            "--ServerApp.password=",
            "--ServerApp.disable_check_xsrf=True",
        ]
        with (self.folder / "lab.log").open("w") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "jupyterlab", *options],
                env=os.environ | {name: str(self.folder / place) for name, place in places.items()},
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/status").close()
            except OSError:
                assert self.process.poll() is None, (self.folder / "lab.log").read_text()
                time.sleep(0.2)
            else:
                return
        raise TimeoutError((self.folder / "lab.log").read_text())


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab with our extension, as it is committed."""
    server = Lab(tmp_path_factory.mktemp("lab"))
    try:
        server.wait()
        yield server
    finally:
        server.process.terminate()
        server.process.wait(30)


@pytest.fixture
def open_notebook(lab, chromium, request):
    """Write a notebook and open it on a page; what the page looked like last stays in the folder of the server."""
    pages = []

    def opened(name, *cells, height=1000):
        page = chromium.new_page(viewport={"width": 1280, "height": height})
        page.set_default_timeout(40_000)
        pages.append(page)
        return Notebook(page, lab, name).written(cells).opened()

    yield opened
    for i, page in enumerate(pages):
        page.screenshot(path=lab.folder / f"{request.node.name}-{i}.png")
        page.close()
