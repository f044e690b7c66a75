"""``nbmixed cache``: what is kept, how much, and away with it."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from nbmixed import archive
from nbmixed.engine import cache_folder
from nbmixed.options import options
from nbmixed.report.command_report import Commands


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    cache = commands.add_parser(
        "cache",
        help="list or clear the fits that are kept",
        description="Fits with a seed are kept in the user's cache (or in $NBMIXED_CACHE_DIR), so that a report or a notebook "
        "need not sample again what has not changed.",
    )
    cache.add_argument(
        "what", choices=("list", "size", "clear"), metavar="list|size|clear", help="what to do with them"
    )
    cache.set_defaults(act=_cache)


def _cache(arguments: argparse.Namespace) -> int:
    return {"list": _list, "size": _size, "clear": _clear}[arguments.what]()


def _list() -> int:
    damaged = []
    if not cache_folder.kept():
        print(f"no fits are cached in {cache_folder.folder()}")
    for kept in cache_folder.kept():
        try:
            told = cache_folder.told(kept.path)
        except archive.UNREADABLE:
            damaged.append(kept.path.name)
            continue
        made = datetime.fromisoformat(told["date"]).astimezone()
        print(
            f"{made:%Y-%m-%d %H:%M}  {_bytes(kept.size):>9}  {told['name']}: {told['function']}  {told['formula']}"
        )
    for name in damaged:
        print(
            f"nbmixed: {name} is damaged or no cached fit; `nbmixed cache clear` removes it.", file=sys.stderr
        )
    return 1 if damaged else 0


def _size() -> int:
    kept = cache_folder.kept()
    total, most = sum(k.size for k in kept), options.cache_size
    print(f"{_fits(len(kept))}, {_bytes(total)} of at most {_bytes(most)}, in {cache_folder.folder()}")
    return 0


def _clear() -> int:
    count, total = cache_folder.clear()
    print(f"removed {_fits(count)}, {_bytes(total)}")
    left = len(cache_folder.kept())
    if left:
        print(f"nbmixed: {_fits(left)} in {cache_folder.folder()} cannot be removed.", file=sys.stderr)
    return 1 if left else 0


def _fits(count: int) -> str:
    return f"{count} fit" + "s" * (count != 1)


def _bytes(size: float) -> str:
    """A size in the unit that suits it.

    >>> _bytes(512), _bytes(130_000), _bytes(2e9)
    ('0.5 kB', '130.0 kB', '2.0 GB')
    """
    for unit, factor in (("GB", 1e9), ("MB", 1e6)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size / 1e3:.1f} kB"
