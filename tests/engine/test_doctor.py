"""What is found, what is missing, what mends it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from nbmixed.engine import locate
from nbmixed.engine.doctor import Finding, Report, doctor
from nbmixed.errors import BuildError

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def finding(report: Report, name: str) -> Finding:
    return next(f for f in report.findings if f.name == name)


def test_a_missing_need_is_named_with_its_remedy_and_fails_the_report() -> None:
    report = Report((Finding("lmm", False, "no such file", "pip install nbmixed"),))
    assert not report.ok
    assert repr(report) == (
        "MISSING   lmm            no such file\n          -> pip install nbmixed\n\n"
        "nbmixed cannot fit models here yet."
    )


def test_what_is_not_needed_does_not_fail_the_report() -> None:
    report = Report((Finding("CmdStan", False, "not installed", "install_cmdstan", needed=False),))
    assert report.ok
    assert repr(report).startswith("none      CmdStan")


def test_a_program_that_runs_says_its_version(genuine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "programs", lambda: ("lmm",))
    monkeypatch.setattr(locate, "executable", lambda _: genuine)
    found = finding(doctor(), "lmm")
    assert found.found
    assert found.detail.startswith("Stan 2.37.")


def test_a_program_that_does_not_run_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "lmm"
    broken.write_text("#!/bin/sh\necho libtbb.so.2: cannot open >&2\nexit 127\n")
    broken.chmod(0o755)
    monkeypatch.setattr(locate, "programs", lambda: ("lmm",))
    monkeypatch.setattr(locate, "executable", lambda _: broken)
    report = doctor()
    assert "libtbb.so.2: cannot open" in finding(report, "lmm").detail
    assert not report.ok


def test_a_program_that_was_never_built_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Path:
        raise BuildError(name)

    monkeypatch.setattr(locate, "programs", lambda: ("lmm",))
    monkeypatch.setattr(locate, "executable", absent)
    report = doctor()
    assert finding(report, "lmm").detail == "there is no executable"
    assert not report.ok


def test_python_and_packages_are_held_against_what_is_needed() -> None:
    python = finding(doctor(), "Python")
    assert python.found
    assert python.detail.startswith(sys.version.split()[0])


def test_each_thing_is_named_once() -> None:
    named = [finding.name.lower() for finding in doctor().findings]
    assert sorted(named) == sorted(set(named))
    assert {"jupyterlab", "nbconvert", "ipykernel"} <= set(named)
