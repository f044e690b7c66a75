"""Where the Stan programs are: those that came with the package, or the same compiled with CmdStan."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbmixed.errors import BuildError, listed, nearest
from nbmixed.options import options

_PACKAGE = Path(__file__).resolve().parent.parent
_SUFFIX = ".exe" if os.name == "nt" else ""


def programs() -> tuple[str, ...]:
    """Names of the Stan programs, in alphabetical order.

    >>> "lmm" in programs()
    True
    """
    return tuple(sorted(path.stem for path in _sources().glob("*.stan")))


def stan_file(program: str) -> Path:
    """Path of a program's Stan source.

    Raises
    ------
    BuildError
        There is no such program.
    """
    path = _sources() / f"{program}.stan"
    if not path.exists():
        known = programs()
        raise BuildError(
            f"There is no Stan program {program!r}; there are {listed(known)}.{nearest(program, known)}"
        )
    return path


def expanded_source(program: str) -> str:
    """Return the text of a program with its includes in their places, and of the C++ functions that it declares."""
    path = stan_file(program)
    texts = [_expanded(path, path.parent / "include")]
    header = path.parent / "external" / f"{program}.hpp"
    if header.exists():
        texts.append(_expanded(header, header.parent))
    return "\n".join(texts)


def _expanded(path: Path, folder: Path) -> str:
    """Return the lines of a file, those that include a file of `folder` replaced by its own."""
    lines = path.read_text(encoding="utf-8").splitlines()
    names = [
        line.removeprefix("#include").strip().strip('"') if line.startswith("#include") else ""
        for line in lines
    ]
    return "\n".join(
        _expanded(folder / name, folder) if name and (folder / name).is_file() else line
        for name, line in zip(names, lines, strict=True)
    )


def executable(program: str) -> Path:
    """Path of a program's executable.

    The one that came with the package, unless `nbmixed.options.cmdstan` asks for CmdStan: then the
    same source compiled with it, kept in the user's cache for each source and version of CmdStan.

    Raises
    ------
    BuildError
        There is no such program, it was not built, or CmdStan is not there or fails.
    """
    source = stan_file(program)
    if options.cmdstan:
        return _with_cmdstan(source)
    path = _PACKAGE / "_programs" / f"{program}{_SUFFIX}"
    if not path.exists():
        raise BuildError(
            f"The executable of the Stan program {program!r} is not there (expected at {path}):"
            " install nbmixed again with `pip install --force-reinstall nbmixed`, or build it in a source tree"
            " with `pip install -e .`."
        )
    return path


def _sources() -> Path:
    """The folder of .stan files: in the wheel beside the modules, in a source tree beside the package."""
    installed = _PACKAGE / "_stan"
    return installed if installed.is_dir() else _PACKAGE.parent / "stan"


def _with_cmdstan(source: Path) -> Path:
    with _chosen_cmdstan() as cmdstan:
        folder = user_cache() / "programs" / f"{source.stem}-{_fingerprint(source, cmdstan)}"
        path = folder / f"{source.stem}{_SUFFIX}"
        if not path.exists():
            _compile(source, folder)
        return path


@contextmanager
def _chosen_cmdstan() -> Iterator[Path]:
    """The CmdStan that the options name; it is cmdstanpy's own while the block runs."""
    before = os.environ.get("CMDSTAN")
    try:
        yield _find_cmdstan()
    finally:
        _restore_cmdstan(before)


def _find_cmdstan() -> Path:
    import cmdstanpy

    try:
        if isinstance(options.cmdstan, str):
            cmdstanpy.set_cmdstan_path(options.cmdstan)
        return Path(cmdstanpy.cmdstan_path())
    except ValueError as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise BuildError(
            f"nbmixed.options.cmdstan is {options.cmdstan!r}, but there is no usable CmdStan ({reason}): run"
            " `install_cmdstan`, or set nbmixed.options.cmdstan = False to use the programs that came along."
        ) from error


def _restore_cmdstan(before: str | None) -> None:
    if before is None:
        os.environ.pop("CMDSTAN", None)
    else:
        os.environ["CMDSTAN"] = before


def user_cache() -> Path:
    """The folder for what this package can make again."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    return Path(base) / "nbmixed"


def _fingerprint(source: Path, cmdstan: Path) -> str:
    """Hash of the source, of everything it may include, and of CmdStan's version and build options."""
    digest = hashlib.sha256()
    includes = sorted((source.parent / "include").rglob("*.stan*"))
    makefiles = [path for path in (cmdstan / "makefile", cmdstan / "make" / "local") if path.exists()]
    external = sorted((source.parent / "external").glob("*.hpp"))
    for path in (source, *includes, *external, *makefiles):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _compile(source: Path, folder: Path) -> None:
    """Compile in a folder beside, then move it into place whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        _run_cmdstan(Path(shutil.copy(source, made)), source.parent)
        try:
            made.replace(folder)
        except OSError:
            if not folder.is_dir():  # else another process was faster
                raise


def _run_cmdstan(copied: Path, sources: Path) -> None:
    import cmdstanpy

    header = sources / "external" / f"{copied.stem}.hpp"
    translation = {"include-paths": [str(sources / "include")], "O1": True}
    try:
        cmdstanpy.compile_stan_file(
            copied, stanc_options=translation, user_header=header if header.exists() else None
        )
    except (ValueError, RuntimeError) as error:
        said = str(error).strip()
        raise BuildError(
            f"CmdStan could not compile {copied.name}: set nbmixed.options.cmdstan = False to use the programs"
            f" that came along. It said:\n{said}"
        ) from error
