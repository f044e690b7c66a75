"""A change rebuilds what it touches and no more."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("CMakeLists.txt", "cmake", "stan/driver")
PROGRAM = "#include {include}.stan\nparameters {{ real x; }}\nmodel {{ x ~ normal(shift(), 1); }}\n"
INCLUDE = "functions {{ real shift() {{ return {value}; }} }}\n"


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A source tree with two small programs, each with an include of its own, built once."""
    folder = tmp_path_factory.mktemp("tree")
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / part, folder / part)
    (folder / "stan" / "include").mkdir()
    for name in ("one", "two"):
        (folder / "stan" / f"{name}.stan").write_text(PROGRAM.format(include=f"shift_{name}"))
        (folder / "stan" / "include" / f"shift_{name}.stan").write_text(INCLUDE.format(value=0))
    configure = ["cmake", "-S", folder, "-B", folder / "build/cmake", "-G", "Ninja"]
    subprocess.run([*configure, f"-DNBMIXED_CACHE={ROOT / 'build/cache'}"], check=True, capture_output=True)
    _built(folder)
    return folder


def _built(folder):
    """Build, and name the programs that were compiled."""
    done = subprocess.run(
        ["cmake", "--build", folder / "build/cmake"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    lines = [line for line in done.stdout.splitlines() if "Building CXX" in line]
    return {line.split("/")[-1].split(".")[0] for line in lines}


@pytest.mark.slow
def test_nothing_changed(tree):
    assert _built(tree) == set()


@pytest.mark.slow
def test_one_program_changed(tree):
    path = tree / "stan" / "one.stan"
    path.write_text(path.read_text().replace("1)", "2)"))
    assert _built(tree) == {"one"}


@pytest.mark.slow
def test_a_shared_include_rebuilds_the_programs_that_use_it(tree):
    (tree / "stan" / "include" / "shift_two.stan").write_text(INCLUDE.format(value=1))
    assert _built(tree) == {"two"}


@pytest.mark.slow
def test_a_touched_file_rebuilds_nothing(tree):
    (tree / "stan" / "include" / "shift_one.stan").touch()
    assert _built(tree) == set()


@pytest.mark.slow
def test_a_new_program_is_found(tree):
    shutil.copy(tree / "stan" / "one.stan", tree / "stan" / "three.stan")
    assert _built(tree) == {"three"}
    assert (tree / "nbmixed" / "_programs" / "three").exists()
