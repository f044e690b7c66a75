"""What ``%stan_glmer`` and ``%%stan_glmer?`` show: the grammar, every option with its default, an example."""

from __future__ import annotations

import textwrap

from nbmixed.notebook.body import ABOVE_OR_BELOW, KEYS
from nbmixed.notebook.line import OPTIONS, Option
from nbmixed.notebook.places import algorithms_of, default_of, priors_of
from nbmixed.spec.arguments import argument_names

_ABOUT = {
    "stan_glm": "Generalized linear model, without groups.",
    "stan_glm_nb": "Negative binomial model of counts, without groups.",
    "stan_lm": "Linear model with a prior of R2, the share of variance explained.",
    "stan_lmer": "Gaussian model with group-level terms.",
    "stan_glmer": "Generalized linear model with group-level terms.",
    "stan_glmer_nb": "Negative binomial model of counts with group-level terms.",
    "stan_nlmer": "Nonlinear curve whose parameters vary by group.",
    "stan_gamm4": "Smooth functions of predictors beside group-level terms.",
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
    "stan_lm": """\
%%stan_lm fit --data kidiq --seed 12345
kid_score ~ mom_hs * mom_iq
prior = R2(0.25, what = "mean")""",
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
    "stan_nlmer": """\
%%stan_nlmer fit --data Orange --seed 12345
circumference ~ SSlogis(age, Asym, xmid, scal) ~ Asym | Tree
prior_covariance = decov(shape = 2)""",
    "stan_gamm4": """\
%%stan_gamm4 fit --data roaches --family neg_binomial_2 --seed 12345
y ~ s(roach1) + treatment
random = ~ (1 | senior)
prior_smooth = exponential(1)""",
}
_WIDTH, _COLUMN = 100, 26
_ALWAYS = ("data", "cache", "quiet", "dry", "help")
_GRAMMAR = """\
    %%{function} NAME --data FRAME [options]
    formula, on one or more lines
    key = expression                             # one a line, as many as needed

NAME is the variable that receives the fit; left out, the fit is shown and found in _.
A final ; shows nothing. Expressions take numbers, lists, names of your variables, families
such as binomial(link = "probit"), and priors; None is a flat prior."""


def help_text(function: str) -> str:
    """The help of one cell magic, as plain text.

    >>> print(help_text("stan_lmer").splitlines()[0])
    %%stan_lmer: Gaussian model with group-level terms.
    """
    options = "\n".join(_option(function, o) for o in OPTIONS.values() if takes_option(function, o.name))
    keys = [k for k in KEYS if takes_key(function, k)]
    below = "\n".join(_entry(k, _key(function, k)) for k in keys if k not in ABOVE_OR_BELOW)
    too = ", ".join(k for k in keys if k in ABOVE_OR_BELOW)
    example = "\n".join(f"    {line}" for line in _EXAMPLES[function].splitlines())
    return (
        f"%%{function}: {_ABOUT[function]}\n\n{_GRAMMAR.format(function=function)}\n\n"
        f"Options of the first line\n{options}\n\nKeys below the formula\n{below}\n"
        f"    These may stand here too: {too}\n\nExample\n{example}\n"
    )


def takes_option(function: str, option: str) -> bool:
    """Whether the cell of `function` takes this option."""
    return option in _ALWAYS or option in argument_names(function)


def takes_key(function: str, key: str) -> bool:
    """Whether the cell of `function` takes this key."""
    return key in argument_names(function)


def _option(function: str, option: Option) -> str:
    default = f" (default: {option.default})" if option.default else ""
    others = f": {', '.join(algorithms_of(function)[1:])}" if option.name == "algorithm" else ""
    return _entry(f"{option.flag} {option.value}", f"{option.help}{others}{default}")


def _key(function: str, key: str) -> str:
    priors = priors_of(function, key)
    if not priors:
        return KEYS[key]
    return f"{KEYS[key]}: {', '.join(priors)} (default: {default_of(function, key)})"


def _entry(name: str, text: str) -> str:
    """A name and its text, wrapped, the lines after the first below the text."""
    lines = textwrap.wrap(text, _WIDTH - _COLUMN)
    first = f"    {name:<{_COLUMN - 4}}" if len(name) < _COLUMN - 4 else f"    {name}\n{' ' * _COLUMN}"
    return first + f"\n{' ' * _COLUMN}".join(lines)
