import os
import shutil
from pathlib import Path

import cmdstanpy
import pytest

from nbmixed.engine import locate
from nbmixed.errors import BuildError
from nbmixed.options import options

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "stan"


def test_programs_are_the_stan_files():
    assert list(locate.programs()) == sorted(path.stem for path in SOURCES.glob("*.stan"))


@pytest.mark.parametrize("program", locate.programs())
def test_each_program_has_source_and_executable(program):
    assert locate.stan_file(program) == SOURCES / f"{program}.stan"
    assert os.access(locate.executable(program), os.X_OK)


def test_an_unknown_program_is_refused_with_the_near_name():
    for find in (locate.stan_file, locate.executable):
        with pytest.raises(BuildError, match=r"no Stan program 'continous'.*Did you mean 'continuous'\?"):
            find("continous")


@pytest.fixture
def package(tmp_path, monkeypatch):
    """An installed package with one program's source and no executable."""
    folder = tmp_path / "nbmixed"
    (folder / "_stan" / "include").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "stan" / "normal.stan", folder / "_stan")
    monkeypatch.setattr(locate, "_PACKAGE", folder)
    return folder


def test_an_installed_package_has_its_own_sources(package):
    assert locate.programs() == ("normal",)
    assert locate.stan_file("normal") == package / "_stan" / "normal.stan"


def test_a_missing_executable_says_how_to_get_one(package):
    with pytest.raises(
        BuildError, match=r"executable of the Stan program 'normal' is not there.*pip install"
    ):
        locate.executable("normal")


@pytest.fixture
def cmdstan(tmp_path, monkeypatch):
    """A CmdStan tree as far as cmdstanpy looks at it; its make notes what it was asked."""
    built = ROOT / "build" / "test-programs" / "normal"
    folder = tmp_path / "cmdstan-2.37.0"
    folder.mkdir()
    recipe = f"\techo '$(STANCFLAGS)' >> {folder}/asked; cp {built} $@; cp {built.parent}/libtbb* $(dir $@)"
    (folder / "makefile").write_text(f"CMDSTAN_VERSION := 2.37.0\n%: %.stan\n{recipe}\n")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("CMDSTAN", raising=False)
    monkeypatch.setattr(options, "cmdstan", str(folder))
    return folder


def _asked(cmdstan):
    return (cmdstan / "asked").read_text().splitlines()


def test_a_chosen_cmdstan_compiles_once(package, cmdstan):
    path = locate.executable("normal")
    assert path == locate.executable("normal")
    assert cmdstanpy.CmdStanModel(exe_file=str(path)).exe_info()["stan_version_major"] == "2"
    assert len(_asked(cmdstan)) == 1
    assert "--O1" in _asked(cmdstan)[0]
    assert f"--include-paths={package / '_stan' / 'include'}" in _asked(cmdstan)[0]


def test_a_changed_source_include_or_cmdstan_compiles_again(package, cmdstan):
    seen = {locate.executable("normal")}
    for changed in (package / "_stan" / "normal.stan", cmdstan / "makefile"):
        changed.write_text(changed.read_text() + "\n")
        seen.add(locate.executable("normal"))
    (package / "_stan" / "include" / "other.stan").write_text("// new\n")
    seen.add(locate.executable("normal"))
    assert len(seen) == len(_asked(cmdstan)) == 4


def test_functions_in_cpp_go_with_their_program(package, cmdstan):
    header = package / "_stan" / "external" / "normal.hpp"
    header.parent.mkdir()
    for text in ("// one\n", "// another\n"):
        header.write_text(text)
        locate.executable("normal")
    assert len(_asked(cmdstan)) == 2
    assert all("--allow-undefined" in line for line in _asked(cmdstan))


def test_cmdstan_of_the_environment_is_used_and_left_alone(package, cmdstan, monkeypatch):
    monkeypatch.setenv("CMDSTAN", str(cmdstan))
    monkeypatch.setattr(options, "cmdstan", True)
    assert locate.executable("normal").exists()
    assert os.environ["CMDSTAN"] == str(cmdstan)


def test_the_session_s_cmdstan_is_not_repointed(package, cmdstan):
    locate.executable("normal")
    assert "CMDSTAN" not in os.environ


def test_no_cmdstan_to_choose(package, cmdstan, monkeypatch):
    for asked in (True, str(cmdstan.parent / "nowhere")):
        monkeypatch.setattr(options, "cmdstan", asked)
        with pytest.raises(BuildError, match=r"no usable CmdStan.*install_cmdstan"):
            locate.executable("normal")


def test_a_failed_compilation_leaves_nothing_and_shows_what_was_said(package, cmdstan):
    (cmdstan / "makefile").write_text("%: %.stan\n\techo no compiler here; exit 1\n")
    with pytest.raises(BuildError, match=r"could not compile normal\.stan"):
        locate.executable("normal")
    assert list((locate.user_cache() / "programs").iterdir()) == []


def test_the_text_of_a_program_has_its_includes_and_its_functions_in_cpp_in_it():
    text = locate.expanded_source("bernoulli")
    for header in ("successes.hpp", "rows.hpp", "arithmetic.hpp"):
        body = (SOURCES / "external" / header).read_text().splitlines()
        assert body[-3] in text
    assert '#include "' not in text
