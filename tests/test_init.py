"""The package's front: every public name is there, and nothing heavy is imported until it is used."""

import subprocess
import sys

import pytest

import nbmixed

HEAVY = ("cmdstanpy", "arviz", "plotnine", "matplotlib", "IPython", "ipywidgets", "pandas", "numpy")


def fresh(code):
    """What a new interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("name", nbmixed.__all__)
def test_every_public_name_can_be_used(name):
    assert getattr(nbmixed, name) is not None


def test_public_names_stand_once_and_are_listed_by_dir():
    assert len(nbmixed.__all__) == len(set(nbmixed.__all__))
    assert set(nbmixed.__all__) < set(dir(nbmixed))


def test_star_gives_them_all():
    names = fresh("from nbmixed import *; print(*dir())").split()
    assert set(nbmixed.__all__) <= set(names)


def test_an_unknown_name():
    with pytest.raises(AttributeError, match="module 'nbmixed' has no attribute 'stan_lmm'"):
        _ = nbmixed.stan_lmm


def test_options_stay_options_after_their_module_was_imported():
    assert fresh("import nbmixed.options, nbmixed; print(nbmixed.options.digits)").strip() == "1"


@pytest.mark.parametrize(
    "code, free_of",
    [
        ("import nbmixed", HEAVY),
        ("import nbmixed; nbmixed.ModelSpec('stan_lmer', 'y ~ (1 | g)').to_magic()", HEAVY),
        # cmdstanpy comes in a thread of its own meanwhile
        (
            "import nbmixed.models",
            [*(n for n in HEAVY[:6] if n != "cmdstanpy"), "scipy.stats", "scipy.optimize"],
        ),
    ],
    ids=["the package", "a spec", "the model functions"],
)
def test_nothing_heavy_is_imported_until_it_is_used(code, free_of):
    loaded = fresh(f"import sys\n{code}\nprint(*sys.modules)").split()
    assert not set(free_of) & set(loaded)
