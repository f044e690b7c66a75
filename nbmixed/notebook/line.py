"""The first line of a cell: the result's name, then options."""

from __future__ import annotations

import keyword
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from nbmixed.errors import SettingError, nearest
from nbmixed.options import CACHE
from nbmixed.spec.family import FAMILIES
from nbmixed.spec.sampling import INITS, Sampling


@dataclass(frozen=True, slots=True)
class Option:
    """One option of the first line.

    Attributes
    ----------
    name
        Without dashes, as the argument of the model function is spelled.
    value
        What stands after it in the help; empty for a switch.
    kind
        How the value is read: "text", "whole" or "number".
    help, default
        For the help text.
    """

    name: str
    value: str
    kind: str
    help: str
    default: str = ""

    @property
    def flag(self) -> str:
        """As it is written on the line."""
        return "--" + self.name.replace("_", "-")


OPTIONS: dict[str, Option] = {
    o.name: o
    for o in (
        Option("data", "NAME", "text", "the data frame, a variable of the notebook"),
        Option("family", "NAME", "text", f"one of {', '.join(FAMILIES)}", "gaussian"),
        Option("link", "NAME", "text", "link function", "the family's own"),
        Option(
            "algorithm",
            "NAME",
            "text",
            "sampling (MCMC), or an approximation",
            "sampling",
        ),
        Option("chains", "N", "whole", "Markov chains", "4"),
        Option("iter", "N", "whole", "iterations of each chain, warmup included", "2000"),
        Option("warmup", "N", "whole", "iterations for adaptation, thrown away", "half of iter"),
        Option("thin", "N", "whole", "keep every N-th draw", "1"),
        Option("cores", "N", "whole", "chains run at the same time", "all there are"),
        Option("seed", "N", "whole", "the same seed gives the same draws", "drawn, then recorded"),
        Option(
            "init",
            "|".join(INITS),
            "text",
            "starting values, the last two by a quick approximation",
            "random",
        ),
        Option("init_r", "X", "number", "radius of random starting values", "2"),
        Option(
            "adapt_delta",
            "X",
            "number",
            "target acceptance rate; nearer 1 means smaller steps",
            "0.8, then 0.95 if transitions diverge; 0.99 with shrinkage priors and stan_lm",
        ),
        Option("max_treedepth", "N", "whole", "longest trajectory is 2^N steps", "15"),
        Option("refresh", "N", "whole", "iterations between progress reports; 0 for none", "iter / 20"),
        Option("draws", "N", "whole", "draws of an approximation", "1000"),
        Option(
            "cache",
            "|".join(CACHE),
            "text",
            "whether draws of an earlier run serve; needs a seed",
            "on_change",
        ),
        Option("QR", "", "switch", "priors are for orthogonal combinations of the predictors"),
        Option("sparse", "", "switch", "keep predictors sparse, and therefore not centred"),
        Option("prior_PD", "", "switch", "draw from the prior"),
        Option("compat", "rstanarm", "text", "reproduce rstanarm's choices where this package differs"),
        Option("quiet", "", "switch", "fit without showing progress or result"),
        Option("dry", "", "switch", "check the model and show it; do not sample"),
        Option("help", "", "switch", "show this text"),
    )
}
_BY_NAME = {name.lower(): option for name, option in OPTIONS.items()}
_SETTINGS = tuple(f.name for f in fields(Sampling))
_BODY_ONLY = (
    "prior",
    "prior_intercept",
    "prior_aux",
    "prior_covariance",
    "weights",
    "offset",
    "subset",
    "contrasts",
    "na_action",
    "mean_PPD",
)
_BODY_HINT = "belongs below, on a line of its own"


class _UnknownOptionError(SettingError):
    """Of an unknown option one does not know whether the next word is its value."""


@dataclass(frozen=True, slots=True)
class CellOptions:
    """The first line, read.

    Attributes
    ----------
    name
        Variable that receives the fit; None when it was left out.
    data, family, link, algorithm, compat, cache
        As written, or None.
    sampling
        Sampler settings that were given, by argument name.
    QR, sparse, prior_PD, quiet, dry, help
        Switches.
    """

    name: str | None = None
    data: str | None = None
    family: str | None = None
    link: str | None = None
    algorithm: str | None = None
    compat: str | None = None
    cache: str | None = None
    QR: bool = False
    sparse: bool = False
    prior_PD: bool = False
    quiet: bool = False
    dry: bool = False
    help: bool = False
    sampling: Mapping[str, object] = field(default_factory=dict)


def parse_line(line: str) -> CellOptions:
    """Read the first line of a cell, without its ``%%stan_...``.

    Raises
    ------
    SettingError
        For an unknown option (the nearest is suggested), a missing or unreadable value, an option
        given twice, or a second name.

    Examples
    --------
    >>> parse_line("fit --data cbpp --seed 1").sampling
    {'seed': 1}
    >>> parse_line("--adapt_delta=0.99").sampling
    {'adapt_delta': 0.99}
    """
    options, refused = read_line(line)
    for error in refused:
        raise SettingError(str(error))
    return options


def read_line(line: str) -> tuple[CellOptions, list[SettingError]]:
    """The options that can be read, and what is wrong with the others."""
    refused: list[SettingError] = []
    try:
        words = iter(_split(line.rstrip().removesuffix(";")))
    except SettingError as error:
        return CellOptions(), [error]
    names: list[str] = []
    given: dict[str, object] = {}
    of_unknown = False
    for word in words:
        if of_unknown and not word.startswith("-"):
            of_unknown = False
            continue
        of_unknown = word.startswith("-") and "=" not in word
        try:
            _take(word, words, names, given)
            of_unknown = False
        except _UnknownOptionError as error:
            refused.append(error)
        except SettingError as error:
            of_unknown = False
            refused.append(error)
    settings = {k: given.pop(k) for k in list(given) if k in _SETTINGS}
    try:
        name = _result_name(names)
    except SettingError as error:
        name, refused = None, [*refused, error]
    return CellOptions(name=name, sampling=settings, **given), refused  # type: ignore[arg-type]


def _take(word: str, rest: Iterator[str], names: list[str], given: dict[str, object]) -> None:
    """Add a word of the line to the names or to the options."""
    if not word.startswith("-"):
        names.append(word)
        return
    option, value = _option(word, rest)
    if option.name in given:
        raise SettingError(f"{option.flag} is given twice: write it once.")
    given[option.name] = value


def _split(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:
        raise SettingError(f"A quote is not closed on the first line of the cell: {line.strip()}") from None


def _option(word: str, rest: Iterator[str]) -> tuple[Option, object]:
    dashed, _, value = word.partition("=")
    option = _known(dashed)
    if option.kind == "switch":
        if value:
            raise SettingError(f"{option.flag} takes no value: write {option.flag} alone.")
        return option, True
    text = value or next(rest, "")
    if not text or text.startswith("--"):
        raise SettingError(f"{option.flag} needs a value: write {option.flag} {option.value}.")
    return option, _read(option, text)


def _known(dashed: str) -> Option:
    name = dashed.lstrip("-").replace("-", "_")
    if name.lower() in _BY_NAME and dashed.startswith("--"):
        return _BY_NAME[name.lower()]
    flags = [o.flag for o in OPTIONS.values()]
    if name in _BODY_ONLY:
        raise _UnknownOptionError(
            f"{dashed} is not an option of the first line: {name} {_BODY_HINT}, as in {name} = ..."
        )
    hint = nearest("--" + name.replace("_", "-"), flags) or " --help lists the options."
    raise _UnknownOptionError(f"There is no option {dashed}.{hint}")


def _read(option: Option, text: str) -> object:
    if option.name == "init":
        return 0 if text == "0" else text
    if option.kind == "text":
        return text
    try:
        return int(text) if option.kind == "whole" else float(text)
    except ValueError:
        what = "a whole number" if option.kind == "whole" else "a number"
        raise SettingError(f"{option.flag} {text} cannot be read: give {what}.") from None


def _result_name(names: list[str]) -> str | None:
    if len(names) > 1:
        raise SettingError(
            f"The first line takes one name for the result, but has {' and '.join(names[:2])}: "
            "options start with --, and the formula goes on the next line."
        )
    if names and (not names[0].isidentifier() or keyword.iskeyword(names[0])):
        raise SettingError(
            f"{names[0]!r} cannot be the name of a variable: start the first line with a name such as fit; "
            "the formula goes on the next line."
        )
    return names[0] if names else None
