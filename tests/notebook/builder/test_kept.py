"""Forms outlive a rerun of their cell."""

import pandas as pd
import pytest

from nbmixed.notebook.builder import kept
from nbmixed.notebook.builder.app import ModelBuilder

FRAME = pd.DataFrame({"y": [1.0, 2.0, 4.0, 3.0], "x": [0.5, 1.0, 2.0, 3.0]})


class Shell:
    """What the builder asks of a kernel's shell."""

    def __init__(self):
        self.message, self.cell = "", ""

    def get_parent(self):
        return {
            "header": {"msg_id": self.message},
            "metadata": {"cellId": self.cell},
            "content": {"code": "%stan_builder"},
        }


@pytest.fixture
def run(monkeypatch):
    """Make builders as a run of a cell does, one for each thing given."""
    shell, runs = Shell(), iter(range(100))
    monkeypatch.setattr(kept, "get_ipython", lambda: shell)
    monkeypatch.setattr(kept, "_forms", {})
    variables = {"d": FRAME, "e": FRAME.copy()}

    def ran(cell, *given):
        shell.message, shell.cell = f"run {next(runs)}", cell
        return [ModelBuilder(g, variables=variables) for g in given]

    ran.variables = variables
    return ran


def test_a_cell_that_is_run_again_has_its_form_as_it_was_left(run):
    (first,) = run("a", "d")
    first.state.write_formula("y ~ x")
    (again,) = run("a", "d")
    assert again.box is first.box and again.spec.formula == "y ~ x"


@pytest.mark.parametrize("cell, given", [("b", "d"), ("a", "e"), ("a", "y ~ 1"), ("a", None)])
def test_another_cell_or_another_start_has_a_form_of_its_own(run, cell, given):
    (first,) = run("a", "d")
    (other,) = run(cell, given)
    assert other.box is not first.box


def test_builders_of_one_cell_are_told_apart(run):
    first = run("a", "d", "d")
    again = run("a", "d", "d")
    assert first[0].box is not first[1].box
    assert [b.box for b in again] == [b.box for b in first]


def test_a_frame_that_was_made_anew_is_the_one_that_the_form_has(run):
    (first,) = run("a", FRAME.assign(x=1.0))
    first.state.write_formula("y ~ x")
    new = FRAME.assign(z=2.0)
    (again,) = run("a", new)
    assert again.box is first.box and run.variables["data"] is new
    assert "z" in [c.name for c in again.state.columns]


def test_a_frame_under_the_same_name_may_have_changed(run):
    (first,) = run("a", "d")
    run.variables["d"] = FRAME.assign(w=1.0)
    (again,) = run("a", "d")
    assert again.box is first.box and "w" in [c.name for c in again.state.columns]


def test_without_a_notebook_nothing_is_kept():
    made = [ModelBuilder("d", variables={"d": FRAME}) for _ in range(2)]
    assert made[0].box is not made[1].box


def test_there_is_a_bound_on_forms_that_are_kept(run):
    for i in range(kept.MOST + 5):
        run(f"cell {i}", "d")
    assert len(kept._forms) == kept.MOST
