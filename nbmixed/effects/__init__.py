"""What a fit says of its variables: predictions, comparisons, slopes and hypotheses, with their posterior.

All of it is made of `posterior_epred` and `posterior_linpred` of a fit, in one grammar:

- which rows: those of the fit, or `newdata`, such as a grid of `datagrid`;
- which groups: `re_form` and `group_effects`, see `Question`;
- averaged over what: `by`, and with which `weights`, see `rows_by`.

An average is made in each draw, a comparison of averages after it, and only then the posterior is summed up by its
median and a central interval.
"""

from nbmixed.effects.compare import comparisons
from nbmixed.effects.conditional import conditional_effects
from nbmixed.effects.grid import datagrid
from nbmixed.effects.hypotheses import hypothesis
from nbmixed.effects.predict import predictions
from nbmixed.effects.result import Effects
from nbmixed.effects.slope import slopes

__all__ = [
    "Effects",
    "comparisons",
    "conditional_effects",
    "datagrid",
    "hypothesis",
    "predictions",
    "slopes",
]
