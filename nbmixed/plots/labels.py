"""Words and numbers on and about a plot."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 80
LONGEST_BELOW = 36


def tick_label(name: str) -> str:
    r"""The name as it is to be seen: no mathtext, and the middle left out beyond `LONGEST` characters.

    >>> print(tick_label("cost$"))
    cost\$
    """
    return shortened(name).replace("$", r"\$")


def shortened(name: str, longest: int = LONGEST) -> str:
    """The name with its middle left out when it is longer than `longest`.

    >>> shortened("b[(Intercept) county:ST LOUIS]", 15)
    'b[(Inte… LOUIS]'
    """
    if len(name) <= longest:
        return name
    head = longest // 2
    return f"{name[:head]}…{name[len(name) - (longest - head - 1) :]}"


def below(name: str) -> str:
    """The name as it is to be seen below a plot, where it may be turned: shorter than elsewhere."""
    return tick_label(shortened(name, LONGEST_BELOW))


def percent(prob: float) -> str:
    """The probability in percent.

    >>> percent(0.9), percent(0.975)
    ('90 %', '97.5 %')
    """
    return f"{100 * prob:.6g} %"


def number(x: float) -> str:
    """Three significant digits, all of the whole ones.

    >>> number(10.4672), number(1234.56), number(-0.00012)
    ('10.5', '1235', '-0.00012')
    """
    return f"{x:.0f}" if 100 <= abs(x) < 1e6 else f"{x:.3g}"


def counted(n: int, noun: str) -> str:
    """The number and its noun, in the plural where it takes it.

    >>> counted(1, "chain"), counted(4, "chain")
    ('1 chain', '4 chains')
    """
    return f"{n} {noun}" if n == 1 else f"{n:,} {noun}s"


def ordinal(n: int) -> str:
    """The number as an ordinal.

    >>> [ordinal(n) for n in (2, 3, 4, 11, 21)]
    ['2nd', '3rd', '4th', '11th', '21st']
    """
    teen = 10 < n % 100 < 14
    return f"{n}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def few(statements: Sequence[str], most: int = 12) -> str:
    """Statements joined into a sentence, at most `most` of them, and how many were left out."""
    left = len(statements) - most
    return "; ".join(statements[:most]) + (f"; and {left} more." if left > 0 else ".")
