"""``%%stan_glm``, ``%%stan_lmer``, ...: cell magics over the model functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import no_var_expand
from IPython.display import display

from nbmixed import caller, fitting
from nbmixed.display.shown import Shown
from nbmixed.engine import progress
from nbmixed.engine.doctor import doctor
from nbmixed.engine.partial import Interrupted
from nbmixed.errors import DataError, FamilyError, FormulaError, PriorError, SettingError, nearest
from nbmixed.notebook import complete, live
from nbmixed.notebook.cell import Request, to_request
from nbmixed.notebook.dry import dry_run
from nbmixed.notebook.faults import all_at_once
from nbmixed.notebook.help import help_text
from nbmixed.notebook.line import read_line
from nbmixed.options import use_cache
from nbmixed.spec.model_checks import FUNCTIONS
from nbmixed.stanreg import StanReg

_OF_CELLS = (DataError, FamilyError, FormulaError, PriorError, SettingError)
Magic = Callable[[str, str | None], StanReg | Shown | None]


def load(ip: InteractiveShell) -> None:
    """Install the magics, their completions and the progress display."""
    for function in FUNCTIONS:
        ip.register_magic_function(_magic(ip, function), "line_cell", function)  # type: ignore[arg-type]
    complete.install(ip)
    progress.use(live.listener_for(ip))
    use_cache("on_change")
    ip.events.register("pre_run_cell", live.SLOT.renew)
    for name, magic in _line_magics(ip).items():
        ip.register_magic_function(magic, "line", name)  # type: ignore[arg-type]


def unload(ip: InteractiveShell) -> None:
    """Take away what `load` installed."""
    for function in FUNCTIONS:
        for kind in ("line", "cell"):
            ip.magics_manager.magics[kind].pop(function, None)
    for name in _line_magics(ip):
        ip.magics_manager.magics["line"].pop(name, None)
    complete.remove(ip)
    progress.use(None)
    use_cache("never")
    if live.SLOT.renew in ip.events.callbacks["pre_run_cell"]:
        ip.events.unregister("pre_run_cell", live.SLOT.renew)


def _magic(ip: InteractiveShell, function: str) -> Magic:
    def magic(line: str, cell: str | None = None) -> StanReg | Shown | None:
        if cell is None or read_line(line)[0].help:
            _show_help(function, line)
            return None
        try:
            request = to_request(function, line, cell, ip.user_ns)
            with caller.called_from(f"%%{function} {line}".strip()):
                return _dry(request) if request.dry else _fit(ip, request)
        except _OF_CELLS as error:
            raise all_at_once(error, function, line, cell, ip.user_ns) from None

    magic.__name__ = magic.__qualname__ = function
    magic.__doc__ = help_text(function)
    no_var_expand(magic)
    return magic


def _show_help(function: str, line: str) -> None:
    if line.strip() not in ("", "--help"):
        raise SettingError(
            f"%{function} only shows help: to fit, start a cell with %%{function} (two percent signs) "
            "and write the formula on the next line."
        )
    print(help_text(function))  # noqa: T201


def _fit(ip: InteractiveShell, request: Request) -> StanReg | None:
    hidden = request.quiet or request.spec.sampling.refresh == 0
    listener = progress.Silent() if hidden else progress.current()
    try:
        fit = fitting.fit(
            request.spec,
            request.data,
            **request.arrays,
            env=request.env,
            listener=listener,
            name=request.name or "fit",
            cache=request.cache,
        )
    except Interrupted as stopped:
        _keep(ip, request, stopped)
    if request.name is not None:
        ip.user_ns[request.name] = fit
    return None if request.silent else fit


def _keep(ip: InteractiveShell, request: Request, stopped: Interrupted) -> NoReturn:
    """What was drawn before a person stopped the cell becomes the fit; the notebook stops all the same."""
    ready = fitting.prepare(request.spec, request.data, **request.arrays, env=request.env)
    name = request.name or "_"
    ip.user_ns[name] = fit = fitting.assemble(ready, stopped.draws, name)
    fitting.announce(fit)
    if not request.silent:
        display(fit)  # type: ignore[no-untyped-call]
    raise Interrupted(f"{stopped} in {name}", stopped.draws) from None


def _dry(request: Request) -> Shown | None:
    ready = fitting.prepare(request.spec, request.data, **request.arrays, env=request.env)
    return None if request.silent else dry_run(ready, request.name or "fit", request.arrays)


def _line_magics(ip: InteractiveShell) -> dict[str, Callable[[str], Any]]:
    """``%stan_builder``, ``%stan_prior`` and ``%stan_doctor``."""

    def stan_builder(line: str) -> Any:
        """Open the builder: ``%stan_builder [data frame, fit, or formula]``."""
        from nbmixed.notebook.builder.app import ModelBuilder

        return ModelBuilder(line.strip() or None, variables=ip.user_ns)

    def stan_prior(line: str) -> Shown:
        """The priors of a fit, as specified and as used: ``%stan_prior fit``."""
        name = line.strip()
        found = ip.user_ns.get(name)
        if not isinstance(found, StanReg):
            fits = [n for n, v in ip.user_ns.items() if isinstance(v, StanReg) and not n.startswith("_")]
            known = nearest(name, fits) or (
                f" Fits here: {', '.join(fits)}." if fits else " There is none yet."
            )
            raise DataError(f"%stan_prior shows the priors of a fit, and {name or 'nothing'} is none.{known}")
        return found.prior_summary()

    def stan_doctor(_: str) -> Any:
        """What is found of programs and Stan, what is missing, and what mends it: ``%stan_doctor``."""
        return doctor()

    return {m.__name__: m for m in (stan_builder, stan_prior, stan_doctor)}
