"""The command line: ``nbmixed report``, ``verify``, ``new``, ``cache`` and ``doctor``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from nbmixed import __version__
from nbmixed.errors import NbmixedError
from nbmixed.report import command_cache, command_report

_EXAMPLES = """\
examples:
  nbmixed doctor
  nbmixed new glmer study.ipynb
  nbmixed report study.ipynb -o build/study.html -p seed 7
  nbmixed verify build/study.html
  nbmixed cache list
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
    words = sys.argv[1:] if argv is None else list(argv)
    parser = _parser()
    if not words or words[0] == "help":
        return _help(parser, words[1:])
    arguments = parser.parse_args(words)
    try:
        return int(arguments.act(arguments))
    except NbmixedError as error:
        print(f"nbmixed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("nbmixed: interrupted", file=sys.stderr)
        return 130


def _help(parser: argparse.ArgumentParser, command: Sequence[str]) -> int:
    """Print the help, of a command if one is named."""
    if command:
        parser.parse_args([*command[:1], "--help"])
    parser.print_help()
    return 0


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
    command_report.add(commands)
    command_cache.add(commands)
    return parser


def _add_doctor(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="say what is installed, what is missing and how to mend it",
        description="Say what is installed, what is missing and the one command that mends it. Ends with 1 if something is missing.",
    )
    doctor.set_defaults(act=_doctor)


def _doctor(_: argparse.Namespace) -> int:
    from nbmixed.engine.doctor import doctor

    report = doctor()
    print(report)
    return 0 if report.ok else 1
