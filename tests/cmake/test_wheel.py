"""The wheel: programs with their run bit, and no compiler needed where it is installed."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAMS = {path.stem for path in (ROOT / "stan").glob("*.stan")}
FIT = """
import nbmixed as nm
from nbmixed.engine import locate
assert all(locate.executable(name).exists() for name in locate.programs())
fit = nm.stan_lmer("Reaction ~ Days + (Days | Subject)", nm.datasets.load("sleepstudy"), seed=1)
assert abs(fit.fixef()["Days"] - 10.5) < 1
print(locate.executable("lmm"))
"""


def _run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built by pip, in isolation, as a user's `pip install .` does."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    (path,) = folder.glob("*.whl")
    return path


@pytest.mark.slow
def test_tag_is_of_any_python_and_one_platform(wheel):
    assert wheel.name.startswith("nbmixed-0.1.0-py3-none-")
    assert not wheel.name.endswith("any.whl")


@pytest.mark.slow
def test_programs_travel_with_run_bit_library_and_sources(wheel):
    with zipfile.ZipFile(wheel) as archive:
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
    shipped = {name.split("/")[-1] for name in modes if name.startswith("nbmixed/_programs/")}
    assert shipped == PROGRAMS | {"libtbb.so.2"}
    assert all(modes[f"nbmixed/_programs/{name}"] & 0o111 for name in PROGRAMS)
    includes = {f"include/{path.name}" for path in (ROOT / "stan" / "include").iterdir()}
    sources = {name.removeprefix("nbmixed/_stan/") for name in modes if name.startswith("nbmixed/_stan/")}
    assert sources == {f"{name}.stan" for name in PROGRAMS} | includes
    assert {"nbmixed/datasets/sleepstudy.csv", "nbmixed/datasets/schema.json"} <= set(modes)


@pytest.mark.slow
def test_fits_in_a_fresh_environment_without_a_compiler(wheel, tmp_path):
    venv = tmp_path / "venv"
    _run(sys.executable, "-m", "venv", venv)
    _run(venv / "bin" / "python", "-m", "pip", "install", "--quiet", wheel)
    bare = {"PATH": str(venv / "bin"), "HOME": str(tmp_path)}
    said = _run(venv / "bin" / "python", "-c", FIT, env=bare, cwd=tmp_path)
    assert said.strip().startswith(str(venv))
    assert not (venv / "bin" / "g++").exists()


@pytest.mark.slow
def test_editable_install_uses_the_source_tree(tmp_path):
    venv = tmp_path / "venv"
    _run(sys.executable, "-m", "venv", venv)
    python = venv / "bin" / "python"
    _run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--editable", ROOT)
    code = "from nbmixed.engine import locate; print(locate.executable('lmm'))"
    said = _run(python, "-c", code, cwd=tmp_path)
    assert Path(said.strip()) == ROOT / "nbmixed" / "_programs" / "lmm"
