"""``nbmixed report``, ``nbmixed verify`` and ``nbmixed new``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from nbmixed.options import CACHE
from nbmixed.spec.model_checks import FUNCTIONS

Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it
KINDS = tuple(name.removeprefix("stan_") for name in FUNCTIONS)


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    _add_report(commands)
    _add_verify(commands)
    _add_new(commands)


def _add_report(commands: Commands[argparse.ArgumentParser]) -> None:
    report = commands.add_parser(
        "report",
        help="run a notebook and write it as one page",
        description="Run a notebook from top to bottom in a fresh kernel and write it as one page that loads nothing, with the "
        "provenance of every fit at its end. The notebook itself is not changed. Fits with a seed are read from the cache if nothing "
        "that decides them has changed. If a cell fails, its error is shown, no page is written, and the command ends with 1.",
    )
    report.add_argument("notebook", type=Path, metavar="NOTEBOOK", help="an .ipynb file")
    report.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help=".html, .pdf or .md (default: .html beside the notebook)",
    )
    report.add_argument(
        "-p",
        dest="parameters",
        nargs=2,
        action="append",
        default=[],
        metavar=("NAME", "VALUE"),
        help='another value for a name that the cell tagged "parameters" sets; may be repeated',
    )
    report.add_argument("--no-code", action="store_true", help="leave the code out of the page")
    report.add_argument("--no-provenance", action="store_true", help="leave out where the fits come from")
    _add_running(report, "on_change")
    report.set_defaults(act=_report)


def _add_verify(commands: Commands[argparse.ArgumentParser]) -> None:
    verify = commands.add_parser(
        "verify",
        help="run it again and say which numbers moved",
        description="Run again what a page of `nbmixed report`, or an executed notebook, shows, and say which numbers moved beyond "
        "Monte Carlo error. Ends with 1 if any did.",
    )
    verify.add_argument(
        "page", type=Path, metavar="FILE", help="an .html page of `nbmixed report`, or an .ipynb file"
    )
    verify.add_argument(
        "--folder",
        type=Path,
        metavar="FOLDER",
        help="where the code of a page runs (default: a temporary folder with the files that the code names)",
    )
    _add_running(verify, "never")
    verify.set_defaults(act=_verify)


def _add_new(commands: Commands[argparse.ArgumentParser]) -> None:
    new = commands.add_parser(
        "new",
        help="write a notebook to start from",
        description="Write a notebook with data, a model, its checks and what to look at, to be changed into your own.",
    )
    new.add_argument("kind", choices=KINDS, metavar="MODEL", help=", ".join(KINDS))
    new.add_argument(
        "notebook", type=Path, metavar="NOTEBOOK", help="the .ipynb file to write; it must not exist"
    )
    new.set_defaults(act=_new)


def _add_running(parser: argparse.ArgumentParser, cache: str) -> None:
    parser.add_argument(
        "--cache",
        choices=CACHE,
        default=cache,
        help=f"whether draws of an earlier run serve (default: {cache})",
    )
    parser.add_argument(
        "--timeout", type=_seconds, metavar="SECONDS", help="longest time a cell may take (default: no limit)"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="show no progress")


def _report(arguments: argparse.Namespace) -> int:
    from nbmixed.report.parameters import value
    from nbmixed.report.report import report

    page = report(
        arguments.notebook,
        arguments.output,
        {name: value(text) for name, text in arguments.parameters},
        code=not arguments.no_code,
        appendix=not arguments.no_provenance,
        cache=arguments.cache,
        timeout=arguments.timeout,
        tell=_tell(arguments),
    )
    print(page)
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from nbmixed.report.verify import verify

    verdict = verify(
        arguments.page,
        folder=arguments.folder,
        cache=arguments.cache,
        timeout=arguments.timeout,
        tell=_tell(arguments),
    )
    print(verdict)
    return 0 if verdict.ok else 1


def _new(arguments: argparse.Namespace) -> int:
    from nbmixed.report.new import new

    print(new(arguments.kind, arguments.notebook))
    return 0


def _tell(arguments: argparse.Namespace) -> Callable[[str], None] | None:
    return None if arguments.quiet else lambda line: print(line, file=sys.stderr, flush=True)


def _seconds(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of seconds above 0")
    return int(text)
