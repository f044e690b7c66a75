"""What is shown serves outside JupyterLab too: in VS Code, Colab, on GitHub."""

import re

import numpy as np
import pytest

from nbmixed.display import style
from nbmixed.engine.progress import ProgressEvent
from nbmixed.notebook.builder.sketch import Line, sketch
from nbmixed.notebook.builder.style import STYLE
from nbmixed.notebook.live import render

X = np.linspace(0, 1, 5)
EVENT = ProgressEvent(chain=1, iteration=10, total=20, warmup=True, divergences=0)
SHOWN = {
    "cards": style.STYLE,
    "builder": STYLE,
    "progress": render(2, 20, {1: EVENT}, 2.0)[1],
    "drawings": sketch([Line(X, X, kind) for kind in ("prior", "posterior", "preview")], "lines"),
}


@pytest.mark.parametrize("html", SHOWN.values(), ids=SHOWN.keys())
def test_colours_have_a_fallback_where_jupyterlab_s_are_unknown(html):
    assert re.findall(r"var\(--jp-[\w-]+\s*\)", html) == []


@pytest.mark.parametrize("html", SHOWN.values(), ids=SHOWN.keys())
def test_nothing_needs_scripts_or_the_network(html):
    assert "<script" not in html and not re.search(r"\bon\w+=|@import|url\(\"?http", html)
