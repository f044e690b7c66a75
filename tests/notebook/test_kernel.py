"""What a saved notebook keeps, after a run in a real kernel."""

import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

SLOW_RUN = """
import time
from nbmixed.engine.progress import ProgressEvent, current
for fit in range(2):
    listener = current()
    listener.start(2, 100)
    for step in range(1, 11):
        time.sleep(0.08)
        for chain in (1, 2):
            listener.event(ProgressEvent(chain, 10 * step, 100, step <= 5))
    listener.stop("2 chains x 50 draws")
"""


def test_progress_is_one_updating_output_that_ends_as_one_line():
    updates = []
    nb = new_notebook(cells=[new_code_cell("%load_ext nbmixed"), new_code_cell(SLOW_RUN), new_code_cell("3")])
    client = NotebookClient(nb, kernel_name="python3")
    record, process = updates.append, client.process_message
    client.process_message = lambda msg, *rest: (record(msg["msg_type"]), process(msg, *rest))[1]
    client.execute()
    (shown,) = nb.cells[1].outputs
    assert shown.data["text/plain"] == "2 fits; the last: 2 chains x 50 draws"
    assert "progressbar" not in shown.data["text/html"]
    assert updates.count("display_data") == 1
    assert updates.count("update_display_data") >= 3


def test_an_error_in_a_cell_stops_the_notebook_and_shows_one_line():
    nb = new_notebook(
        cells=[
            new_code_cell("%load_ext nbmixed\nimport pandas as pd\nd = pd.DataFrame({'y': [1.0, 2.0]})"),
            new_code_cell("%%stan_glm fit --data d --chian 2\ny ~ 1"),
            new_code_cell("reached = True"),
        ]
    )
    with pytest.raises(CellExecutionError):
        NotebookClient(nb, kernel_name="python3").execute()
    (error,) = nb.cells[1].outputs
    assert (error.ename, error.evalue) == (
        "SettingError",
        "There is no option --chian. Did you mean '--chains'?",
    )
    assert error.traceback == ["SettingError: There is no option --chian. Did you mean '--chains'?"]
    assert nb.cells[2].execution_count is None


def test_a_cell_leaves_one_quiet_line_and_the_summary():
    nb = new_notebook(
        cells=[
            new_code_cell("%load_ext nbmixed\nimport nbmixed\nd = nbmixed.datasets.load('sleepstudy')"),
            new_code_cell(
                "%%stan_lmer fit --data d --seed 1 --chains 2 --iter 400\nReaction ~ Days + (Days | Subject)"
            ),
            new_code_cell(
                "g = nbmixed.stan_lmer('Reaction ~ Days + (Days | Subject)', data=d, seed=1, chains=2, iter=400, cache='never')"
            ),
            new_code_cell("g.fixef().equals(fit.fixef()), fit.spec.to_magic('fit').split(chr(10))[0]"),
        ]
    )
    NotebookClient(nb, kernel_name="python3").execute()
    progress, summary = nb.cells[1].outputs
    assert progress.data["text/plain"].startswith("2 chains x 200 draws in ")
    assert summary.output_type == "execute_result"
    assert summary.data["text/plain"].startswith("stan_lmer\n family:       gaussian [identity]")
    (progress,) = nb.cells[2].outputs
    assert progress.data["text/plain"].startswith("2 chains x 200 draws in ")
    (answer,) = nb.cells[3].outputs
    assert answer.data["text/plain"] == "(True, '%%stan_lmer fit --data d --chains 2 --iter 400 --seed 1')"
