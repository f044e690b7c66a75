"""The command line: ``nbmixed doctor`` and ``nbmixed render``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from nbmixed import __version__
from nbmixed.errors import NbmixedError

_EXAMPLES = """\
examples:
  nbmixed doctor
  nbmixed render analysis.ipynb
  nbmixed render analysis.ipynb -o build/analysis.html --timeout 600
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv
        Words after the program's name; those of the process when None.

    Returns
    -------
    int
        0 when all went well, 1 when something is wrong (one line on standard error), 2 for a
        command that cannot be read.
    """
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.act(arguments))
    except NbmixedError as error:
        print(f"nbmixed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("nbmixed: interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nbmixed",
        description="Bayesian multilevel models in Jupyter.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"nbmixed {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_doctor(commands)
    _add_render(commands)
    return parser


def _add_doctor(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="say what is installed, what is missing and how to mend it",
        description="Say what is installed, what is missing and the one command that mends it. Ends with 1 if something is missing.",
    )
    doctor.set_defaults(act=_doctor)


def _add_render(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    render = commands.add_parser(
        "render",
        help="execute a notebook and write it as one HTML page",
        description="Execute a notebook from top to bottom in a fresh kernel and write it as one self-contained HTML page. "
        "The notebook itself is not changed. If a cell fails, its error is shown, no page is written, and the command ends with 1.",
    )
    render.add_argument("notebook", type=Path, metavar="NOTEBOOK", help="an .ipynb file")
    render.add_argument(
        "-o", "--output", type=Path, metavar="OUT.html", help="the page (default: beside the notebook)"
    )
    render.add_argument(
        "--timeout", type=_seconds, metavar="SECONDS", help="longest time a cell may take (default: no limit)"
    )
    render.set_defaults(act=_render)


def _doctor(_: argparse.Namespace) -> int:
    from nbmixed.engine.doctor import doctor

    report = doctor()
    print(report)
    return 0 if report.ok else 1


def _render(arguments: argparse.Namespace) -> int:
    from nbmixed.report.render import render

    print(render(arguments.notebook, arguments.output, arguments.timeout))
    return 0


def _seconds(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of seconds above 0")
    return int(text)
