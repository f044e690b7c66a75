"""What ``%stan_glmer`` and ``%%stan_glmer?`` show: the grammar, every option with its default, an example."""

from __future__ import annotations

from nbmixed.notebook.body import KEYS
from nbmixed.notebook.line import OPTIONS, Option
from nbmixed.spec.arguments import argument_names

_ABOUT = {
    "stan_glm": "Generalized linear model, without groups.",
    "stan_glm_nb": "Negative binomial model of counts, without groups.",
    "stan_lmer": "Gaussian model with group-level terms.",
    "stan_glmer": "Generalized linear model with group-level terms.",
    "stan_glmer_nb": "Negative binomial model of counts with group-level terms.",
}
_EXAMPLES = {
    "stan_glm": """\
%%stan_glm fit --data roaches --family poisson --seed 12345
y ~ sqrt(roach1) + treatment + senior
offset = log(exposure2)
prior = normal(0, 2.5)""",
    "stan_glm_nb": """\
%%stan_glm_nb fit --data roaches --seed 12345
y ~ sqrt(roach1) + treatment + senior
offset = log(exposure2)""",
    "stan_lmer": """\
%%stan_lmer fit --data sleepstudy --seed 12345
Reaction ~ Days + (Days | Subject)
prior_covariance = decov(regularization = 2)""",
    "stan_glmer": """\
%%stan_glmer fit --data cbpp --family binomial --seed 12345
cbind(incidence, size - incidence) ~ period + (1 | herd)
prior = normal(0, 2.5, autoscale = True)
prior_covariance = decov(regularization = 2)""",
    "stan_glmer_nb": """\
%%stan_glmer_nb fit --data grouseticks --seed 12345
TICKS ~ YEAR + (1 | BROOD)
prior_aux = exponential(1)""",
}
_GRAMMAR = """\
    %%{function} NAME --data FRAME [options]
    formula, on one or more lines
    key = expression                             # one a line, as many as needed

NAME is the variable that receives the fit; left out, the fit is shown and found in _.
A final ; shows nothing. Expressions take numbers, lists, names of your variables,
normal(), student_t(), cauchy(), exponential(), decov() and None for a flat prior."""


def help_text(function: str) -> str:
    """The help of one cell magic, as plain text.

    >>> print(help_text("stan_lmer").splitlines()[0])
    %%stan_lmer: Gaussian model with group-level terms.
    """
    options = "\n".join(_option_line(o) for o in OPTIONS.values() if takes_option(function, o.name))
    keys = "\n".join(f"    {key:<22}{text}" for key, text in KEYS.items() if takes_key(function, key))
    example = "\n".join(f"    {line}" for line in _EXAMPLES[function].splitlines())
    return (
        f"%%{function}: {_ABOUT[function]}\n\n{_GRAMMAR.format(function=function)}\n\n"
        f"Options of the first line\n{options}\n\nKeys below the formula\n{keys}\n\nExample\n{example}\n"
    )


def takes_option(function: str, option: str) -> bool:
    """Whether the cell of `function` takes this option."""
    return option not in ("family", "link") or option in argument_names(function)


def takes_key(function: str, key: str) -> bool:
    """Whether the cell of `function` takes this key."""
    return key in argument_names(function)


def _option_line(option: Option) -> str:
    default = f" (default: {option.default})" if option.default else ""
    return f"    {f'{option.flag} {option.value}':<22}{option.help}{default}"
