"""The cache in cells: on in a notebook, steered by an option of the first line."""

import pytest

from nbmixed.errors import SettingError
from nbmixed.notebook import magics
from nbmixed.options import options

CELL = "y ~ x"
QUICK = "--data d --chains 1 --iter 200 --seed 1"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NBMIXED_CACHE_DIR", str(tmp_path))
    return tmp_path


def test_a_cell_that_is_run_again_reads_its_fit(shell):
    first = shell.run_cell_magic("stan_glm", f"a {QUICK}", CELL)
    second = shell.run_cell_magic("stan_glm", f"a {QUICK}", CELL)
    assert not first.provenance.from_cache
    assert second.provenance.from_cache


def test_it_can_be_told_not_to(shell, folder):
    shell.run_cell_magic("stan_glm", f"a {QUICK} --cache never", CELL)
    assert list(folder.iterdir()) == []


def test_an_unknown_word_is_one_sentence(shell):
    with pytest.raises(SettingError, match=r"cache = 'nevr' is not known.*Did you mean 'never'"):
        shell.run_cell_magic("stan_glm", f"a {QUICK} --cache nevr", CELL)


def test_without_the_extension_a_call_samples(shell):
    assert options.resolved_cache() == "on_change"
    magics.unload(shell)
    assert options.resolved_cache() == "never"


def test_help_lists_the_option(shell, capsys):
    shell.run_line_magic("stan_glm", "")
    assert "--cache on_change|always|never" in capsys.readouterr().out
