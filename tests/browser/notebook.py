"""A notebook on a page of JupyterLab, used as a person does."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import nbformat

PICTURES = Path(__file__).parents[2] / "docs" / "screenshots"


class Notebook:
    """A page with one notebook."""

    def __init__(self, page, lab, name):
        self.page, self.lab, self.path = page, lab, lab.work / f"{name}.ipynb"
        self.errors = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def written(self, cells):
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        made = [nbformat.v4.new_code_cell(text) for text in cells]
        nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=kernel), self.path)
        return self

    def opened(self):
        self.page.goto(f"{self.lab.url}/tree/{self.path.name}?reset")
        self.page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        self.page.get_by_text("| Idle").wait_for()
        self.page.wait_for_timeout(500)  # the kernel is connected a little later than it is shown to be
        return self

    def cell(self, i):
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(i)

    def output(self, i):
        return self.cell(i).locator(".jp-OutputArea-output")

    def run(self, i):
        """Run a cell without waiting for it."""
        self.cell(i).locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")

    def done(self, i, seconds=30):
        """Wait until a cell has run."""
        prompt = self.cell(i).locator(".jp-InputPrompt")
        until(lambda: prompt.inner_text().strip("[]: \n").isdecimal(), seconds)

    def ran(self, *cells):
        for i in cells:
            self.run(i)
            self.done(i)
        return self

    def saved(self):
        """What the file holds after saving."""
        before = self.path.stat().st_mtime_ns
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Control+s")
        until(lambda: self.path.stat().st_mtime_ns > before and self._written_out(), 20)
        return nbformat.read(self.path, as_version=4)

    def _written_out(self):
        try:
            json.loads(self.path.read_text())
        except json.JSONDecodeError:
            return False
        return True


def until(holds, seconds=20.0, what=""):
    """Wait until something holds; the seconds it took."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < seconds, what or f"not within {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - begun


def picture(page, name):
    """Keep a picture for the documentation, when NBMIXED_PICTURES asks for it."""
    if os.environ.get("NBMIXED_PICTURES"):
        from PIL import Image

        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}.png"
        page.screenshot(path=path)
        Image.open(path).convert("RGB").quantize(160, Image.Quantize.MAXCOVERAGE).save(path, optimize=True)
